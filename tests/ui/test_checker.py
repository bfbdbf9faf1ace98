"""``--checker URL``: shown first, asked after a yes, and of nobody's private addresses."""

import http.server
import json
import threading
from ipaddress import ip_address

import pytest

from portwise.app import here
from portwise.host.local import Local
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.ui.cli import _checker, main

PUBLIC = ip_address("9.79.0.1")  # nothing is sent there: the machine of these tests has met it already


class Service(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.heard.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.said)

    def log_message(self, *_):
        """Not on the stderr of the tests."""


class Away(Local):
    """This machine, where a port of another one refused or answered."""

    outcome = Outcome.REFUSED

    def attempts(self, endpoints, patience):
        return tuple(Attempt(self.outcome, 0, None, None, 1, 0.1) for _ in endpoints)

    def control(self, address):
        return Attempt(Outcome.REFUSED, 0, None, None, 1, 0.1)

    def inquire(self, *_):
        raise OSError("nothing is sent")

    converse = dial = accepted = witnessed = captured = judged = inquire


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setattr(here, "this_machine", Away)
    monkeypatch.delenv(_checker.VARIABLE, raising=False)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        server.heard, server.said = [], b'{"status": "closed"}'
        server.url = f"http://127.0.0.1:{server.server_port}/{{host}}/{{port}}?key=a-secret"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def compared(said):
    """The observation, as the contract tells it; None where nobody compared."""
    return next((one for one in json.loads(said)["observations"] if one["fact"] == "compared"), None)


def test_what_it_says_is_evidence(service, capsys):
    """After a yes: one GET, shown before; the answer stands beside what was met here, in text and in JSON."""
    assert 1 == main(["why", f"{PUBLIC}:8000", "--checker", service.url, "--yes", "--json"])

    said = capsys.readouterr()
    value = compared(said.out)["value"]

    assert ["/9.79.0.1/8000?key=a-secret"] == service.heard
    assert ("refused", "refused") == (value["there"], value["here"])
    assert f"GET http://127.0.0.1:{service.server_port}/9.79.0.1/8000?key=***" == said.err.splitlines()[0]
    assert "a-secret" not in said.out + said.err


def test_it_is_told_to_people(service, capsys):
    """With who said it and how it was asked."""
    main(["why", f"{PUBLIC}:8000", "--checker", service.url, "--yes"])

    assert "From outside 127.0.0.1: 9.79.0.1:8000 refused" in capsys.readouterr().out


@pytest.mark.parametrize("by", ["option", "variable"])
def test_without_a_yes_nothing_is_sent(service, by, capsys, monkeypatch):
    """No terminal, no yes: the report says that nobody was asked, and what would."""
    argv = ["--checker", service.url] if by == "option" else []
    if by == "variable":
        monkeypatch.setenv(_checker.VARIABLE, service.url)
    main(["why", f"{PUBLIC}:8000", "--json", *argv])

    unknown = compared(capsys.readouterr().out)["unknown"]

    assert ([], "nobody said yes to asking 127.0.0.1") == (service.heard, unknown["why"])
    assert unknown["to_know"].endswith("--checker URL --yes")


@pytest.mark.parametrize("answer, asked", [("y", 1), ("", 0)])
def test_a_person_is_asked(service, answer, asked, monkeypatch, capsys):
    """On a terminal, where Enter is a no."""
    monkeypatch.setattr(_checker, "somebody_answers", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: answer)
    main(["why", f"{PUBLIC}:8000", "--checker", service.url])
    capsys.readouterr()

    assert asked == len(service.heard)


def test_without_a_checker_another_network_is_named(service, capsys):
    """Nothing is configured until somebody does."""
    main(["why", f"{PUBLIC}:8000", "--json", "--yes"])

    assert "with a HOST in another network" in compared(capsys.readouterr().out)["unknown"]["to_know"]
    assert [] == service.heard


@pytest.mark.parametrize("target", ["10.1.2.3:80", "[fd00::1]:80"])
def test_what_is_private_is_told_to_nobody(service, target, capsys):
    """It would be another machine for whoever is asked."""
    main(["why", target, "--checker", service.url, "--yes"])

    assert ([], True) == (service.heard, "nobody outside was asked" in capsys.readouterr().err)


def test_what_answers_here_is_asked_only_where_somebody_wants_it(service, monkeypatch, capsys):
    """The variable alone is for what lets nobody in."""
    monkeypatch.setattr(Away, "outcome", Outcome.CONNECTED)
    monkeypatch.setenv(_checker.VARIABLE, service.url)
    main(["why", f"{PUBLIC}:8000", "--yes"])
    before = len(service.heard)
    main(["why", f"{PUBLIC}:8000", "--yes", "--checker", service.url])
    capsys.readouterr()

    assert (0, 1) == (before, len(service.heard))


def test_who_says_nothing_leaves_it_unknown(service, capsys):
    """Never a no."""
    service.said = b"<html>"
    main(["why", f"{PUBLIC}:8000", "--json", "--yes", "--checker", service.url])

    assert "127.0.0.1: its answer is no JSON" == compared(capsys.readouterr().out)["unknown"]["why"]


@pytest.mark.parametrize(
    "more, says",
    [
        (["--passive", "--checker", "https://check.example/{host}/{port}"], "without --passive"),
        (["--vantage", "ssh:far", "--checker", "https://check.example/{host}/{port}"], "without --vantage"),
        (["--checker", "http://check.example/{host}/{port}"], "a checker is asked by https"),
    ],
)
def test_misuse(service, more, says, capsys):
    """One line, exit code 2, and nothing is sent."""
    assert 2 == main(["why", f"{PUBLIC}:8000", *more])
    assert says in capsys.readouterr().err
