"""
An interface gets an address back, ip-address(8): `ip addr replace 127.0.0.1/8 dev lo`.

Or all that it lost: `sh -c 'ip addr replace 127.0.0.1/8 dev lo && ip addr replace ::1/128 dev lo'`.
"""

from __future__ import annotations

from portwise.fix import linkkeepers
from portwise.fix.steps.kind import UNTIL_SET_UP, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

THERE, MISSING = "there", "missing"
BETWEEN = " && "


def reads(argv: Argv, _: Evidence) -> Deed | None:
    """Of one interface alone."""
    rows = parts(argv)
    links = {row[5] for row in rows if len(row) == 6 and row[:3] == ("ip", "addr", "replace") and row[4] == "dev"}
    if len(links) != 1 or any(len(row) != 6 or row[:3] != ("ip", "addr", "replace") or row[4] != "dev" for row in rows):
        return None
    return Deed("address", argv, Look("output", ("ip", "-o", "addr", "show", "dev", *links)), Grade.EXACT)


def parts(argv: Argv) -> list[Argv]:
    """The commands of a shell; nothing that it would make something else of is an address or a name."""
    if len(argv) != 3 or argv[:2] != ("sh", "-c"):
        return [argv]
    rows = [tuple(row.split()) for row in argv[2].split(BETWEEN)]
    plain = all(word.replace(".", "").replace(":", "").replace("/", "").isalnum() for row in rows for word in row)
    return rows if plain else []


def given(deed: Deed) -> list[str]:
    return [row[3] for row in parts(deed.argv)]


def state(deed: Deed, seen: str) -> str:
    """``1: lo    inet 127.0.0.1/8 scope host lo``."""
    found = [address for address in given(deed) if address in seen.split()]
    return THERE if found == given(deed) else " ".join(found) or MISSING


def wanted(_: Deed, __: str, ___: str) -> str:
    return THERE


def back(deed: Deed, before: str, _: str) -> Argv:
    """Only what was not there."""
    if before == THERE:
        return ()
    rows = [("ip", "addr", "del", *row[3:]) for row in parts(deed.argv) if row[3] not in before.split()]
    if len(rows) == 1:
        return rows[0]
    return ("sh", "-c", BETWEEN.join(" ".join(row) for row in rows))


def holds(deed: Deed) -> str:
    """Every start gives loopback its own."""
    return "" if parts(deed.argv)[0][5] == "lo" else UNTIL_SET_UP


def keepers(deed: Deed) -> tuple[Argv, ...]:
    link = parts(deed.argv)[0][5]
    return () if link == "lo" else linkkeepers.asks(link)


def kept(deed: Deed, asked: Argv, said: str) -> Argv:
    """Of one address; several are several commands."""
    if len(given(deed)) != 1:
        return ()
    address = given(deed)[0]
    if asked[0] == "nmcli":
        return linkkeepers.modified(said, f"+ipv{6 if ':' in address else 4}.addresses", address)
    return linkkeepers.dropped_in(said, "Address", Address=address)


KIND = Kind("address", reads, state, wanted, back, holds=holds, keepers=keepers, kept=kept)
