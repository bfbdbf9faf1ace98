"""
What launchctl(1) prints of the jobs that launchd keeps: ``launchctl list`` and ``launchctl print gui/501/LABEL``.

``list`` is a table of pid, last status and label, divided by tabs; a status below 0 is the signal that ended the job.
``print`` is meant for people and may change, as its manual says; so far its fields have had the same names since macOS
10.10: ``state = running``, ``pid = 42``, ``runs = 3``, ``last exit code = 78: EX_CONFIG`` or ``(never exited)``,
``last terminating signal = Killed: 9``.  What stands in braces is a part of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from portwise.formats.commandline import port_of, wanted_port
from portwise.model.record import NamedTuple
from portwise.model.service import Unit

ROW = re.compile(r"(?P<pid>-|\d+)\t(?P<status>-?\d+)\t(?P<label>\S.*)")
OPENED = re.compile(r"(?P<name>.*?) = \{")
PAIR = re.compile(r"(?P<key>[a-z][a-z ]*?) = (?P<value>.*)")
SPOKEN = re.compile(r"(?P<key>[A-Z_][A-Z0-9_]*) => (?P<value>.*)")
SIGNAL = re.compile(r".*: (?P<number>\d+)")
STATES = {
    "running": ("active", "running"),
    "spawn scheduled": ("activating", "auto-restart"),
    "spawning": ("activating", "start"),
    "waiting": ("inactive", "dead"),
    "not running": ("inactive", "dead"),
    "exited": ("inactive", "dead"),
}
KEEPER = "launchd"
# what Homebrew keeps, by the port that it has unless told otherwise
USUAL: dict[int, tuple[str, ...]] = {
    80: ("httpd", "nginx", "caddy", "org.apache.httpd"),
    443: ("httpd", "nginx", "caddy"),
    3000: ("grafana",),
    3306: ("mysql", "mariadb"),
    5432: ("postgresql",),
    5672: ("rabbitmq",),
    6379: ("redis", "valkey"),
    8080: ("nginx", "httpd", "jenkins"),
    9090: ("prometheus",),
    9200: ("elasticsearch", "opensearch"),
    11211: ("memcached",),
    11434: ("ollama",),
    27017: ("mongodb",),
}


class Job(NamedTuple):
    """A row of ``launchctl list``."""

    label: str
    pid: int  # 0 where it does not run
    status: int  # of its last exit; below 0 the signal that ended it


def jobs(text: str) -> tuple[Job, ...]:
    """Raises ValueError where it is no such table."""
    if not text.startswith("PID\tStatus\tLabel"):
        raise ValueError("launchctl printed no list of jobs")
    found = (ROW.fullmatch(line) for line in text.splitlines())
    rows = (row for row in found if row)
    return tuple(Job(row["label"], int(row["pid"]) if row["pid"] != "-" else 0, int(row["status"])) for row in rows)


def serves(label: str, port: int) -> bool:
    """Whether a label is that of a server that has this port unless told otherwise: ``homebrew.mxcl.postgresql@16``."""
    name = label.removeprefix("homebrew.mxcl.").partition("@")[0]
    return name in USUAL.get(port, ())


def names_port(text: str, port: int) -> bool:
    """Whether a property list (XML) names the port, as a word of a command, a variable or a service name."""
    return re.search(rf">[^<]*(?<!\d){port}(?!\d)[^<]*<", text) is not None


def unit(text: str) -> Unit:
    """``launchctl print``.  Raises ValueError where it speaks of no job."""
    lines = text.splitlines()
    head = next((found for line in lines if (found := OPENED.fullmatch(line.strip()))), None)
    told, parts = fields(lines)
    if head is None or "state" not in told:
        raise ValueError("launchctl printed no job")
    active, sub = STATES.get(told["state"], ("inactive", told["state"]))
    signal = SIGNAL.fullmatch(told.get("last terminating signal", ""))
    code = re.match(r"\d{1,5}", told.get("last exit code", ""))
    status = int(signal["number"][:5]) if signal else int(code[0]) if code else 0
    failed = active == "inactive" and status != 0
    runs = told.get("runs", "")
    return Unit(
        name=head["name"].rpartition("/")[2],
        active="failed" if failed else active,
        sub="failed" if failed else sub,
        result="signal" if signal else "exit-code" if status else "success",
        status=status,
        killed=signal is not None,
        restarts=max(int(runs) - 1, 0) if runs.isdecimal() and len(runs) < 9 else 0,
        ports=ports(parts),
        triggers=(),
        keeper=KEEPER,
    )


def bared(text: str, hide: Callable[[tuple[str, ...]], tuple[str, ...]]) -> str:
    """Without variables but PORT, and the words of the command as *hide* leaves them."""
    kept: list[str] = []
    words: list[str] | None = None
    for line in text.splitlines():
        if words is not None and line.strip() == "}":
            kept += [f"\t\t{word}" for word in hide(tuple(words))]
            words = None
        if words is not None:
            words.append(line.strip())
            continue
        spoken = SPOKEN.match(line.strip())
        if spoken is None or spoken["key"] == "PORT":
            kept.append(line)
        words = [] if line.strip() == "arguments = {" else None
    return "\n".join(kept)


def ports(parts: dict[str, list[str]]) -> tuple[int, ...]:
    """Of its command and its variable PORT."""
    lines = map(SPOKEN.match, parts.get("environment", []))
    spoken = {found["key"]: found["value"] for found in lines if found}
    named = (wanted_port(tuple(parts.get("arguments", []))), port_of(spoken.get("PORT", "")))
    return tuple(dict.fromkeys(port for port in named if port))


def fields(lines: list[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Of the job itself, and the lines of its parts; what is deeper is of nobody here."""
    told: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    inside: list[str] = []
    for line in map(str.strip, lines):
        if found := OPENED.fullmatch(line):
            inside.append(found["name"])
        elif line == "}":
            inside = inside[:-1]
        elif len(inside) == 2:
            parts.setdefault(inside[1], []).append(line)
        elif len(inside) == 1 and (pair := PAIR.fullmatch(line)):
            told.setdefault(pair["key"], pair["value"])
    return told, parts
