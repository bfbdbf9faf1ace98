"""
A container is created again by compose, for the file has other ports by now: `docker compose … up --detach web`.

A container keeps the ports that it was created with.  Taken back, it is created once more by the same files, with the
ports that it had: they are put over the file's own, docs.docker.com/reference/compose-file/merge, "Replace value".
A command asks the engine of its own context, which need not be the one at whose socket the container was found: only
where it shows that very container, it is the same.
"""

from __future__ import annotations

import errno
import json
import re
import shlex
from ipaddress import IPv4Address, IPv6Address, ip_address

from portwise.fix import engines
from portwise.fix.steps.kind import LINUX, MACOS, Argv, Kind
from portwise.model.container import Container
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import CONTAINERS
from portwise.model.repair import Deed, Grade, Look

OTHER = "others than "
BETWEEN, BAR = ", ", "|"
NOBODY = "no container"
WAY = re.compile(r"(?:(?P<address>[^,]+):)?(?P<outer>[\d-]+)->(?P<inner>[\d-]+/\w+)")
EVERYWHERE = (IPv4Address(0), IPv6Address(0))
PODMAN = "podman"
ALONE = "docker-compose adds the ports of one file to those of another, and those that it had stand in none"


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    """Of one container that the report speaks of, and that is its service's only one."""
    told = (one.said.value for one in seen if one.question.fact is CONTAINERS and isinstance(one.said, Known))
    boxes: list[Container] = [box for rows in told for box in rows]
    mine = [box for box in boxes if argv and argv == box.anew()]
    one = mine[0] if mine else None
    if one is None or is_unsure(one) or fellows(one, boxes) != [one.ref.id]:
        return None
    look = (*engines.fellows(argv), BAR.join((one.ref.id, "{{.ID}}", "{{.Ports}}")))
    deed = Deed("recreation", argv, Look("output", look), Grade.EQUIVALENT)
    return deed._replace(grade=Grade.NONE, irreversible=ALONE) if engines.composer(argv) == (engines.ALONE,) else deed


def fellows(one: Container, boxes: list[Container]) -> list[str]:
    return [box.ref.id for box in boxes if (box.project, box.service) == (one.project, one.service)]


def is_unsure(one: Container) -> bool:
    """`podman ps` writes 0.0.0.0 for a port without an address as well, which leads in by IPv6 too."""
    return one.ref.engine.kind == PODMAN and any(way.address == EVERYWHERE[0] for way in one.published)


def state(_: Deed, seen: str) -> str:
    """The ports of the host that lead into it, in one order; "" where it does not run, or publishes none."""
    rows = [line.rpartition(BAR)[2] for line in seen.splitlines() if line.strip()]
    if not rows:
        return NOBODY
    return BETWEEN.join(sorted(part for row in rows for part in row.strip().split(BETWEEN) if "->" in part))


def wanted(deed: Deed, before: str, look: str) -> str:
    """Which they will be, the file says, and the probe whether they are the right ones.  Raises OSError."""
    id_ = deed.look.what[-1].partition(BAR)[0]
    if [line.split(BAR)[:2] for line in look.splitlines()] != [[id_, id_]]:
        raise OSError(errno.ENXIO, f"{asked(deed)} does not have that container, or others")
    ways(before)
    return OTHER + before


def asked(deed: Deed) -> str:
    return f"the engine that {deed.look.what[0]} asks here"


def reached(now: str, then: str) -> bool:
    """One that did not come up is not as before either, and can be taken back: the probe finds nobody there."""
    return now != then.removeprefix(OTHER)


def ways(before: str) -> tuple[str, ...]:
    """As a compose file writes them: without an address what is there in both families.  Raises OSError."""
    found = [way(part) for part in before.split(BETWEEN) if part]
    whole = {place for address, place in found if all((each, place) in found for each in EVERYWHERE)}
    return tuple(dict.fromkeys(written(None if place in whole else address, place) for address, place in found))


def way(part: str) -> tuple[IPv4Address | IPv6Address | None, str]:
    match = WAY.fullmatch(part)
    try:
        if match is None or "%" in part:
            raise ValueError(part)
        address = match["address"] and ip_address(match["address"].removeprefix("[").removesuffix("]"))
    except ValueError:
        raise OSError(errno.EINVAL, f"nobody knows how a compose file would say {part}") from None
    return address or None, f"{match['outer']}:{match['inner']}"


def written(address: IPv4Address | IPv6Address | None, place: str) -> str:
    if address is None:
        return place
    return f"{address}:{place}" if address.version == 4 else f"[{address}]:{place}"


def back(deed: Deed, before: str, look: str) -> Argv:
    """Raises OSError where the engine that is asked now has no such container: it may be another one's."""
    if state(deed, look) == NOBODY:
        raise OSError(errno.ENXIO, f"{asked(deed)} has no such container; nothing was done")
    at, service = deed.argv.index("up"), deed.argv[-1]
    over = f"services: {{{json.dumps(service)}: {{ports: !override {json.dumps(ways(before))}}}}}"
    again = (*deed.argv[:at], "--file", "-", *deed.argv[at:])
    return "sh", "-c", f"echo {shlex.quote(over)} | {shlex.join(again)}"


KIND = Kind("recreation", reads, state, wanted, back, reached=reached, renews=True, platforms=(LINUX, MACOS))
