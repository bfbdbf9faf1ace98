"""
Where a program says that bind(2) failed: which address it tried, and which error it got.

Sources: Node (``listen EADDRINUSE: address already in use :::3000``), Python (``[Errno 98]``, asyncio names the
address), Go (``listen tcp :8080: bind: permission denied``), nginx, Java, Ruby, Rust and vite as they word it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.formats.commandline import port_of
from portwise.model.service import cut
from portwise.model.start import Refusal

LONGEST = 160  # letters
BINDS = r"listen|bind|listening|attempting to bind|binding|address|port"
# asm-generic/errno.h; "permission denied" is about a file more often than about a port, and Python then names the file
ERRNO = (
    (
        "EADDRINUSE",
        re.compile(
            r"EADDRINUSE|AddrInUse|address (?:\S+:\d+ )?(?:is )?already in use|Connection in use: \("
            r"|\[Errno 98\]|\(98: |os error 98|port \d+ (?:is|was) (?:already )?(?:in use|taken|allocated)",
            re.IGNORECASE,
        ),
    ),
    (
        "EACCES",
        re.compile(
            r"listen EACCES|^PermissionError: \[Errno 13\] Permission denied$"
            rf"|(?=.*\b(?:{BINDS})\b)(?:.*(?:permission denied|EACCES|\[Errno 13\]|\(13: |os error 13))",
            re.IGNORECASE,
        ),
    ),
    (
        "EADDRNOTAVAIL",
        re.compile(r"EADDRNOTAVAIL|cannot assign requested address|\[Errno 99\]|\(99: |os error 99", re.IGNORECASE),
    ),
)
CONNECTS = re.compile(r"\bconnect(?:ion|ing)?\b", re.IGNORECASE)  # the same errors of connect(2) are another matter
GUNICORN = "Connection in use"  # its word for EADDRINUSE
PLACES = (
    re.compile(r"\[(?P<address>[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)\]:(?P<port>\d{2,5})\b"),
    re.compile(r"(?<![\w.:])(?P<address>\d{1,3}(?:\.\d{1,3}){3}):(?P<port>\d{1,5})\b"),
    re.compile(r"\(['\"](?P<address>[0-9a-fA-F.:]*)['\"], (?P<port>\d{1,5})"),  # asyncio: a place as Python shows it
    # Node writes :::3000
    re.compile(r"(?<![\w.:])(?P<address>::1?|[0-9a-fA-F:]*::[0-9a-fA-F:]*?):(?P<port>\d{1,5})(?![\w:])"),
    re.compile(r"(?<![\w.:])(?P<address>localhost|\*)?:(?P<port>\d{1,5})\b"),
    re.compile(r"\bport[ =:]+(?P<address>)(?P<port>\d{1,5})\b", re.IGNORECASE),
)
EVERY = ("*", "")
FRAME = re.compile(r'\s*File "[^"]+", line \d+')  # the line of source stands below it, library traceback
LITERALS = (
    re.compile(r"\(\s*['\"](?P<address>[0-9a-fA-F.:]*|localhost)['\"],\s*(?P<port>\d{1,5})\s*[,)]"),
    re.compile(r"\bhost\s*=\s*['\"](?P<address>[0-9a-fA-F.:]*|localhost)['\"].*\bport\s*=\s*(?P<port>\d{1,5})\b"),
    re.compile(r"\bport\s*=\s*(?P<port>\d{1,5})\b"),
    re.compile(r"\.listen\(\s*(?P<port>\d{1,5})\b"),
)


def refusals(texts: Iterable[str]) -> Iterator[Refusal]:
    for text in texts:
        errno = next((name for name, words in ERRNO if words.search(text)), None)
        if errno and not CONNECTS.search(text.replace(GUNICORN, "")):
            address, port = place(text)
            yield Refusal(errno, address, port, cut(text.strip(), LONGEST))


def quoted(texts: Iterable[str]) -> tuple[str, int]:
    """The address and port that a line of source in a traceback of Python has as literals; the last that does."""
    found = ("", 0)
    before = ""
    for text in texts:
        if FRAME.match(before) and (match := next((m for p in LITERALS if (m := p.search(text))), None)):
            port = port_of(match["port"]) or 0
            found = (match.groupdict().get("address") or "", port) if port else found
        before = text
    return found


def place(text: str) -> tuple[str, int]:
    """The address and port that a line names; "" and 0 where it names none."""
    found = next((match for pattern in PLACES if (match := pattern.search(text)) and port_of(match["port"])), None)
    if found is None:
        return "", 0
    address = found["address"] or ""
    return "" if address in EVERY else address, port_of(found["port"]) or 0
