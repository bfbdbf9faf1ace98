"""
Lines of the kernel's trace, ``/sys/kernel/tracing/trace``: Documentation/trace/ftrace.rst.

The kernel prints the names of its reasons itself (the ``print fmt`` of each event), so that no number of any version
of it stands here.  Markers that portwise writes before and after its attempt tell which task it is, by a number that
holds in every pid namespace, and where the attempt began and ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

EVENTS = ("tcp/tcp_send_reset", "skb/kfree_skb")
BEGIN, END = "portwise begins", "portwise ends"
LINE = re.compile(r"\s*.+-(?P<task>\d+)\s+\[\d+\]\s+(?:\S+\s+)?(?P<at>\d+\.\d+): (?P<event>\w+): (?P<says>.*)")
FIELD = re.compile(r"(?P<name>\w+)[=:] ?(?P<value>\S+)")


class Event(NamedTuple):
    """One line, with its fields as the kernel printed them."""

    task: int
    name: str
    fields: tuple[tuple[str, str], ...]
    says: str

    def get(self, name: str) -> str:
        return dict(self.fields).get(name, "")


def events(trace: str) -> Iterator[Event]:
    """Lines that are none (the head, lost events) are passed over."""
    for line in trace.splitlines():
        if found := LINE.fullmatch(line):
            fields = tuple((m["name"], m["value"]) for m in FIELD.finditer(found["says"]))
            yield Event(int(found["task"]), found["event"], fields, found["says"])


def between(trace: str) -> tuple[int, tuple[Event, ...]]:
    """Our task, and what came between the markers.  Raises ValueError where they are not there."""
    told = tuple(events(trace))
    marks = [n for n, event in enumerate(told) if event.says in (BEGIN, END)]
    if len(marks) != 2:
        raise ValueError("the trace lost the markers of the attempt")
    return told[marks[0]].task, told[marks[0] + 1 : marks[1]]
