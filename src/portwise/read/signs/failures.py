"""What clients met and servers could not bind: the words of every client, on the line where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from portwise.model.reading import Failure, Line, Noted
from portwise.model.record import NamedTuple
from portwise.read import tongues
from portwise.read.phrases import PHRASES, Phrase
from portwise.read.places import Place, every, places
from portwise.read.sections import PROMPT
from portwise.read.signs.starting import waits
from portwise.read.speakers import client_of, well
from portwise.read.text import Text
from portwise.words import lookup
from portwise.words.wording import Wording

TROUBLE = re.compile(
    r"err_|econn|eaddr|eacces|eperm|epipe|enotfound|eai_|etimedout|ehost|enet|eafno|refus|timed? ?out|"
    r"timeout|too long|reset|unreachable|"
    r"no route|denied|not permitted|in use|used|cannot assign|can't assign|failed|error|unable|unavailable|bad gateway|"
    r"not known|resolve|certificate|ssl|tls|handshake|hang|hung|empty reply|closed|exception|curl: \(|"
    r"forbidden|100(?:13|48|61|60|49)|code: 4|code: 5|status 5|http[ /]|50[0234]|40[034]|429|connect|"
    r"not available|taken|"
    r"already|addrinuse|usage|permitted|assign|loading|loads|forever|never|spinn|response|dns_probe|"
    r"unknown host|find host|"
    r"no such|allocated|occupied|not valid|"
    r"errno|belegt|verwendet|benutzung|utilis|en uso|em uso|ocupad|занят|используется|占用|在使用|に使用|"
    + tongues.TROUBLE
)
DENIED = re.compile(  # "nobody got EADDRINUSE", "I'd expect address in use": it did not come
    r"(?:\b(?:no|without|never|neither|nobody|none|no-?one|no one|not|kein\w{0,2}|expect\w*|instead of)|n't)"
    r"(?:[\s\"'`]{1,3}(?:an?y?|the|one|i|it|of|us|them|got|gets?|logged|logs?|prints?|printed|saw|see|seen|sa(?:id|ys?)|"
    r"gives?|gave|reports?|reported|shows?|shown|throws?|error|fehler|about|that|have|has|had|bind:?|with|port)){0,5}"
    r"[\s\"'`:]{0,3}$"
)
TIMED = re.compile(r"timeout was reached|tim(?:ed|es) out|\(28\)|took too long|\btime-?out\b")
BINDS = re.compile(
    r"\bbind\w*|\blisten\w*|make_sock|\b(?:open|expose|publish|start)\w*\b.{0,40}\bport|\bserversocket\b|"
    r"privileged port|\bsocket\(|create\w* (?:server )?(?:tcp |listen)"
)
CONNECTS = re.compile(r"\bcurl\b|\(7\)|\bconnect(?:ing|ion)?\b|\bdial\b|upstream|\bto host\b")
OF_FILES = re.compile(
    r"\b(?:open|mkdir|unlink|scandir|lstat|chmod|chown|rename|copyfile|publickey|spawn|rmdir)\b|"
    r"/[\w.-]+/[\w./-]+(?<!\.sock)['\"]?\s*$"
)
SERVES = re.compile(
    r"\bbind\w*|\blisten\w*|\.run\(|serve_forever|\bserver_bind|create_server|make_server|dobind|acceptor|"
    r"tcplistener|serversocket|httplistener|\bstarting\b"
)
CALLS = re.compile(
    r"\bconnect\w*|\bdial\b|\brequests?\.|urlopen|\bfetch\b|upstream|\bclient\b|\bcurl\b|\bwget\b|"
    r"\bsiege\b|\bbenchmark|\bload test"
)
USAGE = re.compile(r"10048|only one usage")
LISTENS = re.compile(r"\bbind|\blisten|\bstart")
EXACT = re.compile(r"typeerror: terminated|fetch|: eof\b|unexpected eof|notafter[:=]|\beof\b.{0,20}(?:read|error)")
AROUND = 4  # lines
MOST_PLACES = 20  # of a word in one line
ABOUT_SOCKETS = re.compile(r"sock|\bport\b|tcp|udp|\[::\]|:\d{2,5}\b|bind|listen|connect|\b10013\b|access permissions")
ABOUT_BOTH = frozenset(("denied", "bind-EACCES", "bind-EPERM"))  # said of files as well
ORDINARY = frozenset(("terminated", "eof", "notafter"))  # words of clients that people use as well
VAGUE = frozenset(
    ("this site can t be reached", "unable to connect", "failed to connect", "httperror", "peer", "connection error")
)
ASSIGNED = re.compile(r"\$port\b|r10 \(boot")


class Met(NamedTuple):
    word: str
    outcomes: tuple[str, ...]
    causes: tuple[str, ...] = ()


def failures(text: Text) -> Iterator[Noted[Failure]]:
    """What is vague stands only where nothing else is told."""
    found = [noted for n, line in enumerate(text.lines) if (noted := failure(text.lines, n, line))]
    plain = [noted for noted in found if lookup.plain(noted.sign.word) not in VAGUE]
    yield from plain or found


def failure(lines: tuple[Line, ...], n: int, line: Line) -> Noted[Failure] | None:
    folded = line.text.casefold()
    if not TROUBLE.search(folded) or ASSIGNED.search(folded) or not (met := event(line.text, folded)):
        return None
    either_way = ("bind-EADDRINUSE", "addr-not-avail")  # Windows says the same of both
    if met.outcomes[:1] == ("bind-EADDRINUSE",) and denied(met.word, folded):
        return None
    words = either_way if USAGE.search(folded) and met.outcomes == either_way[:1] else met.outcomes
    met = met._replace(outcomes=by_context(words, lines, n))
    place = unknown(folded) if met.outcomes[0] == "name-failure" else None
    place = place or beside(lines, n, met.word)
    return Noted(
        Failure(met.word, met.outcomes, client_of(folded, place_of(met.word, folded)), *place, met.causes),
        (line.number,),
    )


def denied(word: str, folded: str) -> bool:
    """Whether somebody says, wherever it stands in a line, that just this did not come."""
    sought = word.casefold().split(":")[0]
    found = [one.start() for one in islice(re.finditer(re.escape(sought), folded), MOST_PLACES)] if sought else []
    first = place_of(word, folded)
    places_told = found or ([] if first is None else [first])
    return bool(places_told) and all(DENIED.search(folded[max(at - 60, 0) : at]) for at in places_told)


def event(line: str, folded: str) -> Met | None:
    """By the tables of words, else by a phrase with something in between."""
    rows, spelled = events(line)
    vague = not rows or lookup.plain(spelled) in VAGUE | ORDINARY
    if vague and (phrase := next((one for one in PHRASES if one.shape.search(folded)), None)):
        return of_phrase(phrase, folded)
    if not rows or (lookup.plain(spelled) in ORDINARY and not EXACT.search(folded)):
        return None
    outcomes = narrowed(tuple(dict.fromkeys(row.outcome for row in rows)), folded)
    causes = rows[0].causes if len({row.causes for row in rows}) == 1 else ()
    return Met(spelled, outcomes, causes) if outcomes else None


def of_phrase(phrase: Phrase, folded: str) -> Met | None:
    outcomes = narrowed(phrase.outcomes, folded)
    return Met(phrase.word, outcomes) if outcomes else None


def events(line: str) -> tuple[tuple[Wording, ...], str]:
    """What the words of a line agree on, and the longest of them."""
    hits = lookup.scan(line)
    if not hits:
        return (), ""
    return lookup.within(hits[0].rows, line), hits[0].spelled


def narrowed(outcomes: tuple[str, ...], folded: str) -> tuple[str, ...]:
    """Of what may be a bind or a connect, what the line speaks of; nothing where it speaks of a file."""
    if set(outcomes) <= ABOUT_BOTH and (
        not ABOUT_SOCKETS.search(folded) or (OF_FILES.search(folded) and not BINDS.search(folded))
    ):
        return ()
    if outcomes == ("refused",) and "no such file" in folded and not re.search(r"sock|connect", folded):
        return ()
    if (
        outcomes == ("bind-EADDRINUSE",)
        and USAGE.search(folded)
        and CONNECTS.search(folded)
        and not LISTENS.search(folded)
    ):
        return ("addr-not-avail",)  # Windows says so of a connect that finds no free port
    if outcomes[:1] == ("refused",) and "refused" not in folded and TIMED.search(folded):
        return ("timeout",)
    if outcomes[:1] == ("refused",) and len(outcomes) > 2:
        return ("refused",)  # what curl says of every connect that failed, and nothing beside it
    if "invalid" in outcomes and not ABOUT_SOCKETS.search(folded):
        return ()
    binds = tuple(one for one in outcomes if one.startswith("bind-"))
    others = tuple(one for one in outcomes if one not in binds)
    if not binds or not others:
        return outcomes
    if BINDS.search(folded):
        return binds
    return others if CONNECTS.search(folded) else outcomes


def by_context(outcomes: tuple[str, ...], lines: tuple[Line, ...], n: int) -> tuple[str, ...]:
    """What may be a bind or a connect is told apart by the lines of the stack around it."""
    binds = tuple(one for one in outcomes if one.startswith("bind-"))
    if not binds or len(binds) == len(outcomes):
        return outcomes
    around = " ".join(line.text.casefold() for line in lines[max(n - AROUND, 0) : n + AROUND + 1])
    server, caller = SERVES.search(around), CALLS.search(around)
    if bool(server) is bool(caller):
        return outcomes
    return binds if server else tuple(one for one in outcomes if one not in binds)


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

    Not in what somebody typed next, nor where a server says that it waits: that is about another thing.
    """
    if place := near(lines[n].text, word):
        return place
    after = takewhile(lambda other: other < len(lines) and not PROMPT.match(lines[other].text), (n + 1, n + 2))
    for other in (*after, n - 1):
        if 0 <= other and abs(lines[other].number - lines[n].number) <= 2 and (place := further(lines[other].text)):
            return place
    return Place("", None)


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
    earlier = [*every(before)]
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
READERS = (failures,)
