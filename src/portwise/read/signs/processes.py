"""Processes: ps, tasklist, systemctl, what supervisors and kernels say when one ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Ended, Noted, Running
from portwise.read.asides import NO_SERVER
from portwise.read.text import Text

PS = (
    # ps aux: USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND
    re.compile(
        r"^\W*(?P<user>[\w.+-]{1,32})\s+(?P<pid>\d{1,7})\s+[\d.]+\s+[\d.]+\s+\d+\s+\d+\s+\S+\s+(?P<state>[DIRSTtWXZUN][<NLsl+]{0,5})\s+\S+\s+[\d:.-]+\s+(?P<command>\S.{0,200})$"
    ),
    # ps -ef: UID PID PPID C STIME TTY TIME CMD
    re.compile(
        r"^\W*(?P<user>[\w.+-]{1,32})\s+(?P<pid>\d{1,7})\s+\d{1,7}\s+\d{1,3}\s+\S+\s+\S+\s+\d[\d:.-]+\s+(?P<command>\S.{0,200})$"
    ),
    # ps: PID TTY STAT TIME COMMAND
    re.compile(
        r"^\W*(?P<pid>\d{1,7})\s+(?:\?+|pts/\d+|tty\w*|"
        r"s\d{3})\s+(?:(?P<state>[DIRSTtWXZUN][<NLsl+]{0,5})\s+)?\d+:\d\d(?:[.:]\d\d)?\s+(?P<command>\S.{0,200})$"
    ),
    # ps -o pid,stat,cmd and jobs -l
    re.compile(
        r"^\W*(?P<pid>\d{2,7})\s+(?P<state>[DIRSTtWXZUN][<NLsl+]{0,5})\s+(?P<command>[a-zA-Z/.]\S*(?:\s.{0,180})?)$"
    ),
)
TASKLIST = re.compile(
    (
        r"^\W*(?P<command>[\w.+ -]{1,40}\.exe|system)\s+(?P<pid>\d{1,6})\s+(?:services|console|rdp-tcp\S*|"
        r"konsole|dienste)\s+\d"
    ),
    re.IGNORECASE,
)
UNIT = re.compile(r"^\W*active:\s*(?P<state>\w+)(?:\s*\((?P<sub>[^)]{1,60})\))?")
LOADED = re.compile(r"(?:^|[●\u00d7○*]\s*)(?P<unit>[\w@.:-]{1,60}\.(?:service|socket))\b")
GONE = {"inactive": "inactive", "failed": "failed", "activating": "restarting"}
ENDS = (
    ("oom", r"out of memory: kill(?:ed)? process (?P<pid>\d+) \((?P<who>[^)]{1,40})\)"),
    ("oom", r"memory cgroup out of memory: kill(?:ed)? process (?P<pid>\d+) \((?P<who>[^)]{1,40})\)"),
    (
        "oom",
        (
            r"oom-kill:|oomkilled\W{1,4}true|reason:\s*oomkilled|"
            r"\boomkilled\b(?!\W{1,4}(?:false|no|0)\b)|killed by the oom killer|"
            r"invoked oom-killer|failed with result '?oom-kill"
        ),
    ),
    ("exited", r"(?P<who>[\w@.-]{1,60}) exited with code (?P<status>\d{1,3})"),
    ("exited", r"main process exited, code=exited, status=(?P<status>\d{1,3})"),
    ("killed", r"main process exited, code=(?:killed|dumped), status=(?P<status>\d{1,3})/(?P<who>\w+)"),
    ("crashed", r"(?P<who>\[nodemon\]) app crashed"),
    (
        "crashed",
        (
            r"\bsegmentation fault\b|\bsegfault at\b|\bcore dumped\b|\bsig(?:segv|abrt|bus|ill)\b|"
            r"\b(?:exited on|killed by|terminated by|died (?:of|with|from|on)) (?:unix |fatal )?signal:? "
            r"(?P<status>(?!(?:1|2|15)\b)\d{1,2})"
        ),
    ),
    (
        "exited",
        (
            r"\bexited with (?:exit )?(?:code|status) (?P<status>\d{1,3})|\bexit(?:ed)? (?:code|"
            r"status)[: =]{1,3}(?P<other>[1-9]\d{0,2})\b|\belifecycle\b|process exited early"
        ),
    ),
    ("failed", r"failed to start (?P<who>[\w .@()-]{1,60})|start request repeated too quickly|entered failed state"),
    (
        "restarting",
        (
            r"scheduled restart job|restart counter is at|crashloopbackoff|too many unstable restarts|"
            r"back-?off restarting failed|exited too quickly|gave up: "
        ),
    ),
    (
        "terminated",
        (
            r"\b(?:received|got|caught|sending) (?:signal )?(?:sigterm|sigint|sighup|terminated|signal 15)\b|"
            r"\bsignal: (?:terminated|hangup|interrupt|killed)\b|^\W*\[?\d*\]?\W*(?:killed|terminated|"
            r"hangup)\s*(?:\S.{0,60})?$"
        ),
    ),
)
ENDINGS = tuple((how, re.compile(pattern)) for how, pattern in ENDS)
ENDED = re.compile(
    r"repeated too quickly|exit|kill|crash|oom|fail|restart|back-?off|signal|sig[a-z]{3,4}|segfault|"
    r"segmentation|core dumped|"
    r"terminated|hangup|elifecycle|gave up"
)


def running(text: Text) -> Iterator[Noted[Running]]:
    for line in text.lines:
        if "grep " in line.text or not any(char.isdigit() for char in line.text):
            continue
        for shape in (*PS, TASKLIST):
            if found := shape.match(line.text):
                said = found.groupdict()
                sign = Running(
                    int(said["pid"]), (said["command"] or "").strip(), said.get("state") or "", said.get("user") or ""
                )
                yield Noted(sign, (line.number,))
                break


def ended(text: Text) -> Iterator[Noted[Ended]]:
    """The first of `ENDS` that a line says; a unit's state by the name above it."""
    unit = ""
    for line in text.lines:
        folded = line.text.casefold()
        if named := LOADED.search(folded):
            unit = named["unit"]
        if (found := UNIT.search(folded)) and found["state"] in GONE:
            yield Noted(Ended(unit, GONE[found["state"]]), (line.number,))
        elif ENDED.search(folded) and not NO_SERVER.search(folded):
            yield from (Noted(end, (line.number,)) for end in ends(folded))


def ends(folded: str) -> Iterator[Ended]:
    for how, pattern in ENDINGS:
        if found := pattern.search(folded):
            said = found.groupdict()
            status = said.get("status") or said.get("other")
            if how == "exited" and status == "0":
                continue
            yield Ended((said.get("who") or "").strip(), how, int(status) if status else None)
            return


READERS = (running, ended)
