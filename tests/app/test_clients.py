"""When a report tells what each client would have shown."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

import portwise
from portwise.app.clients import differ, told
from portwise.app.diagnose import diagnose
from portwise.host.local import Local
from portwise.model.outcome import Outcome
from portwise.model.target import Target
from portwise.words.walks import WALKS

SRC = Path(__file__).parents[2] / "src"


@pytest.fixture(scope="module")
def refused():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return diagnose(Target.parse(f"127.0.0.1:{held.getsockname()[1]}"), Local())


def test_where_all_meet_the_same_nobody_is_told_of(refused):
    """The usual report does without the tables; who asks gets every client."""
    assert not differ(refused)
    assert told(refused) is refused
    assert [walk.client for walk in WALKS] == [client.client for client in told(refused, of_all=True).clients]
    assert {Outcome.REFUSED} == {client.meets for client in told(refused, of_all=True).clients}
    assert {""} == {client.because for client in told(refused, of_all=True).clients}


def test_who_asks_twice_is_told_once(refused):
    """What is there stays."""
    report = told(refused, of_all=True)

    assert report is told(report, of_all=True)


def test_datagrams_have_no_such_clients():
    """Nobody opens udp:// in a browser."""
    report = diagnose(Target.parse("udp://127.0.0.1:9"), Local())

    assert () == told(report, of_all=True).clients


def test_a_database_is_not_asked_by_browsers_and_shells():
    """A driver is what asks it."""
    report = diagnose(Target.parse("postgres://127.0.0.1:1/"), Local())

    assert {"node", "node17", "python", "go", "java", "dotnet"} == {
        client.client for client in told(report, of_all=True).clients
    }


def test_the_library_writes_them_too(refused):
    """to_json() is what --json prints."""
    assert '"client": "curl"' in portwise.why(refused.target).to_json()


def test_the_usual_report_loads_no_tables():
    """Their import is for those who ask."""
    code = (
        "import sys, portwise.ui.cli, portwise.app.clients; "
        "from portwise.ui.cli import main\ntry: main(['why', '127.0.0.1:1'])\nfinally: print(); print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-B", "-c", code], env={"PYTHONPATH": str(SRC)}, capture_output=True, text=True
    )

    assert "portwise.app.clients" in run.stdout
    assert [] == [name for name in run.stdout.splitlines()[-1].split() if name.startswith("portwise.words")]
