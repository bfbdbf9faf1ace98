"""
Seen from a container the machine that it runs on is another machine, on the other end
of a bridge.  Three things keep a service there out of reach, one after the other.

It needs a name or an address: host.docker.internal is there by itself with Docker
Desktop only; on Linux somebody has to give it, ``--add-host=host.docker.internal:
host-gateway``.  The service has to listen on the address of the bridge: what is bound
to 127.0.0.1 takes nobody who comes from outside, and the machine refuses with a reset.
And its packet filter has to let the packets of the bridge in, which come by the INPUT
chain like those of strangers; ufw and firewalld drop them, and the container waits.

In all three the service works for everybody on the machine itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge.terms import names, places
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.facts import ATTEMPT, ROUTE
from portwise.model.net import Distant
from portwise.model.outcome import WELL, Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint
from portwise.model.vantage import Plain

KEPT_OUT = (Outcome.REFUSED, Outcome.TIMEOUT, Outcome.UNREACHABLE)


class Plight(NamedTuple):
    """What keeps the service of the machine out of reach: its name, its socket, or a filter."""

    at: Endpoint | None  # None: it has no address yet
    server: Distant | None
    takes: bool  # whether that server waits at the address that was asked


def plights(view: View) -> Iterator[Plight]:
    """What is free comes first: it was asked from inside, for the machine outside, and that works there."""
    plain = places.room(view)
    if plain is None:
        return
    if view.target.host in places.INTERNAL and names.unresolved(view):
        yield Plight(None, None, False)
        return
    for at in view.endpoints:
        if view[ATTEMPT.of(at)].outcome in KEPT_OUT and is_own(plain, at):
            yield from closed(view, plain, at)


def is_own(plain: Plain, at: Endpoint) -> bool:
    """Whether the address is one of the machine outside; everybody has a loopback of his own."""
    return any(one.spot == at and one.own for one in plain.tried) and not at.address.is_loopback


def closed(view: View, plain: Plain, at: Endpoint) -> Iterator[Plight]:
    """One that takes whoever asks from the machine itself was kept from it on the way."""
    found = list(places.outside(view, plain, at.port))
    takes = [one for one in found if one.address in (at.address, type(at.address)(0))]
    works = any(one.spot == at and one.outcome in WELL for one in plain.tried)
    if takes and works:
        yield Plight(at, takes[0], True)
    elif found and not takes and view[ATTEMPT.of(at)].outcome is Outcome.REFUSED:
        yield Plight(at, found[0], False)


def why(view: View, plight: Plight) -> str | None:
    if plight.at is None or plight.server is None:
        return f"nobody has given it the name {view.target.host}"
    app = places.app(view, plight.server) or "the server"
    if plight.takes:
        return f"{app} answers there to the machine itself, and something on the way keeps {short(view)} out"
    return f"{app} listens there on {plight.server.address} alone, and not on {plight.at.address}"


def short(view: View) -> str:
    plain = places.room(view)
    return plain.vantage.name if plain else ""


def proof(view: View, plight: Plight) -> str | None:
    if plight.at is None or plight.server is None:
        return f"the resolver in {places.place(view, None)} knows no {view.target.host}"
    who = places.who(view, plight.server) or "a server"
    at = Endpoint(plight.server.address, plight.server.port)
    works = "answers there from the machine itself" if plight.takes else "is out of reach for whoever comes by a bridge"
    return f"{who} listens on {at} of the machine outside, and {works}"


def gateway(view: View, plight: Plight) -> str | None:
    """The machine outside, as the container may call it today."""
    return places.machine(view, plight) if plight.at is None else None


def source(view: View, plight: Plight) -> str | None:
    """As whom the container comes to the machine, where a filter keeps it out."""
    if plight.at is None or not plight.takes:
        return None
    return str(view[ROUTE.of(plight.at.address)].source or "") or None


def bridge(_: View, plight: Plight) -> str | None:
    """The address on which the server should listen, too."""
    return str(plight.at.address) if plight.at and not plight.takes else None


def pid(view: View, plight: Plight) -> str | None:
    process = places.holder(view, plight.server) if plight.server else None
    return str(process.pid) if process else None


CAUSE = Cause(
    id="container-cannot-reach-host",
    hop=Hop.ROUTE,
    scope=Scope.MACHINE,
    ways=frozenset({Way.TCP}),
    explains=frozenset({Outcome.REFUSED, Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.NAME_FAILURE}),
    prior=1.5,
    title="{place} does not get to the machine that it runs on: {why}",
    plain="The container does not get to a service of the machine that it runs on",
    about=About(
        "it was asked from inside a container or another network namespace for the machine that it runs on, which has "
        "no name there, whose server listens on another address, or which lets in those of its own alone",
        plights,
        told="{proof}",
        denied="it was not asked from inside a container for the machine that it runs on, or that answers there",
        once=places.inside,
    ),
    needs=(),
    slots={
        "place": places.place,
        "why": why,
        "proof": proof,
        "gateway": gateway,
        "source": source,
        "bridge": bridge,
        "pid": pid,
        "host": lambda view, _: view.target.host,
        "port": lambda view, _: str(view.target.port),
    },
    remedies=(
        Remedy(
            "ask {gateway}:{port}, which is the machine outside as long as the network stays as it is",
            (),
            Safety.SHOW,
            platform="any",
            plain="ask for the machine outside by host.docker.internal: Docker Desktop gives the name, elsewhere "
            "docker run --add-host=host.docker.internal:host-gateway does (compose: extra_hosts)",
        ),
        Remedy(
            "let the container have the name: docker run --add-host={host}:host-gateway (compose: extra_hosts)",
            (),
            Safety.SHOW,
            platform="any",
            when="gateway",
        ),
        Remedy(
            "let the server listen on {bridge} too; 0.0.0.0 would let everybody in whom no filter keeps out",
            (),
            Safety.SHOW,
            platform="any",
            plain="let the server on the machine outside listen on the address of the bridge, not on 127.0.0.1 alone",
        ),
        Remedy(
            "on the machine outside, see which rule takes the packets that come from {source}: nft list ruleset, or "
            "iptables -L INPUT -nv",
            (),
            Safety.SHOW,
            needs_root=True,
        ),
        Remedy(
            "and let {source} in there, where ufw is what keeps it out, which a container cannot see",
            ("ufw", "allow", "from", "{source}", "to", "any", "port", "{port}"),
            Safety.SHOW,
            needs_root=True,
            undo="ufw delete allow from {source} to any port {port}",
        ),
    ),
    prevention=(
        "write host.docker.internal into extra_hosts of every compose file whose containers need the machine",
        "let services that containers need listen on the address of the bridge, and let its network in by a rule",
    ),
    see=(
        "https://docs.docker.com/reference/cli/docker/container/run/#add-host",
        "https://docs.docker.com/engine/network/packet-filtering-firewalls/",
    ),
)
