"""The library: the same diagnosis for a program."""

import asyncio
import json
import os
import socket
import sys

import pytest

import portwise


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
