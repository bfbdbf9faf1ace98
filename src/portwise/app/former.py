"""Who had a port before, as far as portwise itself has ended them: its own journal tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portwise.host import journal
from portwise.host.api import Host
from portwise.model.process import Process
from portwise.model.who import Former

MOST = 3  # the last ones
ENDS = ("SIGTERM", "SIGKILL")
Line = Mapping[str, Any]


def former(host: Host, port: int, present: Iterable[Process]) -> tuple[Former, ...]:
    """The last first.  Who was asked and has the port still is none of them."""
    try:
        rows = journal.recent()
    except OSError:  # another user's: nobody is known from it
        return ()
    still = {(process.pid, process.started) for process in present}
    found = [one for one in ended(rows, port, host.clock()) if (one.process.pid, one.process.started) not in still]
    return tuple({one.process: one for one in reversed(found)}.values())[:MOST]


def ended(rows: Iterable[Line], port: int, now: float) -> Iterator[Former]:
    """By pairs of lines: who was to be asked, and who was signalled; a line that is not whole tells nothing."""
    asked: dict[tuple[int, int], str] = {}
    for row in rows:
        if row.get("port") != port or row.get("verb") not in ("stop", "stopped"):
            continue
        try:
            if row["verb"] == "stop":
                asked = {(int(one["pid"]), int(one["started"])): str(one["name"]) for one in row["asks"]}
                continue
            ago = max(now - float(row["at"]), 0.0)
            told = [(int(pid), int(began)) for pid, began, signal in row["signals"] if signal in ENDS]
        except (KeyError, TypeError, ValueError):
            continue
        yield from (Former(Process(*key, asked[key]), ago) for key in told if key in asked)
