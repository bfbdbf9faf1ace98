"""What a row sees by itself, before any cause is asked: each look fails, holds or stays open by its own evidence."""

from ipaddress import ip_address

import pytest

from portwise.checklist import client, naming, network, service, speech
from portwise.checklist.row import Sight
from portwise.model.checklist import Mark
from portwise.model.evidence import Evidence, Known, Observation, Unknown, Unreadable
from portwise.model.exchange import Banner, Exchange, Handshake, Kind
from portwise.model.facts import (
    ACCEPTED,
    ADDRESSES,
    AGE,
    ATTEMPT,
    BANNER,
    BOUND,
    CONDITION,
    CONTROL,
    CWD,
    DNS,
    FDS,
    FROZEN,
    HERE,
    HOSTS,
    HTTP,
    ICMP,
    INTERFACES,
    LIMITS,
    LISTENERS,
    LOCAL,
    LOOKUP,
    NEIGHBOURS,
    OWNERS,
    PROGRAM,
    PROXIED,
    PROXIES,
    ROUTE,
    RULES,
    SOURCE_PORTS,
    TLS,
    TRACES,
)
from portwise.model.names import NameServer, Verdict
from portwise.model.net import (
    Acceptance,
    Attempt,
    Icmp,
    Interface,
    Neighbour,
    Route,
    Rule,
    Socket,
    SourcePorts,
    Traces,
)
from portwise.model.outcome import Outcome
from portwise.model.process import Condition, Fds, Process, Program
from portwise.model.settings import Limits, ProxyChoice
from portwise.model.target import Endpoint, Target

FOUR, SIX, FAR = ip_address("127.0.0.1"), ip_address("::1"), ip_address("10.0.0.9")
HIDDEN = Unknown("it is hidden", "look as root")
NODE, PYTHON = Process(7, 1, "node"), Process(8, 1, "python3")


def attempt(outcome, errno=0):
    return Attempt(outcome, errno, None, None, 1, 1.0)


def met(look, text, facts):
    """What *look* says of a machine of which these facts are known."""
    target = Target.to_bind(text.removeprefix("bind ")) if text.startswith("bind ") else Target.parse(text)
    said = ((q, value if isinstance(value, Unknown) else Known(value)) for q, value in facts.items())
    sight = Sight(Evidence(target, [Observation(f"o{n}", q, v, "seen", 0.0) for n, (q, v) in enumerate(said)]), None)
    sight.repeat = None
    try:
        return look(sight).mark
    except Unreadable:
        return Mark.OPEN


def tried(outcome, *addresses, port=3000):
    """An attempt at each address, which is this machine's own unless it is far."""
    spots = [Endpoint(address, port) for address in addresses or (FOUR,)]
    return {ATTEMPT.of(at): attempt(outcome) for at in spots} | {
        LOCAL.of(at.address): at.address != FAR for at in spots
    }


AT = Endpoint(FOUR, 3000)
REFUSED, TIMEOUT, WELL = (tried(o) for o in (Outcome.REFUSED, Outcome.TIMEOUT, Outcome.CONNECTED))
SOCKET = Socket(FOUR, 3000, False, 0, 5, 0, 11)
OTHER = SOCKET._replace(inode=12)
WIDER = OTHER._replace(address=ip_address("0.0.0.0"))
FULL = {LISTENERS.of(HERE): (SOCKET._replace(rqueue=6),)}
RUNS = {OWNERS.of(11): (NODE,), CONDITION.of(NODE): Condition("S", 1, 1, 0, 1), FROZEN.of(NODE): False}
CALLED = {PROGRAM.of(one): Program(one.name, one.name, False) for one in (NODE, PYTHON)}
CALLED |= {fact.of(one): HIDDEN for fact in (CWD, AGE) for one in (NODE, PYTHON)}
LISTENS = {LISTENERS.of(HERE): (SOCKET,), **RUNS, **CALLED}
TWO = {OWNERS.of(11): (NODE, PYTHON), CONDITION.of(PYTHON): Condition("T", 1, 1, 0, 1), FROZEN.of(PYTHON): False}
ROOM = {LIMITS.of(HERE): Limits((32768, 60999), 1024, 4096, (0, 100)), TRACES.of(AT): Traces(0, 0)}
ROOM |= {SOURCE_PORTS.of(AT): SourcePorts(32768, 60999, 1, 0), FDS.of(NODE): Fds(10, 1024)}
QUIET = {ICMP.of(AT): None, TRACES.of(AT): Traces(0, 1)}
DROP = Rule("ip", "t", "c", 1, "drop", "", "tcp dport 3000 drop", "input", True)
SHOP = "http://shop.test:3000"
NAMED = {ADDRESSES.of("shop.test"): (FAR,), LOOKUP.of("shop.test"): "", HOSTS.of("shop.test"): ()}
PAGE = Exchange(Outcome.CONNECTED, 200, "", "", "", "", b"", 1.0)
BY_PROXY = {PROXIES.of(HERE): (ProxyChoice("curl", "proxy", 3128, "http://proxy:3128", "http_proxy", ""),)}
SOUND = Handshake(Outcome.CONNECTED, Kind.TLS, "TLSv1.3", "", None, "", b"", 1.0)


