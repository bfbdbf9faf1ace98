"""
Which words a regular expression cannot do without.

Hundreds of expressions are tried on every text and nearly all of them fail.  Looking for a word is a hundred times
faster than searching with an expression, and compiling one costs more than either: so the words are looked for first.
"""

from __future__ import annotations

import re
from functools import lru_cache

Needs = frozenset[str]  # one of these words stands in all that matches; empty: no such word is known
NONE: Needs = frozenset()
SHORTEST = 3  # a shorter word stands in nearly every text
MANY = 24  # alternatives: looking for more words costs as much as searching
PIECE = re.compile(
    r"\\[xuU][0-9a-fA-F]+|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P?<\w+>|:|[=!]|<[=!])|\(|\)|\|"
    r"|(?:[*+?]|\{\d*(?:,\d*)?\})[?+]?|.",
    re.DOTALL,
)
OPTIONAL = re.compile(r"[*?]|\{0?,|\{0\}")
REPEATED = re.compile(r"[*+?{]")
LITERAL = re.compile(r"[^\w\s]")  # what stands for itself when a backslash is before it


@lru_cache(maxsize=1 << 14)
def needs(pattern: str) -> Needs:
    """Flags inside the expression are not read: such an expression needs nothing."""
    if "(?i" in pattern or "(?x" in pattern or "(?(" in pattern:
        return NONE
    pieces = PIECE.findall(pattern)
    found, _ = alternatives(pieces, 0)
    return found


def alternatives(pieces: list[str], at: int) -> tuple[Needs, int]:
    """Up to the closing parenthesis: all of the branches must need something."""
    branches: list[Needs] = []
    while True:
        found, at = sequence(pieces, at)
        branches.append(found)
        if at >= len(pieces) or pieces[at] == ")":
            break
        at += 1
    words = NONE.union(*branches) if all(branches) else NONE
    return (words if len(words) <= MANY else NONE), at + 1


def sequence(pieces: list[str], at: int) -> tuple[Needs, int]:
    """The best of its parts: that whose shortest word is longest."""
    best = NONE
    run = ""
    while at < len(pieces) and pieces[at] not in ("|", ")"):
        piece = pieces[at]
        letter = literal(piece)
        at += 1
        inner = NONE
        if piece.startswith("("):
            inner, at = alternatives(pieces, at)
            inner = NONE if piece[:3] == "(?!" or piece[:4] == "(?<!" else inner
        again = pieces[at] if at < len(pieces) and REPEATED.match(pieces[at]) else ""
        at += bool(again)
        if letter and not again:
            run += letter
            continue
        best, run = better(best, word(run)), ""
        if not OPTIONAL.match(again):
            best = better(best, inner)
    return better(best, word(run)), at


def literal(piece: str) -> str:
    """The letter that a piece stands for; "" where it stands for several or for a place."""
    if len(piece) == 1:
        return "" if piece in ".^$([" else piece
    return piece[1] if len(piece) == 2 and piece[0] == "\\" and LITERAL.match(piece[1]) else ""


def word(run: str) -> Needs:
    return frozenset((run,)) if len(run) >= SHORTEST else NONE


def better(one: Needs, other: Needs) -> Needs:
    return max(one, other, key=lambda words: min(map(len, words), default=0))
