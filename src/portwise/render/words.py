"""Outcomes, answers and numbers in the words of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portwise.model.net import Icmp
from portwise.model.outcome import Outcome
from portwise.model.report import Said

# What the headline begins with.
HEADLINES = {
    Outcome.CONNECTED: "It answers",
    Outcome.BOUND: "It can be bound",
    Outcome.ANSWERED: "It answers",
    Outcome.SILENT: "No answer",
    Outcome.REFUSED: "Refused",
    Outcome.TIMEOUT: "No answer",
    Outcome.RESET: "Reset",
    Outcome.UNREACHABLE: "Unreachable",
    Outcome.DENIED: "Not permitted",
    Outcome.ADDR_NOT_AVAIL: "Address not available",
    Outcome.INVALID: "Not possible",
    Outcome.EMPTY: "Closed without an answer",
    Outcome.HANG: "Connected, and then silence",
    Outcome.TRUNCATED: "The answer breaks off",
    Outcome.NOT_HTTP: "The answer is not HTTP",
    Outcome.WRONG_CONTENT: "Another protocol answers",
    Outcome.TLS_ERROR: "TLS fails",
    Outcome.NAME_FAILURE: "The name is not found",
    Outcome.BIND_EADDRINUSE: "Address in use",
    Outcome.BIND_EACCES: "Not permitted to bind",
    Outcome.BIND_EADDRNOTAVAIL: "No such address here",
    Outcome.BIND_EPERM: "Not permitted to bind",
    Outcome.HTTP_4XX: "Turned away",
    Outcome.HTTP_5XX: "The server fails",
    Outcome.INVALID_URL: "Not tried",
    Outcome.BLOCKED_BY_BROWSER: "The browser refuses",
}

# What stands in the row of one address, where the word of the vocabulary is not enough.
SHORT = {
    Outcome.BOUND: "free",
    Outcome.SILENT: "silent",
    Outcome.HTTP_4XX: "client error",  # the names of the classes, RFC 9110 section 15
    Outcome.HTTP_5XX: "server error",
    Outcome.WRONG_CONTENT: "wrong words",
    Outcome.ADDR_NOT_AVAIL: "no address",
    Outcome.BIND_EADDRINUSE: "in use",
    Outcome.BIND_EACCES: "denied",
    Outcome.BIND_EADDRNOTAVAIL: "no address",
    Outcome.BIND_EPERM: "denied",
}

# RFC 792 and the IANA registry "ICMP Parameters", type 3; RFC 4443 section 3.1, type 1.
ICMP4 = {
    0: "network unreachable",
    1: "host unreachable",
    2: "protocol unreachable",
    3: "port unreachable",
    9: "network prohibited",
    10: "host prohibited",
    13: "prohibited by an administrator",
}
ICMP6 = {
    0: "no route",
    1: "prohibited by an administrator",
    3: "address unreachable",
    4: "port unreachable",
    5: "source address refused",
    6: "rejected by a route",
}

ANSWERED_BY = {
    "kernel-no-socket": "by the kernel: no socket",
    "filter": "by a filter, with a reset",
    "listener": "a listener answered",
    "route": "by the route: no packet left",
    "nobody": "nobody answered",
    "kernel": "the kernel said no",
    "unknown": "who answered is not known",
}

# No article, no pronoun: these begin titles in capitals and stay so inside a sentence.
PROPER = {"docker", "podman", "linux", "windows", "chrome", "firefox", "safari", "edge", "kubernetes", "node", "python"}
PROPER |= {"chromium", "qdrant", "weaviate", "chroma", "milvus"}
PROPER |= {"vite", "next", "postgres", "mysql", "mongo", "redis", "kafka", "java", "ollama", "apache", "envoy", "caddy"}

# As they are typed; a sentence that begins with one keeps it so
PROGRAMS = {"nginx", "haproxy", "caddy", "apache", "envoy", "traefik", "vite", "webpack", "uvicorn", "gunicorn"}
PROGRAMS |= {"python", "node", "ruby", "php", "sshd", "systemd", "dockerd", "postgres", "mysqld", "ollama", "litellm"}

PROCESS = re.compile(r"[^(]{1,60} \(pid \d")  # its name as it is written

SAFE_IN_SHELL = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_")


def icmp(met: Icmp) -> str:
    six = met.offender.version == 6
    name = (ICMP6 if six else ICMP4).get(met.code, "") if met.type == (1 if six else 3) else ""
    kind = f"ICMP{'v6' if six else ''} {met.type}/{met.code}"
    return f"{kind} from {met.offender}" + (f": {name}" if name else "")


def told(said: Said) -> str:
    """A sentence of a cause, with the names of this machine where they are known."""
    return said.told or said.says


def inside(title: str) -> str:
    """A title in the middle of a sentence: names keep their capital, other words lose it."""
    first = title.split(" ", 1)[0]
    ordinary = first[:1].isupper() and (first[1:].islower() or first == "A") and first.lower() not in PROPER
    return title[:1].lower() + title[1:] if ordinary else title


def sentence(text: str, told: bool = True) -> str:
    """
    With a capital and a full stop; a first word that is a name, a path or a term stays as it is.

    Where nothing is *told* and somebody is to do it, no process comes first.
    """
    first = text.split(" ", 1)[0]
    ordinary = first.isalpha() and first.islower() and first not in PROGRAMS and not (told and PROCESS.match(text))
    text = text[:1].upper() + text[1:] if ordinary else text
    return text if text.endswith((".", "!", "?")) else f"{text}."


def listed(items: Iterable[str], word: str = "and") -> str:
    """One, two and three."""
    *front, last = items
    return f"{', '.join(front)} {word} {last}" if front else last


def duration(seconds: float) -> str:
    for limit, size, unit in ((120, 1, "s"), (7200, 60, "min"), (172800, 3600, "h")):
        if seconds < limit:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86400:.0f} days"


def milliseconds(elapsed: float) -> str:
    return (
        "<0.1 ms"
        if elapsed < 0.05
        else f"{elapsed:.1f} ms"
        if elapsed < 10
        else f"{elapsed:.0f} ms"
        if elapsed < 1000
        else f"{elapsed / 1000:.1f} s"
    )


LINED = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\x1b": "\\e", "\\": "\\\\", "'": "\\'"}


def quoted(word: str) -> str:
    """
    For reading in a POSIX shell; nothing of ours is ever run from it.  shlex.quote without 4 ms of imports.

    A script of several lines stays one word on one line: ``$'…'``, POSIX.1-2024, section 2.2.4.
    """
    if word and SAFE_IN_SHELL.issuperset(word):
        return word
    if any(letter < " " for letter in word):
        return "$'" + "".join(LINED.get(letter, letter) for letter in word) + "'"
    return "'" + word.replace("'", "'\"'\"'") + "'"


def date(epoch: float) -> str:
    """Day of an instant in UTC, by the algorithm "civil from days": eras of 400 years that begin in March."""
    era, day_of_era = divmod(int(epoch // 86400) + 719468, 146097)
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    return f"{year + era * 400 + (month <= 2):04d}-{month:02d}-{day:02d}"


def counted(number: int, what: str) -> str:
    """``1 claim``, ``2 claims``."""
    return f"{number} {what}{'' if number == 1 else 's'}"
