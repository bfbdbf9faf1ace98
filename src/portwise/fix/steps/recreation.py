"""
A container is created again by compose, for the file has other ports by now: `docker compose … up --detach web`.

A container keeps the ports that it was created with.  Taken back, it is created once more by the same files, with the
ports that it had: they are put over the file's own, docs.docker.com/reference/compose-file/merge, "Replace value".
"""

from __future__ import annotations

import json
import re
import shlex

from portwise.fix.steps.kind import LINUX, MACOS, Argv, Kind
from portwise.model.container import Container
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import CONTAINERS
from portwise.model.repair import Deed, Grade, Look

OTHER = "others than "
BETWEEN = ", "
WAY = re.compile(r"(?:(?P<address>[\d.]+|\[[\da-f:]*\]|::):)?(?P<outer>[\d-]+)->(?P<inner>[\d-]+/\w+)")
ANYWHERE = ("0.0.0.0", "::", "[::]")  # of each family; together they are written without an address


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    """Of one container that the report speaks of, and that is its service's only one."""
    told = (one.said.value for one in seen if one.question.fact is CONTAINERS and isinstance(one.said, Known))
    boxes: list[Container] = [box for rows in told for box in rows]
    mine = [box for box in boxes if argv and argv == box.anew()]
    one = mine[0] if mine else None
    if one is None or [box.ref.id for box in boxes if (box.project, box.service) == (one.project, one.service)] != [
        one.ref.id
    ]:
        return None
    labels = (("project", one.project), ("service", one.service))
    filters = (word for name, value in labels for word in ("--filter", f"label=com.docker.compose.{name}={value}"))
    look = (one.ref.engine.kind, "ps", *filters, "--format", "{{.Ports}}")
    return Deed("recreation", argv, Look("output", look), Grade.EQUIVALENT)


def state(_: Deed, seen: str) -> str:
    """The ports of the host that lead into it, in one order; "" where it does not run, or publishes none."""
    return BETWEEN.join(sorted(part for part in seen.strip().split(BETWEEN) if "->" in part))


def wanted(_: Deed, before: str, __: str) -> str:
    """Which they will be, the file says, and the probe whether they are the right ones."""
    return OTHER + before


def reached(now: str, then: str) -> bool:
    """One that did not come up is not as before either, and can be taken back: the probe finds nobody there."""
    return now != then.removeprefix(OTHER)


def ways(before: str) -> tuple[str, ...]:
    """As a compose file writes them."""
    found = [match for part in before.split(BETWEEN) if (match := WAY.fullmatch(part))]
    told = []
    for way in found:
        address, place = way["address"] or "", f"{way['outer']}:{way['inner']}"
        told.append(place if address in ("", *ANYWHERE) else f"{address}:{place}")
    return tuple(dict.fromkeys(told))


def back(deed: Deed, before: str, _: str) -> Argv:
    at, service = deed.argv.index("up"), deed.argv[-1]
    over = f"services: {{{json.dumps(service)}: {{ports: !override {json.dumps(ways(before))}}}}}"
    again = (*deed.argv[:at], "--file", "-", *deed.argv[at:])
    return "sh", "-c", f"echo {shlex.quote(over)} | {shlex.join(again)}"


KIND = Kind("recreation", reads, state, wanted, back, reached=reached, renews=True, platforms=(LINUX, MACOS))
