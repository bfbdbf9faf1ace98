"""Every client's words for every event: from an event to its words, and from a word to its events."""

from __future__ import annotations

from portwise.words.answering import ANSWERING
from portwise.words.binding import BINDING
from portwise.words.connecting import CONNECTING
from portwise.words.encrypting import ENCRYPTING
from portwise.words.wording import COLUMNS, Wording, said

WORDINGS: tuple[Wording, ...] = (*CONNECTING, *BINDING, *ANSWERING, *ENCRYPTING)


def saying(word: str, column: str = "") -> tuple[Wording, ...]:
    """The events of which a client (any, without *column*) says exactly *word*, the likeliest first."""
    columns = (column,) if column else COLUMNS
    return tuple(row for row in WORDINGS if any(word in said(row, c) for c in columns))


def meeting(outcome: str) -> tuple[Wording, ...]:
    """The events that end in *outcome*."""
    return tuple(row for row in WORDINGS if row.outcome == outcome)
