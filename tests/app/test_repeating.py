"""Repeating an attempt: what is counted, and whom it is done to."""

import contextlib
import io
import json
import socket
import threading
import time
from ipaddress import ip_address
from pathlib import Path

import click
import pytest
from jsonschema_rs import Draft202012Validator

import portwise
from portwise.app.diagnose import diagnose
from portwise.app.manner import Manner
from portwise.app.repeating import can_be_repeated, repeated, strangers
from portwise.host.local import Local
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ADDRESSES, ATTEMPT
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.repeat import Met, counted, percentile
from portwise.model.report import Report, Verdict
from portwise.model.target import Endpoint, Target
from portwise.render.json import document
from portwise.render.layout import Look
from portwise.render.text import render
from portwise.ui.cli import main, why

HOST = Local()
HASTE, PATIENT = Manner(timeout=0.4), Manner(timeout=30)  # where some are to be late, and where nobody is
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
AT = Endpoint(ip_address("127.0.0.1"), 80)


@pytest.fixture
def serving():
    """Start a server of one client at a time, with a queue of that length and a pause; gives its port."""
    held = []

    def start(backlog, pause):
        server = socket.create_server(("127.0.0.1", 0), backlog=backlog)
        held.append(server)
        threading.Thread(target=serve, args=(server, pause), daemon=True).start()
        return server.getsockname()[1]

    yield start
    for server in held:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def serve(server, pause):
    with contextlib.suppress(OSError):
        while True:
            client, _ = server.accept()
            with client, contextlib.suppress(OSError):
                client.settimeout(1)
                client.recv(1 << 12)
                time.sleep(pause)  # the work of this server
                client.sendall(PAGE)


def tried(port, times, concurrency, manner=PATIENT):
    target = Target.parse(f"http://127.0.0.1:{port}")
    return repeated(diagnose(target, HOST, manner=PATIENT), HOST, times, concurrency, manner)


def test_a_healthy_server_stays_reachable(serving):
    """All of them are counted, with the times of those that went well."""
    report = tried(serving(128, 0.0), 30, 5)

    assert (Verdict.REACHABLE, 30, 0) == (report.verdict, report.repeat.done, report.repeat.failed)
    assert 0 < report.repeat.p50_ms <= report.repeat.p99_ms
    assert (128, 30) == (report.repeat.after.places, sum(c.times for c in report.repeat.outcomes))


def test_a_queue_that_overflows_under_load_is_seen(serving):
    """One client is served at once; of many some time out, and the kernel counted why."""
    report = tried(serving(1, 0.05), 30, 15, HASTE)
    screen = render(report, Look(80))

    assert (Verdict.AMBIGUOUS, None) == (report.verdict, report.symptom)
    assert 0 < report.repeat.failed < 30
    assert report.repeat.after.overflows > report.repeat.before.overflows
    headline = f"{report.repeat.failed} of 30 attempts; the queue of the server is full"
    assert headline in " ".join(screen.split())
    assert ("listen-backlog-overflow", True) == (report.lead.cause, "  Fix   1" in screen)
    assert max(map(len, screen.splitlines())) <= 80


def test_a_wait_in_a_full_queue_is_seen_too(serving):
    """All of them went well, some after a SYN was sent again, and the kernel counted why: not simply reachable."""
    port = serving(2, 0.01)
    report = tried(port, 60, 20)
    screen = " ".join(render(report, Look(80)).split())

    assert (Verdict.AMBIGUOUS, 0) == (report.verdict, report.repeat.failed)
    assert f"It is slow now and then: {report.repeat.delayed} of 60 attempts took a second or more" in screen
    assert f"ss -ltn 'sport = :{port}'" in screen


def test_what_is_refused_is_counted_as_that(serving):
    """A target that never answers is as broken as before."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        report = tried(held.getsockname()[1], 4, 50)

    assert (Verdict.BROKEN, 4, 4) == (report.verdict, report.repeat.failed, report.repeat.concurrency)
    assert [Outcome.REFUSED] == [count.outcome for count in report.repeat.outcomes]
    assert report.repeat.p50_ms is None


def test_it_fits_the_schema(serving):
    """What is added to the object is described in the schema, to the last key."""
    rules = json.loads((Path(portwise.__file__).parent / "schema" / "report-1.json").read_text())
    said = document(tried(serving(8, 0.0), 3, 1))
    shape = rules["properties"]["repeat"]["anyOf"][1]

    assert [] == [error.message for error in Draft202012Validator(rules).iter_errors(said)]
    assert shape["properties"].keys() == said["repeat"].keys()
    assert rules["$defs"]["gauge"]["properties"].keys() == said["repeat"]["before"].keys()


@pytest.mark.parametrize(("times", "concurrency"), [(0, 1), (501, 1), (1, 0), (1, 51)])
def test_there_are_bounds(times, concurrency):
    """Nobody is flooded by a slip of the finger."""
    with pytest.raises(ValueError, match="at most 500 times"):
        repeated(blank("127.0.0.1"), HOST, times, concurrency, HASTE)


def blank(address):
    at = Endpoint(ip_address(address), 80)
    met = Attempt(Outcome.CONNECTED, 0, None, None, 1, 0.1)
    answers = (Answer(ADDRESSES.of(address), Known((at.address,)), "t"), Answer(ATTEMPT.of(at), Known(met), "t"))
    target = Target.parse(str(at))
    seen = Evidence(target).plus(answers)
    return Report(target, Verdict.REACHABLE, None, (), (), (), tuple(seen), 0.0)


@pytest.mark.parametrize(("address", "foreign"), [("127.0.0.1", False), ("::1", False), ("192.0.2.1", True)])
def test_whose_machine_it_is(address, foreign):
    """Loopback is ours; an address that cannot be bound here is somebody else's."""
    assert foreign is bool(strangers(blank(address), HOST))


def test_another_machine_is_asked_for_first(monkeypatch):
    """Without a terminal only --yes is a yes, and nothing was sent before it."""
    monkeypatch.setattr("sys.stdin", io.StringIO("y"))
    with pytest.raises(click.UsageError, match="--yes"):
        why._repeated(blank("192.0.2.1"), 3, 1, 1.0, yes=False)


@pytest.mark.parametrize("argv", [["--bind", ":8080"], ["udp://127.0.0.1:53"], ["127.0.0.1:9", "--passive"]])
def test_what_cannot_be_repeated_is_misuse(argv, capsys):
    """A bind, a datagram and a promise to send nothing."""
    assert main(["why", *argv, "--repeat", "3"]) == 2
    assert "--repeat takes a target of TCP" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["udp://127.0.0.1:53", "unix:/run/x.sock"])
def test_only_tcp_is_repeated(text):
    """A datagram that is not answered says nothing, and no more when it is sent again."""
    report = Report(Target.parse(text), Verdict.UNKNOWN, None, (), (), (), (), 0.0)

    assert not can_be_repeated(report)


def test_counting_and_ranks():
    """Nearest rank, over those that went well."""
    met = [Met(AT, Outcome.CONNECTED, float(n)) for n in range(1, 101)] + [Met(AT, Outcome.TIMEOUT, 1000.0)]

    assert (50.0, 99.0) == (percentile(met, 50), percentile(met, 99))
    assert [(Outcome.CONNECTED, 100), (Outcome.TIMEOUT, 1)] == [(c.outcome, c.times) for c in counted(met)]
