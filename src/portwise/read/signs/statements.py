"""
What works where, as people say it: "curl is fine, only Chrome refuses", "from my phone it times out".

A clause says something where it holds a condition of `CONDITIONS` and a word of success or failure.  Clauses end at
full stops, at "but" and its like, and at a comma behind which the verdict turns round; questions say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Lines, Noted, Stated
from portwise.model.record import NamedTuple
from portwise.read import tongues
from portwise.read.conditions import CONDITIONS
from portwise.read.text import Text

WELL = (  # decided first: they hold words of failure
    r"\b(?:no|without(?: any| a)?|zero) (?:problems?|issues?|errors?|trouble|hiccups?|failures?|complaints?)\b|"
    r"\bwithout complaint\b|"
    r"\b(?:have|has|had|need|needs|needed|must) (?:to )?(?:turn|switch|disable|deactivate|shut) (?:\S+ ){0,5}?"
    r"(?:off|down|first|before|vpn|firewall)\b|"
    r"\bnever (?:fails?|in)\b|^\s*never\s*$|\b(?:doesn't|does not|don't|do not) (?:fail|happen|occur|have "
    r"(?:this|the|that))\b|"
    r"\b(?:error|problem|issue|it|timeout)s? (?:is gone|are gone|goes away|went away|disappears?|vanish\w+)\b|"
    r"\bnot affected\b"
)
ILL = (
    r"\bstopped (?:\w+ing|to \w+)\b|"
    r"\bneither\b.{0,60}\bnor\b|\btoo long to respond\b|\btook too long\b|\bnever answers\b|"
    r"\b(?:doesn't|does not|doesnt|don't|do not|dont|won't|will not|didn't|did not|isn't|is not|isnt|aren't|not|"
    r"never|no longer|"
    r"hasn't|nothing|nobody|none|neither)\b.{0,40}?\b(?:work|load|open|connect|reach|access|respon|"
    r"answer|help|chang|"
    r"fix|find|found|get|show|see|available|possible|display|render|resolv|ok|able|come|go|running|pass|listen|happen|"
    r"accessible|through|helped|accept)\w*|"
    r"\bno (?:web )?browser\b|\b(?:can't|cannot|cant|can not|couldn't|could not|unable|impossible|inaccessible|"
    r"unreachable|unavailable|"
    r"without success)\b|"
    r"\b(?:fail(?:s|ed|ing|ure)?|refus(?:e|es|ed|ing|al)|timed? ?out|times out|timing out|timeouts?|time-?outs?|"
    r"hang(?:s|ing)?|hung|stall(?:s|ed)|"
    r"denied|reject(?:s|ed)?|broken|breaks|broke|dead|blocked|blocks|dropped|(?:was|is|were|been|being|gets?|got|"
    r"connection) reset|reset by peer|unreachable|no route|forbidden|blank|white page|spins?|spinning|"
    r"spinner|forever|gives up|complains|dies|died)\b|\b(?:no (?:change|effect|difference|luck|answer|reply|"
    r"response|joy|success|go|"
    r"access|connection)|same (?:error|thing|result|problem|issue|story|message|behaviou?r)|nothing (?:happens|"
    r"at all)|still (?:the same|get|not|broken|failing|no))\b|"
    r"\berr_[a-z_]+|\b(?:ns|pr|sec|ssl|mozilla)_error_\w+|\beconn\w+|\behost\w+|\betimedout\b|\b(?:http "
    r")?(?:error )?(?:40[0-9]|431|50[0-4])\b"
    r"|❌|✗|✘|\bnope\b|\berrors?\b|(?<!\w)not in\b|: no\b|\b(?:warning|warns)\b|\bclosed\b|" + tongues.ILL
)
FINE = (
    r"\b(?:pages?|they|tabs?|sites?|both|all|urls?|requests|connections) (?:\w+ )?(?:load|open|connect|respond|"
    r"answer|show|"
    r"come up|go through)\b|"
    r"(?<!no )(?<!no other )\b(?:containers|services|servers|ports|machines|computers|devices|others|clients) "
    r"(?:all |still |do )?(?:answer|respond|connect|get through)\b|"
    r"\b(?:load|open|connect|answer) (?:at once|again|instantly|immediately|fine|ok)\b|"
    r"(?<!\bi )(?<!\bwe )(?<!\bi'm )(?<!\bi am )\bwork(?:s|ed|ing)?\b(?![-/])|\bflawless(?:ly)?\b|"
    r"\b(?:i|we|you|one) (?:can |could )?gets? in(?!\s+(?:touch|trouble|contact))\b|"
    r"\b(?:it|they|that) (?:does|did|could)\s*$|"
    r"\bfine\b|\bok(?:ay)?\b|\bperfect(?:ly)?\b|\b(?:loads|loaded|opens|opened|"
    r"renders|"
    r"connects|connected|responds|responded|answers|answered|succeeds|succeeded|successful(?:ly)?|reachable|accessible|"
    r"(?:shows|displays?|returns?|prints)\b(?!\W*$)|shown|returned|"
    r"gets through|healthy|good|normal(?:ly)?|resolves|resolved|"
    r"helps|helped|fixes|"
    r"fixed|solves|solved|cures?|cured|pass(?:es|ed)?|instantly|immediately|comes up|came back|comes back|is "
    r"back|yes|great|happy)\b|"
    r"\bcan (?!not\b|you\b|i\b|it\b|we\b|be\b|any|some|there|"
    r"try\b|only\b|neither\b|find\b)\w+|\blets? (?:me|us|him|her|them) in\b|"
    r"\b(?:i|we|it) gets? (?:the|a|my|an|json|html|200)\b"
    r"(?! (?:\w+ ){0,2}(?:empty|blank|white|black|warnings?|pop-?up|message|traceback|exception|timeout|redirect))|"
    r"\bgives? (?:me |us )?(?:the|a|my|json|html|200|\{)|"
    r"\b200\b|\b30[12478]\b|"
    r"✅|✓|✔|\bno prob|: yes\b|\balways there\b|\bgone\b|" + tongues.FINE
)
TURNS = re.compile(
    r"[.;!](?=\s|$)|\n|\?(?=\s|$)|\s(?:but|while|whilst|whereas|however|although|though|yet|except|only|instead|unless|"
    r"even though|"
    r"otherwise|until|then)\s|\s[-\u2013\u2014]+\s|(?<=\w)(?: \()|(?<!\()\)|" + tongues.TURNS
)
ASIDE = re.compile(r"(?<=\w) \((?=[^)\s]{0,60}[.:])[\w.:/-]{3,60}\)(?=\s|[,.;:])")
ELLIPSIS = re.compile(
    r"(?:\b(?:is|are|does|do|did|was|has) not|n't)\s*$|"
    r"^\s*(?:and |but )?(?:not|never) (?:from|on|in|at|by|with|via|over|through|using|when|while|to)\b"
)
WHETHER = re.compile(r"\bwhether\b|\bwith (?:or|and) without\b|\b(?:on or off|off or on)\b")
UNTIL = re.compile(r"\suntil\s")
DONE = frozenset(  # what somebody does, so that it works
    (
        *("vpn-off", "proxy-off", "firewall-off", "selinux-off", "guard-off", "extension-off", "doh-off"),
        *("site-data-cleared", "reboot", "restart", "network-reset"),
    )
)
WISHED = re.compile(  # what is to be so
    r"\b(?:make sure|ensure|please (?:check|verify)|check (?:that|if|whether)|(?<!can )verify (?:that|if|whether))\b"
)
PARTS = re.compile(r",| and | as well as | / |: |" + tongues.PARTS)
COMPILED = tuple((name, re.compile(pattern)) for name, pattern in CONDITIONS.items())
WELL_RE, ILL_RE, FINE_RE = re.compile(WELL), re.compile(ILL), re.compile(FINE)
LONGEST = 400  # characters of a clause: what is longer is output, or no clause


class Part(NamedTuple):
    """A piece of a clause: what it is about, and whether it works there; None: it does not say."""

    when: tuple[str, ...]
    works: bool | None
    turns: bool = False  # "curl is not": the other way round than what was said before


def statements(text: Text) -> Iterator[Noted[Stated]]:
    """Each condition of a clause with the verdict that belongs to it."""
    for start, clause in clauses(text.folded):
        if len(clause) > LONGEST:
            continue
        pieces = PARTS.split(clause)
        undone = bool(UNTIL.fullmatch(text.folded[max(start - 7, 0) : start]))
        if not undone and all(verdict(piece) is None for piece in pieces):
            continue
        line = (text.number(start + len(clause) - len(clause.lstrip())),)
        if undone:
            yield from (Noted(Stated(when, True), line) for when in part(pieces[0]).when if when in DONE)
            continue
        wished = bool(WISHED.search(clause))
        for when, works in verdicts([part(piece) for piece in pieces]):
            if not (works and wished):
                yield Noted(Stated(when, works), line)


def clauses(folded: str) -> Iterator[tuple[int, str]]:
    """With their places; a question is none, and an address in brackets interrupts none."""
    folded = ASIDE.sub(lambda found: " " * len(found[0]), folded)
    start = 0
    for found in TURNS.finditer(folded):
        if found[0] != "?":
            yield start, folded[start : found.start()]
        start = found.end()
    yield start, folded[start:]


def part(piece: str) -> Part:
    works = verdict(piece)
    when = tuple(name for name, pattern in COMPILED if pattern.search(piece))
    if WHETHER.search(piece):
        when = tuple("vpn-off" if name == "vpn-on" else name for name in when)
    return Part(when, works, bool(ELLIPSIS.search(piece)))


def verdict(piece: str) -> bool | None:
    if WELL_RE.search(piece):
        return True
    if ILL_RE.search(piece):
        return False
    return True if FINE_RE.search(piece) else None


def verdicts(parts: list[Part]) -> Iterator[tuple[str, bool]]:
    """What has no verdict of its own shares the one before it, or that behind it where none came yet."""
    waiting: list[str] = []
    last: bool | None = None
    for one in parts:
        waiting += one.when
        if one.turns and last is not None:
            last = not last
        elif one.works is not None:
            last = one.works
        if last is not None and one.when + tuple(waiting):
            yield from ((when, last) for when in waiting)
            waiting = []


def stated(text: Text, works: bool, *whens: str) -> Lines:
    """The lines in which somebody says that it works, or fails, under one of these conditions."""
    found = (
        n for noted in text.signs(Stated) if noted.sign.works is works and noted.sign.when in whens for n in noted.lines
    )
    return tuple(dict.fromkeys(found))


def works(text: Text, *whens: str) -> Lines:
    return stated(text, True, *whens)


def fails(text: Text, *whens: str) -> Lines:
    return stated(text, False, *whens)


READERS = (statements,)
