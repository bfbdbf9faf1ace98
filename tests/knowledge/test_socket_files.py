"""A socket file that was asked for itself: what is said of it, and which steps are named."""

import pytest

from portwise import knowledge
from portwise.model.behind import Door, SocketFile, UnixListener
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ATTEMPT, HERE, OWNERS, SELF, SOCKET_FILE, UNIX_LISTENERS
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.target import Target, UnixPath
from portwise.reason.think import exhausted, think

PATH = "/run/app.sock"
ME = Process(7, 1, "portwise")
ERRNO = {Outcome.ADDR_NOT_AVAIL: 2, Outcome.REFUSED: 111, Outcome.DENIED: 13, Outcome.TIMEOUT: 11}
HIDDEN = Unknown("Permission denied", "sudo namei -l PATH")


def found(outcome, file, *listeners, path=PATH):
    """The only finding; *file* is what lies there, or why nobody knows."""
    door, said = Door(ME, path), file if isinstance(file, Unknown) else Known(file)
    answers = (
        Answer(ATTEMPT.of(UnixPath(path)), Known(Attempt(outcome, ERRNO[outcome], None, None, 1, 0.1)), "connect(2)"),
        Answer(SELF.of(HERE), Known(ME), "ps"),
        Answer(SOCKET_FILE.of(door), said, "namei"),
        Answer(UNIX_LISTENERS.of(HERE), Known(tuple(UnixListener(one, 9) for one in listeners)), "ss -xl"),
        Answer(OWNERS.of(9), Known((Process(42, 1, "gunicorn"),)), "ss -xlp"),
    )
    seen = Evidence(Target.parse(f"unix:{path}")).plus(answers)
    seen = exhausted(knowledge.causes(), seen, lambda question: Answer(question, HIDDEN, "nobody"))
    thought = think(knowledge.causes(), seen, outcome)
    (finding,) = (one for one in thought.findings if one.state.value == "supported")
    return finding


@pytest.mark.parametrize(
    ("outcome", "file", "title"),
    [
        (Outcome.ADDR_NOT_AVAIL, SocketFile("missing", PATH, "", -1), f"at {PATH}: it does not exist"),
        (Outcome.REFUSED, SocketFile("stale", PATH, "", -1), f"{PATH}: the file is there, and no process listens"),
        (Outcome.REFUSED, SocketFile("other", PATH, "drwxr-xr-x", -1), f"{PATH}: it is no socket (drwxr-xr-x)"),
        (Outcome.REFUSED, SocketFile("", PATH, "", -1), f"Nothing listens at {PATH}"),
        (Outcome.REFUSED, HIDDEN, f"Nothing listens at {PATH}"),
        (Outcome.DENIED, SocketFile("forbidden", PATH, "srw-------", 0), "its mode (srw-------) keeps you out"),
        (Outcome.DENIED, SocketFile("forbidden", "/run", "drwx------", 0), "the folder /run (drwx------) keeps you"),
        (
            Outcome.DENIED,
            SocketFile("forbidden", PATH, "srw-rw----", 0, "docker"),
            "keeps you out, who are not in the group docker",
        ),
        (Outcome.TIMEOUT, SocketFile("full", PATH, "", -1), f"Nobody can use the socket {PATH}: the application does"),
    ],
)
def test_the_title_says_what_lies_there(outcome, file, title):
    """connect(2) tells four things apart, and stat(2) the rest; what has changed meanwhile is left out."""
    assert title in found(outcome, file).title


def test_a_name_without_a_file_is_no_file():
    """An abstract socket leaves nothing behind, unix(7)."""
    assert found(Outcome.REFUSED, SocketFile("missing", "@app", "", -1), path="@app").title.endswith("has that name")


@pytest.mark.parametrize(
    ("listening", "named"), [("/run/shop/app.sock", True), ("/run/other.sock", False), (PATH, False)]
)
def test_a_socket_of_that_name_elsewhere_is_named(listening, named):
    """Most of those that are not there are in another folder."""
    steps = found(Outcome.ADDR_NOT_AVAIL, SocketFile("missing", PATH, "", -1), listening).steps

    assert named is any(step.command == ("portwise", "why", f"unix:{listening}") for step in steps)


@pytest.mark.parametrize(("group", "named"), [("docker", True), ("root", False), ("", False)])
def test_a_group_is_named_where_it_would_help(group, named):
    """Nobody is sent into the group of root."""
    steps = found(Outcome.DENIED, SocketFile("forbidden", PATH, "srw-rw----", 0, group)).steps

    assert named is any(step.does.startswith("join the group") for step in steps)


def test_who_does_not_accept_is_named():
    """He stands in the table of sockets."""
    steps = found(Outcome.TIMEOUT, SocketFile("full", PATH, "", -1), PATH).steps

    assert any("gunicorn (pid 42" in step.does for step in steps)
