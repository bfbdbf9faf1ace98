"""What people say: how far it moves a finding, and where it is contradicted."""

from ipaddress import ip_address

import pytest

from portwise import knowledge
from portwise.model.cause import Hop
from portwise.model.client import Client
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ADDRESSES, AGE, ATTEMPT, CHANGES, HERE, HOSTS, OWNERS, SAW, TLS, WORKED
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.report import Finding, Said, State, Verdict
from portwise.model.target import Endpoint, Target
from portwise.model.testimony import YOU_SAID, Change, Changes, Saw
from portwise.reason.testimony import LIMIT, contradictions, differs, explained, fits, heard
from portwise.reason.verdict import verdict

SPOT = Endpoint(ip_address("127.0.0.1"), 8000)
VITE = Process(42, 1000, "node")
OK, REFUSED = ("connected",), ("refused",)
STEP = 0.5  # of priors and hints


def saw(client, kind, outcomes, causes=()):
    return Saw(client, kind, "ok" if outcomes == OK else outcomes[0], outcomes, causes)


CURL_OK, CURL_REFUSED = saw("curl", Client.CURL, OK), saw("curl", Client.CURL, REFUSED)
CHROME_OK, CHROME_REFUSED = saw("chrome", Client.BROWSER, OK), saw("chrome", Client.BROWSER, REFUSED)
NODE_REFUSED, PHONE_OK = saw("node", Client.NODE, REFUSED), saw("phone", Client.OTHER, OK)


def evidence(met, *told, target="127.0.0.1:8000"):
    seen = Evidence(Target.parse(target)).plus(
        [
            Answer(ADDRESSES.of("127.0.0.1"), Known((SPOT.address,)), "test"),
            Answer(ATTEMPT.of(SPOT), Known(Attempt(met, 0, None, None, 1, 0.1)), "test"),
        ]
    )
    return seen.plus(Answer(SAW.of(one.client), Known(one), YOU_SAID) for one in told)


def finding(state=State.SUPPORTED, explains=(Outcome.REFUSED,), spares=(), cause="a", because=()):
    return Finding(
        cause, cause, Hop.LISTENER, frozenset(explains), None, (), state, 0.0, because, (), (), (),
        spares=frozenset(spares),
    )  # fmt: skip


def test_priors_and_hints_go_in_steps_that_no_testimony_can_turn_round():
    """One finding up and another down by the limit is less than one step: what measuring ranked stays ranked."""
    causes = knowledge.causes()
    numbers = [cause.prior for cause in causes] + [hint.weight for cause in causes for hint in cause.hints]

    assert [] == [number for number in numbers if number % STEP]
    assert 2 * LIMIT[State.SUPPORTED] < STEP


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("told", [(CURL_OK, CHROME_OK, NODE_REFUSED), (CURL_REFUSED, CHROME_REFUSED), (NODE_REFUSED,)])
@pytest.mark.parametrize("spares", [(), (Client.BROWSER, Client.CURL), (Client.NODE,)])
def test_testimony_has_a_limit(state, told, spares):
    """However much is said, a finding keeps its state, and its score moves by no more than the limit."""
    before = finding(state, spares=spares)
    after = heard(before, evidence(Outcome.REFUSED, *told))

    assert state is after.state
    assert abs(after.score) <= LIMIT[state]


@pytest.mark.parametrize(
    ("spares", "told", "sign"),
    [
        ((Client.BROWSER,), CHROME_OK, 1),  # whom it spares gets through
        ((Client.BROWSER,), CHROME_REFUSED, -1),
        ((Client.BROWSER,), NODE_REFUSED, 1),  # and whom it does not spare meets it
        ((), CURL_OK, -1),
        ((), CURL_REFUSED, 1),
        ((), saw("curl", Client.CURL, ("timeout",)), -1),
        ((), saw("chrome", Client.BROWSER, REFUSED, ("another",)), 0),  # its word names another cause
        ((), saw("chrome", Client.BROWSER, REFUSED, ("a",)), 1),
    ],
)
def test_whom_a_cause_spares_tells_it_from_others(spares, told, sign):
    """Testimony separates causes by the clients that they hit."""
    score = heard(finding(spares=spares), evidence(Outcome.REFUSED, told)).score

    assert sign == (score > 0) - (score < 0)


def test_what_speaks_for_a_finding_is_said_with_its_source():
    """And cites the observation whose source is "you said"."""
    seen = evidence(Outcome.REFUSED, NODE_REFUSED)
    (said,) = heard(finding(spares=(Client.CURL,)), seen).because

    assert "you said that node meets refused, as this would have it" == said.says
    assert (seen.observation(SAW.of("node")).id,) == said.cites


