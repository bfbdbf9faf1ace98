"""
Engines of containers without a forwarder: what they publish is led by rules of the packet filter, and by nobody else.

Docker is told so (``"userland-proxy": false``), Podman has none for root.  Where the rules are gone, and on loopback,
which they do not lead on, nobody comes to the container, although it is well.
"""

from __future__ import annotations

from typing import Any

from portwise.knowledge.terms import containers, in_ipv4
from portwise.knowledge.terms.containers import Met
from portwise.model.cause import Clause, View
from portwise.model.evidence import some
from portwise.model.facts import ASIDE, ATTEMPT, HERE, INTERFACES, LEADING
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

MOST = 3  # addresses that are tried
BY_FAMILY = {4: Outcome.TIMEOUT, 6: Outcome.REFUSED}  # what a client of loopback meets
MISSED = frozenset(BY_FAMILY.values())
UNLED = frozenset({Outcome.HANG, Outcome.REFUSED})  # and whoever else, where the rules are gone


def led_nowhere(view: View) -> list[Endpoint]:
    """As where the rules of an engine without a forwarder are gone; what keeps the port for it may take connections."""
    return containers.troubled(view, UNLED)


def led_back(view: View) -> list[Endpoint]:
    """As a client of loopback fails whom the rules of an engine do not lead on."""
    return containers.troubled(view, MISSED)


def by_rules_alone(view: View, met: Met) -> bool:
    """Whether no process of the engine takes the connection first."""
    return not view[LEADING.of(met.box.ref.engine)].proxy


def has_address(met: Met) -> bool:
    """Whether the container has one of the family in which it is asked for."""
    return any(address.version == met.at.address.version for address in met.box.addresses)


def settings(view: View, met: Met) -> str:
    """Why there is no forwarder, as daemon.json has it."""
    if met.box.ref.engine.kind != "docker":
        return "Podman has none for root"
    told = view[LEADING.of(met.box.ref.engine)]
    off = (("userland-proxy", told.proxy), ("iptables", told.rules))
    return ", ".join(f"{name}: false" for name, is_on in off if not is_on)


def strays(view: View, at: Endpoint) -> Met | None:
    """
    A container that a client of loopback does not come to, although it is well, for its engine has rules alone.

    In IPv6 nobody has the port at all; in IPv4 a rule has it, and its packets are martians where they leave.
    """
    address = in_ipv4(at.address)
    if not address.is_loopback or view[ATTEMPT.of(at)].outcome is not BY_FAMILY[address.version]:
        return None
    for box in containers.boxes(view) if address.version == 4 or containers.vacant(view, at) else ():
        way = next((one for one in box.published if one.port == at.port and one.address.is_unspecified), None)
        met = Met(box, at, way)
        if way and box.state == "running" and by_rules_alone(view, met) and containers.reached(view, met):
            return met
    return None


def elsewhere(view: View, at: Endpoint) -> Endpoint | None:
    """Another address of this machine at which the same port answers; 127.0.0.1 is tried first."""
    mine = [a for i in view[INTERFACES.of(HERE)] if i.up for a in i.addresses if a.version == 4 and a != at.address]
    tried = [Endpoint(address, at.port) for address in sorted(mine, key=lambda a: not a.is_loopback)[:MOST]]
    met = view.all(ASIDE.of(place) for place in tried)
    return next((place for place, one in zip(tried, met, strict=True) if one.outcome is Outcome.CONNECTED), None)


STRAYS: Clause[Any] = Clause(
    "a container publishes the port, and it answers at another address of this machine",
    lambda view, _: strays(view, view.at) is not None and elsewhere(view, view.at) is not None,
    denied="no container publishes the port and answers at another address",
)


def kept(view: View) -> bool:
    """Whether an engine without a forwarder publishes the port: who listens there is itself, and never accepts."""
    return some(containers.led(view, view.at), lambda met: by_rules_alone(view, met))


KEPT: Clause[Any] = Clause(
    "an engine of containers has the port only so that nobody else takes it",
    lambda view, _: kept(view),
    denied="it is no engine of containers that only keeps the port",
)
