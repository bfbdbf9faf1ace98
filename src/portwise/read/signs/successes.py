"""Clients that got through: status lines, `curl -v`, telnet, nc, requests, and plain words with a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, takewhile

from portwise.model.reading import Line, Noted, Success
from portwise.read import tongues
from portwise.read.places import Place, every, places
from portwise.read.text import Text, speaker

STATUS = re.compile(r"(?:^|[\s<*`\"'>])http/(?:1\.[01]|2|3)(?:\.0)?[\"']?\s+(?P<status>[1-5]\d\d)\b")
CONNECTED = re.compile(
    r"(?:^\W*|\binfo:\s*|"
    r"[\s`])(?:connected to (?P<name>[\w.:-]{1,80}) \((?P<address>[\da-f.:]{3,45})\)(?: port (?P<port>\d{1,5}))?|"
    r"connection to (?P<to>[\w.:-]{1,80}) (?:\([\d.]+\) )?(?P<at>\d{1,5}) port \[\w+/[\w*-]+\] succeeded|"
    r"(?P<open>[\w.:-]{1,80}) \[?\(?[\da-f.:]{0,45}\)?\]? ?(?P<number>\d{1,5}) \(\S+\) open\b)"
)
TELNET = re.compile(r"^\W*connected to (?P<name>[\w.:-]{1,80})\.\s*$|escape character is")
TCP_TEST = re.compile(r"tcptestsucceeded\s*:\s*true")
FETCHED = re.compile(
    r"\bstatus_?code[\"':= ]{1,4}(?P<status>2\d\d)\b|<response \[(?P<other>2\d\d)\]>|"
    r"\bresponse\.status[\"':= ]{1,4}(?P<third>2\d\d)\b"
)
CLIENTS = (
    *(
        ("curl", r"\bcurl\b"),
        ("wget", r"\bwget\b"),
        ("firefox", r"\bfirefox\b"),
        ("safari", r"\bsafari\b"),
        ("chrome", r"\b(?:chrome|chromium|edge|brave)\b"),
    ),
    *(
        ("node", r"\b(?:node|axios|fetch)\b"),
        ("python", r"\b(?:python|requests|httpx)\b"),
        ("telnet", r"\b(?:telnet|nc|netcat)\b"),
        ("postman", r"\bpostman\b"),
    ),
)
WHO = tuple((name, re.compile(pattern)) for name, pattern in CLIENTS)
COMMAND = re.compile(
    r"(?:^|[$#%>\u276fλ`]\s*)(?P<client>curl|wget|http(?=\s)|nc|ncat|telnet|tnc|test-netconnection|"
    r"invoke-webrequest|iwr)\b(?P<rest>.{0,300})"
)
PAIR = re.compile(r"(?:^|\s)(?P<host>[a-z][\w.-]{0,80}|[\d.]{7,15}|::1)\s+(?:-port\s+)?(?P<port>\d{2,5})(?!\S)")
WORKS = re.compile(
    r"\bworks?\b|\bworked\b|\bworking\b|\bfine\b|\bok(?:ay)?\b|\bperfect(?:ly)?\b|\bnice\b|\b(?:loads|"
    r"opens|renders|responds|answers|connects|succeeds|reachable|accessible|"
    r"shows|returns|gives|serves|displays|downloads)\b|✅|✓|✔|\b200\b|\bcan (?:\w+ ){0,2}(?:access|reach|open|"
    r"connect|see|get|load|curl)\b|" + tongues.FINE
)
FAILS = re.compile(
    r"\bnot\b|n['\u2019]t\b|\bcannot\b|\bcant\b|\bno\b|\bnever\b|fail|refus|time[ds]? ?out|hang|hung|err|"
    r"unable|econn|nothing|unreachable|\bwithout\b|denied|reset|❌|✗|✘|"
    r"\?|\bonly if\b|\bused to\b|\bshould\b|\bforbidden\b|\b(?:40[0-9]|50[0-4])\b|\bneither\b|\bwrong\b|"
    r"\bold\b|\binstead\b|\bstale\b|" + tongues.ILL
)
TURNS = re.compile(
    r"[.;!](?=\s|$)|,\s|\s(?:but|while|whereas|however|although|though|yet|except|then)\s|\s[-\u2013—→]+>?\s|[()]"
)
BODY = re.compile(r"^\s*(?:[\[{]\s*\"|\{\s*\}\s*$|\[\s*(?:\]\s*$|\{)|<!doctype html|<html|<\?xml)")
OF_A_GATE = re.compile(r"\b50[0-4]\b|bad gateway|unavailable|timed? ?-?out|refused")
NEAR = 12  # lines between a command and the status that answered it
SUCCESSFUL = 500  # a status from there on tells of trouble behind


def statuses(text: Text) -> Iterator[Noted[Success]]:
    """An answer in HTTP, whatever its status below 500 says: somebody is there and speaks."""
    asked: tuple[int, str, Place] | None = None
    for n, line in enumerate(text.lines):
        folded = line.text.casefold()
        if command := COMMAND.search(folded):
            asked = (n, named(command["client"]), aimed(command["rest"]))
        elif asked and n - asked[0] == 1 and (asked[2].port or asked[2].scheme) and BODY.match(folded):
            _, client, place = asked
            if client in ("curl", "wget", "httpie") and not of_a_gate(text.lines[n : n + NEAR]):
                yield Noted(Success(client, place.host, place.port, place.scheme), (line.number,))
        yield from answered(line, folded, asked if asked and n - asked[0] <= NEAR else None)


def of_a_gate(lines: tuple[Line, ...]) -> bool:
    """Whether what was printed, up to an empty line, is what a gateway says that reached nobody."""
    numbers = count(lines[0].number)
    printed = takewhile(lambda line: line.number == next(numbers), lines)
    return any(OF_A_GATE.search(line.text.casefold()) for line in printed)


def answered(line: Line, folded: str, asked: tuple[int, str, Place] | None) -> Iterator[Noted[Success]]:
    _, client, place = asked or (0, speaker(WHO, folded), Place("", None))
    place = place._replace(port=place.port or {"http": 80, "https": 443}.get(place.scheme))
    if (found := STATUS.search(folded)) and int(found["status"]) < SUCCESSFUL and "connect tunnel" not in folded:
        yield Noted(Success(client, place.host, place.port, place.scheme, int(found["status"])), (line.number,))
    elif found := CONNECTED.search(folded):
        host = found["address"] or found["to"] or found["open"] or ""
        port = found["port"] or found["at"] or found["number"]
        yield Noted(Success(client or "curl", host, int(port) if port else place.port), (line.number,))
    elif (TELNET.search(folded) or TCP_TEST.search(folded)) and asked:
        yield Noted(Success(client, place.host, place.port), (line.number,))
    elif found := FETCHED.search(folded):
        yield Noted(Success(client, "", None, "", int(next(filter(None, found.groups())))), (line.number,))


def aimed(arguments: str) -> Place:
    """A URL or a pair, else ``telnet HOST PORT`` and ``-ComputerName HOST -Port PORT``."""
    found = next(iter(places(arguments)), None)
    if found and found.host:
        return found
    pair = PAIR.search(arguments)
    return Place(pair["host"], int(pair["port"])) if pair else found or Place("", None)


def named(command: str) -> str:
    return {"http": "httpie", "nc": "telnet", "ncat": "telnet", "tnc": "telnet", "test-netconnection": "telnet"}.get(
        command, command
    )


def words(text: Text) -> Iterator[Noted[Success]]:
    """``http://localhost:5000 is fine``: a place and a word of success, and none of failure, in one clause."""
    for line in text.lines:
        folded = line.text.casefold()
        if not WORKS.search(folded):
            continue
        for clause in TURNS.split(line.text):
            said = clause.casefold() if clause else ""
            if said and WORKS.search(said) and not FAILS.search(said):
                for place in every(clause):
                    if place.host and (place.port or place.scheme in ("http", "https")):
                        yield Noted(
                            Success(speaker(WHO, said), place.host, place.port, place.scheme, told=True), (line.number,)
                        )


READERS = (statuses, words)
