"""
TCP is one of three doors.  A server that listens at a Unix socket has a path in the
file system and no port at all; one that waits for datagrams has a port of UDP, and
ports of UDP and TCP have only their numbers in common.  A SYN to such a server meets
no TCP socket and is reset, although the server runs and is well.

Unix sockets: PostgreSQL, MySQL and MariaDB without TCP, Redis with ``port 0``, PHP-FPM
and Docker as they are packaged, Puma, Gunicorn and Node where PORT is a path.  Their
files usually carry the port or the program in their name, which is how they are found.
UDP: DNS, QUIC, syslog, StatsD, WireGuard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from portwise.knowledge import terms
from portwise.knowledge.terms import processes
from portwise.model.behind import UnixListener
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import DATAGRAMS, HERE, LIMITS, LISTENERS, OWNERS, UNIX_LISTENERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome

Door: TypeAlias = UnixListener | Socket

# What programs call their sockets as Debian packages them, by the port that they have else
FILES: Mapping[int, str] = MappingProxyType(
    {
        2375: r"docker\.sock",
        2376: r"docker\.sock",
        3306: r"mysqld?\.sock",
        6379: r"redis[\w-]*\.sock",
        9000: r"php[\d.]*-fpm\.sock",
        11211: r"memcached\.sock",
    }
)


def doors(view: View) -> list[Door]:
    """Where the service of that port waits instead; one that has TCP at another address is another story."""
    if any(socket.port == view.at.port for socket in view[LISTENERS.of(HERE)]):
        return []
    return [*files(view), *datagrams(view)]


def files(view: View) -> list[UnixListener]:
    """Paths whose last part has the port in it as a number of its own, or is that of the usual program."""
    port = view.at.port
    numbered, usual = re.compile(rf"(?<!\d){port}(?!\d)"), re.compile(FILES.get(port, r"(?!)"))
    named = ((one, one.path.rpartition("/")[2].removeprefix("@")) for one in view[UNIX_LISTENERS.of(HERE)])
    return [one for one, name in named if numbered.search(name) or usual.fullmatch(name)]


def datagrams(view: View) -> list[Socket]:
    """Sockets of UDP that take what is sent there; a port that clients are given by chance is no service."""
    low, high = view[LIMITS.of(HERE)].ephemeral
    if low <= view.at.port <= high:
        return []
    return [socket for socket in view[DATAGRAMS.of(HERE)] if terms.takes(view, socket)]


def who(view: View, door: Door) -> str | None:
    holder = next(iter(view[OWNERS.of(door.inode)]), None)
    return holder and processes.introduced(view, holder)


def app(view: View, door: Door) -> str | None:
    holder = next(iter(view[OWNERS.of(door.inode)]), None)
    return holder and processes.called(view, holder)


def place(_: View, door: Door) -> str:
    return f"the Unix socket {door.path}" if isinstance(door, UnixListener) else f"UDP, at {door.endpoint}"


def path(_: View, door: Door) -> str | None:
    """One with a file: tools name abstract sockets each in their own way."""
    return door.path if isinstance(door, UnixListener) and not door.path.startswith("@") else None


def carried(view: View, door: Door) -> str | None:
    """The port, where this machine itself asks."""
    return str(view.at.port) if path(view, door) and view.at.address.is_loopback else None


def udp(view: View, door: Door) -> str | None:
    return None if isinstance(door, UnixListener) else str(view.at)


CAUSE = Cause(
    id="service-on-unix-socket-or-udp-only",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.0,
    title="{app} does not listen on TCP port {port}, it has {place}",
    plain="The service waits at a Unix socket or on UDP, and not on TCP",
    about=About(
        "a Unix socket or a port of UDP of that name is there, and no TCP listener",
        doors,
        told="{who} waits at {place}, and nobody listens on TCP port {port}",
        denied="a server listens on that port, or no other kind of socket belongs to that port",
    ),
    needs=(terms.OUR_ADDRESS,),
    yields_to=(
        "mysql-not-accepting-tcp",  # it names the setting
        "postgres-not-accepting-tcp",  # it names the setting
    ),
    slots={"app": app, "who": who, "place": place, "path": path, "udp": udp, "carried": carried},
    remedies=(
        Remedy(
            "see whether it answers there: {path}",
            ("portwise", "why", "unix:{path}"),
            Safety.SAFE,
            verify="portwise why unix:{path}",
            platform="any",
        ),
        Remedy(
            "give the client the path; curl takes it so",
            ("curl", "--unix-socket", "{path}", "http://localhost/"),
            Safety.SAFE,
            verify="portwise why unix:{path}",
            platform="any",
        ),
        Remedy(
            "where a client can do TCP only, put a relay in between, for this machine alone",
            ("portwise", "forward", "{carried}", "unix:{path}"),
            Safety.ASK,
            undo="end it with Ctrl-C",
            when="carried",
        ),
        Remedy(
            "ask it by UDP, if it is the service that was meant",
            ("portwise", "why", "udp://{udp}"),
            Safety.SAFE,
            verify="portwise why udp://{udp}",
            platform="any",
        ),
        Remedy(
            "or switch TCP on in the configuration of {app}, and restart it",
            (),
            Safety.SHOW,
            plain="or switch TCP on in the configuration of the server, and restart it",
            undo="switch it off again",
            platform="any",
        ),
    ),
    prevention=("write the transport beside the port: tcp, udp or the path of the socket",),
    suspect="a server on a Unix socket",
    see=("man 7 unix", "man 7 udp", "man 8 ss, option -x"),
)
