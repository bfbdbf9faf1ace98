"""A network interface goes up, ip-link(8): `ip link set lo up`."""

from __future__ import annotations

import re

from portwise.fix import linkkeepers
from portwise.fix.steps.kind import UNTIL_SET_UP, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

UP, DOWN = "up", "down"
FLAGS = re.compile(r"<([A-Z_,]*)>")  # 1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 ...


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if len(argv) != 5 or argv[:3] != ("ip", "link", "set") or argv[4] != UP:
        return None
    return Deed("link", argv, Look("output", ("ip", "-o", "link", "show", "dev", argv[3])), Grade.EXACT)


def state(_: Deed, seen: str) -> str:
    """By the flag that somebody has set, and not by whether there is a carrier."""
    flags = FLAGS.search(seen)
    return UP if flags and "UP" in flags[1].split(",") else DOWN


def wanted(_: Deed, __: str, ___: str) -> str:
    return UP


def back(deed: Deed, before: str, _: str) -> Argv:
    return ("ip", "link", "set", deed.argv[3], DOWN) if before == DOWN else ()


def holds(deed: Deed) -> str:
    """Every start brings loopback up."""
    return "" if deed.argv[3] == "lo" else UNTIL_SET_UP


def keepers(deed: Deed) -> tuple[Argv, ...]:
    return () if deed.argv[3] == "lo" else linkkeepers.asks(deed.argv[3])[:1]


def kept(_: Deed, __: Argv, said: str) -> Argv:
    return linkkeepers.modified(said, "connection.autoconnect", "yes")


KIND = Kind("link", reads, state, wanted, back, holds=holds, keepers=keepers, kept=kept)
