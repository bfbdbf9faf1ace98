"""Another place in the words of a person."""

from ipaddress import ip_address

import pytest

from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ATTEMPT, FROM_HERE, HERE
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.report import Report
from portwise.model.target import Endpoint, Target
from portwise.model.vantage import Met, Plain, Vantage
from portwise.reason.verdict import symptom, tried, verdict
from portwise.render import brief, text
from portwise.render.layout import Look

TARGET = Target.parse("127.0.0.1:8000")
SPOT = Endpoint(ip_address("127.0.0.1"), 8000)
WEB = Vantage("netns", "web")
SOURCE = "the same attempts from here: portwise why 127.0.0.1:8000"


def report(there: Outcome, here: Outcome | None) -> Report:
    attempt = Attempt(there, 0, None, None, 1, 0.1)
    plainly = Plain(WEB, here if here is not Outcome.CONNECTED else None, (Met(SPOT, here),))
    answers = (
        Answer(ATTEMPT.of(SPOT), Known(attempt), "connect(2)"),
        Answer(FROM_HERE.of(HERE), Known(plainly), SOURCE),
    )
    seen = Evidence(TARGET).plus(answers)
    return Report(TARGET, verdict(seen, ()), symptom(seen), tried(seen), (), (), tuple(seen), 1.0, vantage=str(WEB))


@pytest.mark.parametrize(
    ("there", "here", "headline", "line"),
    [
        (
            Outcome.CONNECTED,
            Outcome.REFUSED,
            "! From netns:web: it answers; from here: refused",
            "127.0.0.1:8000 refused",
        ),
        (
            Outcome.REFUSED,
            Outcome.CONNECTED,
            "! From netns:web: refused; from here: it answers",
            "127.0.0.1:8000 connected",
        ),
        (
            Outcome.CONNECTED,
            Outcome.CONNECTED,
            "✓ From netns:web: 127.0.0.1:8000 is reachable",
            "the same: 127.0.0.1:8000 connected",
        ),
        (
            Outcome.REFUSED,
            Outcome.REFUSED,
            "✗ From netns:web: refused; no cause that portwise knows explains it",
            "the same: 127.0.0.1:8000 refused",
        ),
    ],
)
def test_what_was_met_there_stands_beside_what_was_met_here(there, here, headline, line):
    """Where the two differ and nothing explains it, that is the news, and the verdict is ambiguous."""
    said = text.render(report(there, here), Look(width=120)).splitlines()

    assert headline == said[0]
    assert f"  From here    {line}" + ("" if there is here else f" ({SOURCE})") in said
    assert headline[2:].partition(": ")[2] in brief.render(report(there, here), Look(width=120))


def test_where_nothing_was_tried_here_nothing_is_compared():
    """--passive sends no packet from either place."""
    said = text.render(report(Outcome.REFUSED, None), Look(width=120))

    assert "From here" not in said


def test_what_to_ask_next_is_asked_from_there():
    """Else the answer would be about another place."""
    said = text.render(report(Outcome.REFUSED, Outcome.REFUSED), Look(width=120))

    assert "portwise why 127.0.0.1:8000 --vantage netns:web --deep --verbose" in said
