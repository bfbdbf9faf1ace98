"""Instances of one program beside one another, and which of them holds which port."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.model.reading import Lines, Listening, Running
from portwise.model.record import NamedTuple
from portwise.read.text import Text

OLD_STATES = ("background", "T", "Z", "SN", "TN")


class Instance(NamedTuple):
    pid: int
    command: str
    ports: tuple[int, ...]  # that a table, else a list, shows it to hold
    left_over: bool  # told to be older, in the background, stopped
    lines: Lines


def repeated(text: Text) -> tuple[tuple[Instance, ...], ...]:
    """Groups of processes that were started with the same words, the latest of each group last."""
    groups: dict[str, dict[int, Instance]] = {}
    for noted in text.signs(Running):
        words = same(noted.sign.command)
        if words:
            group = groups.setdefault(words, {})
            before = group.get(noted.sign.pid)
            old = noted.sign.state in OLD_STATES or bool(before and before.left_over)
            lines = tuple(dict.fromkeys((*(before.lines if before else ()), *noted.lines)))
            group[noted.sign.pid] = Instance(noted.sign.pid, words, held(text, noted.sign.pid), old, lines)
    return tuple(ordered(group.values()) for group in groups.values() if len(group) > 1)


def ordered(group: Iterable[Instance]) -> tuple[Instance, ...]:
    """Process ids rise: what is not told to be left over and has the highest is the latest."""
    return tuple(sorted(group, key=lambda one: (not one.left_over, one.pid)))


def same(command: str) -> str:
    """Without what people write behind it."""
    return re.sub(r"\s*[(\[#\u2014].*$", "", command).strip()[:80]


def held(text: Text, pid: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys(port for port, _ in holdings(text, pid)))


def holdings(text: Text, pid: int) -> Iterator[tuple[int, Lines]]:
    """By a table of sockets before a list by hand: people take the newest for the holder."""
    rows = [n for n in text.signs(Listening) if n.sign.pid == pid]
    for by in ("socket", "words"):
        yield from ((n.sign.port, n.lines) for n in rows if n.sign.by == by)


def left_over(text: Text) -> tuple[Instance, ...]:
    """Those beside which a later one of the same words runs; workers of one server are no such instances."""
    return tuple(one for group in repeated(text) if apart(group) for one in group[:-1])


def apart(group: tuple[Instance, ...]) -> bool:
    """Somebody says that they are older, or each has a port of its own."""
    return any(one.left_over for one in group) or len({port for one in group for port in one.ports}) > 1


def beside(text: Text) -> Lines:
    """The lines that show that earlier instances still run, and hold ports."""
    return tuple(dict.fromkeys(n for _, lines in (*told(text), *holders(text)) for n in lines))


def told(text: Text) -> tuple[tuple[str, Lines], ...]:
    """A sentence for each that still runs, with its lines: what it holds, and who has it not for that reason."""
    return tuple(
        (sentence(one, group[-1]), lines_of(text, one))
        for group in repeated(text)
        if apart(group)
        for one in group[:-1]
    )


def sentence(one: Instance, latest: Instance) -> str:
    ports = " and ".join(map(str, one.ports))
    who = f"{one.command} runs as {one.pid} beside the later {latest.pid}"
    taken = ", which therefore does not have it" if one.ports and not latest.ports else ""
    return f"{who}, and holds {ports}{taken}" if ports else f"{who}, without a port that is shown"


def lines_of(text: Text, one: Instance) -> Lines:
    return tuple(dict.fromkeys((*(n for _, lines in holdings(text, one.pid) for n in lines), *one.lines)))


def holders(text: Text) -> tuple[tuple[str, Lines], ...]:
    """Who else is listed with a port, and with no command, where instances are left over."""
    if not left_over(text):
        return ()
    known = {one.pid for group in repeated(text) for one in group}
    rows = [n for n in text.signs(Listening) if n.sign.by == "words" and n.sign.pid and n.sign.pid not in known]
    return tuple((f"{n.sign.program} {n.sign.pid} holds {n.sign.port}", n.lines) for n in rows)
