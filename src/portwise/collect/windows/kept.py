"""What Windows keeps for itself: excluded ports, the addresses of HTTP.sys, the Linux of a WSL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import EXCLUDED, HANDED_ON, HERE, HTTP_SYS, WITHIN_WSL, WSL
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.model.windows import Handed, Prefix, Reserved, Wsl

RANGES = "netsh interface ipv4 show excludedportrange protocol=tcp"
PROXIED = "netsh interface portproxy show all"
QUEUES = "netsh http show servicestate view=requestq"
LIST = "wsl.exe --list --verbose, .wslconfig"
AS_ADMINISTRATOR = f"{QUEUES}, as an administrator"
# Of wsl.exe, which speaks the language of the user; a word that is not known is not taken for rest
STOPPED = ("stopped", "beendet", "angehalten", "arrêté", "detenido", "已停止", "停止")
SECOND = 2
TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
BY_TABLE = f"wsl.exe --exec cat {' '.join(TABLES)}, wsl.exe --exec ss -ltn"
HEAD = "local_address"  # in the first line of each table
LISTEN = 10  # TCP_LISTEN, include/net/tcp_states.h
FILE = ".wslconfig"


def excluded(host: Host, _: Evidence, version: int) -> tuple[Reserved, ...]:
    """The ranges of the two versions are apart."""
    from portwise.formats.windows import netsh

    family = "ipv6" if version == 6 else "ipv4"
    return netsh.excluded(host.output(("netsh", "interface", family, "show", "excludedportrange", "protocol=tcp")))


def prefixes(host: Host, _: Evidence, __: str) -> tuple[Prefix, ...]:
    """What is registered, with its processes; an ordinary user is refused."""
    from portwise.formats.windows import httpsys

    found = httpsys.registered(host.output(("netsh", "http", "show", "servicestate", "view=requestq")))
    try:
        kept = httpsys.reserved(host.output(("netsh", "http", "show", "urlacl")))
    except OSError:  # what is only reserved explains less
        kept = ()
    return (*found, *kept)


def handed(host: Host, _: Evidence, __: str) -> tuple[Handed, ...]:
    """By the IP Helper service; where there is none, netsh prints nothing."""
    from portwise.formats.windows import netsh

    return netsh.handed(host.output(("netsh", "interface", "portproxy", "show", "all")))


def wsl(host: Host, _: Evidence, __: str) -> Wsl | None:
    """None where no Linux runs; one that was never installed has no program to ask."""
    from portwise.formats.windows import wsl as formats
    from portwise.model.windows import Wsl

    try:
        listed = formats.distributions(host.output(("wsl.exe", "--list", "--verbose")))
    except FileNotFoundError:
        return None
    running = tuple(one.name for one in listed if one.version == SECOND and one.state.lower() not in STOPPED)
    if not running:
        return None
    said = formats.settings(configured(host))
    forwards = formats.is_on(said, "localhostforwarding", usual=True)
    return Wsl(running, formats.mode(said), forwards, formats.is_on(said, "hostaddressloopback", usual=False))


def listening(host: Host, seen: Evidence, _: str) -> tuple[Endpoint, ...]:
    """In every Linux that runs; they share one network, so that one of them tells for all."""
    from portwise.formats import procnet

    found = seen[WSL.of(HERE)]
    if found is None:
        return ()
    said = host.output(("wsl.exe", "--distribution", found.running[0], "--exec", "cat", *TABLES)).replace("\0", "")
    head, *lines = said.splitlines() or [""]
    if HEAD not in head:
        raise ValueError("Linux shows no table of its sockets")
    rows = procnet.sockets("\n".join((head, *(line for line in lines if HEAD not in line))))
    return tuple(Endpoint(row.local, row.local_port) for row in rows if row.state == LISTEN)


def configured(host: Host) -> str:
    """What the user has written; few have such a file."""
    home = dict(host.environment(("USERPROFILE",))).get("USERPROFILE")
    if not home:
        raise ValueError("nobody says where the user has his files (USERPROFILE)")
    try:
        return host.read(f"{home}\\{FILE}")
    except FileNotFoundError:
        return ""


ALL = (
    Collector(EXCLUDED, Cost.SLOW, RANGES, RANGES, each(excluded, RANGES, RANGES)),
    Collector(
        HTTP_SYS,
        Cost.SLOW,
        QUEUES,
        AS_ADMINISTRATOR,
        each(prefixes, QUEUES, AS_ADMINISTRATOR),
        privilege="which programs HTTP.sys answers for",
    ),
    Collector(HANDED_ON, Cost.SLOW, PROXIED, PROXIED, each(handed, PROXIED, PROXIED)),
    Collector(WSL, Cost.SLOW, LIST, LIST, each(wsl, LIST, LIST)),
    Collector(WITHIN_WSL, Cost.SLOW, BY_TABLE, "wsl.exe --exec ss -ltn", each(listening, BY_TABLE, BY_TABLE)),
)
