"""What is said joins what was measured, in the report."""

import contextlib
import json
import socket
import threading
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator

import portwise
from portwise.app.diagnose import diagnose
from portwise.app.testimony import answered, heard, read, statement
from portwise.host.local import Local
from portwise.host.recorded import Recorded, Recorder
from portwise.model.facts import HERE, SAW, WORKED
from portwise.model.outcome import Outcome
from portwise.model.report import Verdict
from portwise.model.target import Target
from portwise.model.testimony import NOTHING, YOU_SAID
from portwise.reason.inquiry import SINCE, Inquiry
from portwise.render.brief import render as brief
from portwise.render.json import document
from portwise.render.layout import Look, cells
from portwise.render.text import render
from portwise.words.testimony import NotTestimony

SCHEMA = json.loads((Path(portwise.__file__).parent / "schema" / "report-1.json").read_text())
NOW = 2e9
WIDTHS = (40, 60, 80, 120)


def accept(server):
    """Until the listener is shut down, which wakes accept(2) with EINVAL."""
    kept = []
    with contextlib.suppress(OSError):
        while True:
            kept.append(server.accept())


@pytest.fixture(scope="module")
def machine():
    """One that answers on a port and refuses on another, as it was recorded once."""
    recorder = Recorder(Local())
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as held:
        threading.Thread(target=accept, args=(server,), daemon=True).start()
        held.bind(("127.0.0.1", 0))
        targets = [Target.parse(f"127.0.0.1:{sock.getsockname()[1]}") for sock in (server, held)]
        reports = [diagnose(target, recorder) for target in targets]
        said = statement(["chrome=ERR_CONNECTION_REFUSED"], "2001-01-01", recorder.clock())
        for report in reports:
            heard(report, recorder, said)
        server.shutdown(socket.SHUT_RDWR)
    return Recorded(recorder.json()), *reports


@pytest.fixture
def answers(machine):
    return lambda *says, until=None: heard(machine[1], machine[0], statement(says, until, NOW))


@pytest.fixture
def refuses(machine):
    return lambda *says, until=None: heard(machine[2], machine[0], statement(says, until, NOW))


def test_saying_nothing_changes_nothing(machine):
    """Not even the object."""
    assert machine[1] is heard(machine[1], machine[0], NOTHING)


def test_a_browser_that_fails_where_we_get_through(answers):
    """It differs by vantage: ambiguous, no cause is blamed, and what hits browsers and spares curl is offered."""
    report = answers("chrome=ERR_CONNECTION_REFUSED", "curl=ok")

    assert (Verdict.AMBIGUOUS, None, ()) == (report.verdict, report.lead, report.supported)
    assert "security-software-interception" in [row.cause for row in report.heard.elsewhere]
    assert () == report.heard.contradictions


def test_a_client_like_ours_that_fails_is_contradicted(answers):
    """The measurement stands."""
    report = answers("curl=7")
    (line,) = report.heard.contradictions

    assert Verdict.REACHABLE is report.verdict
    assert line.startswith("you said that curl meets exit code 7; measured now: connected at 127.0.0.1:")
    assert line in " ".join(render(report, Look(4000)).split())


def test_a_client_that_gets_through_where_we_do_not_is_contradicted(refuses):
    """And the same cause is blamed as before."""
    report, before = refuses("curl=ok"), refuses()

    assert (Outcome.REFUSED, before.lead.cause) == (report.symptom, report.lead.cause)
    assert 1 == len(report.heard.contradictions)


def test_what_was_said_is_observed(refuses):
    """With its source, among all other observations, which keep their ids."""
    report, before = refuses("node=ECONNREFUSED", until="2001-01-01"), refuses()
    said = [o for o in report.observations if o.source == YOU_SAID]

    assert [SAW.of("node"), WORKED.of(HERE)] == [o.question for o in said]
    assert before.observations == report.observations[: len(before.observations)]


def test_a_second_statement_joins_the_first(machine, answers):
    """As the answers to questions come one after another."""
    report = heard(answers("chrome=ERR_CONNECTION_REFUSED"), machine[0], statement(["firefox=ok"], None, NOW))

    assert ["chrome", "firefox"] == [one.client for one in report.heard.testimony.saw]


def test_changes_are_told_with_their_times(answers):
    """Since the moment that was named, the latest first."""
    report = answers(until="2001-01-01")
    times = [row.at for row in report.heard.changes.rows]

    assert sorted(times, reverse=True) == times
    assert times
    assert "it worked until 2001-01-01 00:00" in render(report)


@pytest.mark.parametrize("says", [["curl=7"], ["chrome=ERR_CONNECTION_REFUSED", "phone=ok"], []])
def test_the_report_fits_its_schema(answers, says):
    """What was said is in --json, and nothing of it beside the schema."""
    found = document(answers(*says, until="2001-01-01"))
    errors = Draft202012Validator(SCHEMA).iter_errors(found)

    assert [] == [error.message for error in errors]
    assert set(SCHEMA["properties"]["testimony"]["anyOf"][1]["properties"]) == set(found["testimony"])


@pytest.mark.parametrize("width", WIDTHS)
def test_the_screen_fits(answers, width):
    """At every width, in ASCII where that is wanted, and in one line where that is."""
    report = answers("chrome=ERR_CONNECTION_REFUSED", "node=ECONNREFUSED", until="2001-01-01")
    argv = {word for row in report.heard.elsewhere for word in (*row.command, row.cause)}
    wide = [line for line in render(report, Look(width)).splitlines() if cells(line) > width]

    assert [] == [line for line in wide if not any(len(word) > 20 and word[:20] in line for word in argv)]
    assert render(report, Look(width, plain=True)).isascii()
    assert "chrome meets ERR_CONNECTION_REFUSED" in brief(report, Look())


def test_one_client_is_heard_once():
    """Two words of one client would contradict each other."""
    with pytest.raises(NotTestimony, match="said twice"):
        read(["curl=ok", "curl=7"])


@pytest.mark.parametrize(
    ("text", "word"), [("y", "ok"), ("No", "refused"), ("ERR_TIMED_OUT", "ERR_TIMED_OUT"), (" 502 ", "502")]
)
def test_an_answer_is_a_statement(refuses, text, word):
    """Yes is ok, no is what we met, and everything else is what the client says."""
    (told,) = answered(refuses(), Inquiry("browser", "Does it work", ""), text, NOW).saw

    assert ("browser", word) == (told.client, told.word)


def test_an_empty_answer_says_nothing(refuses):
    """Enter is "not known"; a moment is one."""
    assert NOTHING == answered(refuses(), Inquiry("browser", "Does it work", ""), "\n", NOW)
    assert answered(refuses(), Inquiry(SINCE, "Until when", ""), "2001-01-01", NOW).worked_until
