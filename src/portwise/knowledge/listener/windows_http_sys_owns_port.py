"""
HTTP.sys is the HTTP server in the kernel of Windows.  Programs do not bind its ports: they register addresses with it
(``http://+:80/shop/``) and are handed the requests, many of them on one port.  IIS does so, WinRM, SQL Server Reporting
Services, the discovery of devices, and every program with a .NET HttpListener.  The port is then held by pid 4, System,
and no tool names the program behind; nobody else can bind it (WSAEADDRINUSE, and WSAEACCES beside the exclusive one).

Whoever asks for an address that nobody has registered is answered by HTTP.sys itself, as "Microsoft-HTTPAPI/2.0": 404,
400 "Invalid Hostname", or 503 where the program behind has stopped.  In October 2025 an update (KB5066835, KB5065789)
had it reset connections of loopback, until it was rolled back.

``netsh http show servicestate view=requestq`` tells the processes behind each address; it wants an administrator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.knowledge.terms import binds
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.evidence import some
from portwise.model.facts import ATTEMPT, FROM_HERE, HERE, HTTP, HTTP_SYS, LISTENERS, OWNERS
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Intent

if TYPE_CHECKING:
    from portwise.model.windows import Prefix

SYSTEM = 4  # the pid of the kernel and its drivers
ITSELF = "http.sys"  # the mark of its own pages
BINDS = (Outcome.BIND_EADDRINUSE, Outcome.BIND_EACCES)
# Who registers what, by a part of the address; the service that has it
SERVICES = (
    ("/WSMAN/", "WinRM"),
    ("/REPORTSERVER", "SQLServerReportingServices"),
    ("/SRA_", "RemoteAccess"),
    (":5357/", "FDResPub"),
    (":2869/", "SSDPSRV"),
)
MOST = 3  # addresses that are told
IIS = "W3SVC"  # whose addresses are of whole ports: http://*:80/


def registered(view: View) -> list[tuple[Prefix, ...]]:
    """The addresses on the port, where something failed that HTTP.sys has a part in."""
    view[FROM_HERE.of(HERE)]
    if not some(view.endpoints, lambda at: in_the_way(view, at)):
        return []
    mine = tuple(one for one in view[HTTP_SYS.of(HERE)] if one.active and one.port == view.target.port)
    return [mine] if mine else []


def holds(view: View, _: tuple[Prefix, ...]) -> bool:
    """The kernel has the port."""
    mine = (socket for socket in view[LISTENERS.of(HERE)] if socket.port == view.target.port)
    return some(mine, lambda socket: any(who.pid == SYSTEM for who in view[OWNERS.of(socket.inode)]))


def in_the_way(view: View, at: Endpoint) -> bool:
    """A bind that found it there, a connection that it reset, a request that it answered itself."""
    met = view[ATTEMPT.of(at)].outcome
    if view.target.intent is Intent.BIND or met is not Outcome.CONNECTED:
        return met in (*BINDS, Outcome.RESET)
    if not view.target.speaks_http:
        return False
    said = view[HTTP.of(at)]
    return said.marker == ITSELF or said.outcome is Outcome.RESET


def how(view: View, _: tuple[Prefix, ...]) -> str:
    if view.target.intent is Intent.BIND:
        return "whoever else wants the port is told that it is taken"
    said = [view[HTTP.of(at)] for at in view.endpoints if view.target.speaks_http and in_the_way(view, at)]
    status = next((one.status for one in said if one.status), 0)
    return f"it answered {status} by itself: no program took the request" if status else "it reset the connection"


def service(_: View, prefixes: tuple[Prefix, ...]) -> str | None:
    """Of the first address that one is known for."""
    for one in prefixes:
        for part, name in SERVICES:
            if part in one.url.upper():
                return name
        if one.url.endswith(f":{one.port}/"):
            return IIS
    return None


def behind(view: View, prefixes: tuple[Prefix, ...]) -> str | None:
    """``w3wp.exe (pid 4120)``: the processes of the queues, where they are shown."""
    pids = dict.fromkeys(pid for one in prefixes for pid in one.pids)
    found = [who for pid in pids for who in view[OWNERS.of(pid)]]
    return " and ".join(f"{who.name} (pid {who.pid})" for who in found) or None


def urls(_: View, prefixes: tuple[Prefix, ...]) -> str:
    more = f" and {len(prefixes) - MOST} more" if len(prefixes) > MOST else ""
    return ", ".join(one.url for one in prefixes[:MOST]) + more


CAUSE = Cause(
    id="windows-http-sys-owns-port",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    ways=frozenset({Way.BIND, Way.TCP}),
    explains=frozenset({*BINDS, Outcome.RESET, Outcome.HTTP_4XX, Outcome.HTTP_5XX}),
    prior=0.0,
    title="HTTP.sys, the HTTP server of Windows itself, has port {port}, for {urls}",
    plain="The HTTP server in the kernel of Windows has the port",
    about=About(
        "programs have registered addresses with HTTP.sys on the port, and it kept others off, or answered by itself",
        registered,
        told="{urls} is registered with HTTP.sys, and {how}",
        denied="nothing is registered with HTTP.sys on the port, or what is behind it answered",
    ),
    needs=(
        Clause(
            "the kernel holds the port: pid 4, System",
            holds,
            told="pid 4 (System), the kernel, holds the port",
            denied="another process than the kernel holds the port",
        ),
    ),
    slots={
        "port": lambda view, _: str(view.target.port),
        "urls": urls,
        "how": how,
        "behind": behind,
        "service": service,
        "again": binds.again,
    },
    remedies=(
        Remedy(
            "see who has registered what: the processes stand below each queue",
            ("netsh", "http", "show", "servicestate", "view=requestq"),
            Safety.SAFE,
            needs_root=True,
            platform="windows",
            verify=binds.AGAIN,
        ),
        Remedy(
            "start yours on another port",
            (),
            Safety.SHOW,
            verify="portwise why --bind :NUMBER",
            undo="put the old port back",
            platform="any",
        ),
        Remedy(
            "or stop {service}, which has the address, if nobody needs it",
            ("net", "stop", "{service}"),
            Safety.ASK,
            needs_root=True,
            platform="windows",
            when="service",
            verify=binds.AGAIN,
            undo="net start {service}",
        ),
        Remedy(
            "or stop {behind}, which has the address, if nobody needs it",
            (),
            Safety.SHOW,
            platform="windows",
            when="behind",
            verify=binds.AGAIN,
            undo="start it again",
        ),
        Remedy(
            "where it answers 404 or 503 itself: start the program behind, or correct the address that it registers",
            ("netsh", "http", "show", "urlacl"),
            Safety.SHOW,
            platform="windows",
            verify=binds.AGAIN,
        ),
    ),
    prevention=("give development servers ports that no service of Windows registers (not 80, 443, 5357, 5985)",),
    see=(
        "https://learn.microsoft.com/windows/win32/http/http-server-api-overview",
        "https://learn.microsoft.com/windows-server/administration/windows-commands/netsh-http",
    ),
)
