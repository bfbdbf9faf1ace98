"""
Which words a regular expression cannot do without.

Hundreds of expressions are tried on every text and nearly all of them fail.  Looking for a word is a hundred times
faster than searching with an expression, and compiling one costs more than either: so the words are looked for first.
Working them out costs as much as compiling: tools/needs.py writes needs.tsv, one row for each expression by a digest of
it.  An expression that is not there is worked out when it is asked for.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import blake2b
from pkgutil import get_data

FILE = "needs.tsv"
Words = frozenset[str]  # one of these stands in all that matches
Needs = tuple[Words, ...]  # something of each does; empty: no such word is known
SHORTEST = 2  # a letter stands in nearly every text
MANY = 60  # alternatives: looking for more words costs as much as searching
MOST = 4  # of a sequence, the first that are unlikely
DIGEST = 8  # characters
PIECE = re.compile(
    r"\\[xuU][0-9a-fA-F]+|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P=\w+|[a-z]+)\)"
    r"|\(\?(?:P?<\w+>|:|[=!]|<[=!])|\(|\)|\|"
    r"|(?:[*+?]|\{\d*(?:,\d*)?\})[?+]?|.",
    re.DOTALL,
)
OPTIONAL = re.compile(r"[*?]|\{0?,|\{0\}")
REPEATED = re.compile(r"[*+?{]")
LITERAL = re.compile(r"[^\w\s]")  # what stands for itself when a backslash is before it


@lru_cache(maxsize=1 << 14)
def needs(pattern: str) -> Needs:
    """The least likely first."""
    row = shipped().get(digest(pattern))
    return worked_out(pattern) if row is None else read(row)


@cache
def shipped() -> Mapping[str, str]:
    """By the digest of an expression: two tabs before each of the sets, one between the words of a set."""
    rows = (get_data("portwise.read", FILE) or b"").decode().split("\n")
    return {row[:DIGEST]: row[DIGEST:] for row in rows}


def fits(pattern: str, text: str) -> bool:
    """Whether the text has the words: without them it is not worth a search."""
    return all(any(map(text.__contains__, words)) for words in needs(pattern))


def read(row: str) -> Needs:
    return tuple(frozenset(words.split("\t")) for words in row.split("\t\t")[1:])


def digest(pattern: str) -> str:
    return b64encode(blake2b(pattern.encode(), digest_size=DIGEST * 3 // 4).digest()).decode()


def dumped(pattern: str) -> str:
    """Its row."""
    return "\t\t".join((digest(pattern), *("\t".join(sorted(words)) for words in worked_out(pattern))))


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
