"""Lists under "These work:" and "These don't:", and lines of code with a remark behind them: ``// works``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Line, Noted, Stated, Success
from portwise.read.places import every
from portwise.read.signs.statements import part, verdict
from portwise.read.text import Text

HEADER = re.compile(
    r"^(?:[^\n]{0,200}[.!?]\s+|\W*)(?:(?:and |but )?(?:the(?:se|y)|this|those|what|it)(?: ones?)? )?"
    r"(?:(?P<ill>(?:(?:do|does)(?: not|n['\u2019]?t)|not|fail(?:s|ed|ing)?|broken)(?: work(?:s|ing)?)?)|"
    r"(?:works?|worked|working|ok(?:ay)?|fine|good|success(?:ful)?))(?: (?:fine|ok|well|too|either))?\s*:\W*$",
    re.IGNORECASE,
)
REMARKED = re.compile(r"[;)\]}\"'`,]\s*(?://|#|--|<-+|[=-]+>|\u2192|\u2190)\s*(?P<remark>[^\n/#]{2,40})$")
WELL = re.compile(r"^\W*success(?:ful(?:ly)?)?\W*$", re.IGNORECASE)
FENCE = re.compile(r"^\s*(?:```|~~~)")
MOST = 6  # lines below a header


def told(text: Text) -> Iterator[tuple[Line, str, bool]]:
    """Lines, or the code in them, with the verdict that somebody wrote above or behind."""
    for n, line in enumerate(text.lines):
        if header := HEADER.match(line.text):
            yield from ((one, one.text, not header["ill"]) for one in below(text.lines[n + 1 : n + 2 + MOST]))
        elif found := REMARKED.search(line.text):
            remark = found["remark"].casefold()
            works = True if WELL.match(remark) else verdict(remark)
            if works is not None:
                yield line, line.text[: found.start() + 1], works


def below(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Up to the first empty one behind them: numbers go on where a line was empty."""
    last = None
    for line in lines:
        if HEADER.match(line.text) or (last is not None and line.number - last > 1) or not line.text.strip():
            return
        last = line.number
        if not FENCE.match(line.text):
            yield line


def stated(text: Text) -> Iterator[Noted[Stated]]:
    for line, said, works in told(text):
        yield from (Noted(Stated(when, works), (line.number,)) for when in part(said.casefold()).when)


def reached(text: Text) -> Iterator[Noted[Success]]:
    for line, said, works in told(text):
        for place in every(said) if works else ():
            if place.host and (place.port or place.scheme in ("http", "https")):
                yield Noted(Success("", place.host, place.port, place.scheme, told=True), (line.number,))


READERS = (stated, reached)
