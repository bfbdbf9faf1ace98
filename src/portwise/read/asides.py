"""What says nothing of a server: whether something could be, lists of what was ruled out, and words only mentioned."""

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
QUOTE = r"(?:\"[^\"\n]{3,200}\"|`[^`\n]{3,200}`|(?<!\w)'[^'\n]{3,200}'(?!\w))"
MENTIONED = re.compile(  # words in quotes that somebody only speaks of, or looked for in vain
    rf"{QUOTE}(?=,? (?:as an example|for example|for instance)\b|[^.;!?\"`\n]{{0,120}}\b(?:has|have|had|shows?|is|"
    rf"contains?|says?|finds?|found|see|saw) (?:nothing (?:like|of) (?:it|that|this|the sort|the kind)|"
    rf"no such (?:line|message|entry|error|words?))\b)",
    re.IGNORECASE,
)
RULED_OUT = re.compile(  # "on bare metal, no container involved"
    r"(?:^|[,(;\u2013\u2014-]\s?|\.\s)\s*(?:and |it's |it is )?(?:no|not (?:in|inside|using|running in)(?: an?)?) "
    r"(?:docker|containers?)(?: (?:involved|here|at all|used|whatsoever))?(?=\s*(?:[,.;:)]|$))",
    re.IGNORECASE,
)
NO_SERVER = re.compile(
    r"\bkill(?:ed)? process \d{1,9},? \((?:chrom(?:e|ium)\S{0,20}|firefox\S{0,9}|isolated web co\S{0,9}|web content|"
    r"msedge|brave|opera|vivaldi\S{0,9}|webkitwebproces\S{0,2}|slack|discord|spotify|teams|zoom|thunderbird\S{0,9}|"
    r"gnome-shell|plasmashell|xorg|telegram\S{0,9}|signal-desktop|evolution\S{0,9})\)",
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
        if (
            WHETHER.match(line.text)
            or NO_SERVER.search(line.text)
            or (item and within)
            or (listed and DENIES.search(line.text))
        ):
            yield line.number


def unmentioned(text: str) -> str:
    """A line without the words in quotes that it says nothing with, and without a container that there is none of."""
    said = MENTIONED.sub(" ", text) if any(map(text.__contains__, "\"`'")) else text
    return RULED_OUT.sub(" ", said) if "no" in said or "No" in said else said
