"""
Where pasta leads ports of this machine: into a network namespace, by its command line (passt(1)).

It is the network of a user's own Podman, and of whoever starts a program by it.  The namespace is that of a program
that it started, one that its words name, or, where root asks, the one that it keeps open.  What happens in there is
counted in there: /proc/PID/net of whoever lives in it, which every user may read.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import HERE, PASSAGES, TURNED_AWAY
from portwise.model.process import Process
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.model.container import Passage

NAMES = r"(?:pasta|passt)(?:\.avx2)?\0"  # as the first of its words ends
NETNS, FOLDERS = "--netns", ("/run/netns/", "/var/run/netns/")  # ip-netns(8)
KEEPER, CALLED = "conmon", ("-n", "--name")  # conmon(8)
KNOCKS, PATIENCE = 3, 0.5  # seconds; pasta closes at once what it has nobody for

WORDS = "/proc/*/cmdline and /proc/PID/ns/net, pgrep -af pasta"
TO_KNOW = "sudo portwise why TARGET"
COUNTED = "Tcp: PassiveOpens and OutRsts of /proc/PID/net/snmp, nsenter -t PID -n nstat -az"


def passages(host: Host, _: Evidence, __: str) -> tuple[Passage, ...]:
    from portwise.collect.staff import chosen  # only where a connection was closed at once

    return tuple(found for process in chosen(host, host.running(NAMES), bool) if (found := passage(host, process)))


def passage(host: Host, process: Process) -> Passage | None:
    """None for who is none, leads nothing, or has ended meanwhile."""
    from portwise.formats import pasta
    from portwise.model.container import PASTA, Passage

    if process.name not in PASTA:
        return None
    try:
        argv = host.command(process.pid)
    except OSError:
        return None
    ways = pasta.everywhere(pasta.forwarded(argv))
    space, pid = inhabited(host, process.pid, argv) if ways else ("", 0)
    number = int(space.strip("net:[]") or 0)
    return Passage(process, ways, pid, number, container(host, pid)) if ways else None


def inhabited(host: Host, pid: int, argv: tuple[str, ...]) -> tuple[str, int]:
    """A namespace, ``net:[4026532262]``, and somebody who lives in there; "" and 0 where nobody is seen."""
    from portwise.collect.namespaces import residents

    living = residents(host)
    for space in (*of_children(host, pid), *named(host, argv), *kept(host, pid)):
        if space in living:
            return space, living[space]
    return "", 0


def of_children(host: Host, pid: int) -> list[str]:
    with suppress(OSError):
        children = host.read(f"/proc/{pid}/task/{pid}/children").split()
        return [space for child in children if (space := link(host, f"/proc/{child}/ns/net"))]
    return []


def named(host: Host, argv: tuple[str, ...]) -> list[str]:
    """``--netns PATH`` or ``--netns NAME``, or a pid as its last word."""
    from portwise.formats.mountinfo import mounts

    last = argv[-1] if argv else ""
    found = [link(host, f"/proc/{last}/ns/net")] if last.isascii() and last.isdigit() else []
    told = [value for option, value in pairwise(argv) if option == NETNS]
    told += [word.partition("=")[2] for word in argv if word.startswith(f"{NETNS}=")]
    paths = {f"{folder}{name}" if "/" not in name else name for name in told for folder in FOLDERS}
    with suppress(OSError, ValueError):
        found += [one.root for one in mounts(host.read("/proc/self/mountinfo")) if paths and one.point in paths]
    return found


def kept(host: Host, pid: int) -> list[str]:
    with suppress(OSError):
        held = (link(host, f"/proc/{pid}/fd/{number}") for number in host.names(f"/proc/{pid}/fd"))
        return [target for target in held if target.startswith("net:")]
    return []


def link(host: Host, path: str) -> str:
    with suppress(OSError):
        return host.link(path)
    return ""


def container(host: Host, pid: int) -> str:
    """By the words of Podman's conmon, whose child it is; "" where it is another's."""
    from portwise.formats import procstat
    from portwise.formats.commandline import base

    with suppress(OSError, ValueError):
        above = host.command(procstat.stat(host.read(f"/proc/{pid}/stat")).ppid) if pid else ()
        if above and base(above[0]) == KEEPER:
            return next((value for option, value in pairwise(above) if option in CALLED), "")
    return ""


def turned_away(host: Host, seen: Evidence, at: Endpoint) -> bool:
    """
    Whether nobody in there takes a connection, and a reset goes out instead.

    Each of the two is counted (net/ipv4/tcp_minisocks.c, tcp_create_openreq_child(); net/ipv4/tcp_ipv4.c,
    tcp_v4_send_reset()).  Others in there only add: where one knock met no opening, ours met none.
    """
    place = next(
        (one for one in seen[PASSAGES.of(HERE)] if any(way.leads(at.address, at.port) for way in one.ways)), None
    )
    if place is None or not place.resident:
        raise ValueError("the namespace behind it cannot be seen from here")
    for _ in range(KNOCKS):
        before = counts(host, place.resident)
        host.converse(at, b"", PATIENCE)
        opened, reset = (now - then for now, then in zip(counts(host, place.resident), before, strict=True))
        if not opened:
            return reset > 0
    return False


def counts(host: Host, pid: int) -> tuple[int, int]:
    from portwise.formats import procnet

    text = host.read(f"/proc/{pid}/net/snmp")
    return procnet.counter(text, "Tcp", "PassiveOpens"), procnet.counter(text, "Tcp", "OutRsts")


LEADING = Collector(
    PASSAGES,
    Cost.SLOW,
    WORDS,
    TO_KNOW,
    each(passages, WORDS, TO_KNOW),
    privilege="sees which namespace pasta keeps open for another user's containers",
)
COUNTING = Collector(
    TURNED_AWAY,
    Cost.SLOW,
    COUNTED,
    TO_KNOW,
    each(turned_away, COUNTED, TO_KNOW),
    sends="up to three more connections to a port that pasta leads on",
)
ALL = (LEADING, COUNTING)
