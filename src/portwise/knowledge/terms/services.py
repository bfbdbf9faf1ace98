"""
Ports that lead to a Service of Kubernetes without a port-forward: node ports, addresses of its own, and names.

A node port is open at every address of a node; a LoadBalancer has an address of its own, as inside the cluster every
Service has.  Where the nodes are containers (kind, k3d), their engine lends a port of this machine to one.  The cluster
is asked where it is on this machine, where the target is at its own address, and where the target is a name of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from itertools import pairwise
from typing import TYPE_CHECKING

from portwise.knowledge import terms
from portwise.model.cause import View
from portwise.model.facts import (
    ATTEMPT,
    BEHIND,
    CLUSTER,
    COMMAND,
    FORWARDS,
    HERE,
    HTTP,
    LISTENERS,
    LOCAL,
    OFFERS,
    OWNERS,
)
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.target import Address

if TYPE_CHECKING:
    from portwise.model.cluster import Cluster, Forward, Offer

CLOSED = (Outcome.EMPTY, Outcome.RESET)
UNTAKEN = (Outcome.REFUSED, Outcome.TIMEOUT, Outcome.UNREACHABLE)  # by kube-proxy, or by nobody
NAME = r"([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc(?:\.[a-z0-9.-]{1,200})?\.?"
LENDER, INNER = "docker-proxy", "-container-port"
NOBODY = Process(0, 0, "")  # no process of this machine is in between


def fails(view: View) -> bool:
    """No connection came about, or it was closed without a byte."""
    outcome = view[ATTEMPT.of(view.at)].outcome
    if outcome is Outcome.CONNECTED:
        return view.target.speaks_http and view[HTTP.of(view.at)].outcome in CLOSED
    return outcome in UNTAKEN


def lent(view: View) -> list[Forward]:
    """The Service that the target is a port of, as if it were forwarded."""
    if not fails(view):
        return []
    if ".svc" in (host := view.target.host.lower()) and (named := re.fullmatch(NAME, host)):
        return [forward(view, named[1], named[2], view.at.port)] if view[CLUSTER.of("")] else []
    context = view[CLUSTER.of("")]
    if context is None:
        return []
    rows = own(view, context)
    if view[LOCAL.of(view.at.address)]:
        rows = engines(view, context) if view[ATTEMPT.of(view.at)].outcome is Outcome.CONNECTED else here(view, context)
    return [forward(view, offer.name, offer.namespace, offer.port) for offer in rows][:1]


def unreached(view: View) -> list[Offer]:
    """One that has the port, where nobody listens here; who has no kubeconfig is asked nothing more."""
    if not terms.OUR_ADDRESS.holds(view, None) or not terms.NOBODY_LISTENS.holds(view, None):
        return []
    context = view[CLUSTER.of("")]
    if context is None or not (context.near or view[FORWARDS.of(HERE)]):
        return []
    return list(view[OFFERS.of(view.at.port)])[:1]


def deserted(view: View) -> bool:
    """Its address is that of a Service without an endpoint: kube-proxy has the kernel turn away what comes for it."""
    return any(not view[BEHIND.of(one)].ready for one in lent(view))


def engines(view: View, context: Cluster) -> Iterator[Offer]:
    """What an engine leads into a node that is a container."""
    if not context.near:
        return
    listening = [socket for socket in view[LISTENERS.of(HERE)] if terms.takes(view, socket)]
    lenders = [process for socket in listening for process in view[OWNERS.of(socket.inode)] if process.name == LENDER]
    for inner in {inside(view[COMMAND.of(process)]) for process in lenders} - {0}:
        yield from (offer for offer in view[OFFERS.of(inner)] if offer.node_port == inner)


def here(view: View, context: Cluster) -> Iterator[Offer]:
    """A node port, asked on the node itself: nobody listens there, for kube-proxy has rules alone (since 1.26)."""
    if context.near:
        yield from (offer for offer in view[OFFERS.of(view.at.port)] if node(view, offer))


def node(view: View, offer: Offer) -> Address | None:
    """The address that this machine has as a node, where it is one and the number is a node port."""
    if offer.node_port != view.at.port:
        return None
    return next((found for told in offer.addresses if (found := mine(view, told))), None)


def mine(view: View, told: str) -> Address | None:
    """A node has names, too, which say nothing here."""
    with suppress(ValueError):
        address = ip_address(told)
        return address if view[LOCAL.of(address)] and not address.is_loopback else None
    return None


def inside(argv: tuple[str, ...]) -> int:
    return next((int(word) for before, word in pairwise(argv) if before == INNER and word.isdecimal()), 0)


def own(view: View, context: Cluster) -> Iterator[Offer]:
    """An address of a node for its node port, else one of the Service."""
    from urllib.parse import urlsplit  # only where there is a kubeconfig

    there = str(view.at.address)
    if there == urlsplit(context.server).hostname or (context.near and view.at.address.is_private):
        yield from (offer for offer in view[OFFERS.of(view.at.port)] if there in offer.addresses)


def forward(view: View, name: str, namespace: str, port: int) -> Forward:
    from portwise.model.cluster import Forward  # a value of the few who have a cluster

    return Forward(NOBODY, "", namespace, "service", name, ((view.at.port, str(port)),), ())
