"""
One address and port have one listener: the second bind(2) fails with EADDRINUSE,
and on Linux SO_REUSEADDR does not change that beside a socket that listens
(``inet_bind_conflict()``).  Addresses overlap in ways that surprise: a server on
127.0.0.1 keeps others off 0.0.0.0, and one on :: keeps them off 0.0.0.0 as well,
for without IPV6_V6ONLY it serves IPv4 too (ipv6(7)).

Look before you stop: what holds the port may be a colleague's work, a database, or
a container that somebody published.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import binds, processes
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, Way
from portwise.model.outcome import Outcome

CAUSE = Cause(
    id="port-held-by-other-application",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    ways=frozenset({Way.BIND}),
    explains=frozenset({Outcome.BIND_EADDRINUSE}),
    prior=0.5,
    title="{app} (pid {pid}) has port {port} already, {place}",
    plain="Another program has the port already",
    about=About(
        "a server has that port, at the same address or one that includes it",
        binds.in_the_way,
        told="{who} {held}",
        denied="no server has the port",
    ),
    needs=(binds.IN_USE,),
    yields_to=(
        "port-held-by-hidden-owner",  # it names the owner that tools do not show, or why that one is none
        "port-held-by-stale-instance",  # it is the same holder, and nobody misses it
        "macos-airplay-receiver",  # it is the same holder, and has a switch of its own
        "windows-http-sys-owns-port",  # it names the program behind the kernel
    ),
    slots={
        "app": terms.app,
        "pid": terms.pid,
        "own_pid": processes.stoppable,
        "container": processes.container,
        "engine": processes.engine,
        "port": terms.port,
        "place": binds.place,
        "command": binds.command,
        "who": processes.who,
        "held": binds.held,
    },
    remedies=(
        Remedy(
            "look who it is before you stop anything: `{command}`",
            ("ps", "-o", "pid,ppid,user,lstart,cmd", "-p", "{pid}"),
            Safety.SAFE,
            verify=binds.VERIFY,
            plain="look who it is before you stop anything",
        ),
        Remedy("see every holder of the port", ("ss", "-tulnp", "sport = :{port}"), Safety.SAFE, verify=binds.VERIFY),
        Remedy("see the holder", ("lsof", "-nP", "-i:{port}"), Safety.SAFE, verify=binds.VERIFY, platform="macos"),
        Remedy(
            "see the holder: the last column is its pid",
            ("netstat", "-ano"),
            Safety.SAFE,
            verify=binds.VERIFY,
            platform="windows",
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
            "or stop {app}, if nobody needs it",
            ("kill", "{own_pid}"),
            Safety.ASK,
            plain="or stop it, if nobody needs it",
            verify=binds.VERIFY,
            undo="start it again: {command}",
        ),
        Remedy(
            "or stop {app}, if nobody needs it",
            ("taskkill", "/PID", "{own_pid}"),
            Safety.ASK,
            plain="or stop it, if nobody needs it",
            verify=binds.VERIFY,
            undo="start it again: {command}",
            platform="windows",
            when="own_pid",
        ),
        Remedy(
            "or stop container {container}, which publishes the port, if nobody needs it",
            ("{engine}", "stop", "{container}"),
            Safety.ASK,
            verify=binds.VERIFY,
            undo="{engine} start {container}",
            when="container",
            plain="or stop the container that publishes the port, if nobody needs it",
            platform="any",
        ),
    ),
    prevention=("give every project ports of its own, and write them down where all can see",),
    suspect="another program on the port",
    see=("man 2 bind", "man 7 socket, SO_REUSEADDR", "net/ipv4/inet_connection_sock.c, inet_bind_conflict()"),
)
