"""
Before the first packet the kernel looks up a route (``ip route get ADDRESS``), and
the lookup itself may fail.  Without a route it says ENETUNREACH, and so it does for
a ``throw`` that nothing stands behind.  Three kinds of route exist to refuse:
``unreachable`` says EHOSTUNREACH, ``prohibit`` EACCES, ``blackhole`` EINVAL in
connect(2), although it is silent to what it forwards.

The failure comes within microseconds and nothing was sent: no ICMP error, no
counter, no server that could know of it.  VPN clients leave such routes behind to
keep traffic from leaving beside the tunnel, routing daemons for what they
aggregate; a name with an IPv6 address meets a machine without IPv6 every day.
"""

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import attempts
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.facts import ATTEMPT, HERE, INTERFACES, ROUTE
from portwise.model.net import Route
from portwise.model.outcome import Outcome

REFUSING = ("none", "unreachable", "prohibit", "blackhole", "throw")


FAILURES = frozenset({Outcome.UNREACHABLE, Outcome.DENIED, Outcome.INVALID})


def refusing(view: View) -> Iterator[Route]:
    """Where somebody answered, or nobody did, the packet had been sent."""
    if view[ATTEMPT.of(view.at)].outcome in FAILURES:
        route = view[ROUTE.of(view.at.address)]
        if route.kind in REFUSING:
            yield route


def how(_: View, route: Route) -> str:
    if route.kind == "none":
        return "no route leads there"
    return f"a route of the kind `{route.kind}` refuses what goes there"


def family(view: View, _: Route) -> str:
    return f"-{view.at.address.version}"


def lacking(view: View, route: Route) -> str | None:
    """The usual reason with IPv6, said where it is one."""
    version = view.at.address.version
    held = [a for i in view[INTERFACES.of(HERE)] if not i.loopback for a in i.addresses if a.version == version]
    globally = [a for a in held if not a.is_link_local]
    return f"IPv{version}" if route.kind == "none" and not globally else None


CAUSE = Cause(
    id="wrong-or-blackhole-route",
    hop=Hop.ROUTE,
    scope=Scope.ADDRESS,
    explains=FAILURES,
    prior=0.0,
    title="This machine sends nothing to {address}: {how}",
    plain="No route leads to the address, or one that refuses",
    about=About(
        "the kernel has no route to the address, or one that refuses what goes there",
        refusing,
        told="the kernel has no way for it: {how}, and nothing was sent",
        denied="a route leads to the address",
        once=attempts.not_sent,
    ),
    needs=(
        Clause(
            "the address is none of loopback's, which need no route but loopback",
            lambda view, _: not terms.by_loopback(view),
            denied="the address belongs to loopback",
            trivial=True,
        ),
    ),
    ways=frozenset({Way.TCP, Way.UDP}),
    slots={**terms.ZONES, "address": terms.address, "how": how, "family": family, "lacking": lacking},
    remedies=(
        Remedy("see what the kernel would do", ("ip", "route", "get", "{zoneless}"), Safety.SAFE),
        Remedy("see what the kernel would do", ("ip", "route", "get", "{unzoned}", "oif", "{zone}"), Safety.SAFE),
        Remedy(
            "see the routes that cover the address, and ask who set the one that refuses",
            ("ip", "{family}", "route", "show", "match", "{unzoned}"),
            Safety.SAFE,
        ),
        Remedy("see the rules that choose a table of routes before", ("ip", "{family}", "rule"), Safety.SAFE),
        Remedy(
            "this machine has no {lacking} to the outside: use an address of the other family, if the name has one",
            (),
            Safety.SHOW,
            platform="any",
            plain="use another address of the server, if it has one",
        ),
        Remedy("see what the kernel would do", ("route", "-n", "get", "{address}"), Safety.SAFE, platform="macos"),
        Remedy("see the routes", ("route", "print"), Safety.SAFE, platform="windows"),
        Remedy(
            "connect or disconnect the VPN that the address belongs to, or take the default route back",
            (),
            Safety.SHOW,
            undo="connect it as it was",
            platform="any",
        ),
    ),
    prevention=("let one program manage the routes", "test names over IPv4 and IPv6 alike: curl -4 and curl -6"),
    suspect="a route that refuses",
    see=("man 8 ip-route, unreachable, prohibit, blackhole", "man 7 rtnetlink", "net/ipv4/fib_semantics.c, fib_props"),
)
