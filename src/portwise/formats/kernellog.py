"""
Lines of the kernel's log that tell the end of a process: killed for want of memory, or by a fault of its own.

``dmesg --raw`` writes ``<4>[ 12.345678] text``, ``journalctl -k -o short-monotonic`` writes ``[ 12.345678] host
kernel: text``; the number counts seconds since the boot.  The texts are those of mm/oom_kill.c (__oom_kill_process(),
dump_oom_summary()) and arch/x86/mm/fault.c (show_signal_msg()).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.service import End, Kill

LONGEST = 4096  # characters of a line that are looked at; the kernel's are shorter, kernel/printk/internal.h
TIME = r"^(?:<\d+>)?\[\s*(?P<at>\d+\.\d+)\].*?"
KILLED = re.compile(
    TIME + r"(?P<group>Memory cgroup o|O)ut of memory: Killed process (?P<pid>\d+) \((?P<name>.*?)\)(?: |,|$)"
)
SUMMARY = re.compile(r"oom-kill:.*oom_memcg=(?P<group>[^,]*),.*,pid=(?P<pid>\d+)")
FAULT = re.compile(TIME + r"(?P<name>[^ :]+)\[(?P<pid>\d+)\](?:: segfault at|: general protection| general protection)")
# Each with a word that it needs, see auditlog
TELLING = (("Killed process", KILLED), ("oom-kill:", SUMMARY), ("segfault at", FAULT), ("general protection", FAULT))


def telling(line: str) -> bool:
    """Whether it is one of those: what else the kernel says is nobody's business here."""
    line = line[:LONGEST]
    return any(word in line and pattern.search(line) for word, pattern in TELLING)


def kills(text: str, now: float) -> Iterator[Kill]:
    """In their order; *now* in seconds since the boot."""
    groups = dict[str, str]()  # a summary comes before the line of the kill
    for line in (each[:LONGEST] for each in text.splitlines()):
        if summary := SUMMARY.search(line):
            groups[summary["pid"]] = summary["group"]
        elif killed := KILLED.search(line):
            how = End.MACHINE_MEMORY if killed["group"] == "O" else End.GROUP_MEMORY
            group = groups.get(killed["pid"], "") if how is End.GROUP_MEMORY else ""
            yield Kill(int(killed["pid"]), killed["name"], how, group, ago(killed["at"], now))
        elif fault := FAULT.search(line):
            yield Kill(int(fault["pid"]), fault["name"], End.FAULT, "", ago(fault["at"], now))


def ago(at: str, now: float) -> float:
    return round(max(now - float(at), 0.0), 1)
