"""The library: the same diagnosis for a program."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys

import pytest

import portwise
from tests.ports import free

SERVER = """
import http.server
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def closed():
    """A place of loopback that is ours, and where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{held.getsockname()[1]}"


def test_why_returns_a_report(closed):
    """Values, not text: a verdict, findings, a leading cause."""
    report = portwise.why(closed)

    assert isinstance(report, portwise.Report)
    assert ("broken", "port-bound-but-not-listening") == (report.verdict.value, report.lead.cause)
    assert report.lead in report.findings


def test_a_report_is_frozen(closed):
    """Nothing is filled in afterwards."""
    report = portwise.why(closed)
    with pytest.raises(AttributeError):
        report.verdict = None
    with pytest.raises(AttributeError):
        report.note = "mine"


def test_a_report_becomes_json(closed):
    """The same object as on the command line."""
    said = json.loads(portwise.why(closed).to_json())

    assert ("portwise.report/1", closed) == (said["schema"], said["target"]["raw"])


def test_async_gives_the_same(closed):
    """For programs that must not block."""
    report = asyncio.run(portwise.why_async(closed))

    assert "refused" == report.symptom.value


def test_binding_is_asked_for(closed):
    """bind=True reads a place instead of a target."""
    assert "bind-EADDRINUSE" == portwise.why(closed, bind=True).symptom.value


def test_passive_tries_nothing(closed):
    """The verdict is not known, and that is no error."""
    assert "unknown" == portwise.why(closed, passive=True).verdict.value


def test_what_was_said_is_heard(closed):
    """As with --saw and --worked-until; what cannot be understood is an error before anything is tried."""
    report = portwise.why(closed, saw=["curl=ok"], worked_until="2001-01-01")

    assert ("curl", 1) == (report.heard.testimony.saw[0].client, len(report.heard.contradictions))
    assert portwise.why(closed).heard is None
    for wrong in ({"saw": ["nonsense"]}, {"worked_until": "soon"}):
        with pytest.raises(ValueError, match="takes"):
            portwise.why("192.0.2.1:9", **wrong)


def test_a_target_may_be_read_before(closed):
    """A Target says all that the text said."""
    assert portwise.why(closed).symptom == portwise.why(portwise.Target.parse(closed)).symptom


@pytest.mark.parametrize("text", ["localhost", "", "a b:1"])
def test_a_bare_word_is_not_a_target(text):
    """It is never resolved."""
    with pytest.raises(portwise.NotATarget):
        portwise.why(text)


@pytest.mark.parametrize("timeout", [0, -1.0, float("nan"), float("inf")])
def test_time_is_positive(timeout, closed):
    """No time is misuse, and no unknown."""
    with pytest.raises(ValueError):
        portwise.why(closed, timeout=timeout)


def test_the_names_are_listed():
    """dir() shows what can be used, and every name of it can be."""
    assert [] == [name for name in dir(portwise) if getattr(portwise, name, None) is None]
    assert {"why", "why_async", "Report", "Target", "NotATarget"} <= set(dir(portwise))


@pytest.mark.parametrize("target, kind", [(None, "NoneType"), (5, "int"), (b"localhost:1", "bytes"), ((), "tuple")])
def test_a_target_is_text(target, kind):
    """A wrong type is the caller's slip and is named, also where it could be read as a port."""
    with pytest.raises(TypeError) as raised:
        portwise.why(target)

    assert f"target is a str or a portwise.Target, not {kind}" == str(raised.value)


def test_a_vantage_is_text_or_a_value():
    """Text that names none is a ValueError with one line, and nobody is entered who is not there."""
    from portwise.model.vantage import Vantage

    with pytest.raises(portwise.NotAVantage, match="a vantage is one of"):
        portwise.why("127.0.0.1:9", vantage="moon")
    with pytest.raises(ValueError, match="this vantage is written netns:NAME"):
        portwise.why("127.0.0.1:9", vantage=Vantage("netns", "a/b"))
    with pytest.raises(ValueError, match="and not of netns:web"):
        portwise.why("127.0.0.1:9", vantage="netns:web", saw=["curl=ok"])
    with pytest.raises(portwise.NoVantage):
        portwise.why("127.0.0.1:9", vantage="netns:no-such-room")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="network namespaces are of Linux")
def test_a_report_from_another_place_says_so():
    """Our own network needs no right to be entered; also from a thread, which is where the asynchronous one works."""
    mine = f"netns:{os.getpid()}"
    here = portwise.why("127.0.0.1:1")
    there = (portwise.why("127.0.0.1:1", vantage=mine), asyncio.run(portwise.why_async("127.0.0.1:1", vantage=mine)))

    assert "this process" == here.vantage
    assert [mine, mine] == [report.vantage for report in there]
    assert [here.symptom] * 2 == [report.symptom for report in there]


def test_a_package_of_the_same_name_takes_no_function_away(closed):
    """`portwise.read` stays a function when the readers are imported, and the readers can be imported."""
    import portwise.fix.planner
    from portwise.read import aim

    assert "refused" == portwise.read(f"connect ECONNREFUSED {closed}").symptom.value
    assert {"aim", "NO_TARGET"} <= vars(aim).keys()
    assert () == portwise.fix(closed).done


def test_a_text_is_read_and_not_tried(closed):
    """Whether it is of this machine or not; the target may be named."""
    report = portwise.read(b"curl: (7) Failed to connect", target=closed)

    assert (closed, "text", ()) == (report.target.raw, report.vantage, report.path)
    assert isinstance(report, portwise.Report)
    with pytest.raises(TypeError, match="text is a str or bytes, not list"):
        portwise.read([])


