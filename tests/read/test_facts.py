"""What of a text becomes an answer, and what remains somebody's word."""

import pytest

from portwise.app.reading import read
from portwise.model.evidence import Known
from portwise.model.facts import ATTEMPT, HERE, LISTENERS, OWNERS
from portwise.model.outcome import Outcome
from portwise.model.reading import Platform
from portwise.model.target import Endpoint, Target
from portwise.read.aim import NO_TARGET, aim
from portwise.read.facts import answers
from portwise.read.readers import understood

TABLE = """$ sudo lsof -nP -iTCP -sTCP:LISTEN
COMMAND   PID USER   FD   TYPE  DEVICE SIZE/OFF NODE NAME
node     4242   bo   23u  IPv4 0xabcd       0t0  TCP 127.0.0.1:3000 (LISTEN)
postgres  811   bo    7u  IPv6 0xabce       0t0  TCP [::1]:5432 (LISTEN)
"""
AIMS = {
    "connect ECONNREFUSED ::1:5432": "[::1]:5432",
    "curl: (7) Failed to connect to localhost port 8080: Connection refused": "localhost:8080",
    "http://192.168.1.7:5173/ refused to connect": "http://192.168.1.7:5173",
    "Error: listen EADDRINUSE: address already in use :::3000": "[::]:3000",
    "nothing works today": NO_TARGET.raw,
}


def told(raw, target):
    """The first answer to each question, by question."""
    found = {}
    for answer in answers(understood(raw), Target.parse(target)):
        found.setdefault(answer.question, answer.said)
    return found


def attempt(said, endpoint):
    known = said.get(ATTEMPT.of(endpoint))
    return known.value.outcome if isinstance(known, Known) else None


@pytest.mark.parametrize(("text", "expected"), AIMS.items())
def test_a_text_is_about_what_failed(text, expected):
    """And about nothing where it names no place."""
    assert expected == aim(understood(text)).raw


def test_where_it_failed_and_worked_it_failed():
    """What worked was earlier, later, or somebody else's."""
    raw = "* Connected to 127.0.0.1 (127.0.0.1) port 3000\nlater: connect ECONNREFUSED 127.0.0.1:3000"
    endpoint = Endpoint(Target.parse("127.0.0.1:3000").address, 3000)

    assert Outcome.REFUSED is attempt(told(raw, "127.0.0.1:3000"), endpoint)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("* Connected to 127.0.0.1 (127.0.0.1) port 3000", Outcome.CONNECTED), ("http://127.0.0.1:3000 works", None)],
)
def test_a_client_proves_what_somebody_merely_says(raw, expected):
    """Words are leads, not answers."""
    endpoint = Endpoint(Target.parse("127.0.0.1:3000").address, 3000)

    assert expected is attempt(told(raw, "127.0.0.1:3000"), endpoint)


def test_a_whole_table_tells_who_waits_and_who_holds_it():
    """Its rows have no inodes: their place in the text stands for one."""
    said = told(TABLE, "127.0.0.1:3000")
    sockets = said[LISTENERS.of(HERE)].value

    assert [(3000, "node"), (5432, "postgres")] == [
        (one.port, said[OWNERS.of(one.inode)].value[0].name) for one in sockets
    ]


def test_a_text_that_names_no_port_says_nothing_of_an_impossible_one():
    """No port is not a wrong port."""
    named = [f.cause for f in read("nothing works today").findings if f.state.value == "supported"]

    assert "target-port-out-of-range" not in named


@pytest.mark.parametrize(
    ("raw", "system"),
    [("errno: -65", "macos"), ("[Errno 61] Connection refused", "macos"), ("(os error 111)", "linux")],
)
def test_a_number_of_an_error_tells_its_system(raw, system):
    """Each counts them in its own way."""
    assert system in {noted.sign.name for noted in understood(raw).signs(Platform)}
