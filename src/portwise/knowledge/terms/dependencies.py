"""
What a server depends on, followed from one to the next, until one does not take connections.

A link is a place that somebody named: a connection that a process waits for, a variable of its environment, a line of
a gateway's configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address
from typing import Any, NamedTuple, TypeVar

from portwise.knowledge.terms import gateways, processes
from portwise.model.cause import View
from portwise.model.evidence import Missing, Unreadable
from portwise.model.facts import (
    DEPENDENCIES,
    DIALLING,
    DOORSTEP,
    HERE,
    KIN,
    LISTENERS,
    OWNERS,
    PROGRAM,
    UPSTREAMS,
    Question,
)
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.settings import Upstream
from portwise.model.url import in_url

T = TypeVar("T")
DEPTH = 3  # servers behind one another
LOCALHOST = ("localhost", "")
ENVIRONMENT, CONFIGURATION, WAITING = "environment", "configuration", "waiting"
PASSED = "passed"  # bytes alone: a gateway that has no page of its own


class Link(NamedTuple):
    """One server that needs another."""

    process: Process
    host: str
    port: int
    named: str  # DATABASE_URL, nginx.conf:5, "" for a connection that it waits for
    kind: str

    @property
    def place(self) -> str:
        return f"{in_url(self.host)}:{self.port}"


Chain = tuple[Link, ...]  # the last link is the broken one


def gathered(rows: Iterable[T], find: Callable[[T], Iterable[Chain]]) -> list[Chain]:
    """All that is found; what must be asked first is asked together, what cannot be read counts where nothing is."""
    found: list[Chain] = []
    missing: list[Question[Any]] = []
    unreadable: list[Question[Any]] = []
    for row in rows:
        try:
            found += find(row)
        except Missing as unasked:
            missing += unasked.questions
        except Unreadable as hidden:
            unreadable += hidden.questions
    if missing:
        raise Missing(*missing)
    if unreadable and not found:
        raise Unreadable(*unreadable)
    return found


def broken(view: View) -> list[Chain]:
    """Every way from the server of the target to one that takes no connection, the shortest first."""
    found = gathered(gateways.gateways(view), lambda process: follow(view, process, view.at.port, ()))
    return sorted(found, key=len)


def follow(view: View, process: Process, port: int, before: Chain) -> list[Chain]:
    sources = (waiting, environment, configuration)
    links = [link for source in sources for link in source(view, process, port)]
    return gathered(links, lambda link: beyond(view, link, before))


def beyond(view: View, link: Link, before: Chain) -> list[Chain]:
    """The chain that ends with this link where it is broken, else those that go on from it."""
    chain = (*before, link)
    if link.kind is WAITING or view[DOORSTEP.of(link.place)].outcome is not Outcome.CONNECTED:
        own = not before and link.kind is CONFIGURATION  # a gateway says that itself, on a page of its own
        return [] if own else [chain]
    known = {passed.process for passed in chain}
    servers = [process for process in serving(view, link) if process not in known] if len(chain) < DEPTH else []
    return gathered(servers, lambda process: follow(view, process, link.port, chain))


def serving(view: View, link: Link) -> list[Process]:
    """Who takes connections there, on this machine."""
    rows = [socket for socket in view[LISTENERS.of(HERE)] if socket.port == link.port]
    if link.host not in LOCALHOST:
        try:
            address = ip_address(link.host)
        except ValueError:
            return []  # a name: of another machine, as far as is known
        rows = [socket for socket in rows if socket.covers(address)]
    return [process for socket in rows for process in view[OWNERS.of(socket.inode)]]


def waiting(view: View, process: Process, _: int) -> Iterator[Link]:
    for row in view[DIALLING.of(HERE)]:
        if any(belongs(view, owner, process) for owner in view[OWNERS.of(row.inode)]):
            yield Link(process, str(row.remote.address), row.remote.port, "", WAITING)


def belongs(view: View, owner: Process, process: Process) -> bool:
    """A worker's connection is its master's."""
    return owner == process or process in view[KIN.of(owner)].ancestors


def environment(view: View, process: Process, _: int) -> list[Link]:
    told = view[DEPENDENCIES.of(process)]
    return [Link(process, row.host, row.port, row.variable, ENVIRONMENT) for row in told]


def configuration(view: View, process: Process, port: int) -> list[Link]:
    path = view.target.path or "/"
    program = view[PROGRAM.of(process)].name
    if program in gateways.DEV_SERVERS:
        rows = gateways.proxied(list(view[UPSTREAMS.of(process)]), path)
    elif program in gateways.PROXIES:
        rows = gateways.serving(list(view[UPSTREAMS.of(process)]), port, view.target.host, path)
    else:
        return []
    return [Link(process, row.host, row.port, gateways.written(row), passes(row)) for row in rows if row.port]


def passes(row: Upstream) -> str:
    return PASSED if row.scheme == gateways.BYTES else CONFIGURATION


def told(view: View, chain: Chain) -> str:
    """``nginx → 127.0.0.1:3000 (nginx.conf:5), python3 app.py → 127.0.0.1:5432 (DATABASE_URL)``."""
    return ", ".join(f"{processes.called(view, link.process)} needs {by_name(link)}" for link in chain)


def by_name(link: Link) -> str:
    return f"{link.place} ({link.named})" if link.named else f"{link.place} (it waits for that connection)"


PROBLEMS = {
    Outcome.REFUSED: "refuses connections",
    Outcome.TIMEOUT: "does not answer",
    Outcome.NAME_FAILURE: "has no address",
    Outcome.UNREACHABLE: "cannot be reached",
}


def problem(view: View, link: Link) -> str:
    if link.kind is WAITING:
        return "does not answer"
    return PROBLEMS.get(view[DOORSTEP.of(link.place)].outcome, "takes no connection")
