"""
What netstat(1) of macOS prints of sockets: ``netstat -anv -p tcp``, ``-p udp`` and ``netstat -anL -p tcp``.

An address and its port are joined by a dot (``127.0.0.1.3000``, ``*.5000``, ``::1.3000``).  ``tcp46`` is a socket on
``::`` that takes IPv4 too.  With ``-v`` its holder stands in the column ``pid``, and since macOS 15 with his name as
``process:pid``; names may have blanks in them.  FreeBSD prints the same without holders.  No column and no state is
translated, whatever the locale.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from portwise.model.behind import UnixListener
from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT, Address, Endpoint

EVERY: dict[str, Address] = {"4": IPv4Address(0), "6": IPv6Address(0), "46": IPv6Address(0)}
LINE = re.compile(r"(?P<protocol>tcp|udp)(?P<family>46|4|6)\s+(?P<unread>\d+)\s+\d+\s+(?P<rest>\S.*)")
STATE = re.compile(r"[A-Z][A-Z_0-9]+")
NAMED = re.compile(r"(?P<name>[^:\s][^:]{0,64}):(?P<pid>\d+)(?=\s|$)")
UNIX_FIELDS, HEX = 8, frozenset("0123456789abcdef")
QUEUE = re.compile(r"(?:tcp(?:46|4|6)\s+)?(?P<waiting>\d+)/\d+/(?P<most>\d+)\s+(?P<place>\S+)")
PID, NAMED_PID = "pid", "process:pid"
STATED = "(state)"


class Row(NamedTuple):
    """One socket."""

    protocol: str  # tcp, udp
    state: str  # LISTEN, ESTABLISHED, CLOSED (bound, or nothing at all), …; "" for UDP
    local: Endpoint
    remote: Endpoint | None
    v6only: bool  # on :: and not for IPv4
    pid: int  # 0 where it is not told
    name: str  # of the process, cut by netstat; "" where it is not told
    unread: int  # bytes that came and that nobody has read


class Queue(NamedTuple):
    """The accept queue of a listener."""

    place: str  # *.3000
    waiting: int
    most: int


def sockets(text: str) -> tuple[Row, ...]:
    """
    Every socket of the listing in its order; rows of other protocols are passed over.

    Raises ValueError where it has no head, is that of another system (which does not write tcp4 and tcp46), or where
    a listener has an address that was cut off.
    """
    lines = text.splitlines()
    head = next((line.split() for line in lines if line.startswith("Proto")), None)
    if head is None or any(line.startswith(("tcp ", "udp ")) for line in lines):
        raise ValueError("netstat printed no table of macOS")
    rows = (row(found, head) for line in lines if (found := LINE.match(line.strip())))
    return tuple(one for one in rows if one is not None)


def row(found: re.Match[str], head: list[str]) -> Row | None:
    words = found["rest"].split()
    if len(words) < 2:
        return None
    state = words[2] if len(words) > 2 and STATE.fullmatch(words[2]) else ""
    local, remote = (place(word, found["family"]) for word in words[:2])
    if local is None:
        if state == "LISTEN":
            raise ValueError(f"netstat cut the address {words[0]} off")
        return None
    pid, name = holder(words[2 + bool(state) :], head)
    return Row(found["protocol"], state, local, taken(remote), found["family"] == "6", pid, name, int(found["unread"]))


def taken(remote: Endpoint | None) -> Endpoint | None:
    """``*.*`` is nobody."""
    return None if remote is None or not remote.port else remote


def holder(words: list[str], head: list[str]) -> tuple[int, str]:
    """Who holds it, by the columns of the head behind the state, where *words* begin."""
    columns = head[head.index(STATED) + 1 :] if STATED in head else []
    if NAMED_PID in columns:
        found = NAMED.search(" ".join(words[columns.index(NAMED_PID) :]))
        return (int(found["pid"]), found["name"]) if found else (0, "")
    at = columns.index(PID) if PID in columns else len(words)
    return (int(words[at]), "") if at < len(words) and words[at].isdecimal() else (0, "")


def place(word: str, family: str) -> Endpoint | None:
    """``127.0.0.1.3000``, ``*.5000``, ``fe80::1%lo0.80``; None where it is cut off."""
    host, _, port = word.rpartition(".")
    if port != "*" and not (port.isdecimal() and len(port) < 6 and int(port) <= HIGHEST_PORT):
        return None
    number = 0 if port == "*" else int(port)
    if host == "*":
        return Endpoint(EVERY[family], number)
    try:
        return Endpoint(ip_address(host), number)
    except ValueError:
        return None


def queues(text: str) -> tuple[Queue, ...]:
    """``netstat -anL``: who waits at which listener, and for how many there is room.  Raises ValueError."""
    if "listen queue sizes" not in text:
        raise ValueError("netstat printed no listen queues")
    found = (QUEUE.match(line.strip()) for line in text.splitlines())
    return tuple(Queue(one["place"], int(one["waiting"]), int(one["most"])) for one in found if one)


def paths(text: str) -> tuple[UnixListener, ...]:
    """
    ``netstat -an -f unix``: stream sockets with a name that are connected to nobody, which are those that listen.

    One that was accepted has the same name, and a peer; the number is that of the file's node in the kernel.
    """
    if "Nextref" not in text:
        raise ValueError("netstat printed no table of Unix sockets")
    found = (unix(line.split(None, UNIX_FIELDS)) for line in text.splitlines())
    return tuple(one for one in found if one is not None)


def unix(words: list[str]) -> UnixListener | None:
    """Address Type Recv-Q Send-Q Inode Conn Refs Nextref, and then the path, blanks and all."""
    if len(words) <= UNIX_FIELDS or words[1] != "stream" or not words[UNIX_FIELDS].startswith("/"):
        return None
    node, peer = words[4], words[5]
    if not set(node + peer) <= HEX or int(peer, 16) or not int(node, 16):
        return None
    return UnixListener(words[UNIX_FIELDS].rstrip(), int(node, 16))