@pytest.mark.parametrize(
    ("met", "told", "target", "contrary"),
    [
        (Outcome.REFUSED, CURL_OK, "127.0.0.1:8000", True),
        (Outcome.REFUSED, CHROME_OK, "127.0.0.1:8000", True),
        (Outcome.REFUSED, PHONE_OK, "127.0.0.1:8000", False),  # asks from elsewhere
        (Outcome.REFUSED, CURL_REFUSED, "127.0.0.1:8000", False),
        (Outcome.TIMEOUT, CURL_REFUSED, "127.0.0.1:8000", True),
        (Outcome.CONNECTED, CURL_REFUSED, "127.0.0.1:8000", True),
        (Outcome.CONNECTED, CHROME_REFUSED, "127.0.0.1:8000", False),  # goes its own ways
        (Outcome.CONNECTED, CURL_OK, "127.0.0.1:8000", False),
    ],
)
def test_contradictions_are_named(met, told, target, contrary):
    """Only of a client that goes about a connection as we do, or that gets through where nothing does."""
    assert contrary is bool(contradictions(evidence(met, told, target=target), ()))


@pytest.mark.parametrize(
    ("target", "says"),
    [("http://127.0.0.1:8000", True), ("https://127.0.0.1:8000", False), ("127.0.0.1:8000", False)],
)
@pytest.mark.parametrize("met", [Outcome.HTTP_5XX, Outcome.REFUSED, Outcome.CONNECTED])
def test_a_url_without_tls_has_no_certificate(target, says, met):
    """Whatever is wrong with one was met elsewhere, and that is said, whatever was met here."""
    told = saw("chrome", Client.BROWSER, ("tls-error",), ("certificate-untrusted",))
    lines = contradictions(evidence(met, told, target=target), ())

    assert says is any("http:// has no TLS, and no certificate" in line for line in lines)


def test_whom_the_cause_spares_contradicts_nothing():
    """A browser that gets through is what such a cause looks like."""
    spared = finding(spares=(Client.BROWSER,))

    assert () == contradictions(evidence(Outcome.REFUSED, CHROME_OK), [spared])


@pytest.mark.parametrize(
    ("met", "told", "expected"),
    [
        (Outcome.CONNECTED, CHROME_REFUSED, Verdict.AMBIGUOUS),
        (Outcome.CONNECTED, NODE_REFUSED, Verdict.AMBIGUOUS),
        (Outcome.CONNECTED, CURL_REFUSED, Verdict.REACHABLE),
        (Outcome.CONNECTED, CHROME_OK, Verdict.REACHABLE),
        (Outcome.REFUSED, CHROME_OK, Verdict.BROKEN),
    ],
)
def test_another_client_that_fails_makes_it_ambiguous(met, told, expected):
    """It differs by vantage then; a client like ours that fails is contradicted, and what was measured stands."""
    assert expected is verdict(evidence(met, told), ())


def test_who_binds_does_not_differ():
    """A server that could not start met a port that was taken then."""
    seen = Evidence(Target.to_bind("127.0.0.1:8000"))

    assert not differs(seen.plus([Answer(SAW.of("node"), Known(NODE_REFUSED), YOU_SAID)]))


CHANGED = (
    (Change(5.0, "", "process", "node (pid 42) started", VITE), OWNERS.of(7), (VITE,)),
    (Change(5.0, "", "file", "/etc/hosts was written", None, "/etc/hosts"), HOSTS.of("localhost"), ()),
    (Change(5.0, "", "certificate", "the certificate of localhost expired"), TLS.of(SPOT), None),
)


@pytest.mark.parametrize(("change", "question", "value"), CHANGED)
def test_what_changed_since_it_worked_speaks_for_a_finding_about_it(change, question, value):
    """By the process, the file or the certificate that its sentences cite; a change of something else says nothing."""
    seen = evidence(Outcome.REFUSED).plus([Answer(question, Known(value), "test")])
    about = finding(because=(Said("x", (seen.observation(question).id,)),))
    seen = seen.plus([Answer(WORKED.of(HERE), Known(1.0), YOU_SAID)])
    some, none = (seen.plus([Answer(CHANGES.of(1.0), Known(Changes(rows, ())), "test")]) for rows in ((change,), ()))

    assert f"{change.what} after it last worked, as you said" == heard(about, some).because[-1].says
    assert heard(about, some).score > heard(about, none).score


def test_a_process_that_ran_while_it_worked_is_less_likely_to_blame():
    """Nothing is new about it."""
    seen = evidence(Outcome.REFUSED).plus([Answer(AGE.of(VITE), Known(9.0), "test")])
    about = finding(because=(Said("x", (seen.observation(AGE.of(VITE)).id,)),))
    worked = Answer(WORKED.of(HERE), Known(1.0), YOU_SAID), Answer(CHANGES.of(1.0), Known(Changes((), ())), "test")

    assert heard(about, seen.plus(worked)).score < 0


def test_a_client_is_explained_by_what_stands_and_hits_it():
    """Not by what spares it, not by what was ruled out, and not where its own word names another cause."""
    named = saw("chrome", Client.BROWSER, REFUSED, ("another",))
    findings = [finding(), finding(spares=[Client.BROWSER]), finding(State.REFUTED), finding(State.UNTESTED)]

    assert [True, False, False, False] == [explained(CHROME_REFUSED, [one]) for one in findings]
    assert not explained(named, findings)


def test_what_could_not_be_tested_and_fits_is_named():
    """Supported causes are told anyway."""
    said = (Said("you said that node meets refused, as this would have it", ()),)
    open_still = [finding(State.UNTESTED, because=said, cause="b"), finding(because=said), finding(State.UNTESTED)]

    assert ("b",) == fits(open_still)
