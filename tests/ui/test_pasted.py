"""What somebody pasted: read alone, as a target, and beside what is measured."""

import json
import subprocess
import sys

import pytest

ERROR = "connect ECONNREFUSED ::1:5432"
REPORT = "It worked yesterday.\n\nError: connect ECONNREFUSED 127.0.0.1:1\n"


def portwise(*words, text=""):
    """The finished process; standard input is a pipe."""
    return subprocess.run((sys.executable, "-m", "portwise", *words), input=text, capture_output=True, text=True)


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.md"
    path.write_text(REPORT)
    return str(path)


def test_an_error_line_is_a_target():
    """Who sees it in a terminal pastes it as it stands, with or without the verb."""
    runs = [portwise("why", ERROR, "--json"), portwise(ERROR, "--json"), portwise("why", "-", "--json", text=ERROR)]

    assert [("::1", 5432, "this process")] * 3 == [
        (found["target"]["host"], found["target"]["port"], found["vantage"])
        for found in (json.loads(run.stdout) for run in runs)
    ]


def test_a_question_about_a_bind_is_asked_of_the_bind():
    """The words say what is wanted."""
    run = portwise("why can't I bind :99999 on this box", "--json")
    again = portwise("why can't I bind :18080 on this box", "--json")

    assert ("bind", 18080) == tuple(json.loads(again.stdout)["target"][key] for key in ("intent", "port"))
    assert 2 == run.returncode


def test_words_without_a_place_are_misuse_and_not_repeated():
    """They may be a secret."""
    run = portwise("why", "my password is hunter2")

    assert (2, False, 1) == (run.returncode, "hunter2" in run.stderr, len(run.stderr.splitlines()))


def test_a_text_beside_a_target_is_judged_with_what_is_measured(report):
    """What was measured stands, and what the text tells is told with its lines."""
    found = json.loads(portwise("why", "127.0.0.1:1", "--with", report, "--json").stdout)

    assert ("refused", True, []) == (
        found["symptom"],
        any(row["fact"] == "failure" and row["line"] == 3 for row in found["understood"]),
        [f["cause"] for f in found["findings"] if f["state"] == "supported" and f["cause"] != "nothing-listening"],
    )


def test_a_report_is_read_without_a_probe(report):
    """From a file and from a pipe the same, with the lines that were ignored."""
    runs = [
        json.loads(run.stdout) for run in (portwise("read", report, "--json"), portwise("read", "--json", text=REPORT))
    ]

    assert runs[0] == runs[1]
    assert ("text", "refused") == (runs[0]["vantage"], runs[0]["symptom"])


@pytest.mark.parametrize(
    "words", [("read",), ("read", "/nowhere/at/all"), ("why", "localhost:1", "--with", "/nowhere")]
)
def test_where_nothing_can_be_read_one_line_says_so(words):
    """Exit code 2, and no guess."""
    run = portwise(*words)

    assert (2, 1, "") == (run.returncode, len(run.stderr.splitlines()), run.stdout)
