"""From where it was asked: out of a container or another network namespace, and what portwise's own place met."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from portwise.knowledge.terms import processes
from portwise.model.cause import View
from portwise.model.facts import ELSEWHERE, FROM_HERE, HERE, KIN, OWNERS, ROUTE, SESSION
from portwise.model.net import Distant
from portwise.model.process import Process
from portwise.model.target import Endpoint
from portwise.model.vantage import Plain

if TYPE_CHECKING:
    from portwise.model.settings import Session

ROOMS = ("container", "netns")
FAR = ip_address("192.0.2.1")  # TEST-NET-1, RFC 5737: what leads there is the default route; nothing is sent
INTERNAL = ("host.docker.internal", "gateway.docker.internal", "host.containers.internal")  # the machine, from inside


def room(view: View) -> Plain | None:
    """What portwise's own place met, where the target was asked from a container or another network namespace."""
    plain = view[FROM_HERE.of(HERE)]
    return plain if plain is not None and plain.vantage.kind in ROOMS else None


def inside(view: View) -> Iterable[Plain]:
    """Nothing where portwise itself was at the place that was asked from."""
    plain = room(view)
    return () if plain is None else (plain,)


def session(view: View) -> tuple[Session, ...]:
    """The one that the shell says that it came by from another machine."""
    found = view[SESSION.of(HERE)]
    return () if found is None else (found,)


def place(view: View, _: object) -> str | None:
    """Where it was asked, as a person says it."""
    plain = view[FROM_HERE.of(HERE)]
    if plain is None:
        return None
    name = plain.vantage.name
    return f"the container {name}" if plain.vantage.kind == "container" else f"the network namespace {name}"


def outside(view: View, plain: Plain, port: int) -> Iterable[Distant]:
    """Listeners on that port in the namespace of portwise itself, which is the machine's own, mostly."""
    return (one for one in view[ELSEWHERE.of(port)] if one.namespace == plain.namespace)


def holder(view: View, distant: Distant) -> Process | None:
    return next(iter(view[OWNERS.of(distant.inode)]), None)


def app(view: View, distant: Distant) -> str | None:
    process = holder(view, distant)
    return process and processes.called(view, process)


def who(view: View, distant: Distant) -> str | None:
    process = holder(view, distant)
    return process and processes.introduced(view, process)


def keeper(view: View, distant: Distant) -> str | None:
    """A container, mostly."""
    process = holder(view, distant)
    return (process and view[KIN.of(process)].supervisor) or None


def machine(view: View, _: object) -> str | None:
    """The machine outside, as whoever stands in there may call it: where his default route leads."""
    return str(view[ROUTE.of(FAR)].gateway or "") or None if room(view) else None


def spot(_: View, distant: Distant) -> str:
    return str(Endpoint(distant.address, distant.port))
