"""
By which words people name causes when they answer somebody: in a forum, in a chat, as a model does.

Words that are as often said of something else (port, server, connection) are in no row of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from portwise.read import subjects_service, subjects_way
from portwise.read.subject import Subject

ROWS = (*subjects_way.ROWS, *subjects_service.ROWS)


@cache
def compiled() -> tuple[tuple[Subject, re.Pattern[str]], ...]:
    return tuple((row, re.compile(row.pattern)) for row in ROWS)


def subjects(folded: str) -> Iterator[tuple[Subject, re.Match[str]]]:
    """What a sentence speaks of, each once, where it is named first."""
    for row, pattern in compiled():
        if found := pattern.search(folded):
            yield row, found
