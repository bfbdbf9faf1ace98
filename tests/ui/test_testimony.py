"""Statements on the command line, and questions on a terminal."""

import contextlib
import json
import os
import pty
import select
import socket
import subprocess
import sys
import termios

import pytest

import portwise

SOURCES = os.path.dirname(os.path.dirname(portwise.__file__))
PATIENCE = 60.0  # seconds for a busy processor
# Two causes that no probe of this machine can tell apart, as a machine may leave them; all else is portwise itself.
LEVEL = """
import sys
from portwise.model.cause import Hop
from portwise.model.outcome import Outcome
from portwise.model.report import Finding, State
from portwise.model.client import Client
from portwise.reason import think
from portwise.ui.cli import main

def finding(cause, spares=()):
    return Finding(cause, cause, Hop.LISTENER, frozenset({Outcome.REFUSED}), None, (), State.UNTESTED, 0.0, (), (), (),
                   (), spares=frozenset(spares))

think.standing = lambda causes, seen: ["all of them"]
think.judge = lambda cause, seen, deep: JUDGED
class Judged:
    asks = ()
    def __init__(self, finding):
        self.finding = finding
JUDGED = [Judged(finding("a-cause")), Judged(finding("b-cause", [Client.BROWSER, Client.CURL]))]
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def closed():
    """A port of loopback that is ours, and where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{held.getsockname()[1]}"


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR", "FORCE_COLOR")}
    return {**kept, "PYTHONPATH": SOURCES, "TERM": "dumb", "COLUMNS": "100", **more}


def run(*argv):
    return subprocess.run(
        [sys.executable, "-m", "portwise", "why", *argv], capture_output=True, text=True, env=environment()
    )


class Terminal:
    """portwise with a terminal for all its streams, or for those that are not given."""

    def __init__(self, *argv, stdout=None, **more):
        ours, theirs = pty.openpty()
        settings = termios.tcgetattr(theirs)
        settings[3] &= ~termios.ECHO  # what is typed is not what portwise says
        termios.tcsetattr(theirs, termios.TCSANOW, settings)
        self.ours, self.said = ours, ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", LEVEL, "why", *argv],
            stdin=theirs,
            stdout=theirs if stdout is None else stdout,
            stderr=theirs,
            env=environment(**more),
        )
        os.close(theirs)

    def until(self, words):
        """Read on until *words* were said, or all has been."""
        while words not in self.said and select.select([self.ours], [], [], PATIENCE)[0]:
            try:
                self.said += os.read(self.ours, 4096).decode()
            except OSError:  # EIO: nobody has the other end any more
                break
        return self.said

    def types(self, text):
        os.write(self.ours, text.encode())

    def ends(self):
        self.until("\0")
        return self.process.wait(PATIENCE)


@pytest.fixture
def terminal():
    """Make terminals, and leave none behind."""
    with contextlib.ExitStack() as stack:

        def make(*argv, **more):
            made = Terminal(*argv, **more)
            stack.callback(os.close, made.ours)
            stack.callback(made.process.kill)
            return made

        yield make


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["--saw", "nonsense"], "--saw takes CLIENT=WORD"),
        (["--saw", "netscape=ok"], "--saw knows the clients chrome, "),
        (["--saw", "chrome=gibberish"], "like ERR_CONNECTION_REFUSED or ERR_CONNECTION_TIMED_OUT"),
        (["--saw", "curl=ok", "--saw", "curl=7"], "said twice"),
        (["--worked-until", "soon"], "--worked-until takes a date or a time"),
        (["--worked-until", "2999-01-01"], "a moment that has been"),
    ],
)
def test_what_is_not_understood_is_misuse(argv, says, closed):
    """One clear line, exit code 2, and nothing is tried."""
    done = run(closed, *argv)

    assert (2, "", 1) == (done.returncode, done.stdout, len(done.stderr.splitlines()))
    assert says in done.stderr


def test_what_was_said_stands_in_the_report(closed):
    """On the screen beside what was measured, and in --json with its source."""
    argv = (closed, "--saw", "curl=ok", "--worked-until", "yesterday")
    screen, found = run(*argv).stdout, json.loads(run(*argv, "--json").stdout)

    assert "You said     curl gets through and it worked until" in screen
    assert "But          you said that curl gets through; measured now: refused at" in screen
    assert ["saw", "worked"] == [o["fact"] for o in found["observations"] if o["source"] == "you said"]
    assert (1, "ok") == (len(found["testimony"]["contradictions"]), found["testimony"]["saw"][0]["word"])


def test_a_question_is_asked_and_its_answer_counts(closed, terminal):
    """On stderr, where an answer would change what comes first; the report says what was said."""
    asks = terminal(closed)
    asked = asks.until("not known) ")
    asks.types("y\n")
    asks.ends()

    assert "Does it work in a browser? (y, n or what it says; Enter: not known) " in asked
    assert "You said     browser gets through" in asks.said
    assert "It fits      b-cause, which could not be tested" in asks.said


def test_enter_says_nothing_and_three_questions_are_enough(closed, terminal):
    """Whoever does not know is asked something else, and not for ever: a fourth would be about another machine."""
    asks = terminal(closed)
    for whom in ("in a browser", "with curl", "from Node.js"):
        asks.until(f"Does it work {whom}")
        asks.types("\n")

    assert 1 == asks.ends()
    assert 3 == asks.said.count("Does it work")
    assert "You said" not in asks.said


def test_an_answer_that_is_not_understood_says_what_can_be_said(closed, terminal):
    """And the report comes all the same."""
    asks = terminal(closed)
    asks.until("not known) ")
    asks.types("gibberish\n")
    asks.until("--saw browser=WORD takes ok")
    asks.types("\x04")
    asks.ends()

    assert "--saw browser=WORD takes ok, an HTTP status or what browser says" in asks.said


@pytest.mark.parametrize("flag", ["--json", "--brief", "--plain", "--no-questions"])
def test_who_wants_no_questions_gets_none(flag, closed, terminal):
    """Also on a terminal."""
    asks = terminal(closed, flag)

    assert 1 == asks.ends()
    assert "Does it work" not in asks.said


def test_ci_is_asked_nothing(closed, terminal):
    """It sets CI, and some give it a terminal that nobody sits at."""
    asks = terminal(closed, CI="true")

    assert 1 == asks.ends()
    assert "Does it work" not in asks.said


def test_who_reads_elsewhere_is_asked_nothing(closed, terminal):
    """``portwise why … | less``: the terminal belongs to somebody else."""
    asks = terminal(closed, stdout=subprocess.DEVNULL)

    assert 1 == asks.ends()
    assert "Does it work" not in asks.said
