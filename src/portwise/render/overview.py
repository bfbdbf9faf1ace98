"""One screen of what runs here, what should, and what looks wrong."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.overview import Exposure, Overview, Service, Wish
from portwise.render import words
from portwise.render.json import plain
from portwise.render.layout import BOLD, DIM, GREEN, RED, YELLOW, Look, cells, hanging, pad, paragraph

EXPOSED = {Exposure.LOOPBACK: DIM, Exposure.NETWORK: YELLOW, Exposure.EVERYWHERE: YELLOW}
LONGEST_NAME = 24  # characters
GAP = 2  # blanks between two columns


def render(seen: Overview, look: Look) -> str:
    return "\n".join(lines(seen, look)) + "\n"


def document(seen: Overview) -> object:
    """The same as values of JSON."""
    return plain(seen)


def lines(seen: Overview, look: Look) -> Iterator[str]:
    yield from services(seen, look)
    if seen.wishes:
        yield ""
        yield from declared(seen, look)
    odd = [f"port {s.port}, {s.program or 'no name'}: {sentence}" for s in seen.services for sentence in s.odd]
    if odd or seen.odd:
        yield ""
        yield look.paint("Looks wrong", BOLD)
        for sentence in (*odd, *seen.odd):
            yield from hanging(look, "  ", words.sentence(home(sentence, seen)))
    if seen.hidden:
        yield ""
        yield from hanging(look, "Not seen  ", words.sentence(f"some owners: {seen.hidden} (to know: sudo portwise)"))
    if seen.unread:
        yield ""
        yield from hanging(look, "Not read  ", words.sentence(home(seen.unread, seen)))
    yield ""
    for n, command in enumerate(seen.next):
        yield f"{'' if n else 'Next'}".ljust(6) + look.paint(" ".join(command), BOLD)


def services(seen: Overview, look: Look) -> Iterator[str]:
    if not seen.services:
        yield "Nothing listens on this machine."
        return
    yield look.paint("Listening here", BOLD)
    rows = [cut(look, service, seen) for service in seen.services]
    widths = [max(cells(row[n]) for row in rows) for n in range(len(rows[0]))]
    for service, row in zip(seen.services, rows, strict=True):
        yield from laid(look, service, row, widths)


def cut(look: Look, service: Service, seen: Overview) -> tuple[str, ...]:
    """Port, program, age, exposure, project: in the order in which a narrow terminal gives them up."""
    port = f"{service.port}{'/udp' if service.transport == 'udp' else ''}"
    who = short(service.program) or f"(uid {service.uid})"
    age = words.duration(service.age) if service.age is not None else ""
    where = home(service.folder, seen) if service.folder not in ("", "/") else ""
    project = f"{service.project}  {where}" if service.project and where else where
    return tuple(look.clean(cell) for cell in (port, who, age, service.exposure.value, project))


def laid(look: Look, service: Service, row: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    port, who, age, exposure, project = row
    pid = f"pid {service.owner.pid}" if service.owner else ""
    mark = look.paint("!", RED) if service.odd else " "
    head = f"{mark} {port.rjust(widths[0])}  {pad(who, widths[1])}  {age.rjust(widths[2])}  "
    room = look.columns - widths[0] - widths[1] - widths[2] - widths[3] - 2 - 4 * GAP
    yield head + look.paint(pad(exposure, widths[3]), EXPOSED[service.exposure]) + beside(project, pid, room, look)
    if project and cells(project) > room:
        yield from paragraph(look, project, widths[0] + 4, DIM)


def beside(project: str, pid: str, room: int, look: Look) -> str:
    """What still fits into the line; the pid is the last thing that anybody needs."""
    shown = project if cells(project) <= room else ""
    both = f"{shown}  {pid}" if shown else pid
    shown = both if cells(both) <= room else shown
    return f"  {look.paint(shown, DIM)}" if shown else ""


def declared(seen: Overview, look: Look) -> Iterator[str]:
    name = f"{seen.project} declares" if seen.project else "This folder declares"
    yield look.paint(look.clean(name), BOLD)
    width = max(len(str(wish.declared.port)) for wish in seen.wishes)
    for wish in seen.wishes:
        mark, says, colour = state(wish)
        where = f"{wish.declared.file}:{wish.declared.line}" if wish.declared.line else wish.declared.file
        label = f"{look.clean(mark)} {str(wish.declared.port).rjust(width)}  "
        yield from hanging(look, label, f"{says}  ({wish.declared.what}, {home(where, seen)})", colour)


def state(wish: Wish) -> tuple[str, str, str]:
    if wish.service is None:
        return "·", "nobody listens", DIM
    who = short(wish.service.program) or "somebody"
    if wish.ours is None:
        return "?", f"{who} listens; whose it is cannot be seen", YELLOW
    return ("✓", f"{who} listens", GREEN) if wish.ours else ("✗", f"{who} of another folder has it", RED)


def short(name: str) -> str:
    """A name, and not the whole command line of a one-liner."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip()}…"


def home(text: str, seen: Overview) -> str:
    """Paths as people write them."""
    return text.replace(seen.home, "~") if len(seen.home) > 1 else text
