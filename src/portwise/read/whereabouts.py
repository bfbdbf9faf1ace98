"""Where something failed: the place in its line, or in those beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from portwise.model.reading import Line
from portwise.read.pages import shown
from portwise.read.phrases import PHRASES
from portwise.read.places import Place, every, places
from portwise.read.sections import PROMPT
from portwise.read.signs.starting import waits
from portwise.read.signs.tables import parsed
from portwise.read.speakers import well
from portwise.read.stacks import CODE, OF_COMPOSE

OF_A_CONSOLE = re.compile(r"\W{0,4}net: ?:", re.IGNORECASE)  # below the request, where a console wraps its line
REQUESTED = re.compile(r"\W{0,4}(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \w{2,5}://")
NODE_FIELD = re.compile(
    OF_COMPOSE + r"\s*[\"']?(?P<name>address|port)[\"']?: ?[\"']?(?P<value>[\w.:]{1,60})[\"']?,?\s*$"
)
SENTENCES = re.compile(r"[;!?](?=\s)|\.\s")
CLAUSE = re.compile(r"[;!?](?:\s|$)|\.\s|\bbut\b|\bwhile\b(?! connecting)|,\s(?:client|server):")
NAME = r"[\"'`\u2018\u201c(]{0,2}([a-z0-9_][\w-]{0,62}(?:\.[\w-]{1,63}){0,8})"
UNKNOWN = re.compile(
    rf"(?:enotfound|eai_again|eai_nodata|eai_noname|unknown ?host(?:exception)?:?|bad address|"
    rf"no address for|cannot resolve|"
    rf"(?:could not|couldn't|cannot|can't|unable to|failed to) (?:resolve|find|translate|lookup|"
    rf"look up)(?: (?:host ?name|host address|hostname|"
    rf"the host|host|address|name|server|proxy))?:?|lookup|server can't find|find host) {NAME}|"
    rf"{NAME}[\"'`]?(?:: | )(?:name or service not known|temporary failure in name resolution|no such host|"
    rf"could not be resolved|"
    rf"does not resolve|nodename nor servname|server ip address could not)"
)
NO_NAMES = frozenset(
    (
        "host",
        "the",
        "to",
        "name",
        "hostname",
        "address",
        "for",
        "lookup",
        "ping",
        "curl",
        "error",
        "ssh",
        "failed",
        "fatal",
    )
)


def place_of(word: str, folded: str) -> int | None:
    """Where a word of failure begins, or the phrase that is told by it."""
    at = folded.find(word.casefold().split(":")[0])
    if at >= 0:
        return at
    shapes = (one.shape.search(folded) for one in PHRASES if one.word == word)
    return next((found.start() for found in shapes if found), None)


def beside(lines: tuple[Line, ...], n: int, word: str) -> Place:
    """
    Near the word in its line, else in the next (Node.js prints address and port below), else in the one before.

    Not in what somebody typed next, in a row of a table, nor where a server says that it waits: that is about another
    thing.  Else as a page or a command above tells.
    """
    if place := near(lines[n].text, word) or fields(lines, n):
        return place
    after = takewhile(lambda other: other < len(lines) and not PROMPT.match(lines[other].text), (n + 1, n + 2))
    asked = (n - 1,) if n and OF_A_CONSOLE.match(lines[n].text) and REQUESTED.match(lines[n - 1].text) else ()
    near_by = (
        other for other in (*asked, *after, n - 1) if other >= 0 and abs(lines[other].number - lines[n].number) <= 2
    )
    for one in (lines[other] for other in near_by):
        if (place := further(one.text)) and not parsed(one, one.text.casefold()):
            return place
    return shown(lines, n)


def fields(lines: tuple[Line, ...], n: int) -> Place | None:
    """Address and port among the fields of the error that Node.js prints."""
    if not CODE.match(lines[n].text):
        return None
    told = {found["name"]: found["value"] for line in lines[n + 1 : n + 7] if (found := NODE_FIELD.match(line.text))}
    return Place(told.get("address", ""), int(told["port"])) if told.get("port", "").isdecimal() else None


def unknown(folded: str) -> Place | None:
    """The name that was not found, where it stands without a port; with one it is a place like others."""
    found = UNKNOWN.search(folded)
    name = next(filter(None, found.groups()), "").rstrip(".") if found else ""
    return Place(name, None) if name and name not in NO_NAMES and not places_of(folded, name) else None


def places_of(folded: str, name: str) -> bool:
    return any(place.host == name and place.port for place in places(folded))


def near(line: str, word: str) -> Place | None:
    """Behind the word within its clause, else before it, else anywhere behind."""
    at = place_of(word, line.casefold())
    if at is None:
        return first(places(line))
    behind, before = line[at:], line[:at]
    clause = CLAUSE.split(behind)[0]
    *sentences, own = SENTENCES.split(before)
    told = (*(part for part in sentences if not well(part.casefold())), own)
    earlier = [place for part in told for place in every(part)]
    with_port = [place for place in earlier if place.port]
    before_it = with_port or earlier
    return first(places(clause)) or (before_it[-1] if before_it else None) or further(behind)


def further(behind: str) -> Place | None:
    """In another sentence; not what is said there to work, nor where a server waits."""
    parts = (part for part in SENTENCES.split(behind) if not well(part.casefold()) and not waits(part.casefold()))
    return first(place for part in parts for place in places(part))


def first(found: Iterator[Place]) -> Place | None:
    told = [*found]
    return next((place for place in told if place.port), told[0] if told else None)
