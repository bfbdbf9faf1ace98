"""Databases that run and do not listen where the client came: their Unix socket tells that they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from portwise.knowledge import terms
from portwise.model.behind import UnixListener
from portwise.model.cause import Clause, View
from portwise.model.evidence import none
from portwise.model.facts import ATTEMPT, HERE, LISTENERS, OWNERS, UNIX_LISTENERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.target import Address, Endpoint

if TYPE_CHECKING:
    from portwise.knowledge.terms.edits import Change


OF_MYSQL = ("mysqld.sock", "mysql.sock", "mariadb.sock")  # Debian, upstream and Red Hat, some images
MYSQL, MYSQL_SCHEMES = 3306, ("mysql", "mariadb")
REDIS_SCHEMES = ("redis", "rediss", "valkey", "valkeys")


def postgres(view: View) -> list[UnixListener]:
    return sockets(view, lambda name: name == f".s.PGSQL.{view.at.port}")


def mongodb(view: View) -> list[UnixListener]:
    return sockets(view, lambda name: name == f"mongodb-{view.at.port}.sock")


def mysql(view: View) -> list[UnixListener]:
    """Its file does not name the port: it counts where MySQL was meant."""
    view.read.append(ATTEMPT.of(view.at))  # which port and scheme were meant
    meant = view.at.port == MYSQL or view.target.scheme in MYSQL_SCHEMES
    return sockets(view, OF_MYSQL.__contains__) if meant else []


def redis(view: View) -> Iterator[Endpoint]:
    """Where one may have turned the client away: refused beside loopback, or taken for a client of Redis."""
    if not view.endpoints:
        view.read.append(LISTENERS.of(HERE))
    yield from (at for at in view.endpoints if keeps_out(view, at))


def keeps_out(view: View, at: Endpoint) -> bool:
    outcome = view[ATTEMPT.of(at)].outcome
    if outcome is Outcome.REFUSED:
        return not at.address.is_loopback
    return outcome is Outcome.CONNECTED and view.target.scheme in REDIS_SCHEMES


def sockets(view: View, is_its: Callable[[str], bool]) -> list[UnixListener]:
    """Unix sockets whose file name is this server's."""
    return [row for row in view[UNIX_LISTENERS.of(HERE)] if is_its(row.path.rpartition("/")[2])]


def on_port(view: View) -> list[Socket]:
    return [socket for socket in view[LISTENERS.of(HERE)] if socket.port == view.at.port]


NOT_THE_OTHER_FAMILY: Clause[Any] = Clause(
    "it does not listen on loopback in the other family either, where the client came by loopback",
    lambda view, _: (
        not view.at.address.is_loopback
        or none(on_port(view), lambda socket: socket.address.is_loopback or socket.address.is_unspecified)
    ),
    denied="it listens on loopback, in the other family",
    trivial=True,
)
NEEDS: tuple[Clause[Any], ...] = (terms.OUR_ADDRESS, terms.NOBODY_LISTENS, NOT_THE_OTHER_FAMILY)


def where(view: View, unix: UnixListener) -> str:
    """Where it does listen: ``/run/postgresql/.s.PGSQL.5432 and 127.0.0.1:5432``."""
    return " and ".join((unix.path, *dict.fromkeys(str(socket.endpoint) for socket in on_port(view))))


def server(view: View, unix: UnixListener) -> Process | None:
    """Who listens there; it is the same that would listen on TCP."""
    return next(iter(view[OWNERS.of(unix.inode)]), None)


def opened(
    by: Callable[[View, Process, Address], Change | None],
) -> Callable[[View, UnixListener], Change | None]:
    """The line that opens the address where the client came."""

    def found(view: View, unix: UnixListener) -> Change | None:
        held = server(view, unix)
        return by(view, held, view.at.address) if held else None

    return found


def folder(_: View, unix: UnixListener) -> str:
    return unix.path.rpartition("/")[0]


def path(_: View, unix: UnixListener) -> str:
    return unix.path


def loopback(view: View, _: UnixListener) -> str | None:
    """Its address on loopback, where it has one."""
    return next((str(socket.address) for socket in on_port(view) if socket.address.is_loopback), None)
