"""
Which words a regular expression cannot do without.

Hundreds of expressions are tried on every text and nearly all of them fail.  Looking for a word is a hundred times
faster than searching with an expression, and compiling one costs more than either: so the words are looked for first.
Working them out costs as much as compiling: tools/needs.py writes needs.tsv, one row for each expression by a digest of
it.  An expression that is not there is worked out when it is asked for.

Most expressions are many with a bar between them, of which a text has the words of one or two: the others are neither
compiled nor looked for.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from hashlib import blake2b

from portwise.read.packaged import packaged

FILE = "needs.tsv"
Words = frozenset[str]  # one of these stands in all that matches
Needs = tuple[Words, ...]  # something of each does; empty: no such word is known
SHORTEST = 2  # a letter stands in nearly every text
MANY = 60  # alternatives: looking for more words costs as much as searching
MOST = 4  # of a sequence, the first that are unlikely
DIGEST = 8  # characters
PART, SET, WORD = "\t\t\t", "\t\t", "\t"  # what stands in a row before each of them; before a first word nothing does
WHOLE = re.compile(r"\(\?(?:[a-zA-Z-]+\)|\()|\(\?P=|\\[1-9]")  # flags, conditions, and what a group has matched
PIECE = re.compile(
    r"\\[xuU][0-9a-fA-F]+|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P=\w+|[a-z]+)\)"
    r"|\(\?(?:P?<\w+>|:|[=!]|<[=!])|\(|\)|\|"
    r"|(?:[*+?]|\{\d*(?:,\d*)?\})[?+]?|.",
    re.DOTALL,
)
OPTIONAL = re.compile(r"[*?]|\{0?,|\{0\}")
REPEATED = re.compile(r"[*+?{]")
LITERAL = re.compile(r"[^\w\s]")  # what stands for itself when a backslash is before it


def fitting(pattern: str, has: Callable[[str], bool]) -> list[str]:
    """Of what stands between its bars that of which a text *has* the words: without them nothing matches."""
    return [part for part, of in parts(pattern) if met(of, has)] if met(needs(pattern), has) else []


def met(needs: Needs, has: Callable[[str], bool]) -> bool:
    return all(any(map(has, words)) for words in needs)


@lru_cache(maxsize=1 << 14)
def needs(pattern: str) -> Needs:
    """The least likely first."""
    return read(row(pattern).partition(PART)[0])


@lru_cache(maxsize=1 << 14)
def parts(pattern: str) -> tuple[tuple[str, Needs], ...]:
    """What stands between its bars, each with what it needs; the whole, where it has none."""
    found: list[tuple[str, Needs]] = []
    place = 0
    for part in row(pattern).split(PART)[1:]:
        end = place + int(part.partition(SET)[0])
        found.append((pattern[place:end], read(part)))
        place = end + 1
    return tuple(found) or ((pattern, needs(pattern)),)


@lru_cache(maxsize=1)  # asked for once more, for the parts, where the whole does
def row(pattern: str) -> str:
    return shipped().get(digest(pattern)) or dumped(pattern)


@cache
def shipped() -> Mapping[str, str]:
    """By the digest of an expression."""
    return {row[:DIGEST]: row for row in packaged(FILE).split("\n")}


def read(row: str) -> Needs:
    return tuple(frozenset(words.split(WORD)) for words in row.split(SET)[1:])


def digest(pattern: str) -> str:
    return b64encode(blake2b(pattern.encode(), digest_size=DIGEST * 3 // 4).digest()).decode()


def dumped(pattern: str) -> str:
    """Its row: the digest and the sets of the whole, then the length of each part and its sets."""
    several = apart(pattern)
    of_parts = (f"{PART}{len(part)}{listed(worked_out(part))}" for part in several if len(several) > 1)
    return "".join((digest(pattern), listed(worked_out(pattern)), *of_parts))


def listed(needs: Needs) -> str:
    return "".join(SET + WORD.join(sorted(words)) for words in needs)


def apart(pattern: str) -> list[str]:
    """What stands between bars that are in no group; flags hold for all of an expression, and it is left whole."""
    if WHOLE.search(pattern):
        return [pattern]
    found, depth = [""], 0
    for piece in PIECE.findall(pattern):
        if piece == "|" and not depth:
            found.append("")
            continue
        depth += (piece[0] == "(" and piece[-1] != ")") - (piece == ")")
        found[-1] += piece
    return found


def worked_out(pattern: str) -> Needs:
    """Flags inside the expression are not read: such an expression needs nothing."""
    if "(?i" in pattern or "(?x" in pattern or "(?(" in pattern:
        return ()
    found, _ = alternatives(PIECE.findall(pattern), 0)
    return found


def alternatives(pieces: list[str], at: int) -> tuple[Needs, int]:
    """Up to the closing parenthesis: one branch needs what it needs; of several each gives what is least likely."""
    branches: list[Needs] = []
    while True:
        found, at = sequence(pieces, at)
        branches.append(found)
        if at >= len(pieces) or pieces[at] == ")":
            break
        at += 1
    if len(branches) == 1:
        return branches[0], at + 1
    words = Words().union(*(branch[0] for branch in branches)) if all(branches) else Words()
    return ((words,) if 0 < len(words) <= MANY else ()), at + 1


def sequence(pieces: list[str], at: int) -> tuple[Needs, int]:
    """What its parts need."""
    found: list[Words] = []
    run = ""
    while at < len(pieces) and pieces[at] not in ("|", ")"):
        piece = pieces[at]
        letter = literal(piece)
        at += 1
        inner: Needs = ()
        if piece.startswith("(") and not piece.endswith(")"):  # what was found before, or a flag, is no group
            inner, at = alternatives(pieces, at)
            inner = () if piece[:3] == "(?!" or piece[:4] == "(?<!" else inner
        again = pieces[at] if at < len(pieces) and REPEATED.match(pieces[at]) else ""
        at += bool(again)
        if letter and not again:
            run += letter
            continue
        found += word(run)
        run = ""
        if not OPTIONAL.match(again):
            found += inner
    found += word(run)
    return tuple(sorted(found, key=likely)[:MOST]), at


def word(run: str) -> Needs:
    return (frozenset((run,)),) if len(run) >= SHORTEST else ()


def likely(words: Words) -> tuple[int, int]:
    """The shorter its shortest word and the more there are of them."""
    return -min(map(len, words)), len(words)


def literal(piece: str) -> str:
    """The letter that a piece stands for; "" where it stands for several, for a place, or would break a row."""
    if len(piece) == 1:
        return "" if piece in ".^$([\t\n" else piece
    return piece[1] if len(piece) == 2 and piece[0] == "\\" and LITERAL.match(piece[1]) else ""
