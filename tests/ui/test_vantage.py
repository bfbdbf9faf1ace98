"""``why --vantage WHERE``, as it is typed."""

import json
import os
import sys

import pytest

from portwise.ui.cli import main

only_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="network namespaces are of Linux")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (
            "moon",
            (
                "a vantage is one of browser, or browser:chromium|chrome|edge|firefox; container:NAME; "
                "netns:NAME, or netns:PID; ssh:HOST, or ssh:USER@HOST"
            ),
        ),
        ("netns:../1", "this vantage is written netns:NAME, or netns:PID"),
        ("browser:lynx", "this vantage is written browser, or browser:chromium|chrome|edge|firefox"),
        ("ssh:-x", "this vantage is written ssh:HOST, or ssh:USER@HOST"),
    ],
)
def test_text_that_names_no_vantage_is_misuse(where, expected, capsys):
    """One line that says how it is written, and exit code 2; nothing is tried."""
    assert 2 == main(["why", "localhost:9", "--vantage", where])
    assert ("", f"portwise: Invalid value for '--vantage': {expected}\n") == capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["localhost:9", "--repeat", "3"], "--repeat is of this process alone: without --vantage"),
        (["localhost:9", "--checklist"], "--checklist is of this process alone: without --vantage"),
        (["localhost:9", "--", "true"], "--vantage does not go together with a command to start"),
    ],
)
def test_what_is_of_this_process_alone_is_not_asked_from_elsewhere(words, expected, capsys):
    """Refused before anything is tried, with exit code 2."""
    assert 2 == main(["why", "--vantage", "netns:web", *words])
    assert ("", f"portwise: {expected}\n") == capsys.readouterr()


@pytest.mark.parametrize("where", ["ssh:db", "netns:web", "container:web"])
def test_what_was_said_of_clients_here_is_not_so_in_another_network(where, capsys):
    """What a client met is of the network that it was in."""
    assert 2 == main(["why", "localhost:9", "--vantage", where, "--saw", "curl=ok"])
    expected = "portwise: what you say with --saw and --worked-until is of this process alone: without --vantage\n"

    assert ("", expected) == capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ["unix:/run/x.sock", "--vantage", "netns:web"],
            "a Unix socket is a file and not of a network: --vantage netns:web takes a host and a port",
        ),
        (
            ["localhost:9", "--vantage", "browser"],
            "a browser goes to pages: --vantage browser takes an http:// or https:// URL",
        ),
    ],
)
def test_a_target_that_the_place_cannot_have_is_misuse(words, expected, capsys):
    """Said before anything is tried."""
    assert 2 == main(["why", *words])
    assert ("", f"portwise: {expected}\n") == capsys.readouterr()


@only_linux
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("netns:no-such-room", "no network namespace is called no-such-room"),
        ("netns:4194305", "no process has the pid 4194305"),  # above PID_MAX_LIMIT, linux/threads.h
        ("container:no-such-box", "no container is called no-such-box"),
    ],
)
def test_a_place_that_is_not_there_is_said_to_be_so(where, expected, capsys):
    """One line, exit code 2, and no report of a place where nobody was."""
    assert 2 == main(["why", "localhost:9", "--vantage", where])
    said, told = capsys.readouterr()

    assert "" == said
    assert told.startswith(f"portwise: --vantage {where}: {expected}")
    assert 1 == told.count("\n")


@only_linux
def test_the_place_stands_in_every_form_of_the_report(capsys):
    """Our own namespace needs no right to be entered: what is met there is what is met here."""
    words = ["why", "127.0.0.1:1", "--vantage", f"netns:{os.getpid()}"]

    assert 1 == main([*words, "--json"])
    said = json.loads(capsys.readouterr().out)
    assert f"netns:{os.getpid()}" == said["vantage"]
    assert {"symptom": "refused", "attempts": [{"spot": "127.0.0.1:1", "outcome": "refused"}], "name": None} == (
        said["from_here"]
    )
    assert 1 == main([*words, "--brief"])
    assert f"from netns:{os.getpid()}: " in capsys.readouterr().out
    assert 1 == main([*words, "--plain"])
    assert "From here    the same: 127.0.0.1:1 refused" in capsys.readouterr().out


def test_access_says_what_another_place_costs(capsys):
    """Before anybody enters anything."""
    assert 0 == main(["why", "--explain-access"])
    assert "What --vantage does, from another place than this" in capsys.readouterr().out
