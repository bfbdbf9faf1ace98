"""
What causes about containers share: who publishes the port, and whether anybody is behind it.

An engine leads a published port into the container by a process of its own (docker-proxy, rootlessport), which takes
every connection before it knows whether anybody is inside, or by rules of the packet filter, which lead the client's
own SYN inside.  The first is met as a close without a byte, the second as a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portwise.knowledge.terms import in_ipv4, places, processes
from portwise.knowledge.terms.passages import CLOSED, PASTA, fate, through
from portwise.model.cause import Clause, View
from portwise.model.container import AT_WORK, Container, Published, Service
from portwise.model.evidence import Unreadable, some
from portwise.model.facts import (
    COMPOSED,
    CONTAINERS,
    DECLARED,
    ENGINES,
    HERE,
    INSIDE,
    LISTENERS,
    LOCAL,
    TURNED_AWAY,
)
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint

HURT = frozenset({Outcome.REFUSED, Outcome.TIMEOUT, Outcome.HANG, *CLOSED})


class Met(NamedTuple):
    """A container that the client was to come to, and where he tried."""

    box: Container
    at: Endpoint
    way: Published | None  # None: it publishes nothing there


def troubled(view: View, outcomes: frozenset[Outcome] = HURT) -> list[Endpoint]:
    """Where an attempt on this machine failed in a way that a container can be behind; engines are asked for last."""
    found = failed(view, outcomes)
    led_on = (found or not view.endpoints) and view[ENGINES.of(HERE)]
    return found if led_on else [at for at in found if through(view, at)]


def failed(view: View, outcomes: frozenset[Outcome]) -> list[Endpoint]:
    return [at for at in view.endpoints if fate(view, at) in outcomes and view[LOCAL.of(at.address)]]


def engineless(view: View) -> list[Endpoint]:
    """Where this machine refused, and has no engine that could have started anything."""
    found = failed(view, frozenset({Outcome.REFUSED}))
    return found if found and not view[ENGINES.of(HERE)] and places.room(view) is None else []


def boxes(view: View) -> tuple[Container, ...]:
    """None where it was asked from inside a container: what is published is published on the host."""
    return view[CONTAINERS.of(HERE)] if view[ENGINES.of(HERE)] and places.room(view) is None else ()


def led(view: View, at: Endpoint) -> Iterator[Met]:
    """The containers that work and publish that very address and port."""
    return (met for met in meant(view, at) if met.box.state in AT_WORK)


def meant(view: View, at: Endpoint) -> Iterator[Met]:
    """Podman counts what a container publishes also when it has ended, and its rules may be left then."""
    try:
        yield from list(published(at, boxes(view))) or behind_pasta(view, at)
    except Unreadable:
        found = list(published(at, through(view, at)))
        if not found:
            raise
        yield from found


def behind_pasta(view: View, at: Endpoint) -> Iterator[Met]:
    """Nobody where that is not told and an engine tells of containers, as in pasted text."""
    try:
        yield from published(at, through(view, at))
    except Unreadable:
        if not boxes(view):
            raise


def published(at: Endpoint, boxes: Iterable[Container]) -> Iterator[Met]:
    for box in boxes:
        way = next((each for each in box.published if each.leads(in_ipv4(at.address), at.port)), None)
        if way is not None:
            yield Met(box, at, way)


def inside(view: View, box: Container) -> tuple[Endpoint, ...]:
    return view[INSIDE.of(box.ref)]


def on(view: View, box: Container, port: int) -> list[Endpoint]:
    return [place for place in inside(view, box) if place.port == port]


def open_to_all(place: Endpoint) -> bool:
    """What is published comes in by the network of the container, and never by its loopback."""
    return not place.address.is_loopback


def reached(view: View, met: Met) -> bool:
    """Whether somebody listens where the published port leads; which address pasta comes by, is of its version."""
    if met.box.ref.engine.kind == PASTA:
        return not view[TURNED_AWAY.of(met.at)]
    return met.way is not None and any(map(open_to_all, on(view, met.box, met.way.inner)))


def nobody_behind(view: View, at: Endpoint) -> bool:
    """Whether a container publishes the port, and nobody in it can be reached: then nothing else closes or refuses."""
    if not view[LOCAL.of(at.address)]:
        return False
    return some(meant(view, at), lambda met: met.box.state not in AT_WORK or not reached(view, met))


def direct(_: View, met: Met) -> str | None:
    """The container's own address, which its host reaches by the bridge."""
    found = next(iter(met.box.addresses), None)
    inner = met.way.inner if met.way else met.at.port
    return str(Endpoint(found, inner)) if found else None


