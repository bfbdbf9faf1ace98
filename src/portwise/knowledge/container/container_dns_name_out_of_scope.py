"""
The name of a container is no name of DNS.  Docker and Podman answer for it themselves,
at 127.0.0.11 or at the address of the bridge, and only to containers in a network that
they share with it and that somebody made: ``docker network create``, or compose, which
makes one for each project.  On the default bridge there are no names at all, another
project's containers do not know them, and neither does the machine that they run on:
its resolver asks a name server of the company for "db", and gets NXDOMAIN, which
clients call ENOTFOUND or "Name or service not known".

So psql db:5432 works in the container of the application, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge.terms import names, places
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.container import AT_WORK, Container
from portwise.model.evidence import Unreadable
from portwise.model.facts import CONTAINERS, ENGINES, HERE
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

NAMELESS = ("bridge", "podman", "host", "none")  # networks without names of their own


def meant(view: View) -> Iterator[Container]:
    """Those that run under the name, and share no network with whoever asks that has names; asked for last."""
    label = view.target.host
    if not names.to_be_resolved(view):
        return
    if "." in label:
        names.cite(view)
        return
    if not names.unresolved(view) or not view[ENGINES.of(HERE)]:
        return
    mine = asker(view)
    for box in view[CONTAINERS.of(HERE)]:
        if label in (box.ref.name, box.service) and box.state in AT_WORK and not shared(mine, box):
            yield box
            return


def asker(view: View) -> Container | None:
    """The container from which it was asked; None for the machine itself, and a network namespace without a name."""
    plain = places.room(view)
    if plain is None or plain.vantage.kind != "container":
        return None
    called = plain.vantage.name
    found = [box for box in view[CONTAINERS.of(HERE)] if called == box.ref.name or box.ref.id.startswith(called)]
    if not found:
        raise Unreadable(CONTAINERS.of(HERE))  # its engine is another, or it has just ended
    return found[0]


def shared(mine: Container | None, box: Container) -> frozenset[str]:
    return (frozenset(mine.networks) & frozenset(box.networks)) - frozenset(NAMELESS) if mine else frozenset()


def own(box: Container) -> list[str]:
    return [network for network in box.networks if network not in NAMELESS]


def scope(view: View, box: Container) -> str:
    known = own(box)
    if not known:
        return f"and in its network {', '.join(box.networks) or 'none'} containers have no names"
    return f"which only containers of its network {known[0]} know, and {whom(view, box)} is not in it"


def pair(view: View, box: Container) -> str | None:
    """Two that would know each other in a network that somebody makes for them."""
    called = inside(view, box)
    return f"{box.ref.name} and {called}" if called and not own(box) else None


def whom(view: View, _: Container) -> str:
    return places.place(view, _) or "this machine itself"


def published(view: View, box: Container) -> str | None:
    """How the machine outside gets to it."""
    found = (each.port for each in box.published if each.inner == view.target.port)
    return next((f"localhost:{port}" for port in found), None) if places.room(view) is None else None


def direct(view: View, box: Container) -> str | None:
    """The address of the container itself, which the machine reaches by the bridge."""
    if places.room(view) is not None or published(view, box) or not box.addresses or not view.target.port:
        return None
    return str(Endpoint(box.addresses[0], view.target.port))


def inside(view: View, _: Container) -> str | None:
    """The container that asks."""
    mine = asker(view)
    return mine.ref.name if mine else None


CAUSE = Cause(
    id="container-dns-name-out-of-scope",
    hop=Hop.NAME,
    scope=Scope.MACHINE,
    ways=frozenset({Way.TCP, Way.UDP}),
    explains=frozenset({Outcome.NAME_FAILURE}),
    prior=1.5,
    title="{name} is the name of a container, {scope}",
    plain="The name is that of a container, and whoever asks shares no network with it",
    about=About(
        "the name has no address, a container runs under it, and whoever asks shares no network with it in which "
        "containers have names",
        meant,
        told="the container {box} runs in {networks}, and {whom} shares no network with it that has names",
        denied="no container runs under that name outside of the networks of whoever asks",
        once=names.to_be_resolved,
    ),
    needs=(),
    slots={
        "name": lambda view, _: view.target.host,
        "scope": scope,
        "whom": whom,
        "box": lambda _, box: f"{box.ref.name} ({box.image})",
        "called": lambda _, box: box.ref.name,
        "networks": lambda _, box: ", ".join(box.networks) or "no network",
        "network": lambda _, box: next(iter(own(box)), None),
        "engine": lambda _, box: box.ref.engine.kind,
        "published": published,
        "direct": direct,
        "inside": lambda view, box: inside(view, box) if own(box) else None,
        "pair": pair,
    },
    remedies=(
        Remedy(
            "from here, ask the port that it publishes: {published}",
            ("portwise", "why", "{published}"),
            Safety.SAFE,
            verify="portwise why {published}",
            platform="any",
        ),
        Remedy(
            "from here, ask its own address, {direct}, its own until it is started again: it publishes no such port",
            ("portwise", "why", "{direct}"),
            Safety.SAFE,
            verify="portwise why {direct}",
        ),
        Remedy(
            "take {inside} into its network; both know each other by name then",
            ("{engine}", "network", "connect", "{network}", "{inside}"),
            Safety.ASK,
            undo="{engine} network disconnect {network} {inside}",
            platform="any",
        ),
        Remedy(
            "make a network, in which containers have names, and take {pair} into it (network connect app CONTAINER)",
            ("{engine}", "network", "create", "app"),
            Safety.ASK,
            undo="{engine} network rm app",
            platform="any",
        ),
        Remedy(
            "see which network each container is in, and which of them are of one compose project",
            ("{engine}", "ps", "--format", "{{{{.Names}}}} {{{{.Networks}}}}"),
            Safety.SAFE,
            platform="any",
        ),
    ),
    prevention=(
        "give the containers that talk to each other one compose file, or a network that both files name as external",
        "publish the port (127.0.0.1:5432:5432) where programs outside need it, and let these ask localhost",
    ),
    see=("https://docs.docker.com/engine/network/drivers/bridge/", "man 1 podman-network-connect"),
)
