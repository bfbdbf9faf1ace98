"""Lines that say nothing of a machine: whether something could be, and lists of what was ruled out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.model.reading import Line

WHETHER = re.compile(
    r"^\W*(?:\d{1,2}[.)]\s*)?(?:could(?! not\b)|might|may|would|are there|is there|can there|were there|"
    r"was there|is (?:my|it|that)|perhaps|maybe)\b.*\?\W*$",
    re.IGNORECASE,
)
DENIES = re.compile(
    r"\b(?:ruled out|not the (?:root )?causes?|not likely to be|unlikely to be|can be excluded|already excluded)\b",
    re.IGNORECASE,
)
ITEM = re.compile(r"^\s*(?:[-*\u2022\u274c\u2705\u2717\u2713]|\d{1,2}[.)])\s")


def asides(lines: Iterable[Line]) -> Iterator[int]:
    """The numbers of those lines."""
    within = False
    for line in lines:
        item = bool(ITEM.match(line.text))
        if not item:
            within = bool(DENIES.search(line.text))
        listed = within and (item or not line.text.rstrip(" *").endswith(":"))
        if WHETHER.match(line.text) or (item and within) or (listed and DENIES.search(line.text)):
            yield line.number
