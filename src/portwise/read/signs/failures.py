"""What clients met and servers could not bind: the words of every client, on the line where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from portwise.model.reading import Failure, Line, Noted
from portwise.model.record import NamedTuple
from portwise.read import tongues
from portwise.read.phrases import PHRASES, Phrase
from portwise.read.speakers import client_of
from portwise.read.stacks import LISTENS, by_context, connects, thrown
from portwise.read.text import Text
from portwise.read.whereabouts import beside, place_of, unknown
from portwise.words import lookup
from portwise.words.wording import Wording

TROUBLE = re.compile(
    r"err_|econn|eaddr|eacces|eperm|epipe|enotfound|eai_|etimedout|ehost|enet|eafno|refus|timed?[ -]?out|"
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
    r"(?:\b(?:no|without|never|neither|nobody|nothing|none|no-?one|no one|not|kein\w{0,2}|expect\w*|instead of)|n't)"
    r"(?:[\s\"'`]{1,3}(?:an?y?|the|one|i|it|of|us|them|got|gets?|logged|logs?|prints?|printed|saw|see|seen|sa(?:id|ys?)|"
    r"gives?|gave|reports?|reported|shows?|shown|throws?|error|fehler|about|that|which|was|were|is|request|"
    r"connection|have|has|had|bind:?|with|port)){0,5}"
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
NO_FILE = re.compile(r"no such file|\benoent\b")
OUTWARD = re.compile(r"\bconnectex\b|\bdial (?:tcp|udp)|\bconnect(?:ing)?\b[^\n]{0,40}(?:\bto\b|: )|\bwsaconnect\b")
OF_A_WEBSOCKET = "ns_error_websocket_connection_refused"  # whatever Firefox was answered, unless it is 101
OF_PEOPLE = re.compile(  # what Safari says of itself, and anybody of anything
    r"\b(?:i|we|you|he|she|they|nobody|anybody|anyone|people|others|(?:the |my |our |all |other )?(?:players?|users?|"
    r"friends?|clients?|devices?|phones?|colleagues?))(?: (?:still|just|also|now|then|simply|really|even|suddenly))? "
    r"(?:can.?t|cannot|can not|could not|couldn.t) connect to the server"
)
USAGE = re.compile(r"10048|only one usage")
EXACT = re.compile(
    r"typeerror: terminated|fetch|: eof\b|unexpected eof|notafter[:=]|\beof\b.{0,20}(?:read|error)|"
    r"httprequestexception[^\n]{0,120}\b4\d\d\b"
)
MOST_PLACES = 20  # of a word in one line
ABOUT_SOCKETS = re.compile(r"sock|\bport\b|tcp|udp|\[::\]|:\d{2,5}\b|bind|listen|connect|\b10013\b|access permissions")
ABOUT_BOTH = frozenset(("denied", "bind-EACCES", "bind-EPERM"))  # said of files as well
OF_ADDRESSES = ("bind-EADDRINUSE", "bind-EADDRNOTAVAIL")
ORDINARY = frozenset(("terminated", "eof", "notafter", "httprequestexception"))  # that people use as well
VAGUE = frozenset(
    (
        *("this site can t be reached", "unable to connect", "failed to connect", "httperror", "peer"),
        *("connection error", "httprequestexception"),
    )
)
ASSIGNED = re.compile(r"\$port\b|r10 \(boot")
SETTING = re.compile(r"^\W*(?:[\w-]{1,40}\.){0,8}[\w-]{0,40}time-?_?out[\w-]{0,20}[\"']?\s*[=:]\s*[\"']?\d+ ?m?s?\W*$")


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
    if not TROUBLE.search(folded) or ASSIGNED.search(folded) or SETTING.match(folded):
        return None
    if not (met := event(line.text, folded)):
        whole = thrown(lines, n)
        return failure((whole,), 0, whole) if whole else None
    either_way = ("bind-EADDRINUSE", "addr-not-avail")  # Windows says the same of both
    if met.outcomes[:1] == ("bind-EADDRINUSE",) and denied(met.word, folded):
        return None
    if met.outcomes[:1] == ("refused",) and denied(met.word, folded):
        rest = without(met.word, folded)
        return failure(lines, n, Line(line.number, rest)) if rest != folded else None
    words = either_way if USAGE.search(folded) and met.outcomes == either_way[:1] else met.outcomes
    met = met._replace(outcomes=by_context(words, lines, n))
    if met.outcomes[0] in OF_ADDRESSES and connects(lines, n):
        met = met._replace(outcomes=("addr-not-avail",))
    place = unknown(folded) if met.outcomes[0] == "name-failure" else None
    place = place or beside(lines, n, met.word)
    return Noted(
        Failure(met.word, met.outcomes, client_of(folded, place_of(met.word, folded)), *place, met.causes),
        (line.number,),
    )


def without(word: str, folded: str) -> str:
    """What else a line says."""
    at = place_of(word, folded) or 0
    end = at + len(word)
    return folded[:at] + " " * (end - at) + folded[end:]


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
    if rows and "connect to the server" in spelled.casefold() and OF_PEOPLE.search(folded):
        return None
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
    if outcomes[:1] == ("refused",) and OF_A_WEBSOCKET in folded and folded.count("refused") == 1:
        return ()
    if outcomes == ("bind-EACCES",) and OUTWARD.search(folded) and not BINDS.search(folded):
        return ("denied",)
    if outcomes == ("refused",) and NO_FILE.search(folded) and not re.search(r"sock|connect", folded):
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


READERS = (failures,)
