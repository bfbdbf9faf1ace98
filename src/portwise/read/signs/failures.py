"""What clients met and servers could not bind: the words of every client, on the line where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Failure, Line, Noted
from portwise.read.places import Place, places
from portwise.read.text import Text
from portwise.words import lookup
from portwise.words.wording import Wording

TROUBLE = re.compile(
    r"err_|econn|eaddr|eacces|eperm|enotfound|eai_|etimedout|ehost|enet|refus|timed? ?out|timeout|reset|unreachable|"
    r"no route|denied|not permitted|in use|cannot assign|can't assign|failed|error|unable|unavailable|bad gateway|"
    r"not known|resolve|certificate|ssl|tls|handshake|hang ?up|empty reply|closed|exception|curl: \(|"
    r"forbidden|10013|10048|10061|10060|10049|code: 4|code: 5|status 5|http [45]|50[0234]|403|connect"
)
SAYS = (  # what only one kind of client writes
    ("chrome", r"\b(?:chrome|chromium|edge|brave|err_[a-z_]+|net::)"),
    ("firefox", r"\b(?:firefox|ns_error_|mozilla_|sec_error|ssl_error_)"),
    ("safari", r"\b(?:safari|nsurlerror)"),
    ("curl", r"\bcurl\b"),
    ("wget", r"\bwget\b"),
    ("java", r"\b(?:java\.|javax\.|jvm\b)"),
    ("dotnet", r"\b(?:system\.net|socketexception \(|httprequestexception)"),
    ("python", r"\b(?:python|requests\.|urllib3?|httpx|aiohttp|errno \d|traceback|connectionrefusederror)"),
    ("go", r"\b(?:dial (?:tcp|udp)|lookup [\w.-]+ on)"),
    ("node", r"\b(?:node:|errno: -|axios|undici|syscall|fetch failed|econn|enotfound|eai_again)"),
)
WHO = tuple((name, re.compile(pattern)) for name, pattern in SAYS)


def failures(text: Text) -> Iterator[Noted[Failure]]:
    for n, line in enumerate(text.lines):
        if not TROUBLE.search(line.text.casefold()):
            continue
        rows, spelled = events(line.text)
        if rows:
            place = beside(text.lines, n)
            outcomes = tuple(dict.fromkeys(row.outcome for row in rows))
            causes = rows[0].causes if len({row.causes for row in rows}) == 1 else ()
            yield Noted(Failure(spelled, outcomes, client(line.text), *place, causes), (line.number,))


def events(line: str) -> tuple[tuple[Wording, ...], str]:
    """What the words of a line agree on, and the longest of them."""
    hits = lookup.scan(line)
    if not hits:
        return (), ""
    return lookup.within(hits[0].rows, line), hits[0].spelled


def client(line: str) -> str:
    folded = line.casefold()
    return next((name for name, pattern in WHO if pattern.search(folded)), "")


def beside(lines: tuple[Line, ...], n: int) -> Place:
    """Where it was: in the same line, else in the next (Node.js prints address and port below), else before."""
    for near in (n, n + 1, n + 2, n - 1):
        if 0 <= near < len(lines) and abs(lines[near].number - lines[n].number) <= 2:
            found = [*places(lines[near].text)]
            if found:
                return next((place for place in found if place.port), found[0])
    return Place("", None)


READERS = (failures,)