def test_a_text_beside_a_measurement(closed):
    """What was measured stands."""
    report = portwise.why(closed, beside="it worked with curl -4, and Error: connect ECONNREFUSED")

    assert ("refused", "broken", 1) == (report.symptom.value, report.verdict.value, report.reading.total)


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A server of its own, and its port; what is changed is written down in a folder of the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "package.json").write_text('{"name": "shop"}')
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", SERVER]
    with subprocess.Popen(command, cwd=tmp_path / "shop", stdout=pipe, stderr=subprocess.DEVNULL) as child:
        yield child, int(child.stdout.readline()), tmp_path / "shop"
        child.kill()


def test_who_and_the_overview_know_it(served):
    """By its pid, its port and its project."""
    child, port, _ = served
    (held,) = portwise.who(port).held

    assert (child.pid, "shop") == (held.holders[0].process.pid, held.holders[0].project)
    assert port in {service.port for service in portwise.overview().services}
    assert [child.pid] * 2 == [
        portwise.who(place).held[0].holders[0].process.pid for place in (str(port), f"http://localhost:{port}/")
    ]
    for elsewhere, why in (("99999", "is no port"), ("192.0.2.1:80", "of another machine")):
        with pytest.raises(ValueError, match=why):
            portwise.who(elsewhere)
    for wrong in (0, 65536, True):
        with pytest.raises(ValueError, match="a port is a number from 1 to 65535"):
            portwise.who(wrong)


def test_a_page_as_the_one_who_asks(served):
    """What a browser would hold back is found by who names the origin; without one there is no page."""
    report = portwise.why(f"http://127.0.0.1:{served[1]}", origin="http://localhost:5173", method="PUT")

    assert "cors-blocked" == report.lead.cause
    with pytest.raises(ValueError, match="the origin says of which"):
        portwise.why(f"http://127.0.0.1:{served[1]}", method="PUT")


def test_a_repair_is_looked_at_from_elsewhere():
    """As `why` does; another machine is repaired by its own portwise."""
    with pytest.raises(portwise.NoVantage, match="ssh -t far portwise fix localhost:3000"):
        portwise.fix("localhost:3000", vantage="ssh:far")


def test_waiting(served, closed):
    """In order, ready or with the diagnosis."""
    _, port, _ = served
    ready, late = portwise.wait(f"127.0.0.1:{port}", closed, timeout=0.3)

    assert (True, False) == (ready.ready, late.ready)
    assert ("reachable", "broken") == (ready.report.verdict.value, late.report.verdict.value)


def test_nothing_is_stopped_that_nobody_agreed_to(served):
    """The plan comes back alone; with a yes it is carried out, and the outcome with it."""
    child, port, _ = served
    plan, outcome = portwise.stop(port)
    declined = portwise.stop(port, agree=lambda plan: False)

    assert ([child.pid], None, (plan, None)) == ([e.process.pid for e in plan.endings], outcome, declined)
    assert child.poll() is None
    assert portwise.stop(port, agree=lambda again: again == plan)[1].freed
    with pytest.raises(ValueError, match="no user"):
        portwise.stop(port, user="nobody-of-that-name")


def test_a_checkout_is_cleared_up(served):
    """What is left over, with its reasons; again only after a yes."""
    child, _, folder = served
    os.kill(child.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, child.pid, os.WSTOPPED)
    sweep, untouched = portwise.stop_stale(folder)

    assert ([child.pid], None) == ([one.ending.process.pid for one in sweep.stale], untouched)
    assert () == portwise.stop_stale(folder, agree=lambda found: found.root == sweep.root)[1].alive


def test_a_repair_and_the_way_back(served):
    """Without a yes nothing is changed; then every step that was agreed to, and `undo`."""
    child, port, _ = served
    os.kill(child.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, child.pid, os.WSTOPPED)
    shown = portwise.fix(f"127.0.0.1:{port}")
    stopped = os.waitid(os.P_PID, child.pid, os.WCONTINUED | os.WNOHANG)
    done = portwise.fix(f"127.0.0.1:{port}", agree=lambda move: True)

    assert ((), None, ["kill"]) == (shown.done, stopped, [move.command[0] for move in shown.plan.moves])
    assert ("reachable", ["APPLIED"]) == (done.after.verdict.value, [one.state.name for one in done.done])
    assert [True] == [one.fine for one in portwise.undo()]
    assert () == portwise.undo()
    with pytest.raises(LookupError, match="no plan is called zzz"):
        portwise.undo("zzz")
    with pytest.raises(ValueError, match="there is no step 9"):
        portwise.fix(f"127.0.0.1:{port}", step=9)


def test_forwarding_ends_by_itself(served, closed):
    """After its seconds, with what it carried; an address that others reach has to be asked for by name."""
    _, port, _ = served
    here = free()
    met = []

    def ready(places):
        met.append(places)

    assert 0 == portwise.forward(here, f"127.0.0.1:{port}", seconds=0.05, ready=ready).failed
    assert ("127.0.0.1", here) in met[0]
    with pytest.raises(ValueError, match="lets other machines in"):
        portwise.forward(here, closed, address="0.0.0.0")
    with pytest.raises(OSError, match="nothing can listen at"):
        portwise.forward(port, closed, seconds=1)


def test_a_word_is_explained():
    """A page, or the words that are near."""
    assert ("ECONNREFUSED", "list") == (portwise.explain("econnrefused").word, portwise.explain().kind)
    with pytest.raises(LookupError, match="ECONNREFUSED"):
        portwise.explain("econnrefusde")
