"""``portwise explain`` as a person types it."""

import json

import pytest
from click.testing import CliRunner

from portwise.ui.cli.explain import command


def run(*argv):
    return CliRunner().invoke(command, argv, env={"COLUMNS": "80"})


@pytest.mark.parametrize(
    "argv",
    [(), ("nothing-listening",), ("curl", "52"), ("-1004",), ("-102",), ("Errno", "-2"), ("0.0.0.0",), ("619009",)],
)
def test_a_word_that_is_known_is_success(argv):
    """Exit 0 and a page on stdout; a number below zero is a word and not an option."""
    done = run(*argv)

    assert (0, "") == (done.exit_code, done.stderr)
    assert done.stdout.endswith("\n")


def test_a_word_that_is_not_known_is_answered_on_stderr():
    """Exit 1, one line with what is near, nothing on stdout."""
    done = run("ECONREFUSED")

    assert (1, "", 1) == (done.exit_code, done.stdout, done.stderr.count("\n"))
    assert "ECONNREFUSED" in done.stderr


def test_an_option_that_does_not_exist_is_misuse():
    """Exit 2: --jsn is a slip, not a word."""
    assert (2, "") == (run("--jsn", "refused").exit_code, run("--jsn", "refused").stdout)


def test_json_is_one_object():
    """The page as plain values, also for the list."""
    assert ["refused"] == json.loads(run("--json", "111").stdout)["outcomes"]
    assert "list" == json.loads(run("--json").stdout)["kind"]


def test_plain_is_ascii_and_has_no_colour():
    """The dash of the title is a hyphen then."""
    shown = run("--plain", "refused").stdout

    assert shown.isascii()
    assert "\x1b" not in shown
