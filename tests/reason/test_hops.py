"""The way from client to application, as far as anybody could look."""

from ipaddress import ip_address

import pytest

from portwise.model.cause import Hop
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.exchange import Exchange, Handshake, Kind
from portwise.model.facts import ADDRESSES, ATTEMPT, HTTP, LOCAL, TLS
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.report import Finding, State
from portwise.model.target import Endpoint, Target
from portwise.reason.hops import path

ADDRESS = ip_address("127.0.0.1")
SPOT = Endpoint(ADDRESS, 3000)
EVERY = tuple(Hop)
FAILED = Handshake(Outcome.TLS_ERROR, Kind.TLS, *("",) * (len(Handshake._fields) - 2))
ANSWERED = Exchange(Outcome.CONNECTED, 200, *("",) * (len(Exchange._fields) - 2))


def finding(hop, state=State.REFUTED):
    return Finding("a", "a", hop, frozenset(), None, (), state, 0.0, (), (), (), ())


def seen(url="http://127.0.0.1:3000", outcome=Outcome.REFUSED, local=True):
    target = Target.parse(url)
    answers = [
        Answer(ADDRESSES.of(target.host), Known((ADDRESS,)), "x"),
        Answer(ATTEMPT.of(SPOT), Known(Attempt(outcome, 0, None, None, 1, 0.1)), "x"),
        Answer(LOCAL.of(ADDRESS), Known(local), "x"),
    ]
    return Evidence(target).plus(answers)


def states(evidence, *blocked):
    findings = [finding(hop, State.SUPPORTED if hop in blocked else State.REFUTED) for hop in EVERY]
    return {b.hop.name: b.state for b in path(findings, evidence)}


def test_the_way_is_shown_past_the_first_blocker():
    """All needed changes are listed at once, in the order of the hops; what no packet came to is not clear."""
    told = states(seen(), Hop.FILTER, Hop.LISTENER)

    assert ["TARGET", "CLIENT", "NAME", "ROUTE", "FILTER", "LISTENER", "PROCESS", "HTTP"] == list(told)
    assert ["clear"] * 4 + ["blocked"] * 2 + ["not reached"] * 2 == list(told.values())


def test_of_another_machine_nothing_is_clear_behind_the_first_blocker():
    """Who listens there cannot be read in a table: only an answer would tell."""
    assert "clear" == states(seen(local=True), Hop.ROUTE)["LISTENER"]
    assert "not reached" == states(seen(local=False), Hop.ROUTE)["LISTENER"]


def test_without_an_address_nothing_behind_the_name_is_clear():
    """Nothing was tried, on no route, at no listener."""
    nameless = Evidence(Target.parse("http://x.invalid")).plus(
        [Answer(ADDRESSES.of("x.invalid"), Unknown("Name or service not known", ""), "x")]
    )
    told = states(nameless, Hop.NAME)

    assert {"not reached"} == {told[hop] for hop in ("ROUTE", "FILTER", "LISTENER", "HTTP")}


def test_a_port_that_cannot_exist_is_the_end_of_the_way():
    """Nobody was asked for anything."""
    told = states(Evidence(Target.parse("localhost:619009")), Hop.TARGET)

    assert {"TARGET": "blocked"} == {hop: state for hop, state in told.items() if state != "not reached"}


@pytest.mark.parametrize("url, there", [("https://127.0.0.1:3000", True), ("http://127.0.0.1:3000", False)])
def test_tls_is_on_the_way_of_those_who_speak_it(url, there):
    """A plain request has no TLS that could be in order."""
    assert there is ("TLS" in states(seen(url, Outcome.CONNECTED)))


def test_a_request_that_could_not_be_made_is_not_clear():
    """Where the handshake fails nobody speaks HTTP; where it was tried all the same, what came is known."""
    failed = seen("https://127.0.0.1:3000", Outcome.CONNECTED).plus([Answer(TLS.of(SPOT), Known(FAILED), "x")])
    asked = failed.plus([Answer(HTTP.of(SPOT), Known(ANSWERED), "x")])

    assert "not reached" == states(failed, Hop.TLS)["HTTP"]
    assert "clear" == states(asked, Hop.TLS)["HTTP"]


@pytest.mark.parametrize(
    "met, process, http",
    [
        (Outcome.RESET, "unknown", "unknown"),
        (Outcome.HTTP_5XX, "clear", "unknown"),
        (Outcome.CONNECTED, "clear", "clear"),
    ],
)
def test_behind_a_blocked_hop_that_is_clear_alone_which_the_failure_lies_past(met, process, http):
    """A 502 through a blocked listener says that a process answered, and not that HTTP was in order."""
    said = Answer(HTTP.of(SPOT), Known(ANSWERED._replace(outcome=met, status=0)), "x")
    told = states(seen(outcome=Outcome.CONNECTED).plus([said]), Hop.LISTENER)

    assert ("blocked", process, http) == (told["LISTENER"], told["PROCESS"], told["HTTP"])


def test_what_could_not_be_judged_is_unknown():
    """A cause that is open on a hop keeps it from being clear."""
    open_one = [finding(Hop.NAME, State.UNTESTED)]

    assert ["unknown"] == [b.state for b in path(open_one, seen())]
