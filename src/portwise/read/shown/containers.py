"""
Containers, by what their engines printed of them, and who listens inside, by a table or by the server's own words.

A row tells name, state and ports; how the container is joined to networks it does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.formats.engine import wanted
from portwise.model.boxed import Stopped, Told, Uncoded, Unlisted, Unnamed
from portwise.model.container import AT_WORK, Container, Engine, Published, Ref
from portwise.model.evidence import Answer, Known
from portwise.model.facts import CONTAINERS, ENGINES, HERE, INSIDE, INSPECTED, WORDS
from portwise.model.reading import Listening, Noted, source
from portwise.model.reading import Published as Written
from portwise.model.target import Endpoint, Target
from portwise.read import within
from portwise.read.boxes import CALLED, ENGINE, NUMBERED, PREFIX, Box, Shown, begun, listed, made, spoken
from portwise.read.sections import Section, of, sections
from portwise.read.text import Text
from portwise.read.within import entered

LOGS = re.compile(rf"{ENGINE}(?:-compose| compose)? (?:container )?logs(?P<rest> .*)")
NAME = re.compile(r"(?<= )(?!-)(?:\d+[smh]? )?(?P<name>[a-z0-9][\w.-]*)(?= |$)")
SHOWN_WORDS = 20  # last lines of a log


def containers(text: Text, target: Target) -> Iterator[Answer]:
    shown = listed(text) or begun(text, target)
    if shown is None:
        return
    line = shown.boxes[0].line
    engine = shown.boxes[0].container.ref.engine
    yield Answer(ENGINES.of(HERE), Known((engine,)), source(line))
    yield Answer(
        CONTAINERS.of(HERE), Known((*(box.container for box in shown.boxes), *rest(shown, engine))), source(line)
    )
    for box in shown.boxes:
        yield from inspected(text, box)
    yield from inside(text, shown.boxes)
    yield from words(text, shown.boxes)


def rest(shown: Shown, engine: Engine) -> Iterator[Container]:
    """What the tables leave out."""
    if not shown.stopped:
        yield Stopped(*made("", "(those that do not run)", "", "exited", (), (), "", engine))
    if not shown.running:
        yield Unlisted(*made("", "(others)", "", "running", (), (), "", engine))


def inspected(text: Text, box: Box) -> Iterator[Answer]:
    """What it was to publish stands in the command that made it, or in its compose file; how it ended in its row."""
    row = box.row
    if box.told:
        yield Answer(INSPECTED.of(box.container.ref), Known(box.told), source(box.line))
    if row is None:
        return
    ways = row.published or tuple(meant(text, box.container))
    if not ways and row.state not in AT_WORK:
        return  # what it would publish decides, and is not told
    kind = Told if row.exit_code is not None or row.state in AT_WORK else Uncoded
    said = kind(0, row.exit_code or 0, False, "", row.health, "", 0, ways, row.exposed)
    yield Answer(INSPECTED.of(box.container.ref), Known(said), source(box.line))


def meant(text: Text, box: Container) -> Iterator[Published]:
    for noted in text.signs(Written):
        sign = noted.sign
        if sign.port is not None and ((sign.container and is_called(sign.container, box)) or runs(text, noted, box)):
            yield from (Published(address, sign.port, sign.inside) for address in wanted(sign.host))


def runs(text: Text, noted: Noted[Written], box: Container) -> bool:
    """``docker run --name web -p 8080:80 …``: by its name, else by its image."""
    if noted.sign.container != "run":
        return False
    whole = " ".join(text.by_number.get(n, "") for n in noted.lines)
    named = CALLED.search(whole)
    return named["name"] == box.ref.name if named else bool(box.image) and f" {box.image}" in whole


def is_called(name: str, box: Container) -> bool:
    """By its name, by that of its service, by the beginning of its id; compose writes ``shop-web-1`` and ``web-1``."""
    plain = NUMBERED.sub("", name)
    ends = (f"-{name}", f"_{name}", f"-{plain}-1", f"_{plain}_1")
    named = name in (box.ref.name, box.service) or plain == box.service or box.ref.name.endswith(ends)
    return named or (len(name) > 3 and bool(box.ref.id) and box.ref.id.startswith(name))


def inside(text: Text, boxes: tuple[Box, ...]) -> Iterator[Answer]:
    """A table from inside before words, for it has them all."""
    for box in boxes:
        own = [one for one in entered(text) if only(boxes, one.name) == (box,)]
        if found := within.shown(text, own):
            yield Answer(INSIDE.of(box.container.ref), Known(found[0]), source(found[1]))
    said: dict[Ref, dict[Endpoint, int]] = {}
    for noted in text.signs(Listening):
        spot = spoken(text, noted)
        mine = tuple(box for box in boxes if noted.lines[0] in box.wrote)
        for box in mine or only(boxes, speaker(text, noted.lines[0])) if spot else ():
            said.setdefault(box.container.ref, {})[spot] = noted.lines[0]  # type: ignore[index]
    for ref, places in said.items():
        yield Answer(INSIDE.of(ref), Known(tuple(places)), source(next(iter(places.values()))))


def speaker(text: Text, number: int) -> str:
    """Whose log a line is of; "" where it is of none."""
    if found := PREFIX.match(text.by_number.get(number, "")):
        return found["name"]
    return next((name for section, name in logs(text) if any(line.number == number for line in section.printed)), "")


def logs(text: Text) -> Iterator[tuple[Section, str]]:
    for section, begins in of(sections(text), LOGS):
        if named := NAME.search(re.sub(r" (?:-n|--tail|--since|--until)[ =]\S+", "", begins["rest"])):
            yield section, named["name"]


def words(text: Text, boxes: tuple[Box, ...]) -> Iterator[Answer]:
    """The last lines of ``docker logs``."""
    for section, name in logs(text):
        last = tuple(line.text.strip() for line in section.printed[-SHOWN_WORDS:])
        for box in only(boxes, name) if last else ():
            yield Answer(WORDS.of(box.container.ref), Known(last), source(section.printed[-1].number))


def only(boxes: Iterable[Box], name: str) -> tuple[Box, ...]:
    """The one of that name; none where several could be meant."""
    named = (box for box in boxes if name and not isinstance(box.container.ref, Unnamed))
    found = tuple(box for box in named if is_called(name, box.container))
    return found if len(found) == 1 else ()


ANSWERS = (containers,)
