"""What speaks for two servers on one port that do not know of each other: what is told beside each address."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines
from portwise.read.lead import Lead
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, kind, lines, listening

QUIET = (
    (
        r"\b(?:no|without(?: an?y?)?|zero) (?:\w+ )?(?:eaddrinuse|errors?|complaints?|conflicts?|warnings?|"
        r"address already in use|port (?:is )?(?:already )?in use|strictport)\b|"
        r"\b(?:neither|none|nobody|no one|nothing|aucun\w*|kein\w{0,2})\b.{0,30}\b(?:complain\w*|logged|logs?|errors?|"
        r"reports?|reported|eaddrinuse|plaint|fehler|sa(?:id|ys?)|got|warn\w*)\b"
    ),
    (
        r"\bboth (?:\w+ ){0,4}(?:start\w*|listen\w*|claim\w*|happily|happy|come up|came up|say they)\b|"
        r"\b(?:expect\w*|thought) (?:\w+ ){0,4}(?:eaddrinuse|error|conflict|fail|address (?:already )?in use)\b|"
        r"\b(?:didn't|doesn't|did not|does not|never) (?:\w+ )?(?:say|complain|notice|report|warn|mind)\w*\b.{0,30}"
        r"\b(?:port|in use|taken|error|it)\b|\bmade no (?:complaint|fuss)\b|\bsans (?:erreur|se plaindre)\b"
    ),
)
DIFFERENT = (
    r"\b(?:(?<!no )(?<!not )(?<!n't )(?<!nothing )different|"
    r"wrong|another|old|someone else'?s|whereas|two (?:different|servers|things)|really two|"
    r"other (?:page|app|project|list|database|one)|not mine|from an hour ago)\b"
)
TELLS = (
    r"(?: ?(?:/\S{0,60})?[`'\"]?\)? ?(?:\u2192|->|=>|=|:|は|info)|\b[^\n]{0,25}?\b(?:shows?|is|serves?|gives?|lists?|"
    r"says|returns?|prints|gets?|opens|lands|with|sees?)\b)"
)
FOUR = rf"\b127\.0\.0\.1(?::\d+)?{TELLS}|\b(?:curl|wget) -4\b"
NAME = rf"\blocalhost(?::\d+)?{TELLS}|::1\]?(?::\d+)?{TELLS}"
AT = re.compile(  # the far end of a forward is no listener here
    r"(?<![\w/.-])(?<!\d:)(?P<host>\*|0\.0\.0\.0|\[?::\]?|127\.0\.0\.1|\[?::1\]?):(?P<port>\d{2,5})(?![\w.]|->)"
)
ASKED = re.compile(r"(?:https?://|\s|^|[(`'\"])(?P<host>[a-z0-9][\w.-]{2,60}):(?P<port>\d{2,5})\b")
NETWORK = re.compile(r"(?:192\.168|10\.\d+|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+$|[a-z][\w-]+\.local$")
UNREACHED = r"\bcurl: \((?:7|28)\)|\b(?:couldn't|can't|cannot|could not|unable to) (?:\w+ ){0,2}(?:connect|reach|open)"
WILDCARD, FAMILIES = "wildcard-specific-shadowing", "loopback-family-split"


def quietly(text: Text) -> Lines:
    """Nobody complained of the port."""
    return text.find(*QUIET)


def trouble(text: Text) -> Lines:
    return lines(failed(text, "refused", "timeout", "unreachable", "hang", "name-failure", "reset", "empty"))


def narrow_and_wide(text: Text) -> Lines:
    """One port stands in the text at every address and at the loopback."""
    rows = [*AT.finditer(text.folded)]
    known: dict[str, set[str]] = {}
    for row in rows:
        known.setdefault(row["port"], set()).add(kind(row["host"].strip("[]")))
    shown = listening(text, by="socket")
    for one in shown:
        known.setdefault(str(one.sign.port), set()).add(kind(one.sign.host))
    twice = {port for port, kinds in known.items() if "any" in kinds and kinds & {"loopback4", "loopback6"}}
    told = (text.number(row.start()) for row in rows if row["port"] in twice)
    return tuple(dict.fromkeys((*told, *lines(one for one in shown if str(one.sign.port) in twice))))


def two_rows(text: Text) -> Lines:
    return unless(narrow_and_wide(text), trouble(text), lines(failed(text, "bind-EADDRINUSE", "bind-EACCES")))


def answers_twice(text: Text) -> Lines:
    """One port is asked at the loopback and at an address of the network, and nobody is refused."""
    near: dict[str, Lines] = {}
    far: dict[str, Lines] = {}
    for hit in ASKED.finditer(text.folded):
        told = near if kind(hit["host"]) in ("loopback4", "localhost") else far if NETWORK.match(hit["host"]) else {}
        told[hit["port"]] = (text.number(hit.start()),)
    shared = near.keys() & far.keys()
    return (
        NOWHERE
        if trouble(text) or text.find(UNREACHED)
        else tuple(dict.fromkeys(n for port in shared for n in near[port] + far[port]))
    )


def names_tell(text: Text) -> Lines:
    """Something is told of localhost, and something of 127.0.0.1, and nobody is refused."""
    found = text.together(FOUR, NAME)
    return unless(found, trouble(text), answers_twice(text), narrow_and_wide(text))


def shared_quietly(text: Text) -> Lines:
    return both(quietly(text), either(answers_twice(text), narrow_and_wide(text), names_tell(text)))


LEADS = (
    Lead(WILDCARD, "one port is held at every address and at the loopback, and nobody is refused", 2.5, two_rows),
    Lead(
        WILDCARD,
        "one port is held at every address and at the loopback, and nobody complained",
        1.5,
        lambda text: both(narrow_and_wide(text), quietly(text)),
    ),
    Lead(
        WILDCARD,
        "one port answers at the loopback and in the network, and nobody complained of it",
        2.5,
        lambda text: both(answers_twice(text), quietly(text)),
    ),
    Lead(
        WILDCARD,
        "one port answers at the loopback and in the network, and not with the same",
        1.0,
        lambda text: both(answers_twice(text), text.find(DIFFERENT)),
    ),
    Lead(
        FAMILIES,
        "localhost and 127.0.0.1 answer, and not with the same",
        2.5,
        lambda text: both(names_tell(text), either(quietly(text), text.find(DIFFERENT))),
    ),
    Lead("port-held-by-stale-instance", "two share the port, and nobody complained", -2.0, shared_quietly),
    Lead("port-held-by-other-application", "two share the port, and nobody complained", -1.5, shared_quietly),
    Lead("port-held-by-hidden-owner", "two share the port, and nobody complained", -2.0, shared_quietly),
)
