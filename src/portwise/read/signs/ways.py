"""What ping, traceroute, neighbour tables and `ip route get` say of a host."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Noted, Reached
from portwise.read.text import Text

HOST = r"[a-z0-9][\w.:-]{0,80}"
PINGED = re.compile(
    rf"^\W*(?:ping|pinging|ping wird ausgef\w+ f\w+r|envoi d'une requ\w+te 'ping'(?: sur)?) (?P<host>{HOST})(?: "
    rf"\(| \[|\s|$|:)"
)
ECHO = re.compile(
    rf"^\W*(?:\d+ bytes from|reply from|antwort von|r\w+ponse de|respuesta desde) (?:\S+ "
    rf"\()?(?P<host>{HOST}?)\)?:(?! destination| zielhost)"
)
LOST = re.compile(
    r"\b(?P<part>\d{1,3})(?:\.\d+)? ?% (?:packet )?(?:loss|verlust|perdidos|perte)|"
    r"\((?P<other>\d{1,3}) ?% (?:loss|verlust)"
)
NOBODY = re.compile(
    r"\bdestination (?:host|net) unreachable\b|\bzielhost nicht erreichbar\b|\bsendto: (?:no route to host|host "
    r"is down|network is unreachable)\b|"
    r"^\W*request timed out\b|\brequest timeout for icmp|\bno route to host\b.{0,20}icmp|"
    r"\bzeit\w*berschreitung der anforderung\b"
)
NEIGHBOUR = re.compile(
    r"^\W*(?:\? \()?(?P<host>[\d.]{7,15}|[\da-f:]{3,39})\)?\s+(?:at \(incomplete\)|dev "
    r"\S+\s+(?:lladdr \S+ )?(?P<state>reachable|stale|delay|failed|incomplete)\b)"
)
HOP = re.compile(r"^\W*\d{1,2}\s+(?P<what>(?:\*\s*){3})\s*$")
TRACED = re.compile(rf"^\W*(?:traceroute|tracing route|tracert) to (?P<host>{HOST})")


def ways(text: Text) -> Iterator[Noted[Reached]]:
    """Of ping the host is in its first line, and the answer in a later one."""
    pinged, silent, traced = "", 0, ""
    for line in text.lines:
        folded = line.text.casefold()
        if found := PINGED.match(folded):
            pinged = found["host"].rstrip(":")
        elif found := TRACED.match(folded):
            traced, silent = found["host"], 0
        elif HOP.match(folded):
            silent += 1
            if traced and silent == SILENT_HOPS:
                yield Noted(Reached(traced, False, "traceroute"), (line.number,))
        elif found := ECHO.match(folded):
            yield Noted(Reached(found["host"].strip("."), True, "ping"), (line.number,))
        elif NOBODY.search(folded) or (lost(folded) == ALL and pinged):
            yield Noted(Reached(pinged, False, "ping"), (line.number,))
        elif found := NEIGHBOUR.match(folded):
            there = found["state"] in ("reachable", "stale", "delay")
            yield Noted(Reached(found["host"], there, "neighbours"), (line.number,))


ALL = 100
SILENT_HOPS = 3


def lost(folded: str) -> int | None:
    found = LOST.search(folded)
    return int(found["part"] or found["other"]) if found else None


READERS = (ways,)
