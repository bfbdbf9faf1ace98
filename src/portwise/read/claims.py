"""
What an answer claims, sentence by sentence: which causes it names, and whether it says that it is so or that it is not.

Commands, advice, questions and conditions claim nothing.  A sentence is judged by what it names and not by how sure it
sounds: "it could be a firewall" and "it is the firewall" are the same to the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from portwise.model.answer import Claim
from portwise.model.reading import Line
from portwise.read.subjects import subjects
from portwise.read.text import Text

LISTENS = r"(?:listen(?:s|ing)?|bound|binds?|runs|running|waits?)"
NOBODY = r"(?:nothing|nobody|no (?:process|one|server|program|service|application|app)(?: at all)?)"
MOST, LONGEST = 400, 400  # claims, and characters of one
REACH = 80  # characters around what is named in which it can be denied
ENDS = re.compile(r"(?<=[.!?:])\s+(?=[A-Z`\"'(*_\d-])|;\s+")
MARKS = re.compile(r"^[\s>*+#-]*(?:\d{1,3}[.)]\s+)?(?:\*\*|__)?")
COMMAND = re.compile(
    r"^(?:[$%#>] |PS [A-Z]:|sudo |curl |lsof |ss |netstat |docker |kubectl |npm |kill |portwise |open |export )"
)
PROSE = re.compile(r"[a-z]{2,}(?:[ ,'-]+[a-z0-9]+){2,}", re.IGNORECASE)
EMPTY = re.compile(r"[?:]\s*$")  # a question, or what only begins something
ADVICE = re.compile(
    r"(?:\W|also |then |first,? |next,? |now,? |please |try to "
    r"|you (?:can|could|may|might|should|must|need to) (?:also )?"
    r"|step \d+\W+|solution \d+\W+|temporarily )*(?:check|ensure|make sure|run|use|try|navigate|go|open|set|add|restart"
    r"|kill|disable|enable|turn|toggle|consider|verify|look|test|reload|edit|remove|reset|flush|clear|start|stop|install"
    r"|upgrade|update|change|replace|terminate|identify|confirm|wait|switch|reboot|if|when|unless|see|note)\b"
)

BEFORE = re.compile(
    r"(?:\bnot|n't|\bnor|\brather than|\binstead of|\brul(?:e[sd]?|ing) out|\bunlikely to be|\bneither|\bno"
    r"|\bnothing to do with|\bno (?:evidence|sign) of|\bexclud(?:e[sd]?|ing))\s+"
    r"(?:be |due to |caused by |because of |related to |about )?"
    r"(?:(?:a|an|any|the|your|some|basic|simple)\s+){0,2}(?:[\w-]+\s+)?$"
)
AFTER = re.compile(
    r"^[^.;,]{0,40}?\b(?:is|are|was|were|can be|has been|have been|seems?|looks?|does|do)\s*"
    r"(?:n't| not| unlikely| ruled out| excluded| irrelevant| innocent| fine| healthy)\b"
    r"|^[^.;]{0,20}\b(?:unlikely|ruled out|excluded)\b"
)

PORT = r"(?:(?:[\w.*:\[\]-]{1,60})?:)?(?:tcp )?(?:port )?(?P<port>\d{2,5})\b"
NOBODY_AT = re.compile(rf"{NOBODY}\b[^.;]{{0,40}}?\b{LISTENS}\b[^.;]{{0,25}}?\b(?:on|at|to)\s+{PORT}")
PID_AT = re.compile(
    rf"\b(?:pid|process)\s+(?P<pid>\d{{1,7}})\b[^.;]{{0,50}}?\b(?:{LISTENS}|holds?|owns?|has|occupies|uses)\b[^.;]{{0,25}}?"
    rf"(?:\b(?:on|at|to)\s+)?{PORT}"
)
SOMEBODY_AT = re.compile(rf"\b(?:listen(?:s|ing)?|bound|binds)\b[^.;]{{0,15}}?\b(?:on|at|to)\s+{PORT}")


def claims(raw: bytes | str, phrases: Mapping[str, tuple[str, ...]]) -> tuple[tuple[Claim, ...], int]:
    """
    The claims of an answer in their order, and how many sentences were read.

    *phrases* are folded words by which causes are named beside those of `subjects`: their ids, titles, suspicions.
    """
    told = list(sentences(Text.of(raw).lines))
    found = dict.fromkeys(claim for number, says in told for claim in of_sentence(number, says, phrases))
    return tuple(found)[:MOST], len(told)


def sentences(lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
    for line in lines:
        text = MARKS.sub("", line.text).strip()
        if not PROSE.search(text) or COMMAND.match(text):
            continue
        for part in ENDS.split(text):
            if PROSE.search(part) and not EMPTY.search(part) and not ADVICE.match(part.casefold()):
                yield line.number, part.strip(" *_")[:LONGEST]


def of_sentence(number: int, says: str, phrases: Mapping[str, tuple[str, ...]]) -> Iterator[Claim]:
    folded = says.casefold().replace("\u2019", "'")
    named: set[str] = set()
    for claim in of_sockets(number, says, folded):
        named.update(("nothing-listening",) if claim.nobody else ())  # the table itself says it better
        yield claim
    for phrase, causes in phrases.items():
        if (at := folded.find(phrase)) >= 0 and whole(folded, at, at + len(phrase)):
            named.update(causes)
            yield Claim(number, says, phrase, causes, denied(folded, at, at + len(phrase)))
    for subject, found in subjects(folded):
        if not named & set(subject.causes):
            yield Claim(number, says, subject.called, subject.causes, denied(folded, *found.span()))


def whole(text: str, start: int, end: int) -> bool:
    """Words, and not the middle of longer ones."""
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def denied(text: str, start: int, end: int) -> bool:
    """Whether the sentence says that it is not so."""
    return bool(BEFORE.search(text[max(0, start - REACH) : start]) or AFTER.match(text[end : end + REACH]))


def of_sockets(number: int, says: str, folded: str) -> Iterator[Claim]:
    """Who listens where: what a table of sockets settles by itself."""
    if found := NOBODY_AT.search(folded):
        yield socket(number, says, found, nobody=True)
    elif found := PID_AT.search(folded):
        yield socket(number, says, found, pid=int(found["pid"]))
    elif (found := SOMEBODY_AT.search(folded)) and not re.search(
        r"\b(?:not|n't|should|must|if|make|try|start|let)\b", folded
    ):
        yield socket(number, says, found)


def socket(number: int, says: str, found: re.Match[str], pid: int = 0, nobody: bool = False) -> Claim:
    port = int(found["port"])
    return Claim(number, says, f"who listens on port {port}", port=port, pid=pid, nobody=nobody)
