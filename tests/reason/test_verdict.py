"""Who answered, and what it comes to: from attempts alone, without a machine."""

from ipaddress import ip_address

import pytest

from portwise.model.evidence import Answer, Evidence, Known, Unasked, Unknown
from portwise.model.facts import ACCEPTED, ADDRESSES, ATTEMPT, HTTP, TRACES
from portwise.model.net import Acceptance, Attempt, Icmp, Traces
from portwise.model.outcome import Outcome
from portwise.model.report import Verdict
from portwise.model.target import Endpoint, Target
from portwise.reason.verdict import symptom, tried, verdict

HERE = Endpoint(ip_address("127.0.0.1"), 8000)
THERE = ip_address("192.0.2.1")
HIDDEN = Unknown("not to be read", "ask again")


def attempt(outcome, icmp=None):
    return Attempt(outcome, 0, icmp, Traces(0, 0), 1, 0.1)


def seen(met, traces=None, accepted=None, raw="127.0.0.1:8000"):
    facts = [(ADDRESSES.of("127.0.0.1"), Known((HERE.address,))), (ATTEMPT.of(HERE), Known(met))]
    facts += [(TRACES.of(HERE), Known(traces) if traces else HIDDEN)]
    facts += [(ACCEPTED.of(HERE), Known(Acceptance(accepted, 500.0)))] if accepted is not None else []
    return Evidence(Target.parse(raw)).plus(Answer(question, said, "test") for question, said in facts)


def answered_by(evidence):
    (one,) = tried(evidence)
    return one.answered_by


@pytest.mark.parametrize(
    ("traces", "by"),
    [
        (Traces(1, 2), "kernel-no-socket"),  # TCP counted its own reset
        (Traces(0, 2), "filter"),  # forged on the way in
        (Traces(0, 1), "filter"),  # forged on the way out
        (Traces(0, 0), "unknown"),  # it left loopback: NAT, so another machine counted
        (None, "unknown"),  # counters that cannot be read prove nothing
    ],
)
def test_who_reset(traces, by):
    """A reset that TCP sent is counted in Tcp:OutRsts, one that a filter forged is not."""
    assert by == answered_by(seen(attempt(Outcome.REFUSED), traces))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.DENIED, Outcome.INVALID])
@pytest.mark.parametrize("offender", [HERE.address, THERE])
def test_an_icmp_error_names_its_sender(outcome, offender):
    """Whatever the errno makes of it, the error queue says who sent it."""
    assert f"icmp from {offender}" == answered_by(seen(attempt(outcome, Icmp(3, 13, offender))))


@pytest.mark.parametrize(
    ("outcome", "by"),
    [
        (Outcome.TIMEOUT, "nobody"),
        (Outcome.UNREACHABLE, "route"),
        (Outcome.DENIED, "route"),
        (Outcome.CONNECTED, "listener"),
    ],
)
def test_who_answered_without_an_error_in_the_queue(outcome, by):
    """A dropped SYN is nobody's answer; an errno without ICMP is this machine's own route."""
    assert by == answered_by(seen(attempt(outcome)))


def test_a_connection_that_nobody_accepted_hangs():
    """The kernel answered for the listener, and the client met silence."""
    evidence = seen(attempt(Outcome.CONNECTED), accepted=False)
    (one,) = tried(evidence)

    assert ("listener", Outcome.HANG) == (one.answered_by, one.met)
    assert symptom(evidence) is Outcome.HANG
    assert verdict(evidence, ()) is Verdict.BROKEN


def test_a_connection_that_was_accepted_is_well():
    """However long the server took."""
    evidence = seen(attempt(Outcome.CONNECTED), accepted=True)

    assert symptom(evidence) is None
    assert verdict(evidence, ()) is Verdict.REACHABLE


def test_nobody_is_asked_for_http_where_nobody_accepted():
    """That nothing was said is not an answer of HTTP: it hangs all the same."""
    evidence = seen(attempt(Outcome.CONNECTED), accepted=False, raw="http://127.0.0.1:8000")
    evidence = evidence.plus([Answer(HTTP.of(HERE), HIDDEN, "test")])

    assert symptom(evidence) is Outcome.HANG


@pytest.mark.parametrize(
    ("said", "outcome", "word"),
    [
        (Unknown("Name or service not known", "getent"), Outcome.NAME_FAILURE, Verdict.BROKEN),
        (Unasked("--passive asks no resolver", "leave it out"), None, Verdict.UNKNOWN),
    ],
)
def test_a_name_that_was_not_asked_for_has_not_failed(said, outcome, word):
    """The resolver's no is a finding; that nobody asked it is not."""
    evidence = Evidence(Target.parse("db:80")).plus([Answer(ADDRESSES.of("db"), said, "test")])

    assert (outcome, word) == (symptom(evidence), verdict(evidence, ()))
