"""
Between two machines stand filters that belong to neither: the security group of a
cloud drops whatever nobody has allowed, providers close ports 25, 135 and 445, a
router at home forwards nothing that it was not told to, guests of a Wi-Fi are kept
apart, a company lets out 80 and 443 alone, and a portal keeps everybody in who has
not logged in yet (RFC 8952).  The server never hears of the attempt; its own log,
its own firewall and a restart of it say nothing.

From one end this is seldom to be seen.  A router that is told to say no says it in
its own name, as an ICMP error whose sender is neither end (RFC 1812 section
5.2.7.1), and a portal says 511 (RFC 6585 section 6).  A filter that drops looks like
a machine that is off, and a forged reset like a port without a server.  What tells
them apart is a second network: where the same address and port answer from there
and not from here, and neither end knows a reason, it is the way between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from portwise.knowledge.terms import afar, words
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import ATTEMPT, COMPARED, FROM_HERE, HERE, HOPS, HTTP, ICMP, LOCAL, NEIGHBOURS, ROUTE
from portwise.model.net import Icmp
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint
from portwise.model.vantage import CHECKER, KEPT_OUT

LOGIN_FIRST = 511  # Network Authentication Required
# RFC 1812 section 5.2.7.1, RFC 1122 section 3.2.2.1 and RFC 4443: what a router says that has been told not to pass it
PROHIBITED = {4: ((3, 9), (3, 10), (3, 13)), 6: ((1, 1), (1, 5), (1, 6))}
PORT_UNREACHABLE = {4: (3, 3), 6: (1, 4)}
SILENT = ("INCOMPLETE", "FAILED")  # neighbours who do not answer
ON_THE_WAY, FORGED, PORTAL, THERE, NOT_HERE = "on the way", "forged", "portal", "there", "here"


class Block(NamedTuple):
    """Where something keeps connections out, and what shows it."""

    at: Endpoint
    kind: str
    who: str = ""  # the router, or the other place


def blocks(view: View) -> tuple[Block, ...]:
    """What one address shows stands, whatever another one does not."""
    found: list[Block] = []
    hidden: list[Unreadable] = []
    for at in afar.shared(view):
        try:
            found += block(view, at)
        except Unreadable as unread:
            hidden.append(unread)
    if hidden and not found:
        raise Unreadable(*(question for unread in hidden for question in unread.questions))
    return tuple(found)


def block(view: View, at: Endpoint) -> Iterator[Block]:
    outcome = view[ATTEMPT.of(at)].outcome
    if outcome is Outcome.CONNECTED:
        if view.target.asks_in_the_clear and view[HTTP.of(at)].status == LOGIN_FIRST:
            yield Block(at, PORTAL)
        elif from_afar(view) and (compared := view[COMPARED.of(at)]).here in KEPT_OUT:
            yield Block(at, NOT_HERE, compared.place.name)
        elif (said := afar.checked(view, at)) and said.there in KEPT_OUT:
            yield Block(at, THERE, said.place.name)
    elif outcome in KEPT_OUT and not view[LOCAL.of(at.address)]:
        yield from kept_out(view, at)


def from_afar(view: View) -> bool:
    plain = view[FROM_HERE.of(HERE)]
    return plain is not None and plain.vantage.is_far


def kept_out(view: View, at: Endpoint) -> Iterator[Block]:
    icmp = view[ICMP.of(at)]
    if icmp is not None:
        if says_no(icmp, at) and icmp.offender != at.address and not view[LOCAL.of(icmp.offender)]:
            yield Block(at, ON_THE_WAY, str(icmp.offender))
    elif led_on(view, at):
        if view[ATTEMPT.of(at)].outcome is Outcome.REFUSED and forged(view, at):
            yield Block(at, FORGED)
            return
        compared = view[COMPARED.of(at)]
        if compared.place.kind == CHECKER:  # it is told of from there, and this is here
            if compared.there not in KEPT_OUT:
                yield Block(at, NOT_HERE, compared.place.name)
        elif compared.here not in KEPT_OUT:
            yield Block(at, THERE, compared.place.name)


def forged(view: View, at: Endpoint) -> bool:
    """Where it cannot be heard, another network may still tell."""
    with suppress(Unreadable):
        return view[HOPS.of(at)].nearer > 0
    return False


def says_no(icmp: Icmp, at: Endpoint) -> bool:
    version = at.address.version
    return (icmp.type, icmp.code) in (*PROHIBITED[version], PORT_UNREACHABLE[version])


def led_on(view: View, at: Endpoint) -> bool:
    """By a gateway that is there: on the link itself nothing stands between."""
    route = view[ROUTE.of(at.address)]
    if route.kind != "unicast" or route.gateway is None:
        return False
    return not any(one.address == route.gateway and one.state in SILENT for one in view[NEIGHBOURS.of(HERE)])


def headline(view: View, about: Block) -> str:
    place = words.place(view, None) if view.target.address else f"{view.target.host} ({about.at})"
    match about.kind:
        case "on the way":
            return f"A firewall on the way, {about.who}, turns connections to {place} away"
        case "forged":
            return f"A firewall on the way refuses connections to {place} in its name"
        case "portal":
            return f"The login page of this network answers instead of {view.target.host}"
        case "there":
            return f"Something between {about.who} and {place} keeps connections out: from here it answers"
    return f"Something between here and {place} keeps connections out: from {about.who} it answers"


def evidence(view: View, about: Block) -> str:
    match about.kind:
        case "on the way":
            return f"an ICMP error turned it away, and its sender, {about.who}, is neither end"
        case "forged":
            hops = view[HOPS.of(about.at)]
            far = f"{hops.nearer} router{'s' if hops.nearer > 1 else ''} nearer"
            return (
                f"the reset comes from {far} than what the same machine answers at port {hops.port}: from another one"
            )
        case "portal":
            return f"the answer is {LOGIN_FIRST}, which a network gives that wants a login first (RFC 6585)"
    compared = view[COMPARED.of(about.at)]
    there, here = afar.fares(compared.there), afar.fares(compared.here)
    return f"from {about.who} {about.at} {there}, and from here it {here}"


def way_round(view: View, about: Block) -> str | None:
    """By a machine that one can log in to."""
    return about.who if about.kind == NOT_HERE and from_afar(view) else None


def where(*kinds: str) -> Callable[[View, Block], str | None]:
    """Only there is the step of any use."""
    return lambda _, about: about.kind if about.kind in kinds else None


CAUSE = Cause(
    id="network-perimeter-block",
    hop=Hop.FILTER,
    scope=Scope.MACHINE,
    explains=KEPT_OUT | {Outcome.HTTP_5XX, Outcome.CONNECTED},
    prior=-0.5,
    title="{headline}",
    plain="A firewall or a router between the two machines keeps connections out",
    about=About(
        "a router that is neither end turns it away, somebody nearer than the server or a portal answers in its place, "
        "or it answers from one network and not from the other",
        blocks,
        told="{evidence}",
        denied="nothing on the way is known to turn it away",
        once=afar.shared,
    ),
    needs=(),
    excludes=(
        Clause(
            "this machine has a reason of its own to fail (portwise why, as root, would name it)",
            lambda view, about: about.kind == NOT_HERE and afar.explained_here(view, about.at),
        ),
    ),
    yields_to=("firewall-drop",),  # a rule of that machine itself, which its root has read
    slots={
        "headline": headline,
        "evidence": evidence,
        "host": words.host,
        "address": lambda _, about: str(about.at.address),
        "port": lambda _, about: str(about.at.port),
        "who": lambda _, about: about.who or None,
        "portal": where(PORTAL),
        "filter": where(ON_THE_WAY, FORGED, THERE, NOT_HERE),
        "outwards": where(ON_THE_WAY, FORGED, NOT_HERE),
        "way_round": way_round,
        "over_there": where(THERE, NOT_HERE),
    },
    remedies=(
        Remedy(
            "open any page by http:// in a browser, and log in to the network",
            (),
            Safety.SHOW,
            platform="any",
            when="portal",
        ),
        Remedy("see how far packets come", ("tracepath", "-n", "{address}"), Safety.SAFE, when="outwards"),
        Remedy("see how far packets come", ("traceroute", "-n", "{address}"), Safety.SAFE, platform="macos"),
        Remedy("see how far packets come", ("tracert", "-d", "{address}"), Safety.SAFE, platform="windows"),
        Remedy(
            "on the server, see whether the SYN arrives: where it does, its own firewall is silent, and not the way",
            ("tcpdump", "-ni", "any", "tcp", "port", "{port}"),
            Safety.SHOW,
            needs_root=True,
            when="over_there",
        ),
        Remedy(
            "go by way of {who}, which is let through; then it answers on localhost:{port}",
            ("ssh", "-N", "-L", "{port}:{address}:{port}", "{who}"),
            Safety.SHOW,  # it may ask for a password, and is open for as long as it runs
            verify="portwise why localhost:{port}",
            undo="end that ssh",
            platform="any",
            when="way_round",
        ),
        Remedy(
            "have port {port} to {address} opened by whoever keeps the firewall: the security group of the cloud, "
            "the forwarding of the router, the company",
            (),
            Safety.SHOW,
            undo="have it closed again",
            platform="any",
            when="filter",
        ),
    ),
    prevention=(
        "write down which ports each network lets through",
        "a VPN or a tunnel for development servers, instead of a hole for everybody",
    ),
    see=(
        "https://www.rfc-editor.org/rfc/rfc1812#section-5.2.7.1",
        "https://www.rfc-editor.org/rfc/rfc6585#section-6",
        "https://www.rfc-editor.org/rfc/rfc8952",
    ),
)
