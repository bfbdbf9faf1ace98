"""What is said to whom, and for how long, over a machine made of answers."""

import socket
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path

import pytest

from portwise.host.api import Heard, Relay, Shaken
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ACCEPTED, ATTEMPT, BANNER, HTTP, TLS
from portwise.model.net import Acceptance, Attempt, Traces
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target
from portwise.probe.talk import SHARE, talk

SIX, FOUR = Endpoint(ip_address("::1"), 3000), Endpoint(ip_address("127.0.0.1"), 3000)
PAGE = Heard(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "limit", 0, 1.0)
SESSION = Shaken(b"\x16\x03\x03", "done", "TLSv1.3", "", b"", "", PAGE, 1.0)
SRC = Path(__file__).parents[2] / "src"


class Machine(Relay):
    """Answers as it is told; silence costs the whole patience of the clock."""

    def __init__(self, accepts=True, says=PAGE, shakes=SESSION, silent=False):
        self.time, self.asked = 0.0, []
        self.accepts, self.says, self.shakes, self.silent = accepts, says, shakes, silent

    def _answer(self, method, *about):
        if method == "now":
            return self.time
        self.asked.append((method, *about))
        if method == "accepted":
            if isinstance(self.accepts, OSError):
                raise self.accepts
            self.time += 0 if self.accepts else about[-1]
            return Acceptance(self.accepts, 1.0)
        self.time += about[-1] if self.silent else 0
        return self.says if method == "converse" else self.shakes


def seen(text, outcome=Outcome.CONNECTED):
    attempt = Attempt(outcome, 0, None, Traces(0, 0), 1, 1.0)
    answers = [Answer(ATTEMPT.of(spot), Known(attempt), "test") for spot in (SIX, FOUR)]
    return Evidence(Target.parse(text)).plus(answers)


def after(machine, text):
    evidence = seen(text)
    return evidence.plus(talk(machine, evidence, 3.0))


@pytest.mark.parametrize(
    ("text", "methods"),
    [
        ("localhost:3000", []),
        ("tcp://localhost:3000", []),
        ("gopher://localhost:3000", []),
        ("http://localhost:3000", ["converse"]),
        ("ws://localhost:3000", ["converse"]),
        ("https://localhost:3000", ["handshake"]),
        ("wss://localhost:3000", ["handshake"]),
        ("rediss://localhost:3000", ["handshake"]),
        ("redis://localhost:3000", ["converse"]),
        ("ssh://localhost:3000", ["converse"]),
    ],
)
def test_the_scheme_decides_what_is_said(text, methods):
    """A bare host:port is never spoken to; every other protocol hears its own language."""
    machine = Machine()
    after(machine, text)

    assert ["accepted", *methods] * 2 == [method for method, *_ in machine.asked]


def test_nothing_is_said_where_no_connection_stands():
    """A refused port has nothing to say."""
    machine = Machine()

    assert [] == list(talk(machine, seen("http://localhost:3000", Outcome.REFUSED), 3.0))
    assert [] == machine.asked


def test_nothing_is_said_to_who_does_not_take_the_connection():
    """A second silence would tell nothing new; the fact is unknown, with that reason, and the outcome is a hang."""
    machine = Machine(accepts=False)
    met = after(machine, "https://localhost:3000")

    assert {"accepted"} == {method for method, *_ in machine.asked}
    assert all(isinstance(met.observation(fact.of(FOUR)).said, Unknown) for fact in (TLS, HTTP))
    assert Outcome.HANG is met.met(FOUR)


def test_a_remote_server_is_spoken_to_although_nobody_sees_it_accept():
    """The kernel that holds only one end cannot tell."""
    met = after(Machine(accepts=OSError(2, "not here")), "http://localhost:3000")

    assert isinstance(met.observation(ACCEPTED.of(FOUR)).said, Unknown)
    assert 200 == met[HTTP.of(FOUR)].status


