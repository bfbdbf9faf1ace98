"""Which question would settle most."""

from ipaddress import ip_address

import pytest

from portwise.model.cause import Hop
from portwise.model.client import Client
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import AGE, ATTEMPT, SAW
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.report import Finding, Said, State
from portwise.model.target import Endpoint, Target
from portwise.model.testimony import YOU_SAID, Saw
from portwise.reason.inquiry import SINCE, chosen, contenders

SPOT = Endpoint(ip_address("127.0.0.1"), 8000)
OLD, NEW = Process(1, 10, "node"), Process(2, 20, "node")
BROWSER, CURL = frozenset({Client.BROWSER}), frozenset({Client.CURL})
REFUSED = Outcome.REFUSED


def evidence(*facts):
    facts = ((ATTEMPT.of(SPOT), Attempt(REFUSED, 0, None, None, 1, 0.1)), *facts)
    return Evidence(Target.parse("127.0.0.1:8000")).plus(Answer(q, Known(value), "test") for q, value in facts)


def finding(cause, score=0.0, state=State.SUPPORTED, spares=frozenset(), hop=Hop.LISTENER, because=()):
    explains = frozenset({REFUSED})
    return Finding(cause, cause, hop, explains, None, (), state, score, because, (), (), (), spares=spares)


def about(*findings, seen=None, asked=(), symptom=REFUSED):
    question = chosen(findings, seen or evidence(), symptom, asked)
    return question and question.about


@pytest.mark.parametrize("state", [State.SUPPORTED, State.UNTESTED])
def test_the_client_that_one_cause_spares_is_asked_about(state):
    """The answer decides between two that measuring left level."""
    assert "browser" == about(finding("a", state=state), finding("b", state=state, spares=BROWSER))
    assert "curl" == about(finding("a", state=state, spares=CURL), finding("b", state=state))


@pytest.mark.parametrize(
    "findings",
    [
        (),
        (finding("a"),),
        (finding("a"), finding("b")),  # nobody could say anything that tells them apart
        (finding("a", 1.0), finding("b", 0.0, spares=BROWSER)),  # measured: no word turns that round
        (finding("a"), finding("b", spares=BROWSER, hop=Hop.PROCESS)),  # both are in the way, one after the other
        (finding("a"), finding("b", state=State.UNTESTED, spares=BROWSER)),
        (finding("a", state=State.UNTESTED), finding("b", -3.0, State.UNTESTED, spares=BROWSER)),
        tuple(finding(name, state=State.UNTESTED, spares=BROWSER if name == "e" else CURL) for name in "abcde"),
    ],
)
def test_nothing_is_asked_where_no_answer_would_change_the_first(findings):
    """Nor where so much is open that a word settles nothing."""
    assert about(*findings) is None


def test_nothing_is_asked_of_what_answers():
    """Without a symptom there is nothing to explain."""
    assert about(finding("a"), finding("b", spares=BROWSER), symptom=None) is None


def test_nothing_is_asked_twice():
    """Neither what was asked a moment ago nor what was said unasked."""
    pair = finding("a"), finding("b", spares=BROWSER)
    told = Saw("browser", Client.BROWSER, "ok", ("connected",))

    assert about(*pair, asked=("browser",)) is None
    assert about(*pair, seen=evidence().plus([Answer(SAW.of("browser"), Known(told), YOU_SAID)])) is None


def test_when_it_worked_tells_the_old_process_from_the_new():
    """One that ran while it worked is less likely to blame than one that came since."""
    seen = evidence((AGE.of(OLD), 9000.0), (AGE.of(NEW), 60.0))
    cited = {who: (Said("x", (seen.observation(AGE.of(who)).id,)),) for who in (OLD, NEW)}

    assert SINCE == about(finding("a", because=cited[OLD]), finding("b", because=cited[NEW]), seen=seen)
    assert about(finding("a", because=cited[NEW]), finding("b", because=cited[NEW]), seen=seen) is None


def test_who_contends():
    """The supported ones of the first hop that explains it; only where there is none, what could not be tested."""
    first, later, untested = finding("a"), finding("b", hop=Hop.TLS), finding("c", state=State.UNTESTED)

    assert [first] == contenders([first, later, untested], REFUSED)
    assert [untested] == contenders([untested], REFUSED)
    assert [] == contenders([first], Outcome.TIMEOUT)
