"""
With rp_filter = 1 Linux looks at the sender of every IPv4 packet that comes in, and asks by which interface it would
answer him (RFC 3704, net/ipv4/fib_frontend.c, __fib_validate_source()).  Where that is another one, the packet is
thrown away without a word.  It keeps liars out, and it hits honest packets wherever ways differ by direction: two
network cards, a VPN beside the LAN, a second default route, routing in the cloud.

So the SYN goes out by one interface, its answer comes in by another, the program that waits for it never hears of it,
and connect(2) times out.  tcpdump shows the answer, for it looks before the kernel decides.  What was thrown away is
counted in TcpExt:IPReversePathFilter; a question of ARP that meets the same end is not, and then nobody can answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import attempts, counters
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import ATTEMPT, HERE, INTERFACES, LOCAL, ROUTE, STRICT
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple


class Ways(NamedTuple):
    """By which interface it leaves, and which others would not take the answer."""

    out: str
    strict: tuple[str, ...]


def ways(view: View) -> Iterator[Ways]:
    if view[ATTEMPT.of(view.at)].outcome is not Outcome.TIMEOUT or view.at.address.version == 6:
        return
    if not view[LOCAL.of(view.at.address)]:
        out = view[ROUTE.of(view.at.address)].device
        others = [link.name for link in view[INTERFACES.of(HERE)] if link.up and not link.loopback and link.name != out]
        minded = view.all(STRICT.of(name) for name in others)
        if strict := tuple(name for name, is_so in zip(others, minded, strict=True) if is_so):
            yield Ways(out, strict)


def thrown_away(view: View, _: Ways) -> bool:
    """That nothing was counted says nothing: a question of ARP is thrown away uncounted (net/ipv4/arp.c)."""
    if counters.raw(view).misrouted == 0:
        raise Unreadable(ATTEMPT.of(view.at))
    return True


def strict(_: View, about: Ways) -> str:
    return " or ".join(about.strict)


def one(_: View, about: Ways) -> str | None:
    return about.strict[0] if len(about.strict) == 1 else None


CAUSE = Cause(
    id="reverse-path-filter-drop",
    hop=Hop.ROUTE,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TIMEOUT}),
    prior=0.0,
    title="{address} is asked by {out} and answers by {strict}, where this machine throws the answer away",
    plain="The answer comes in by another interface than the way out, and this machine throws it away",
    about=About(
        "no answer came, and an interface other than the way out takes only packets that it would answer itself",
        ways,
        told="packets to {address} leave by {out}, and {strict} takes only packets whose answers would leave by it "
        "(rp_filter = 1)",
        denied="an answer came, or no other interface minds by which way it comes",
        once=attempts.silent,
    ),
    needs=(
        Clause(
            "meanwhile the kernel threw packets away for the way by which they came",
            thrown_away,
            told="while we waited, the kernel threw {count} away for the way by which they came",
        ),
    ),
    slots={
        "address": terms.address,
        "out": lambda _, about: about.out,
        "strict": strict,
        "one": one,
        "port": terms.port,
        "count": lambda view, _: "a packet" if (n := counters.raw(view).misrouted) == 1 else f"{n} packets",
    },
    remedies=(
        Remedy(
            "see how strict each interface is: 1 is strict, 2 loose", ("sysctl", "-ar", "[.]rp_filter"), Safety.SAFE
        ),
        Remedy(
            "see the answer come in",
            ("tcpdump", "-ni", "any", "host", "{address}", "and", "port", "{port}"),
            Safety.SAFE,
            needs_root=True,
        ),
        Remedy(
            "let {one} take what is routed anywhere here",
            ("sysctl", "-w", "net.ipv4.conf.{one}.rp_filter=2"),
            Safety.ASK,
            needs_root=True,
            undo="sysctl -w net.ipv4.conf.{one}.rp_filter=1",
        ),
        Remedy(
            "or make both ways one: a route to {address} by the interface that its answers take",
            ("ip", "route", "get", "{address}"),
            Safety.SHOW,
            needs_root=True,
        ),
    ),
    prevention=(
        "rp_filter = 2 in sysctl.d on machines with two ways out",
        "answer by the way of the question: ip rule",
    ),
    suspect="a reverse path filter",
    see=(
        "https://www.rfc-editor.org/rfc/rfc3704#section-2.2",
        "Documentation/networking/ip-sysctl.rst, rp_filter",
        "net/ipv4/fib_frontend.c, __fib_validate_source()",
    ),
)
