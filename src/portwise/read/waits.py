"""Who waits where and who could not, as leads ask for it: kinds of addresses, holders of ports, empty lookups."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from portwise.model.reading import NOWHERE, Ended, Failure, Lines, Listening, Noted, Running, Seen, Success
from portwise.read.lead import Lead
from portwise.read.places import is_address, is_loopback
from portwise.read.signs.tables import COMMAND, parsed
from portwise.read.text import Text

ANYWHERE = ("0.0.0.0", "::", "*", ":::", "[::]")
LOOPBACKS = ("loopback4", "loopback6", "localhost")  # kinds
PROMPT = re.compile(r"^\s*(?:\S{0,60}[$#%>\u276f\u03bb]\s|[a-z]:\\|ps [a-z]:)", re.IGNORECASE)
PORTED = re.compile(r"\d{2,5}")
NOBODY = (
    (
        r"\b(?:lsof|netstat|ss|fuser|get-nettcpconnection)\b[^\n]{0,90}?[\s`'\"(]\(?(?:nothing|no output|"
        r"empty|no results?|no one|nobody|blank|no such|silence)\b"
    ),
    (
        r"\bnothing (?:is |was |seems to be )?(?:listen|running on|bound|using (?:the |that |this )?port|"
        r"on (?:that|this|the) port|holds|occup)"
    ),
    (
        r"\bno (?:server|process|program|app) of (?:mine|ours)\b|\bthere(?:'s| is) no \d{4,5}\b|"
        r"\b\d{4,5} (?:is|was) not (?:in|on) (?:it|there|the list)\b"
    ),
    (
        r"\bno (?:process|server|service|program|listener|application|other process|other app)\w* (?:is |are |"
        r"was )?(?:shown|listed|displayed|visible|there|listening|running|on (?:that|the|this) port|using|"
        r"holding|found)"
    ),
    (
        r"\bnobody (?:listens|is listening|uses|holds)|\b(?:isn't|is not|not|"
        r"wasn't) (?:even )?(?:actually )?listening\b|\bno listener\b"
    ),
    r"\bport \d{2,5} is (?:closed|not (?:open|in use|used|listed|there))|\bport is closed\b",
    (
        r"\b(?:lsof|netstat|ss|tcpview|tcp6?)\b[^\n;]{0,50}\b(?:has no|without|shows? no|lists? no|no (?:row|line|"
        r"entry|trace)|(?:does not|doesn't|didn't|never) (?:contain|list|show|have|know)s?)\b[^\n;]{0,25}?"
        r"(?:\bport\b|\b\d{2,5}\b)"
    ),
    (
        r"\b(?:lsof|netstat|ss)\b[^\n;]{0,60}\b(?:est vide|leer|nichts|rien|vac[ií]o|nada)\b|"
        r"\b(?:nobody|no one) (?:owns|has|is using) (?:it|the port|that port|this port)\b"
    ),
)
FREE = (r"\bport (?:\d{2,5} )?is free\b|\bis (?:definitely |surely )?free\b",)  # said of a port that cannot be bound


def lead(cause: str, says: str, weight: float, *patterns: str) -> Lead:
    """A lead that is a matter of words alone."""
    return Lead(cause, says, weight, lambda text: text.find(*patterns))


def gated(cause: str, says: str, weight: float, gate: Callable[[Text], Lines], *patterns: str) -> Lead:
    """Words that count only where something else is so."""
    return Lead(cause, says, weight, lambda text: text.find(*patterns) if gate(text) else NOWHERE)


def kind(host: str) -> str:
    """Loopback of a family, everywhere, a specific address, or a name."""
    if host in ANYWHERE:
        return "any"
    if host in ("::1", "ip6-localhost"):
        return "loopback6"
    if host.startswith("127."):
        return "loopback4"
    if is_loopback(host):
        return "localhost"
    return "specific" if is_address(host) else "name" if host else ""


def listening(text: Text, *kinds: str, by: str = "", port: int | None = None) -> list[Noted[Listening]]:
    """TCP alone; without kinds of every kind."""
    return [
        noted
        for noted in text.signs(Listening)
        if noted.sign.transport == "tcp"
        and (not kinds or kind(noted.sign.host) in kinds)
        and (not by or noted.sign.by in by)
        and port in (None, noted.sign.port)
    ]


def lines(found: Iterable[Noted[object]]) -> Lines:
    return tuple(dict.fromkeys(n for noted in found for n in noted.lines))


def failed(text: Text, *outcomes: str) -> list[Noted[Failure]]:
    """Whose likeliest meaning is one of these."""
    return [noted for noted in text.signs(Failure) if noted.sign.outcomes[0] in outcomes]


def may_be(text: Text, outcome: str) -> list[Noted[Failure]]:
    return [noted for noted in text.signs(Failure) if outcome in noted.sign.outcomes]


def ports(found: Iterable[Noted[Failure]] | Iterable[Noted[Listening]]) -> set[int]:
    return {noted.sign.port for noted in found if noted.sign.port}


def bind_failed(word: str) -> Callable[[Text], Lines]:
    return lambda text: lines(failed(text, f"bind-{word}"))


def through(text: Text) -> list[Noted[Success]]:
    return text.signs(Success)


def holders(text: Text) -> list[Noted[Listening]]:
    """Rows of sockets on the port that could not be bound; all rows where the failure names none."""
    wanted = ports(failed(text, "bind-EADDRINUSE", "bind-EACCES"))
    rows = listening(text, by="socket")
    return [row for row in rows if row.sign.port in wanted] if wanted else rows


def seen(text: Text, *what: str) -> list[Noted[Seen]]:
    return [noted for noted in text.signs(Seen) if noted.sign.what in what]


def ended(text: Text, *how: str) -> list[Noted[Ended]]:
    return [noted for noted in text.signs(Ended) if not how or noted.sign.how in how]


def in_state(text: Text, states: str) -> Lines:
    return lines(noted for noted in text.signs(Running) if noted.sign.state[:1] and noted.sign.state[0] in states)


def nobody(text: Text) -> Lines:
    """A lookup of a port whose answer is empty, or words that say so."""
    return tuple(dict.fromkeys((*empty_lookups(text), *text.find(*NOBODY))))


def nobody_has_it(text: Text) -> Lines:
    """The same of a port that could not be bound, of which people say that it is free."""
    return tuple(dict.fromkeys((*nobody(text), *text.find(*FREE))))


def empty_lookups(text: Text) -> Lines:
    found = []
    for n, line in enumerate(text.lines):
        command = COMMAND.search(line.text.casefold())
        if command and PORTED.search(command["options"]) and nothing_follows(text, n):
            found.append(line.number)
    return tuple(found)


def nothing_follows(text: Text, n: int) -> bool:
    """The next line is a prompt, or an empty one stands between; the end of a text may be where it was cut."""
    if n + 1 >= len(text.lines):
        return False
    here, after = text.lines[n], text.lines[n + 1]
    if parsed(after, after.text.casefold()):
        return False
    return after.number > here.number + 1 or bool(PROMPT.match(after.text))


def after(one: Lines, other: Lines) -> Lines:
    """Lines of the first that stand below one of the second."""
    return tuple(n for n in one if n > min(other)) if other else ()


def before(one: Lines, other: Lines) -> Lines:
    return tuple(n for n in one if n < max(other)) if other else ()
