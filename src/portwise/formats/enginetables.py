"""
Tables that container engines print: ``docker ps``, ``podman ps``, ``docker compose ps``.

docs.docker.com/reference/cli/docker/container/ls, /reference/cli/docker/compose/ps.  A cell stands below its heading;
where a table lost its columns on the way, two blanks part the cells.  A row that fits neither way is a ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from portwise.model.container import Published
from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT

HEADINGS = frozenset(
    (
        *("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "CREATED AT", "STATUS", "PORTS", "NAMES", "NAME", "SERVICE"),
        *("STATE", "SIZE", "RUNNING FOR", "NETWORKS", "MOUNTS", "POD ID", "PODNAME", "ID"),
    )
)
CELL = re.compile(r"\S+(?: \S+)*")
PARTED = re.compile(r"\s{2,}|\t+")
ENTRY = re.compile(
    r"(?:(?P<host>\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-fA-F:]{2,45}?\]?|\*):)?(?P<port>\d{1,5})(?:-(?P<last>\d{1,5}))?"
    r"->(?P<inner>\d{1,5})(?:-\d{1,5})?/(?P<protocol>tcp|udp|sctp)"
)
EXPOSED = re.compile(r"(?P<first>\d{1,5})(?:-(?P<last>\d{1,5}))?/(?P<protocol>tcp|udp|sctp)")
WIDEST = 2_000  # ports of a row
STATES = (
    (re.compile(r"up\b.*\(paused\)|paused\b"), "paused"),
    (re.compile(r"up\b|running\b"), "running"),
    (re.compile(r"restarting\b"), "restarting"),
    (re.compile(r"exit(?:ed)?\b|stopped\b"), "exited"),
    (re.compile(r"created\b"), "created"),
    (re.compile(r"dead\b"), "dead"),
    (re.compile(r"removal in progress|removing\b"), "removing"),
)
CODE = re.compile(r"(?:exited|restarting|exit)\s*\(?(-?\d{1,10})\)?")
HEALTH = re.compile(r"\((?:health: )?(healthy|unhealthy|starting)\)")


class TooWide(ValueError):
    """A row of more ports than are read; others may follow it."""


class Row(NamedTuple):
    name: str
    id: str  # its beginning, "" where it is not printed
    image: str
    service: str  # of compose, "" elsewhere
    state: str
    exit_code: int | None
    health: str
    published: tuple[Published, ...]
    exposed: tuple[int, ...]


def heading(line: str) -> tuple[tuple[int, str], ...]:
    """Where each column of a table begins; () for what is no heading of one."""
    found = tuple((cell.start(), cell[0]) for cell in CELL.finditer(line.expandtabs()))
    names = {name for _, name in found}
    known = names <= HEADINGS and {"STATUS", "STATE"} & names and {"NAMES", "NAME"} & names and "PORTS" in names
    if known:
        return found
    apart = tuple((cell.start(), cell[0]) for cell in re.finditer(r"CONTAINER ID|\S+", line.expandtabs()))
    names = {name for _, name in apart}
    fits = names <= HEADINGS and {"STATUS", "STATE"} & names and {"NAMES", "NAME"} & names and "PORTS" in names
    return apart if fits else ()


def row(line: str, columns: tuple[tuple[int, str], ...]) -> Row:
    """One container.  Raises ValueError."""
    said = below(line.expandtabs(), columns) or parted(line, columns)
    if said is None:
        raise ValueError("a row that does not stand below its headings")
    status = said.get("STATUS") or said.get("STATE", "")
    folded = status.lower()
    state = next((state for shape, state in STATES if shape.match(folded)), "")
    if not state:
        raise ValueError("a row without a state")
    code, health, ports = CODE.match(folded), HEALTH.search(folded), said.get("PORTS", "")
    if width(ports) > WIDEST:
        raise TooWide("a row of too many ports")
    return Row(
        (said.get("NAMES") or said.get("NAME", "")).split(",")[0],
        said.get("CONTAINER ID") or said.get("ID", ""),
        said.get("IMAGE", ""),
        said.get("SERVICE", ""),
        state,
        int(code[1]) if code else None,
        health[1] if health else "",
        tuple(published(ports)),
        tuple(exposed(ports)),
    )


def below(line: str, columns: tuple[tuple[int, str], ...]) -> dict[str, str] | None:
    starts = [start for start, _ in columns]
    if any(start and not line[start - 1 : start].isspace() for start in starts if start <= len(line)):
        return None
    ends = [*starts[1:], len(line)]
    cells = {name: line[start:end].strip() for (start, name), end in zip(columns, ends, strict=True)}
    return cells if all(PARTED.search(cell) is None for cell in cells.values()) and fits(cells) else None


def parted(line: str, columns: tuple[tuple[int, str], ...]) -> dict[str, str] | None:
    names = [name for _, name in columns]
    cells = PARTED.split(line.strip())
    if len(cells) == len(names) - 1:  # no port, and an empty cell leaves nothing behind
        names = [name for name in names if name != "PORTS"]
    found = dict(zip(names, cells, strict=True)) if len(cells) == len(names) else None
    return found if found and fits(found) else None


def fits(cells: dict[str, str]) -> bool:
    """Whether what should be ports is, and a name is one word."""
    name, ports = cells.get("NAMES") or cells.get("NAME", ""), cells.get("PORTS", "")
    entries = [part.strip() for part in ports.split(",") if part.strip()]
    return bool(name) and " " not in name and all(ENTRY.fullmatch(one) or EXPOSED.fullmatch(one) for one in entries)


def width(ports: str) -> int:
    found = (ENTRY.fullmatch(part.strip()) or EXPOSED.fullmatch(part.strip()) for part in ports.split(","))
    ends = (one.groupdict() for one in found if one)
    spans = (int(one["last"]) - int(one.get("port") or one["first"]) + 1 for one in ends if one["last"])
    return sum(max(span, 0) for span in spans)


def published(ports: str) -> Iterator[Published]:
    """``0.0.0.0:8080->80/tcp, [::]:8080->80/tcp``, also of ranges; the ports of TCP alone."""
    for part in ports.split(","):
        found = ENTRY.fullmatch(part.strip())
        if not found or found["protocol"] != "tcp":
            continue
        first, last, inner = int(found["port"]), int(found["last"] or found["port"]), int(found["inner"])
        host = (found["host"] or "0.0.0.0").strip("[]").replace("*", "0.0.0.0")
        for n in range(last - first + 1):
            if 0 < first + n <= HIGHEST_PORT and 0 < inner + n <= HIGHEST_PORT:
                yield Published(ip_address(host), first + n, inner + n)


def exposed(ports: str) -> Iterator[int]:
    lent = {each.inner for each in published(ports)}
    for part in ports.split(","):
        found = EXPOSED.fullmatch(part.strip())
        if found and found["protocol"] == "tcp":
            first, last = int(found["first"]), int(found["last"] or found["first"])
            yield from (port for port in range(first, last + 1) if port not in lent)
