"""
A debugger that holds a server is ended, and the server goes on: `kill PID`, ptrace(2).

Only of who traces it at that moment, by the kernel's own word (TracerPid, proc_pid_status(5)), and did not start it: a
program that a debugger has started ends with it.
"""

from __future__ import annotations

import errno
import re

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import CONDITION
from portwise.model.repair import Deed, Grade, Look
from portwise.model.target import Intent

TRACER = re.compile(r"^TracerPid:\s*(\d+)$", re.MULTILINE)
NOBODY = "0"
WHY = "a debugger that has ended cannot be brought back, nor what it knew; it can be attached again"
TO_END = 5.0  # seconds; gdb lets go of everything first


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    if len(argv) != 2 or argv[0] != "kill" or not argv[1].isdigit() or seen.target.intent is Intent.BIND:
        return None
    told = ((one.question.key, one.said) for one in seen if one.question.fact is CONDITION)
    rows = ((who, said.value.tracer) for who, said in told if isinstance(said, Known))
    held = next((who for who, tracer in rows if tracer == int(argv[1]) != 0), None)
    if held is None:
        return None
    return Deed("detaching", argv, Look("file", (f"/proc/{held.pid}/status",)), Grade.NONE, WHY)


def state(_: Deed, seen: str) -> str:
    """Who traces it; nobody where it has ended."""
    found = TRACER.search(seen)
    return found[1] if found else NOBODY


def wanted(deed: Deed, before: str, _: str) -> str:
    """Raises OSError where it is another one by now."""
    if before not in (deed.argv[1], NOBODY):
        raise OSError(errno.ESRCH, "another debugger holds it by now")
    return NOBODY


def back(_: Deed, __: str, ___: str) -> Argv:
    return ()


KIND = Kind("detaching", reads, state, wanted, back, takes=TO_END)