def composed(view: View, at: Endpoint) -> Iterator[tuple[Service, Published, Container | None]]:
    """Services of the compose file here that are to publish the port, and the container of each, where there is one."""
    project = processes.asked_project(view)
    if project is None or not any(row.program == "docker" for row in view[DECLARED.of(project.root)]):
        return
    others = [row for row in view[DECLARED.of(project.root)] if row.program != "docker" and row.port == at.port]
    if others and not view[ENGINES.of(HERE)]:  # it is run without containers here
        return
    for service in view[COMPOSED.of(project.root)]:
        way = next((each for each in service.published if each.leads(in_ipv4(at.address), at.port)), None)
        mine = [box for box in boxes(view) if (box.service, box.folder) == (service.name, project.root)]
        if way is not None:
            yield service, way, next(iter(mine), None)


VACANT: Clause[Any] = Clause(
    "a container publishes the port, and nobody in it can be reached",
    lambda view, _: nobody_behind(view, view.at),
    denied="no container publishes the port, or somebody in it can be reached",
)


def vacant(view: View, at: Endpoint) -> bool:
    """Whether nobody listens there on this machine."""
    address = in_ipv4(at.address)
    return not any(s.port == at.port and s.covers(address) for s in view[LISTENERS.of(HERE)])


def name(_: View, met: Met) -> str:
    return met.box.ref.name


def where(_: View, met: Met) -> str:
    """``container web``, or what pasta leads to."""
    return met.box.ref.name if met.box.ref.engine.kind == PASTA else f"container {met.box.ref.name}"


def subject(view: View, met: Met) -> str:
    return introduced(view, met) if resident(view, met) else f"Container {name(view, met)}"


def engine(_: View, met: Met) -> str | None:
    """The program that a person asks."""
    return met.box.ref.engine.kind if met.box.ref.engine.kind != PASTA else None


def resident(_: View, met: Met) -> str | None:
    return met.box.ref.id if met.box.ref.engine.kind == PASTA else None


def port(_: View, met: Met) -> str:
    return str(met.at.port)


def inner(_: View, met: Met) -> str | None:
    return str(met.way.inner) if met.way else None


def listening(view: View, met: Met) -> str | None:
    """Where it listens inside, in a list that is not too long."""
    places = sorted(map(str, inside(view, met.box)))
    return ", ".join(places[:3]) + (f" and {len(places) - 3} more" if len(places) > 3 else "") if places else None


def introduced(_: View, met: Met) -> str:
    """``container web (nginx:alpine, service web, in /home/ann/shop)``."""
    box = met.box
    if box.ref.engine.kind == PASTA:
        return box.ref.engine.socket
    told = [box.image, f"service {box.service}" if box.service else "", f"in {box.folder}" if box.folder else ""]
    return f"container {box.ref.name} ({', '.join(filter(None, told))})"


def service(_: View, met: Met) -> str | None:
    """Of compose, where that started it."""
    return met.box.service or None


def compose(_: View, met: Met) -> str:
    """As arguments of a command."""
    return "\0".join(met.box.compose)


def composes(_: View, met: Met) -> str:
    """As a person types it."""
    return " ".join(met.box.compose)


SLOTS = {
    "name": name,
    "where": where,
    "subject": subject,
    "engine": engine,
    "resident": resident,
    "compose": compose,
    "composes": composes,
    "port": port,
    "inner": inner,
    "box": introduced,
    "service": service,
}
