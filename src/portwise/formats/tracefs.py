"""
Lines of the kernel's trace, ``/sys/kernel/tracing/trace``: Documentation/trace/ftrace.rst and events.rst.

How an event is printed differs from kernel to kernel, and each kernel tells it in the file ``format`` of the event: the
words of ``print fmt`` and, behind them, which field each of its conversions shows.  So no order, no word and no number
of any version stands here; the kernel itself prints the names of its reasons (``__print_symbolic``).  Markers that
portwise writes before and after its attempt tell which task it is, by a number that holds in every pid namespace, and
where the attempt began and ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.model.record import NamedTuple

EVENTS = ("tcp/tcp_send_reset", "skb/kfree_skb")
BEGIN, END = "portwise begins", "portwise ends"
LINE = re.compile(r"\s*.+-(?P<task>\d+)\s+\[\d+\]\s+(?:\S+\s+)?(?P<at>\d+\.\d+): (?P<event>\w+): (?P<says>.*)")
NAME = re.compile(r"^name: (\w+)$", re.MULTILINE)
FIELD = re.compile(r"^\tfield:[^;]*?(\w+)(?:\[\w*\])?;", re.MULTILINE)
PRINT = re.compile(r'^print fmt: "(?P<words>(?:[^"\\]|\\.)*)"(?P<shown>.*)$', re.MULTILINE | re.DOTALL)
# printf(3), and what the kernel has behind %p: Documentation/core-api/printk-formats.rst
CONVERSION = re.compile(r"%(?:%|[-+ #0]*[\d*]*(?:\.[\d*]+)?(?:hh?|ll?|[zjtL])?(?:p[A-Za-z0-9]*|[a-oq-zA-Z]))")
RECORD = re.compile(r"REC->(\w+)|__get_\w+\((\w+)\)")
PORTS = ("sport", "dport")


class Format(NamedTuple):
    """One event, as this kernel has it."""

    name: str
    fields: tuple[str, ...]  # that a filter may name
    printed: re.Pattern[str]
    shown: tuple[str, ...]  # the field that each group of the pattern shows, "" for a mere expression


class Event(NamedTuple):
    """One line, with its fields as the kernel printed them."""

    task: int
    name: str
    fields: tuple[tuple[str, str], ...]
    says: str

    def get(self, name: str) -> str:
        return dict(self.fields).get(name, "")


def event_format(text: str) -> Format:
    """Raises ValueError where it is none."""
    name, told = NAME.search(text), PRINT.search(text)
    if name is None or told is None:
        raise ValueError("no format of an event")
    shown = tuple(field(argument) for argument in arguments(told["shown"]))
    return Format(name[1], tuple(FIELD.findall(text)), re.compile(pattern(told["words"]), re.DOTALL), shown)


def pattern(words: str) -> str:
    """What is printed, with a group for each conversion."""
    built, place = "", 0
    for found in CONVERSION.finditer(words):
        built += re.escape(words[place : found.start()]) + ("%" if found[0] == "%%" else "(.*?)")
        place = found.end()
    return built + re.escape(words[place:])


def arguments(text: str) -> Iterator[str]:
    """What stands between the commas that are in no bracket and in no string."""
    depth, quoted, begun = 0, False, 0
    for n, sign in enumerate(text):
        if sign == '"' and text[n - 1 : n] != "\\":
            quoted = not quoted
        if not quoted:
            depth += (sign in "({[") - (sign in ")}]")
            if sign == "," and not depth:
                if begun:
                    yield text[begun:n]
                begun = n + 1
    if begun:
        yield text[begun:]


def field(argument: str) -> str:
    """The one that an argument shows: ``REC->reason``, also inside of __print_symbolic(...)."""
    found = RECORD.search(argument)
    return (found[1] or found[2]) if found else ""


def chosen(event: Format, port: int) -> str:
    """A filter of the kernel for what can be about our port, events.rst, "Event filtering"; "" where it has none."""
    if set(PORTS) <= set(event.fields):
        return " || ".join(f"{name} == {port}" for name in PORTS)
    return "protocol == 0x0800 || protocol == 0x86dd" if "protocol" in event.fields else ""


def events(trace: str, formats: Iterable[Format]) -> Iterator[Event]:
    """Lines that are none (the head, lost events) are passed over."""
    known = {event.name: event for event in formats}
    for line in trace.splitlines():
        if found := LINE.fullmatch(line):
            yield Event(
                int(found["task"]), found["event"], fields(known.get(found["event"]), found["says"]), found["says"]
            )


def fields(event: Format | None, says: str) -> tuple[tuple[str, str], ...]:
    found = event.printed.fullmatch(says) if event else None
    return tuple(zip(event.shown, found.groups(), strict=False)) if event and found else ()


def between(trace: str, formats: Iterable[Format]) -> tuple[int, tuple[Event, ...]]:
    """Our task, and what came between the markers.  Raises ValueError where they are not there."""
    told = tuple(events(trace, formats))
    marks = [n for n, event in enumerate(told) if event.says in (BEGIN, END)]
    if len(marks) != 2:
        raise ValueError("the trace lost the markers of the attempt")
    return told[marks[0]].task, told[marks[0] + 1 : marks[1]]
