"""
The interface of a VPN whose program is gone is removed, and its routes with it, ip-link(8): `ip link delete tun0`.

Back it comes empty, as it was left behind, with its addresses and routes, and under another number.  One that a program
holds by now is not touched: it has a carrier (drivers/net/tun.c).
"""

from __future__ import annotations

import errno
import re
import shlex
from collections.abc import Iterator

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.facts import HERE, INTERFACES
from portwise.model.repair import Deed, Grade, Look

GONE = "gone"
LEFT = "tun"  # the kind of link, ip-link(8)
ROUTES = 'ip {0} route show table all dev "$1" | sed "s/^/{0} /"'
SHOW = "; ".join(('ip -d addr show dev "$1"', ROUTES.format("-4"), ROUTES.format("-6"), "true"))
FLAGS = re.compile(r"^\d+: [^:]+: <([A-Z_,-]*)> mtu (\d+)")  # 5: tun0: <NO-CARRIER,POINTOPOINT,UP> mtu 1500 ...
PERSISTS = re.compile(r"^ +tun type tun .*\bpersist on((?: (?:user|group) \S+)*)", re.MULTILINE)
KEPT = "nodad|noprefixroute|home|mngtmpaddr"  # words of an address that it was given, ip-address(8)
ADDRESS = re.compile(
    rf"^ +inet6? (\S+(?: peer \S+)?)(?: brd \S+)? scope (?!link)\w+((?: (?:{KEPT}))*)(?: |$)", re.MULTILINE
)
OF_KERNEL = r"(?:local|broadcast|multicast|anycast) |.* proto kernel "  # they come with the address, or with the link
ROUTE = re.compile(rf"^(-[46]) (?!{OF_KERNEL})(.+?)(?: linkdown)?( pref \w+)? *$", re.MULTILINE)


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    if len(argv) != 4 or argv[:3] != ("ip", "link", "delete"):
        return None
    links = seen.get(INTERFACES.of(HERE)) or ()
    if not any((link.name, link.kind, link.carrier) == (argv[3], LEFT, False) for link in links):
        return None
    return Deed("leftover", argv, Look("output", ("sh", "-c", SHOW, "sh", argv[3])), Grade.EQUIVALENT)


def state(deed: Deed, seen: str) -> str:
    """The commands that make it anew."""
    flags = FLAGS.search(seen)
    if flags is None:
        return GONE
    found = PERSISTS.search(seen)
    if found is None or "NO-CARRIER" not in flags[1].split(","):
        raise OSError(errno.EBUSY, f"a program holds {deed.argv[3]} by now, or it is no persistent tun")
    return " && ".join(shlex.join(("ip", *words)) for words in made(deed.argv[3], flags, found[1].split(), seen))


def made(name: str, flags: re.Match[str], owner: list[str], seen: str) -> Iterator[Argv]:
    yield "tuntap", "add", "dev", name, "mode", "tun", *owner
    yield "link", "set", name, "mtu", flags[2], *(("up",) if "UP" in flags[1].split(",") else ())
    for address, words in ADDRESS.findall(seen):
        yield "addr", "add", *address.split(), "dev", name, *words.split()
    for family, row, preference in ROUTE.findall(seen):
        yield family, "route", "add", *row.split(), "dev", name, *preference.split()


def wanted(_: Deed, __: str, ___: str) -> str:
    return GONE


def back(_: Deed, before: str, __: str) -> Argv:
    return ("sh", "-c", before) if before != GONE else ()


KIND = Kind("leftover", reads, state, wanted, back)
