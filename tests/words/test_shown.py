"""Where each client comes to, by what was measured and by its own way; what nobody measured is not promised."""

from ipaddress import ip_address

import pytest

from portwise.model.browse import Browsed, Browser
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ADDRESSES, ATTEMPT, BROWSED, HERE, LISTENERS, LOOKUP, PROXIED, PROXIES
from portwise.model.net import Attempt, Socket
from portwise.model.outcome import Outcome
from portwise.model.report import Report, Verdict
from portwise.model.settings import ProxyChoice
from portwise.model.target import Endpoint, Target
from portwise.reason.verdict import symptom
from portwise.words.shown import shown

SIX, FOUR = ip_address("::1"), ip_address("127.0.0.1")
ERRNO = {Outcome.REFUSED: 111, Outcome.TIMEOUT: 110, Outcome.CONNECTED: 0}


def report(url, *met, **more):
    """The attempts in the order of the resolver, and further answers."""
    target = Target.parse(url)
    places = [(Endpoint(address, target.port), outcome) for address, outcome in met]
    attempts = [
        Answer(ATTEMPT.of(at), Known(Attempt(outcome, ERRNO[outcome], None, None, 1, 0.1)), "connect(2)")
        for at, outcome in places
    ]
    seen = Evidence(target).plus([*attempts, *more.get("answers", ())])
    return Report(target, Verdict.UNKNOWN, symptom(seen), (), (), (), tuple(seen), 1.0)


def ends(made):
    return {client.client: client.meets and client.meets.value for client in shown(made)}


def why(made, name):
    return next(client.because for client in shown(made) if client.client == name)


def test_who_tries_one_address_is_hurt_where_the_first_is_dead():
    """Node 17 to 19 in the order of the resolver, Java IPv4 first; everybody else goes on."""
    first_dead = report("http://localhost:3000/", (SIX, Outcome.REFUSED), (FOUR, Outcome.CONNECTED))
    second_dead = report("http://localhost:3000/", (SIX, Outcome.CONNECTED), (FOUR, Outcome.REFUSED))

    assert {"node17": "refused"} == {name: end for name, end in ends(first_dead).items() if end != "connected"}
    assert {"java": "refused"} == {name: end for name, end in ends(second_dead).items() if end != "connected"}
    assert ("it tries ::1 alone", "it tries 127.0.0.1 alone") == (why(first_dead, "node17"), why(second_dead, "java"))


def test_who_waits_for_a_silent_address_is_hurt():
    """RFC 8305 begins the next attempt a moment later; wget, Python and .NET wait until the first has failed."""
    silent = report("http://localhost:3000/", (SIX, Outcome.TIMEOUT), (FOUR, Outcome.CONNECTED))

    assert {"wget", "node17", "python", "dotnet"} == {name for name, end in ends(silent).items() if end == "timeout"}
    assert "minutes" in why(silent, "python")


def test_who_knows_localhost_is_not_hurt_by_the_hosts_file():
    """Who listens on loopback foretells it, where nobody tried; Java knows localhost, and nothing below it."""
    listening = Answer(LISTENERS.of(HERE), Known((Socket(FOUR, 3000, False, 0, 5, 0, 1),)), "ss")
    answers = [
        Answer(ADDRESSES.of("localhost"), Unknown("Name or service not known", ""), "getaddrinfo(3)"),
        Answer(LOOKUP.of("localhost"), Known("Name or service not known"), "getaddrinfo(3)"),
    ]
    told = ends(report("http://localhost:3000/", answers=[*answers, listening]))
    open_still = ends(report("http://localhost:3000/", answers=answers))

    assert {"chrome", "firefox", "curl", "java"} == {name for name, end in told.items() if end == "connected"}
    assert {"wget", "node", "node17", "python", "go", "dotnet"} == {
        n for n, end in told.items() if end == "name-failure"
    }
    assert {"chrome", "firefox", "curl", "java", "safari"} == {name for name, end in open_still.items() if end is None}


def test_each_reads_the_proxy_variables_in_its_own_way():
    """Who asks a proxy that is not known to answer is left open."""
    choice = ProxyChoice("curl", "127.0.0.1", 9, "http://127.0.0.1:9", "http_proxy", "")
    answers = [Answer(PROXIES.of(HERE), Known((choice,)), "env")]
    made = report("http://localhost:3000/", (FOUR, Outcome.CONNECTED), answers=answers)

    assert {"curl": None} == {name: end for name, end in ends(made).items() if end != "connected"}
    assert PROXIED.of("127.0.0.1:9") not in made.evidence


def test_a_port_that_browsers_block():
    """Whatever listens there; who is no browser does not go by that list."""
    told = ends(report("http://127.0.0.1:6000/", (FOUR, Outcome.CONNECTED)))
    says = {client.client: client.says for client in shown(report("http://127.0.0.1:6000/", (FOUR, Outcome.CONNECTED)))}

    assert {"chrome", "firefox", "safari", "node", "node17"} == {
        n for n, end in told.items() if end == "blocked-by-browser"
    }
    assert ("ERR_UNSAFE_PORT", "bad port") == (says["chrome"], says["node"])


def test_a_number_that_is_no_port():
    """urllib keeps its low sixteen bits, and is promised nothing."""
    made = report("http://localhost:619009/")

    assert {"python": None} == {name: end for name, end in ends(made).items() if end != "invalid-url"}
    assert "29185" in why(made, "python")


@pytest.mark.parametrize("kind, client", [("chromium", "chrome"), ("edge", "chrome"), ("firefox", "firefox")])
def test_a_browser_that_was_sent_needs_no_table(kind, client):
    """Its own word stands, with its version."""
    page = Browsed(
        Browser(kind, "It", "1.2", "/usr/bin/it"), "http://localhost:3000/", "ERR_CONNECTION_RESET", 0, "", 1.0
    )
    answers = [Answer(BROWSED.of(HERE), Known(page), "it")]
    made = report("http://localhost:3000/", (FOUR, Outcome.CONNECTED), answers=answers)
    mine = next(one for one in shown(made) if one.client == client)

    assert (Outcome.RESET, "ERR_CONNECTION_RESET", "measured now: It 1.2 with a clean profile") == (
        mine.meets,
        mine.says,
        mine.source,
    )
