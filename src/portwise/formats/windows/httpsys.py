"""
What HTTP.sys, the HTTP server in the kernel of Windows, answers for: ``netsh http show servicestate``, ``show urlacl``.

Addresses are URL prefixes: ``http://+:80/reports/``, ``https://*:443/``, ``http://localhost:5000/``; "+" is every name,
and "*" every one that nobody else has.  In the view of request queues the processes of a queue stand before its
addresses.  The words around them are in the language of the machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.formats.windows.printed import lines
from portwise.model.target import HIGHEST_PORT
from portwise.model.windows import Prefix

URL = re.compile(
    r"<?(https?://(?:\[[0-9a-f:.]{2,45}\]|[\w.+*-]{1,253}):([0-9]{1,5})(?:/[^\s<>]{0,500})?)>?", re.IGNORECASE
)
PID = re.compile(r"[ \t]*([0-9]{1,10})[ \t]*")
# A block of a reservation: "Reserved URL : http://+:80/x/", and behind it whose it is
OWNER = re.compile(r"[^\r\n:]{1,60}:[ \t]*((?:[^\s\\:][^\r\n\\:]{0,80})?\\[^\r\n]{1,80}?)[ \t]*")
HEADED = re.compile(r"[^\s:][^\r\n:]{0,60}:[ \t]*")


def registered(text: str) -> tuple[Prefix, ...]:
    """Addresses that programs have registered, with the processes of their queue where the view tells them."""
    found: dict[Prefix, None] = {}
    pids: list[int] = []
    listing = False
    for line in lines(text):
        if number := PID.fullmatch(line):
            pids = [*(pids if listing else ()), int(number[1])]
            listing = True
            continue
        listing = False
        if HEADED.match(line):  # not indented: another queue or session begins
            pids = []
        found |= dict.fromkeys(Prefix(url, port, tuple(pids), True) for url, port in urls(line))
    return tuple(found)


def reserved(text: str) -> tuple[Prefix, ...]:
    """Addresses that are kept for a user, whether or not somebody has registered them."""
    return tuple(_reserved(text))


def _reserved(text: str) -> Iterator[Prefix]:
    waiting: list[tuple[str, int]] = []
    for line in lines(text):
        found = list(urls(line))
        if found:
            yield from (Prefix(url, port, (), False) for url, port in waiting)
            waiting = found
        elif waiting and (owner := OWNER.fullmatch(line)):
            yield from (Prefix(url, port, (), False, owner[1].lstrip("\\")) for url, port in waiting)
            waiting = []
    yield from (Prefix(url, port, (), False) for url, port in waiting)


def urls(line: str) -> Iterator[tuple[str, int]]:
    for found in URL.finditer(line):
        if 0 < int(found[2]) <= HIGHEST_PORT:
            url = found[1]
            yield url[: url.index(":")].lower() + url[url.index(":") :], int(found[2])
