"""
Whatever a machine sends to itself goes by ``lo``, to 127.0.0.1 and to the address
of its network card alike.  In a new network namespace ``lo`` is down until somebody
sets it up: no route yet, ENETUNREACH.  Set down later it keeps its IPv4 routes and
loses every packet, which looks like a firewall that drops; ::1 is taken off it and
says EADDRNOTAVAIL.  Without 127.0.0.1, scripts flush addresses too eagerly,
packets for it even leave by the default route; and so do those for ::1 without it.

Servers start and listen, bind(2) to 0.0.0.0 succeeds, and no filter has a rule.
"""

from collections.abc import Iterator
from contextlib import suppress

from portwise.knowledge import terms
from portwise.knowledge.terms import attempts
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.evidence import Unreadable
from portwise.model.facts import ATTEMPT, HERE, INTERFACES, IPV6, LOCAL
from portwise.model.net import Interface
from portwise.model.outcome import Outcome


def broken(view: View) -> Iterator[Interface]:
    """Who was refused has reached somebody."""
    if view[ATTEMPT.of(view.at)].outcome is Outcome.REFUSED:
        return
    for link in view[INTERFACES.of(HERE)]:
        if link.loopback and not (link.up and has_four(link) and not lacks_six(view, link)):
            yield link


def has_four(link: Interface) -> bool:
    """IPv4 tells whether loopback was furnished; IPv6 alone may be switched off on purpose."""
    return any(address.is_loopback and address.version == 4 for address in link.addresses)


def lacks_six(view: View, link: Interface) -> bool:
    """Where ::1 is missing and was sent to all the same, it left by another way: a kernel with no way says so."""
    sent = view[ATTEMPT.of(view.at)].outcome in (Outcome.TIMEOUT, Outcome.UNREACHABLE)
    wanted = view.at.address.version == 6 and terms.by_loopback(view)
    return sent and wanted and link.up and not any(a.is_loopback and a.version == 6 for a in link.addresses)


def carries(view: View, link: Interface) -> bool:
    """An address of a network card needs loopback to be up, and no address on it."""
    at = view.at.address
    return terms.by_loopback(view) or (not link.up and view[LOCAL.of(at)])


def trouble(_: View, link: Interface) -> str:
    if not link.up:
        return "is down"
    return "does not have the address ::1" if has_four(link) else "has no address of 127.0.0.0/8"


def bare(view: View, link: Interface) -> str | None:
    """Both addresses were taken, where IPv6 is not off on purpose: to give the one would be half of it."""
    with suppress(Unreadable):
        family = view[IPV6.of(HERE)]
        wanted = family.present and not family.off_on_lo
        return (
            "127.0.0.1/8 and ::1/128" if wanted and link.up and not any(a.is_loopback for a in link.addresses) else None
        )
    return None


def single(view: View, link: Interface) -> str | None:
    return None if bare(view, link) else missing(view, link)


def missing(_: View, link: Interface) -> str:
    return "::1/128" if link.up and has_four(link) else "127.0.0.1/8"


CAUSE = Cause(
    id="loopback-interface-broken",
    hop=Hop.ROUTE,
    scope=Scope.ADDRESS,
    explains=frozenset(
        {Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.ADDR_NOT_AVAIL, Outcome.BIND_EADDRNOTAVAIL, Outcome.SILENT}
    ),
    prior=0.0,
    title="Loopback is broken: {name} {trouble}, so that this machine does not reach itself",
    plain="The loopback interface is down or has no address",
    about=About(
        "the loopback interface is down, or does not have its address",
        broken,
        told="the interface {name} {trouble}",
        denied="somebody answered, or loopback is up and has its address",
        once=attempts.not_refused,
    ),
    needs=(
        Clause(
            "what goes to that address goes by loopback",
            carries,
            told="what goes to {address} goes by {name}",
            denied="what goes to that address does not need loopback",
        ),
    ),
    ways=frozenset({Way.TCP, Way.UDP, Way.BIND}),
    slots={
        "name": lambda _, link: link.name,
        "trouble": trouble,
        "missing": missing,
        "bare": bare,
        "single": single,
        "address": terms.address,
    },
    remedies=(
        Remedy("look at it", ("ip", "addr", "show", "{name}"), Safety.SAFE),
        Remedy(
            "set it up, which also brings ::1 back",
            ("ip", "link", "set", "{name}", "up"),
            Safety.SAFE,  # it opens nothing to anybody else, and is taken back exactly
            needs_root=True,
            undo="ip link set {name} down",
        ),
        Remedy(
            "give it its addresses again, {bare}",
            ("sh", "-c", "ip addr replace 127.0.0.1/8 dev {name} && ip addr replace ::1/128 dev {name}"),
            Safety.SAFE,  # as above, and as below
            needs_root=True,
            when="bare",
            undo="ip addr del 127.0.0.1/8 dev {name} && ip addr del ::1/128 dev {name}",
        ),
        Remedy(
            "give it its address again, where that is missing",
            ("ip", "addr", "replace", "{missing}", "dev", "{name}"),
            Safety.SAFE,  # as above: 127.0.0.0/8 never leaves the machine, RFC 1122 section 3.2.1.3
            needs_root=True,
            when="single",
            undo="ip addr del {missing} dev {name}",
        ),
        Remedy(
            "set it up, with its address",
            ("ifconfig", "lo0", "127.0.0.1", "up"),
            Safety.ASK,
            needs_root=True,
            undo="ifconfig lo0 down",
            platform="macos",
        ),
        Remedy("look at it", ("netsh", "interface", "ipv4", "show", "addresses"), Safety.SAFE, platform="windows"),
    ),
    prevention=(
        "begin every script for a network namespace with: ip link set lo up",
        "flush addresses of one named interface, never of all",
    ),
    suspect="a broken loopback",
    see=("man 8 ip-link", "man 8 ip-netns", "https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3"),
)
