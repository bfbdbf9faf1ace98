"""
With socket activation systemd opens the port and starts the service when the first client comes (systemd.socket(5)).
Where that service fails, clients are connected by the kernel and wait for an answer, or are cut off.  After too many
starts in too short a time (StartLimitIntervalSec=, TriggerLimitIntervalSec=) systemd closes the socket, too, and from
then on the port is refused, whatever is mended, until somebody resets the unit.
"""

from __future__ import annotations

from portwise.knowledge.terms import names, remains
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import some
from portwise.model.facts import ACCEPTED, ATTEMPT, HTTP, LOCAL, UNITS
from portwise.model.outcome import Outcome
from portwise.model.service import Unit
from portwise.model.target import Endpoint


def sockets(view: View) -> list[Unit]:
    """Where somebody did not get an answer from this machine; else nobody asks systemd."""
    port = view.target.port
    if not view.endpoints:
        names.cite(view)
    if port is None or not some(view.endpoints, lambda at: view[LOCAL.of(at.address)] and unserved(view, at)):
        return []
    return [unit for unit in view[UNITS.of(port)] if unit.name.endswith(".socket") and port in unit.ports]


def unserved(view: View, at: Endpoint) -> bool:
    if view[ATTEMPT.of(at)].outcome is not Outcome.CONNECTED or not view[ACCEPTED.of(at)].accepted:
        return True
    return view.target.speaks_http and view[HTTP.of(at)].outcome is not Outcome.CONNECTED


def behind(view: View, socket: Unit) -> list[Unit]:
    """What it starts and what has failed of that."""
    return [
        unit for unit in view[UNITS.of(view.target.port or 0)] if unit.name in socket.triggers and remains.failed(unit)
    ]


def state(view: View, socket: Unit) -> str | None:
    broken = [*behind(view, socket), *([socket] if remains.failed(socket) else [])]
    return "; ".join(map(remains.outcome, broken)) or None


def service(_: View, socket: Unit) -> str | None:
    return next(iter(socket.triggers), None)


CAUSE = Cause(
    id="socket-activation-service-failing",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.REFUSED, Outcome.HANG, Outcome.EMPTY, Outcome.RESET, Outcome.TIMEOUT}),
    prior=1.0,
    title="systemd has port {port} for {service}, and that fails: {state}",
    plain="systemd has the port for a service, and that service fails",
    about=About(
        "this machine did not answer, and a socket unit of systemd is for that port",
        sockets,
        told="{name} of systemd is for port {port}",
        denied="no socket unit of systemd is for that port",
    ),
    needs=(
        Clause(
            "it, or the service that it starts, has failed",
            lambda view, socket: remains.failed(socket) or bool(behind(view, socket)),
            told="{state}",
            denied="neither it nor its service has failed",
        ),
    ),
    slots={
        "port": lambda view, _: str(view.target.port),
        "name": lambda _, socket: socket.name,
        "service": service,
        "state": state,
    },
    remedies=(
        Remedy("see why the service fails", ("systemctl", "status", "--no-pager", "-l", "{service}"), Safety.SAFE),
        Remedy(
            "read its log of the last starts",
            ("journalctl", "-u", "{service}", "-n", "50", "--no-pager"),
            Safety.SAFE,
            needs_root=True,
        ),
        Remedy(
            "mend what it says, for it would fail again; then forget the failures",
            ("systemctl", "reset-failed", "{service}", "{name}"),
            Safety.SHOW,
            needs_root=True,
        ),
        Remedy(
            "then let systemd listen again",
            ("systemctl", "restart", "{name}"),
            Safety.SHOW,
            needs_root=True,
            undo="systemctl stop {name}",
        ),
    ),
    prevention=("start the service by hand after each change of its unit: a socket hides that it cannot start",),
    suspect="a service behind a socket of systemd",
    see=("man 5 systemd.socket, TriggerLimitIntervalSec=", "man 5 systemd.unit, StartLimitIntervalSec="),
)
