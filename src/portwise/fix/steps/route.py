"""One address gets a route of its own, ip-route(8): `ip route add 10.0.0.9 via 10.0.0.1 dev eth0 advmss 536`."""

from __future__ import annotations

from portwise.fix import linkkeepers
from portwise.fix.steps.kind import Argv, Kind, until_set_up
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

THERE, MISSING = "there", "missing"
BASES = (("via", "dev", "advmss"), ("dev", "advmss"), ("dev",))


def reads(argv: Argv, _: Evidence) -> Deed | None:
    """A host and no network: nothing else goes another way."""
    if argv[:3] != ("ip", "route", "add") or len(argv) < 6 or "/" in argv[3] or argv[4::2] not in BASES:
        return None
    if len(argv) % 2:
        return None
    family = "-6" if ":" in argv[3] else "-4"
    return Deed("route", argv, Look("output", ("ip", "-o", family, "route", "show", "exact", argv[3])), Grade.EXACT)


def state(deed: Deed, seen: str) -> str:
    """``10.80.0.2 via 10.78.0.2 dev v0 advmss 536``."""
    return THERE if any(row.split()[:1] == [deed.argv[3]] for row in seen.splitlines()) else MISSING


def wanted(_: Deed, __: str, ___: str) -> str:
    return THERE


def back(deed: Deed, before: str, _: str) -> Argv:
    return ("ip", "route", "del", *deed.argv[3:]) if before == MISSING else ()


def words(deed: Deed) -> dict[str, str]:
    return dict(zip(deed.argv[4::2], deed.argv[5::2], strict=True))


def keepers(deed: Deed) -> tuple[Argv, ...]:
    return linkkeepers.asks(words(deed)["dev"])


def kept(deed: Deed, asked: Argv, said: str) -> Argv:
    """NetworkManager has a word for the largest segment only of late (advmss, 1.46): no command where that is told."""
    told, six = words(deed), ":" in deed.argv[3]
    place = f"{deed.argv[3]}/{128 if six else 32}"
    if asked[0] == "nmcli":
        return linkkeepers.modified(said, f"+ipv{6 if six else 4}.routes", place) if "advmss" not in told else ()
    names = {"via": "Gateway", "advmss": "TCPAdvertisedMaximumSegmentSize"}
    rest = {names[word]: value for word, value in told.items() if word in names}
    return linkkeepers.dropped_in(said, "Route", Destination=place, **rest)


KIND = Kind("route", reads, state, wanted, back, holds=until_set_up, keepers=keepers, kept=kept)
