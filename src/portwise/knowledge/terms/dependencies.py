"""
What a server depends on, followed from one to the next, until one does not take connections.

A link is a place that somebody named: a connection that a process waits for, a variable of its environment, a line of
a gateway's configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any, TypeVar

from portwise.knowledge.terms import gateways, processes
from portwise.model.behind import Dependency
from portwise.model.cause import View
from portwise.model.evidence import Missing, Unreadable
from portwise.model.facts import (
    DEPENDENCIES,
    DIALLING,
    DOORSTEP,
    FURTHER,
    HERE,
    KIN,
    LISTENERS,
    OWNERS,
    PROGRAM,
    UPSTREAMS,
    Question,
)
from portwise.model.net import Connection
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.schemes import HTTP
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
    scheme: str = ""  # of a server of the web
    where: str = ""  # the file and line of a variable, .env:3

    @property
    def place(self) -> str:
        return f"{in_url(self.host)}:{self.port}"

    @property
    def asked(self) -> str:
        """As a target."""
        return f"{self.scheme}://{self.place}" if self.scheme else self.place

    @property
    def written(self) -> str:
        return f"{self.named} in {self.where}" if self.where else self.named


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
    found.sort(key=len)
    for chain in found[:1]:
        problem(view, chain[-1])  # read last, as what decides
    return found


def follow(view: View, process: Process, port: int, before: Chain) -> list[Chain]:
    return gathered(SOURCES, lambda source: led(view, source(view, process, port), before))


def led(view: View, links: Iterable[Link], before: Chain) -> list[Chain]:
    return gathered(links, lambda link: beyond(view, link, before))


def beyond(view: View, link: Link, before: Chain) -> list[Chain]:
    """The chain that ends with this link where it is broken, else those that go on from it."""
    chain = (*before, link)
    if link.kind is WAITING or view[DOORSTEP.of(link.place)].outcome is not Outcome.CONNECTED:
        own = not before and link.kind is CONFIGURATION  # a gateway says that itself, on a page of its own
        return [] if own else [chain]
    known = {passed.process for passed in chain}
    servers = [process for process in serving(view, link) if process not in known]
    if len(chain) < DEPTH:
        return gathered(servers, lambda process: follow(view, process, link.port, chain))
    return gathered(servers, lambda process: cut(view, process, link))


def cut(view: View, process: Process, link: Link) -> list[Chain]:
    """Nobody goes on from here: one that needs nothing more is fine, of any other nothing is known."""
    if any(source(view, process, link.port) for source in SOURCES):
        view[FURTHER.of(link.asked)]  # which has no answer
    return []


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


def waiting(view: View, process: Process, _: int) -> list[Link]:
    def is_mine(row: Connection) -> bool:
        return any(belongs(view, owner, process) for owner in view[OWNERS.of(row.inode)])

    rows = [row.remote for row in view[DIALLING.of(HERE)] if is_mine(row)]
    return [Link(process, str(to.address), to.port, "", WAITING) for to in rows]


def belongs(view: View, owner: Process, process: Process) -> bool:
    """A worker's connection is its master's."""
    return owner == process or process in view[KIN.of(owner)].ancestors


def environment(view: View, process: Process, _: int) -> list[Link]:
    told = view[DEPENDENCIES.of(process)]
    return [of_variable(process, row) for row in told]


def of_variable(process: Process, row: Dependency) -> Link:
    scheme = row.scheme if row.scheme in HTTP else ""
    return Link(process, row.host, row.port, row.variable, ENVIRONMENT, scheme, row.where)


def configuration(view: View, process: Process, port: int) -> list[Link]:
    path = view.target.path or "/"
    program = view[PROGRAM.of(process)].name
    if program in gateways.DEV_SERVERS:
        rows = gateways.proxied(list(view[UPSTREAMS.of(process)]), path)
    elif program in gateways.PROXIES:
        rows = gateways.serving(list(view[UPSTREAMS.of(process)]), port, view.target.host, path)
    else:
        return []
    return [of_configuration(process, row) for row in rows if row.port]


def of_configuration(process: Process, row: Upstream) -> Link:
    kind = PASSED if row.scheme == gateways.BYTES else CONFIGURATION
    return Link(process, row.host, row.port, gateways.written(row), kind, "http" if kind is CONFIGURATION else "")


SOURCES = (waiting, environment, configuration)


def told(view: View, chain: Chain) -> str:
    """``nginx → 127.0.0.1:3000 (nginx.conf:5), python3 app.py → 127.0.0.1:5432 (DATABASE_URL)``."""
    return ", ".join(f"{processes.called(view, link.process)} needs {by_name(link)}" for link in chain)


def by_name(link: Link) -> str:
    return f"{link.place} ({link.written})" if link.named else f"{link.place} (it waits for that connection)"


PROBLEMS = {
    Outcome.REFUSED: "refuses connections",
    Outcome.TIMEOUT: "does not answer",
    Outcome.NAME_FAILURE: "has no address",
    Outcome.UNREACHABLE: "cannot be reached",
}


def problem(view: View, link: Link) -> str:
    if link.kind is WAITING:
        return "does not answer" if view[DIALLING.of(HERE)] else "takes no connection"
    return PROBLEMS.get(view[DOORSTEP.of(link.place)].outcome, "takes no connection")