def lo(up=True, *addresses):
    return {INTERFACES.of(HERE): (Interface(1, "lo", up, True, addresses),)}


MISLED = {ADDRESSES.of("localhost"): (FAR,), LOOKUP.of("localhost"): ""}
F, W, O, N = Mark.FINE, Mark.WRONG, Mark.OPEN, Mark.BESIDE  # noqa: E741 - as they stand in a column
CASES = [
    # running
    (F, service.running, "127.0.0.1:3000", WELL | LISTENS | {ACCEPTED.of(AT): Acceptance(True, 1.0)}),
    (W, service.running, "127.0.0.1:3000", WELL | LISTENS | {ACCEPTED.of(AT): Acceptance(False, 500.0)}),
    (W, service.running, "127.0.0.1:3000", TIMEOUT | LISTENS | {CONDITION.of(NODE): Condition("T", 1, 1, 0, 1)}),
    (W, service.running, "127.0.0.1:3000", TIMEOUT | LISTENS | {FROZEN.of(NODE): True}),
    (O, service.running, "127.0.0.1:3000", TIMEOUT | {LISTENERS.of(HERE): (SOCKET,), OWNERS.of(11): HIDDEN}),
    (F, service.running, "127.0.0.1:3000", WELL | {LISTENERS.of(HERE): (SOCKET,), OWNERS.of(11): HIDDEN}),
    (O, service.running, "10.0.0.9:3000", tried(Outcome.REFUSED, FAR)),
    (F, service.running, "127.0.0.1:3000", WELL | LISTENS | TWO | {ACCEPTED.of(AT): Acceptance(True, 1.0)}),
    (W, service.running, "127.0.0.1:3000", TIMEOUT | LISTENS | TWO),
    # listening
    (W, service.listening, "127.0.0.1:3000", REFUSED | {LISTENERS.of(HERE): ()}),
    (F, service.listening, "127.0.0.1:3000", TIMEOUT | LISTENS),
    (O, service.listening, "127.0.0.1:3000", REFUSED | {LISTENERS.of(HERE): HIDDEN}),
    (W, service.serving, "http://127.0.0.1:3000", WELL | {HTTP.of(AT): PAGE._replace(outcome=Outcome.EMPTY, status=0)}),
    (W, service.listening, "bind 127.0.0.1:3000", tried(Outcome.BIND_EADDRNOTAVAIL)),
    # conflict
    (F, service.conflict, "127.0.0.1:3000", WELL | LISTENS),
    (
        W,
        service.conflict,
        "127.0.0.1:3000",
        WELL | LISTENS | {LISTENERS.of(HERE): (SOCKET, OTHER), OWNERS.of(12): (PYTHON,)},
    ),
    (
        F,
        service.conflict,
        "127.0.0.1:3000",
        WELL | LISTENS | {LISTENERS.of(HERE): (SOCKET, WIDER), OWNERS.of(12): (PYTHON,)},
    ),
    (
        W,
        service.conflict,
        "127.0.0.1:3000",
        REFUSED | CALLED | RUNS | {LISTENERS.of(HERE): (), BOUND.of(HERE): (SOCKET,)},
    ),
    (F, service.conflict, "127.0.0.1:3000", WELL | {LISTENERS.of(HERE): (), BOUND.of(HERE): (SOCKET,)}),
    (F, service.conflict, "bind 127.0.0.1:3000", tried(Outcome.BOUND)),
    # limits
    (F, service.limits, "127.0.0.1:3000", TIMEOUT | LISTENS | ROOM),
    (W, service.limits, "127.0.0.1:3000", TIMEOUT | LISTENS | ROOM | {FDS.of(NODE): Fds(1024, 1024)}),
    (W, service.limits, "127.0.0.1:3000", TIMEOUT | LISTENS | ROOM | FULL),
    (W, service.limits, "127.0.0.1:3000", TIMEOUT | LISTENS | ROOM | {SOURCE_PORTS.of(AT): SourcePorts(1, 100, 99, 9)}),
    (
        W,
        service.limits,
        "127.0.0.1:3000",
        TIMEOUT | LISTENS | ROOM | {LIMITS.of(HERE): Limits((1, 9), 1, 1, (100, 100))},
    ),
    (O, service.limits, "127.0.0.1:3000", TIMEOUT | LISTENS | ROOM | {FDS.of(NODE): HIDDEN}),
    (
        F,
        service.limits,
        "127.0.0.1:3000",
        WELL | LISTENS | ROOM | {FDS.of(NODE): Fds(9, 9), ACCEPTED.of(AT): Acceptance(True, 1.0)},
    ),
    # loopback
    (F, network.loopback, "127.0.0.1:3000", WELL | lo(True, FOUR)),
    (W, network.loopback, "127.0.0.1:3000", TIMEOUT | lo(False, FOUR)),
    (W, network.loopback, "[::1]:3000", tried(Outcome.ADDR_NOT_AVAIL, SIX) | lo(True, FOUR)),
    (W, network.loopback, "127.0.0.1:3000", TIMEOUT | {INTERFACES.of(HERE): ()}),
    (F, network.loopback, "127.0.0.1:3000", WELL | {INTERFACES.of(HERE): HIDDEN}),
    (O, network.loopback, "127.0.0.1:3000", TIMEOUT | {INTERFACES.of(HERE): HIDDEN}),
    (N, network.loopback, "10.0.0.9:3000", tried(Outcome.REFUSED, FAR)),
    # firewall
    (F, network.firewall, "127.0.0.1:3000", REFUSED | QUIET | {TRACES.of(AT): Traces(1, 2)}),
    (W, network.firewall, "127.0.0.1:3000", REFUSED | QUIET | {RULES.of(AT): (DROP,)}),
    (O, network.firewall, "127.0.0.1:3000", REFUSED | QUIET | {RULES.of(AT): (DROP._replace(may_match=None),)}),
    (O, network.firewall, "127.0.0.1:3000", REFUSED | QUIET | {RULES.of(AT): HIDDEN}),
    (F, network.firewall, "127.0.0.1:3000", TIMEOUT | QUIET | {RULES.of(AT): ()}),
    (W, network.firewall, "127.0.0.1:3000", REFUSED | QUIET | {ICMP.of(AT): Icmp(3, 13, FOUR)}),
    (F, network.firewall, "udp://127.0.0.1:3000", REFUSED | QUIET | {ICMP.of(AT): Icmp(3, 3, FOUR)}),
    (F, network.firewall, "127.0.0.1:3000", TIMEOUT | QUIET | FULL | {TRACES.of(AT): Traces(0, 1, 1)}),
    (O, network.firewall, "10.0.0.9:3000", tried(Outcome.REFUSED, FAR) | {ICMP.of(Endpoint(FAR, 3000)): None}),
    # routes
    (W, network.way, "10.0.0.9:3000", tried(Outcome.UNREACHABLE, FAR) | {ROUTE.of(FAR): Route("none", "", None, None)}),
    (
        W,
        network.way,
        "10.0.0.9:3000",
        tried(Outcome.TIMEOUT, FAR)
        | {
            ROUTE.of(FAR): Route("unicast", "eth0", None, None),
            NEIGHBOURS.of(HERE): (Neighbour(FAR, "eth0", "FAILED"),),
        },
    ),
    (
        F,
        network.way,
        "10.0.0.9:3000",
        tried(Outcome.TIMEOUT, FAR) | {ROUTE.of(FAR): Route("unicast", "eth0", None, None), NEIGHBOURS.of(HERE): ()},
    ),
    # one target or all of them
    (W, network.others, "127.0.0.1:3000", TIMEOUT | {CONTROL.of(FOUR): attempt(Outcome.TIMEOUT)}),
    (F, network.others, "127.0.0.1:3000", TIMEOUT | {CONTROL.of(FOUR): attempt(Outcome.CONNECTED)}),
    (W, network.alone, "127.0.0.1:3000", TIMEOUT | {CONTROL.of(FOUR): attempt(Outcome.CONNECTED)}),
    (O, network.alone, "127.0.0.1:3000", TIMEOUT | {CONTROL.of(FOUR): HIDDEN}),
    (W, network.wire, "127.0.0.1:3000", TIMEOUT),
    (O, network.wire, "udp://127.0.0.1:3000", tried(Outcome.SILENT)),
    # names
    (F, naming.name, SHOP, NAMED),
    (W, naming.name, SHOP, {ADDRESSES.of("shop.test"): Unknown("no such name", "getent ahosts")}),
    (O, naming.name, "localhost:3000", tried(Outcome.CONNECTED, FAR) | MISLED),
    (W, naming.name, "localhost:3000", {ADDRESSES.of("localhost"): (FAR,), LOOKUP.of("localhost"): ""}),
    (F, naming.servers, SHOP, NAMED | {DNS.of("shop.test"): (NameServer(FAR, Verdict.NO_NAME, ()),)}),
    (O, naming.servers, SHOP, NAMED | {DNS.of("shop.test"): (NameServer(FAR, Verdict.SILENT, ()),)}),
    (W, naming.servers, SHOP, NAMED | {DNS.of("shop.test"): (NameServer(FAR, Verdict.NOBODY, ()),)}),
    (
        W,
        naming.servers,
        SHOP,
        NAMED | {ADDRESSES.of("shop.test"): HIDDEN, DNS.of("shop.test"): (NameServer(FAR, Verdict.SILENT, ()),)},
    ),
    (F, naming.stale, SHOP, NAMED | {DNS.of("shop.test"): (NameServer(FOUR, Verdict.ADDRESSES, (FAR,)),)}),
    (O, naming.stale, SHOP, NAMED | {DNS.of("shop.test"): (NameServer(FOUR, Verdict.ADDRESSES, (FOUR,)),)}),
    # clients
    (W, client.typed, "127.0.0.1:619009", {}),
    (
        W,
        client.typed,
        "http://127.0.0.1:3000",
        WELL | {BANNER.of(AT): Banner(Outcome.WRONG_CONTENT, "ssh", "SSH-2.0", 1.0)},
    ),
    (F, client.proxy, "http://127.0.0.1:3000", WELL | {PROXIES.of(HERE): ()}),
    (F, client.proxy, "http://127.0.0.1:3000", WELL | BY_PROXY | {PROXIED.of("proxy:3128"): PAGE}),
    (
        W,
        client.proxy,
        "http://127.0.0.1:3000",
        WELL | BY_PROXY | {PROXIED.of("proxy:3128"): PAGE._replace(outcome=Outcome.REFUSED)},
    ),
    (W, client.alike, "localhost:3000", tried(Outcome.REFUSED, SIX) | WELL),
    (F, client.alike, "localhost:3000", tried(Outcome.CONNECTED, SIX) | WELL),
    (W, client.families, "localhost:3000", tried(Outcome.REFUSED, SIX) | WELL),
    (N, client.families, "127.0.0.1:3000", WELL),
    # what is said
    (
        F,
        speech.gateway,
        "http://127.0.0.1:3000",
        WELL | {HTTP.of(AT): PAGE._replace(via="1.1 varnish"), LISTENERS.of(HERE): ()},
    ),
    (
        W,
        speech.gateway,
        "http://127.0.0.1:3000",
        WELL | {HTTP.of(AT): PAGE._replace(status=502, marker="gateway: nginx"), LISTENERS.of(HERE): ()},
    ),
    (N, speech.gateway, "http://127.0.0.1:3000", WELL | {HTTP.of(AT): PAGE, LISTENERS.of(HERE): HIDDEN}),
    (F, speech.tls, "https://127.0.0.1:3000", WELL | {TLS.of(AT): SOUND}),
    (W, speech.tls, "https://127.0.0.1:3000", WELL | {TLS.of(AT): SOUND._replace(distrust="it has expired")}),
    (W, speech.shown, "127.0.0.1:3000", TIMEOUT | LISTENS),
    (F, speech.shown, "127.0.0.1:3000", REFUSED | {LISTENERS.of(HERE): ()}),
    (W, speech.hidden, "127.0.0.1:3000", REFUSED | {LISTENERS.of(HERE): ()}),
    (W, speech.starting, "bind 127.0.0.1:3000", tried(Outcome.BIND_EADDRINUSE)),
]


@pytest.mark.parametrize("mark, look, text, facts", CASES, ids=[f"{c[1].__name__}-{n}" for n, c in enumerate(CASES)])
def test_a_look_is_decided_by_its_own_evidence(mark, look, text, facts):
    """One fact turned round turns the answer; what is hidden leaves it open unless something else decides it."""
    assert mark is met(look, text, facts)
