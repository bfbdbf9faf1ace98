"""
A container is created again by compose, for the file has other ports by now: `docker compose … up --detach web`.

A container keeps the ports that it was created with.  Taken back, it is created once more by the same files, with the
ports that it had: they are put over the file's own, docs.docker.com/reference/compose-file/merge, "Replace value".
Whether it is the same then in all else, compose itself says: each container has the digest of what it was created from
and of its image as labels (docker/compose, pkg/api/labels.go); what is in there is never read.
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
MADE = ('{{.Label "com.docker.compose.config-hash"}}', '{{.Label "com.docker.compose.image"}}')
OF, DIGITS, LONG = "; made of ", 12, 64  # of a digest in hexadecimal digits, and as docker shows it
IMAGE = "sha256:"
ELSE = "of what its file has otherwise by now than when it was created, only the ports come back"
OTHER_IMAGE = "its image is another one by now"
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
    look = (*engines.fellows(argv), BAR.join((one.ref.id, "{{.ID}}", *MADE, "{{.Ports}}")))
    deed = Deed("recreation", argv, Look("output", look), Grade.EQUIVALENT)
    return deed._replace(grade=Grade.NONE, irreversible=ALONE) if engines.composer(argv) == (engines.ALONE,) else deed


def fellows(one: Container, boxes: list[Container]) -> list[str]:
    return [box.ref.id for box in boxes if (box.project, box.service) == (one.project, one.service)]


def is_unsure(one: Container) -> bool:
    """`podman ps` writes 0.0.0.0 for a port without an address as well, which leads in by IPv6 too."""
    return one.ref.engine.kind == PODMAN and any(way.address == EVERYWHERE[0] for way in one.published)


def state(_: Deed, seen: str) -> str:
    """
    The ports of the host that lead into it, in one order, and what it was made of.

    There are no ports where it does not run, or publishes none.
    """
    rows = [line.split(BAR) for line in seen.splitlines() if line.strip()]
    if not rows:
        return NOBODY
    ports = BETWEEN.join(sorted(part for row in rows for part in row[-1].strip().split(BETWEEN) if "->" in part))
    digests = [digest.removeprefix(IMAGE)[:DIGITS] for digest in rows[0][2:-1]] if len(rows) == 1 else []
    return f"{ports}{OF}{' '.join(digests)}" if any(digests) else ports


def of_host(state: str) -> str:
    """The ports of it."""
    return state.partition(OF)[0]


def alike(now: str, then: str) -> bool:
    return of_host(now) == of_host(then)


def otherwise(before: str, now: str) -> str:
    """What compose says itself; "" where one of the two does not tell."""
    pairs = zip(*(state.partition(OF)[2].split(" ") for state in (before, now)), (ELSE, OTHER_IMAGE), strict=False)
    return "; ".join(says for was, is_, says in pairs if was and is_ and was != is_)


def loses(deed: Deed) -> str:
    return "" if deed.irreversible else engines.loses(deed)


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
    return not alike(now, then.removeprefix(OTHER))


def ways(before: str) -> tuple[str, ...]:
    """As a compose file writes them: without an address what is there in both families.  Raises OSError."""
    found = [way(part) for part in of_host(before).split(BETWEEN) if part]
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
    return piped(deed, before, deed.argv[deed.argv.index("up") :])


def piped(deed: Deed, before: str, order: Argv) -> Argv:
    """An order to compose by those files, and the ports of before in place of theirs."""
    over = f"services: {{{json.dumps(deed.argv[-1])}: {{ports: !override {json.dumps(ways(before))}}}}}"
    argv = (*deed.argv[: deed.argv.index("up")], "--file", "-", *order)
    return "sh", "-c", f"echo {shlex.quote(over)} | {shlex.join(argv)}"


def foresees(deed: Deed, before: str) -> Argv:
    """The digest that it would have, docs.docker.com/reference/cli/docker/compose/config; () where it has none."""
    known = not deed.irreversible and OF in before
    return piped(deed, before, ("config", "--hash", deed.argv[-1])) if known else ()


def foretold(before: str, said: str) -> str:
    """Nothing of a digest that is none: other versions of compose may count otherwise."""
    digest = said.split()[-1:]
    return otherwise(before, f"{OF}{digest[0][:DIGITS]}") if digest and len(digest[0]) == LONG else ""


KIND = Kind(
    *("recreation", reads, state, wanted, back),
    reached=reached,
    renews=True,
    alike=alike,
    otherwise=otherwise,
    loses=loses,
    foresees=foresees,
    foretold=foretold,
    platforms=(LINUX, MACOS),
)
