"""
Windows keeps ranges of ports for services that want to have some of their own: the NAT of Hyper-V (winnat), which
WSL 2, Docker Desktop and Windows Sandbox use, takes them in blocks of a hundred when it starts.  A bind inside such a
range fails with WSAEACCES (10013, "an attempt was made to access a socket in a way forbidden by its access
permissions"), and programs say EACCES or "permission denied" of a port that nobody has: netstat shows nothing there.

The blocks are taken from the dynamic range, and lie elsewhere after each restart: what worked yesterday does not today.
Where an update left the dynamic range at 1024 instead of 49152, they fall upon the ports of development servers.

A range with a star was made by an administrator.  It keeps the port from being handed out, and a program that asks for
it by its number gets it: that is how a port is kept free for a server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.knowledge import terms
from portwise.knowledge.terms import binds
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.facts import ATTEMPT, EXCLUDED, HERE, LIMITS, LOCAL
from portwise.model.outcome import Outcome
from portwise.model.target import Transport

if TYPE_CHECKING:
    from portwise.model.windows import Reserved

EXPLAINED = frozenset({Outcome.BIND_EACCES, Outcome.REFUSED})
USUAL_FIRST = 49152  # of the dynamic range since Windows Vista, RFC 6335 section 6
ONE = "excludedportrange protocol=tcp startport={port} numberofports=1"
KEEP = f"net stop winnat & netsh int ipv4 add {ONE} store=persistent & net start winnat"
FREE = f"netsh int ipv4 delete {ONE} store=persistent"


def ranges(view: View) -> list[Reserved]:
    """Those that a service took, where somebody was denied or refused; one of an administrator keeps nobody off."""
    met = view[ATTEMPT.of(view.at)].outcome
    if met not in EXPLAINED or view.target.transport is not Transport.TCP or not view[LOCAL.of(view.at.address)]:
        return []
    return [one for one in view[EXCLUDED.of(view.at.address.version)] if view.at.port in one and not one.by_hand]


def nobody(view: View, _: Reserved) -> bool:
    return binds.NOBODY_SERVES.holds(view, None)


def too_low(view: View, _: Reserved) -> bool:
    return view[LIMITS.of(HERE)].ephemeral[0] < USUAL_FIRST


CAUSE = Cause(
    id="windows-excluded-port-range",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    ways=frozenset({Way.BIND, Way.TCP}),
    explains=EXPLAINED,
    prior=0.0,
    title="Windows gives port {port} to nobody: {range} are reserved by a service",
    plain="Windows has reserved the port, and gives it to no program",
    about=About(
        "Windows keeps a range of ports for one of its services, the port is in it, and somebody was denied or refused",
        ranges,
        told="ports {range} are excluded, and no administrator did it",
        denied="the port is in no range that a service of Windows keeps, or nobody was denied or refused",
    ),
    needs=(
        Clause(
            "no server has the port",
            nobody,
            told="nothing listens there, and nothing that starts now may",
            denied="a server has the port already",
        ),
    ),
    hints=(
        Hint(
            "bind said WSAEACCES, which Windows has little other use for",
            2.0,
            lambda view, _: view[ATTEMPT.of(view.at)].outcome is Outcome.BIND_EACCES,
            trivial=True,
        ),
    ),
    slots={
        "port": terms.port,
        "range": lambda _, one: f"{one.first} to {one.last}",
        "again": binds.again,
        "low": lambda view, one: str(view[LIMITS.of(HERE)].ephemeral[0]) if too_low(view, one) else None,
    },
    remedies=(
        Remedy(
            "see which ports are kept: any number outside is free for yours",
            ("netsh", "interface", "ipv4", "show", "excludedportrange", "protocol=tcp"),
            Safety.SAFE,
            platform="windows",
            verify="portwise why --bind :NUMBER",
        ),
        Remedy(
            "or have the service of Hyper-V give its ranges back for a moment, and keep {port} for yours, which keeps "
            "services off, and not your server; virtual machines, WSL and containers have no network meanwhile",
            ("cmd", "/d", "/c", KEEP),
            Safety.ASK,
            needs_root=True,
            platform="windows",
            verify=binds.AGAIN,
            undo=FREE,
        ),
        Remedy(
            "its ranges come from the dynamic one, which begins at {low} here: put it back to where it usually is",
            ("netsh", "int", "ipv4", "set", "dynamicport", "tcp", "start=49152", "num=16384"),
            Safety.SHOW,
            needs_root=True,
            platform="windows",
            when="low",
            verify=binds.AGAIN,
            undo="netsh int ipv4 set dynamicport tcp start={low} num=NUMBER",
        ),
    ),
    prevention=("on a new machine, keep the ports of your projects free, and look again after each update of Windows",),
    see=(
        "https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2",
        "https://github.com/microsoft/WSL/issues/5306",
        "https://github.com/docker/for-win/issues/3171",
    ),
)
