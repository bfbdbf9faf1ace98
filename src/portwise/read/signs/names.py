"""What resolvers say of a name: getent, nslookup, dig, host, ping, Resolve-DnsName, hosts files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Line, Noted, Resolved
from portwise.read.places import is_address
from portwise.read.text import Text

ADDRESS = r"(?:\d{1,3}\.){3}\d{1,3}|[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?:%\w+)?"
NAME = r"[a-z_][\w-]{0,62}(?:\.[\w-]{1,63}){0,8}\.?"
ROWS = (
    ("ping", re.compile(rf"^\W*(?:ping|pinging)6?\s+(?P<name>{NAME})\s*(?:\(|\[)(?P<address>{ADDRESS})[\])]")),
    ("ping", re.compile(rf"^\W*ping wird ausgeführt für (?P<name>{NAME}) \[(?P<address>{ADDRESS})\]")),
    ("host", re.compile(rf"^\W*(?P<name>{NAME}) has (?:ipv6 )?address (?P<address>{ADDRESS})\s*$")),
    ("dig", re.compile(rf"^\W*(?P<name>{NAME})\s+\d+\s+in\s+a(?:aaa)?\s+(?P<address>{ADDRESS})\s*$")),
    ("getent", re.compile(rf"^\W*(?P<address>{ADDRESS})\s+(?:stream|dgram|raw)\s+(?P<name>{NAME})?\s*$")),
    ("curl", re.compile(rf"host (?P<name>{NAME}):\d+ was resolved|ipv[46]: (?P<address>{ADDRESS})$")),
    (
        "traceroute",
        re.compile(rf"^\W*(?:traceroute|tracert|tracing route) to (?P<name>{NAME}) [(\[](?P<address>{ADDRESS})[)\]]"),
    ),
)
HOSTS = re.compile(rf"^\W{{0,3}}(?P<address>{ADDRESS})[ \t]+(?P<names>{NAME}(?:[ \t]+{NAME}){{0,8}})\s*(?:#.*)?$")
LOOKUP = re.compile(rf"^\W*name:\s+(?P<name>{NAME})\s*$")
ANSWER = re.compile(rf"^\W*address(?:es)?:\s+(?P<address>{ADDRESS})\s*$")
MISSING = (
    re.compile(rf"server can.t find (?P<name>{NAME}): (?P<why>nxdomain|servfail|refused)"),
    re.compile(
        rf"\*\*\* (?:\S+ )?can.t find (?P<name>{NAME}): "
        r"(?P<why>non-existent domain|no response|server failed|no answer)"
    ),
    re.compile(rf"^\W*host (?P<name>{NAME}) not found: (?P<why>3\(nxdomain\)|2\(servfail\)|5\(refused\))"),
    re.compile(
        rf"^\W*ping:? (?:request could not find host |cannot resolve |bad address '?)?(?P<name>{NAME})'?(?:\.|"
        rf":)? ?(?P<why>unknown host|name or service not known|temporary failure in name resolution|"
        rf"please check)"
    ),
    re.compile(rf"^\W*ping:? (?P<why>unknown host|bad address) '?(?P<name>{NAME})'?\s*$"),
    re.compile(rf"^\W*(?P<name>{NAME}): (?P<why>name or service not known|temporary failure in name resolution)"),
)
GATE = re.compile(
    r"ping|address|\bin\s+a|stream|host|name|trac|find|::1|127\.|^\W{0,3}\d{1,3}\.\d|^\W{0,3}[\da-f]{0,4}::"
)
NOT_A_NAME = frozenset(
    (
        "port",
        "via",
        "dev",
        "scope",
        "inet",
        "inet6",
        "link",
        "is",
        "and",
        "to",
        "on",
        "in",
        "for",
        "but",
        "works",
        "the",
    )
)


def resolved(text: Text) -> Iterator[Noted[Resolved]]:
    asked: tuple[str, int] = ("", 0)
    for line in text.lines:
        folded = line.text.casefold()
        if not GATE.search(folded):
            continue
        if found := LOOKUP.search(folded):
            asked = (found["name"].rstrip("."), line.number)
        elif (found := ANSWER.search(folded)) and asked[0] and line.number - asked[1] <= 4:
            yield Noted(Resolved(asked[0], (found["address"],), "nslookup"), (line.number,))
        else:
            yield from told(line, folded)


def told(line: Line, folded: str) -> Iterator[Noted[Resolved]]:
    for by, shape in ROWS:
        if (found := shape.search(folded)) and found["name"] and found["address"] and is_address(found["address"]):
            yield Noted(Resolved(found["name"].rstrip("."), (found["address"],), by), (line.number,))
            return
    if found := next((hit for shape in MISSING if (hit := shape.search(folded))), None):
        yield Noted(Resolved(found["name"].rstrip("."), (), found["why"]), (line.number,))
    elif (found := HOSTS.match(folded)) and is_address(found["address"].partition("%")[0]):
        names = found["names"].split()
        if not NOT_A_NAME & set(names):
            for name in names:
                yield Noted(Resolved(name.rstrip("."), (found["address"],), "hosts"), (line.number,))


READERS = (resolved,)
