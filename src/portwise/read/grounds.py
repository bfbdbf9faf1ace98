"""What several files of leads ask of a text."""

from __future__ import annotations

from collections.abc import Callable

from portwise.model.reading import NOWHERE, Lines
from portwise.read.lead import Lead
from portwise.read.scene import engine
from portwise.read.text import Text, both, unless
from portwise.read.waits import (
    bind_failed,
    failed,
    holders,
    kind,
    lines,
    nobody_has_it,
    ports,
    seen,
)

LOWEST = 1024  # that anybody may bind
IN_USE = bind_failed("EADDRINUSE")


def refused(text: Text) -> Lines:
    return lines(failed(text, "refused"))


def taken(text: Text) -> Lines:
    """A port that is in use, in the words of a server; not where a client has no port left."""
    return unless(IN_USE(text), moved_on(text))


def moved_on(text: Text) -> Lines:
    return lines(seen(text, "moved"))


def wanted(text: Text) -> set[int]:
    return ports(failed(text, "bind-EADDRINUSE"))


def states_on_port(text: Text, *states: str) -> Lines:
    """Rows in one of these states whose own port is the wanted one."""
    mine = wanted(text)
    rows = [n for n in seen(text, *states) if not mine or int(n.sign.value.split()[0]) in mine]
    return both(taken(text), lines(rows))


def lingering(text: Text) -> Lines:
    return unless(
        states_on_port(text, "time-wait", "fin-wait-1", "fin-wait-2", "fin-wait1", "fin-wait2", "last-ack", "closing"),
        lines(holders(text)),
    )


def bind_trouble(text: Text) -> Lines:
    return lines(failed(text, "bind-EADDRINUSE", "bind-EACCES", "bind-EADDRNOTAVAIL"))


def unknown_localhost(text: Text) -> Lines:
    return lines(n for n in failed(text, "name-failure") if n.sign.host == "localhost")


def other_database(text: Text) -> Lines:
    """A container lends out the port of a database, and what answers knows neither its users nor its databases."""
    stranger = text.find(
        r"password authentication failed|role \"?[\w-]{1,40}\"? does not exist|"
        r"database \"?[\w-]{1,40}\"? does not exist|access denied for user|"
        r"\bkeys?\b.{0,40}\bnot in the container"
    )
    return both(stranger, engine(text))


def taken_and_nobody(text: Text) -> Lines:
    return both(taken(text), nobody_has_it(text))


def to_loopback(text: Text) -> Lines:
    return lines(n for n in failed(text, "refused") if kind(n.sign.host) in ("localhost", "loopback4", "loopback6"))


def together(cause: str, says: str, weight: float, gate: Callable[[Text], object], *groups: str) -> Lead:
    """One expression of each group stands somewhere, where *gate* holds."""
    return Lead(cause, says, weight, lambda text: both(*(text.find(g) for g in groups)) if gate(text) else NOWHERE)


def never_silent(text: Text) -> bool:
    return not bind_trouble(text)
