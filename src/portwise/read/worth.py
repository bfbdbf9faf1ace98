"""
What leads are worth beside one another, in log-odds, as tools/worth.py fitted it to all texts whose cause is known.

A lead that is not in the file is worth what its author wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from portwise.read.packaged import packaged

FILE = "worth.tsv"
Name = tuple[str, str]  # the id of its cause, and what it says


def dumped(worths: Mapping[Name, float]) -> str:
    """One line for each, in hundredths."""
    return "".join(f"{cause}\t{says}\t{worth:.2f}\n" for (cause, says), worth in sorted(worths.items()))


def loaded(text: str) -> dict[Name, float]:
    rows = (row.split("\t") for row in text.splitlines())
    return {(cause, says): float(worth) for cause, says, worth in rows}


@cache
def shipped() -> Mapping[Name, float]:
    """As it comes with portwise."""
    return loaded(packaged(FILE))