@pytest.mark.parametrize("text", ["http://localhost:3000", "https://localhost:3000", "ssh://localhost:3000"])
def test_silence_is_shared_and_leaves_time_to_find_out_why(text):
    """Two silent addresses together cost no more than their share of the time."""
    silence = Heard(b"", "silence", 0, 0.0)
    machine = Machine(silent=True, says=silence, shakes=Shaken(b"", "silence", "", "", b"", "", None, 0.0))
    after(machine, text)
    first, second = (about[-1] for method, *about in machine.asked if method != "accepted")

    assert machine.time <= 3.0 * SHARE + 0.001
    assert 0.4 * 3.0 * SHARE < second <= first + 0.3


def test_what_the_first_did_not_use_the_second_has():
    """A healthy ::1 leaves the time to a slow 127.0.0.1."""
    machine = Machine()
    after(machine, "http://localhost:3000")

    assert [1.2, 2.4] == [round(about[-1], 3) for method, *about in machine.asked if method == "converse"]


def test_the_request_inside_tls_is_that_of_a_client():
    """The handshake carries the name and the request carries the host."""
    machine = Machine()
    met = after(machine, "https://localhost:3000/x")
    _, _, name, sent, _ = next(asked for asked in machine.asked if asked[0] == "handshake")

    assert "localhost" == name
    assert sent.startswith(b"GET /x HTTP/1.1\r\nHost: localhost:3000\r\n")
    assert ("TLSv1.3", 200) == (met[TLS.of(SIX)].version, met[HTTP.of(SIX)].status)


def test_without_a_session_there_is_no_request_to_speak_of():
    """The handshake failed; what HTTP would have met is unknown, not a failure of its own."""
    broken = Shaken(b"HTTP/1.1 400", "error", "", "WRONG_VERSION_NUMBER", b"", "", None, 1.0)
    met = after(Machine(shakes=broken), "https://localhost:3000")

    assert Outcome.TLS_ERROR is met.met(SIX)
    assert isinstance(met.observation(HTTP.of(SIX)).said, Unknown)


def test_a_distrusted_certificate_fails_although_the_server_answers():
    """A strict client never gets to the page; the page is told all the same."""
    met = after(Machine(shakes=SESSION._replace(distrust="self-signed certificate")), "https://localhost:3000")

    assert Outcome.TLS_ERROR is met.met(SIX)
    assert 200 == met[HTTP.of(SIX)].status


def test_a_banner_names_its_protocol():
    """redis:// that finds a web server is answered by the wrong one, which is not reachable."""
    met = after(Machine(says=Heard(b"HTTP/1.1 400 Bad Request\r\n\r\n", "fin", 0, 1.0)), "redis://localhost:3000")

    assert "http" == met[BANNER.of(SIX)].protocol
    assert Outcome.WRONG_CONTENT is met.met(SIX)


def test_what_the_machine_refuses_is_unknown():
    """An exhausted machine is an observation, not an exception."""

    class Exhausted(Machine):
        def _answer(self, method, *about):
            if method == "converse":
                raise OSError(24, "Too many open files")
            return super()._answer(method, *about)

    said = after(Exhausted(), "http://localhost:3000").observation(HTTP.of(SIX)).said

    assert "Too many open files" == said.why


def test_a_refused_target_never_loads_ssl():
    """8 ms that a plain target does not wait for, DESIGN section 8."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        code = (
            "import sys; from portwise.app.diagnose import diagnose; from portwise.host.local import Local;"
            "from portwise.model.target import Target;"
            f"print(diagnose(Target.parse('127.0.0.1:{held.getsockname()[1]}'), Local()).symptom.value);"
            "print(*sys.modules)"
        )
        python = [sys.executable, "-S", "-B", "-c", code]
        run = subprocess.run(python, env={"PYTHONPATH": str(SRC)}, capture_output=True, text=True, check=True)
    symptom, modules = run.stdout.splitlines()

    assert "refused" == symptom
    assert set() == {"ssl", "portwise.host.tls", "portwise.host.said"} & set(modules.split())
