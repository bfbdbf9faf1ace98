"""Which words of a text may be named as a reason: not those that a tool puts above every table, and no bare number."""

from __future__ import annotations

import re

from portwise.read.text import Text

HEADING = re.compile(r"\brecv-q[\s|]+send-q\b(?!\W*\d)", re.IGNORECASE)  # ss(8) and netstat(8) know no other columns
NUMBERS = re.compile(r"[\d ]+")  # 812, or two of them: a pid, a port of somebody's own, a size


def spoken_of(text: Text) -> Text:
    """The same without the headings of tables of sockets, which stand above any of them."""
    if not any(HEADING.search(line.text) for line in text.lines):
        return text
    return Text((line for line in text.lines if not HEADING.search(line.text)), text.total)


def reasons(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if not NUMBERS.fullmatch(word))
