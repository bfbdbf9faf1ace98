"""
The containers that a text shows: rows of tables, inspections, and what was started before our eyes.

Of a table that leaves some out (``docker ps`` those that do not run, compose those of other projects) the rest is
unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from itertools import chain

from portwise.formats import enginetables
from portwise.formats.engine import printed, wanted
from portwise.formats.enginetables import Row
from portwise.model.boxed import Listed, Ported, Unnamed
from portwise.model.container import Container, Engine, Inspected, Published, Ref
from portwise.model.outcome import Outcome
from portwise.model.reading import Line, Listening, Noted
from portwise.model.reading import Published as Written
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint, Target
from portwise.read import aim
from portwise.read.met import spots
from portwise.read.places import is_address
from portwise.read.sections import elsewhere, home, of, sections
from portwise.read.text import Text

MACHINE = "the machine of the text"
DOCKER, PODMAN = "docker", "podman"
ENGINE = r"(?P<engine>docker|podman|nerdctl)"
LISTS = re.compile(rf"{ENGINE}(?:-compose| compose)? (?:container )?(?:ps|ls)\b(?P<rest>.*)")
ALL = re.compile(r"(?:^|\s)(?:-\w*a\w*|--all)(?:\s|$)")
NARROWS = re.compile(r"\||(?:^|\s)(?:-\w*[fln]\w*|--(?:filter|last|latest))(?:[ =]|$)|grep|head|tail")
COMPOSE = re.compile(r"^\w+(?:-compose| compose)\b")
PREFIX = re.compile(r"^\s*(?P<name>[A-Za-z0-9][\w.-]{0,60}?)\s*\|\s")
ENDED = re.compile(r"^\s*(?P<name>[\w.-]{1,60}) exited with code \d+")
NUMBERED = re.compile(r"[-_]\d+$")
UNEXPOSED = re.compile(r"use --host to expose")  # vite: it listens on loopback alone
INSPECTS = re.compile(rf"{ENGINE} (?:container )?inspect\b(?!.*(?:--format|--type| -f|\|))")
PORTS = re.compile(rf"{ENGINE} (?:container )?port (?P<name>[a-z0-9][\w.-]*)$")
LENT = re.compile(
    r"\s*(?P<inner>\d{1,5})/(?P<protocol>tcp|udp|sctp) -> "
    r"(?P<host>[\d.]+|\[[\da-f:]+\]|[\da-f:]*::[\da-f]*):(?P<port>\d{1,5})\s*$"
)
RUNS = re.compile(rf"{ENGINE} (?:container )?(?:run|create)\b(?P<rest>.*)")
DETACHED = re.compile(r"(?:^|\s)(?:-\w*d\w*|--detach)(?:\s|$)")
CALLED = re.compile(r"--name[ =](?P<name>[\w.-]+)")


class Box(NamedTuple):
    """A container, the line that shows it, and what a row of a table told beside."""

    container: Container
    line: int
    row: Row | None
    wrote: frozenset[int] = frozenset()  # lines that it printed before whoever started it
    told: Inspected | None = None  # by ``docker inspect``, which tells everything


class Shown(NamedTuple):
    boxes: tuple[Box, ...]
    running: bool  # whether every container that runs is among them
    stopped: bool  # whether every other one is


def listed(text: Text) -> Shown | None:
    """Every table that engines printed; of one container the last row counts."""
    found: dict[str, Box] = {}
    running = stopped = False
    typed = {line.number: section for section in sections(text) for line in section.printed}
    others = elsewhere(text)
    lines = iter(text.every)
    for line in lines:
        if line.number in others or not (columns := enginetables.heading(line.text)):
            continue
        command = LISTS.match(typed[line.number].command) if line.number in typed else None
        kind = PODMAN if command and command["engine"] == PODMAN else DOCKER
        boxes, cut = rows(lines, columns, Engine(kind, MACHINE))
        found |= {box.container.ref.name: box for box in boxes}
        narrow = cut or command is None or bool(NARROWS.search(command["rest"])) or bool(COMPOSE.match(command[0]))
        running = running or not narrow
        stopped = stopped or (not narrow and bool(command and ALL.search(command["rest"])))
    found |= {box.container.ref.name: box for box in whole(text)}
    found = {box.container.ref.name: box for box in ported(text)} | found  # a table tells more
    return Shown(tuple(found.values()), running, stopped) if found else None


def whole(text: Text) -> Iterator[Box]:
    """What ``docker inspect`` printed, where nothing of it was cut."""
    others = elsewhere(text)
    for section, begins in of(sections(text), INSPECTS):
        engine = Engine(PODMAN if begins["engine"] == PODMAN else DOCKER, MACHINE)
        if others.intersection(line.number for line in section.printed):
            continue
        try:
            told = printed(section.text, engine)
        except ValueError:
            continue
        yield from (Box(box, section.line.number, None, told=inspected) for box, inspected in told)


def ported(text: Text) -> Iterator[Box]:
    """By ``docker port NAME``, which lists all that a running container publishes."""
    for section, begins in of(sections(text), PORTS):
        if section.place.machine != home(text).machine:
            continue
        said = [LENT.match(line.text) for line in section.printed]
        if not all(said) or not (said or section.ended):
            continue
        ways = tuple(
            Published(ip_address(one["host"].strip("[]")), int(one["port"]), int(one["inner"]))
            for one in said
            if one and one["protocol"] == "tcp" and is_address(one["host"].strip("[]"))
        )
        ref = Ref(Engine(PODMAN if begins["engine"] == PODMAN else DOCKER, MACHINE), "", begins["name"])
        yield Box(Ported(ref, "", "running", ways, (), "", (), ()), section.line.number, None)


def rows(lines: Iterator[Line], columns: tuple[tuple[int, str], ...], engine: Engine) -> tuple[list[Box], bool]:
    """Below a heading, as far as it goes; and whether somebody cut it there."""
    found: list[Box] = []
    for line in lines:
        try:
            row = enginetables.row(line.text, columns)
        except enginetables.TooWide:
            return found, True
        except ValueError:
            return found, "..." in line.text or "\u2026" in line.text
        box = made(row.id, row.name, row.image, row.state, row.published, row.exposed, row.service, engine)
        found.append(Box(box, line.number, row))
    return found, False


def made(
    id_: str,
    name: str,
    image: str,
    state: str,
    published: tuple[Published, ...],
    exposed: tuple[int, ...],
    service: str,
    engine: Engine,
) -> Container:
    return Listed(Ref(engine, id_, name), image, state, published, exposed, "", (), (), service=service)


def begun(text: Text, target: Target) -> Shown | None:
    """One that was started before our eyes, says where it listens, and whose port somebody takes connections at."""
    met = {one.attempt.outcome for one in spots(text, target).values()}
    if not met or Outcome.REFUSED in met:
        return None
    found = next(chain(run(text, target), composed(text, target)), None)
    return Shown((found,), running=False, stopped=False) if found else None


def run(text: Text, target: Target) -> Iterator[Box]:
    """By ``docker run``, and in the foreground: what follows is what it prints."""
    for section in sections(text):
        ran = RUNS.search(section.command)
        if not ran or DETACHED.search(ran["rest"]):
            continue
        own = frozenset(line.number for line in section.printed)
        signs = [
            one.sign for one in text.signs(Written) if section.line.number in one.lines and one.sign.port == target.port
        ]
        ways = tuple(Published(at, one.port, one.inside) for one in signs if one.port for at in wanted(one.host))
        if ways and any(one.lines[0] in own and spoken(text, one) for one in text.signs(Listening)):
            named, kind = CALLED.search(ran["rest"]), PODMAN if ran["engine"] == PODMAN else DOCKER
            engine = Engine(kind, MACHINE)
            ref = Ref(engine, "", named["name"]) if named else Unnamed(engine, "", "")
            yield Box(Listed(ref, "", "running", ways, (), "", (), ()), section.line.number, None, own)


def composed(text: Text, target: Target) -> Iterator[Box]:
    """By compose: a service of a file, and a log whose prefix is its name."""
    logs = dict(logged(text))
    over = {found["name"] for line in text.every if (found := ENDED.match(line.text))}
    for noted in text.signs(Written):
        sign = noted.sign
        name = next((one for one in logs if NUMBERED.sub("", one) == sign.container), "")
        if sign.port == target.port and name and name not in over:
            ways = tuple(Published(address, sign.port, sign.inside) for address in wanted(sign.host) if sign.port)
            box = made("", name, "", "running", ways, (), sign.container, Engine(DOCKER, MACHINE))
            yield Box(box, noted.lines[0], None)


def logged(text: Text) -> Iterator[tuple[str, int]]:
    """By the prefixes of compose: who says where it listens."""
    for noted in text.signs(Listening):
        found = PREFIX.match(text.by_number.get(noted.lines[0], ""))
        if noted.sign.by == "words" and found:
            yield found["name"], noted.lines[0]


def spoken(text: Text, noted: Noted[Listening]) -> Endpoint | None:
    """Where a server says that it listens: by an address, for localhost in words may be anything."""
    sign, line = noted.sign, text.by_number.get(noted.lines[0], "")
    if sign.by != "words" or aim.INSPECTS.search(line):
        return None
    if is_address(sign.host):
        return Endpoint(ip_address(sign.host), sign.port)
    alone = sign.host == "localhost" and text.find(UNEXPOSED.pattern)
    return Endpoint(ip_address("127.0.0.1"), sign.port) if alone else None
