"""
Every container has a loopback of its own, as every network namespace has
(network_namespaces(7)).  localhost in a container is that container: neither the
machine that it runs on, nor another container, nor the laptop on which the page was
opened.  The kernel answers there with a reset, because nothing listens there, while
the very same address works outside.

It happens where a configuration moves: DATABASE_URL with localhost was right as long
as the application ran beside its database, and is wrong from the day on which one of
the two runs in a container.  What the application should say instead is the name of
the other container on a network that both share, or host.docker.internal for the
machine outside.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import places
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ELSEWHERE
from portwise.model.net import Distant
from portwise.model.outcome import Outcome


def meant(view: View) -> Iterator[Distant]:
    """Who listens on that port elsewhere; the one outside before one in another container."""
    plain = places.room(view)
    if plain is None or not terms.by_loopback(view) or not terms.NOBODY_LISTENS.holds(view, None):
        return
    found = view[ELSEWHERE.of(view.at.port)]
    yield from sorted(found, key=lambda one: one.namespace != plain.namespace)[:1]


def where(view: View, distant: Distant) -> str:
    plain = places.room(view)
    return "outside of it" if plain and distant.namespace == plain.namespace else "in another network namespace"


def closed(view: View, distant: Distant) -> str | None:
    """The loopback address outside, on which nobody in a container can reach it."""
    return str(distant.address) if distant.address.is_loopback and where(view, distant) == "outside of it" else None


def gateway(view: View, distant: Distant) -> str | None:
    """The machine outside, where its server takes more than loopback."""
    return None if closed(view, distant) or where(view, distant) != "outside of it" else places.machine(view, distant)


def bridge(view: View, distant: Distant) -> str | None:
    """The same, where it does not."""
    return places.machine(view, distant) if closed(view, distant) else None


def boxed(view: View, _: Distant) -> str | None:
    plain = places.room(view)
    return "yes" if plain and plain.vantage.kind == "container" else None


def room(view: View) -> str | None:
    """The name of ip-netns(8), where it is no container."""
    plain = places.room(view)
    return plain.vantage.name if plain and plain.vantage.kind == "netns" and not plain.vantage.name.isdigit() else None


CAUSE = Cause(
    id="localhost-inside-container",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=1.5,
    title="localhost in {place} is that place itself, and {app} listens on port {port} {where}",
    plain="localhost in a container is the container itself, and the server is outside of it",
    about=About(
        "it was asked from inside a container or another network namespace, whose own loopback the address is; nothing "
        "listens on the port there, and a server does elsewhere on this machine",
        meant,
        told="nothing listens on port {port} in {place}, and {who} listens on {spot} {where}",
        denied="it was not asked from inside a container, or not by its loopback, or no server elsewhere has the port",
        once=places.inside,
    ),
    needs=(),
    slots={
        "place": places.place,
        "app": places.app,
        "who": places.who,
        "keeper": places.keeper,
        "spot": places.spot,
        "port": terms.port,
        "where": where,
        "closed": closed,
        "gateway": gateway,
        "bridge": bridge,
        "host": lambda view, _: view.target.host,
        "boxed": boxed,
        "room": lambda view, _: room(view),
    },
    remedies=(
        Remedy(
            "in there, ask {gateway}:{port} instead of {host}; host.docker.internal is the same where docker run "
            "--add-host=host.docker.internal:host-gateway gives it (compose: extra_hosts)",
            ("portwise", "why", "{gateway}:{port}"),
            Safety.SAFE,
            verify="portwise why {gateway}:{port}",
            platform="any",
            plain="in there, ask for the machine outside by host.docker.internal, a name that Docker Desktop gives and "
            "docker run --add-host=host.docker.internal:host-gateway adds (compose: extra_hosts)",
        ),
        Remedy(
            "the server listens on {closed} alone, which nobody in {place} can reach: let it listen on {bridge} too, "
            "and ask {bridge}:{port} in there",
            (),
            Safety.SHOW,
            verify="portwise why {bridge}:{port}",
            platform="any",
        ),
        Remedy(
            "if the server runs in a container itself ({keeper}): put both in one network, and ask it by its name",
            ("docker", "network", "connect", "NETWORK", "CONTAINER"),
            Safety.SHOW,
            undo="docker network disconnect NETWORK CONTAINER",
            platform="any",
            when="boxed",
            plain="if the server runs in a container itself, ask it by the name of its service and its own port; both "
            "have to be in one network",
        ),
        Remedy(
            "or let the container share the network of the machine: docker run --network host",
            (),
            Safety.SHOW,
            when="boxed",
        ),
        Remedy(
            "or start the server in there",
            ("ip", "netns", "exec", "{room}", "COMMAND"),
            Safety.SHOW,
            needs_root=True,
            when="room",
        ),
    ),
    prevention=(
        "name services by the names of their containers, and give localhost to nobody who may run in one",
        "say in the configuration for which side localhost is meant: the browser's, the container's, the machine's",
    ),
    see=("man 7 network_namespaces", "https://docs.docker.com/engine/network/", "man 1 podman-run, --network"),
)
