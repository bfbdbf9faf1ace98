"""Where it failed, as lines above tell: the page that a browser shows, or a command that goes over several lines."""

from __future__ import annotations

import re

from portwise.model.reading import Line
from portwise.read.places import Place, every

PAGE = re.compile(  # what stands before the name is glued to it where a page was copied
    r"(?:(?<=be reached)|(?<=connection)|(?<=working)|(?<![\w.-]))"
    r"(?P<host>localhost|(?:\d{1,3}\.){3}\d{1,3}|[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6})(?:[\u2019']s server)? "
    r"(?:refused to connect|took too long to respond|sent an invalid response|didn[\u2019']t send any data|"
    r"unexpectedly closed the connection|redirected you too many times|uses an unsupported protocol)",
    re.IGNORECASE,
)
PAGE_CODE = re.compile(r"\bERR_[A-Z_]{4,40}|refused to connect|took too long|invalid response")
PAGE_LONG = 10  # lines
OF_CURL = re.compile(r"\W*curl: \(\d{1,2}\)")
TYPED = re.compile(r"(?:^|[\s$#%>`])curl\s(?P<rest>[^\n]{0,600})")
COMMAND_LONG = 6  # lines
NOWHERE = Place("", None)


def shown(lines: tuple[Line, ...], n: int) -> Place:
    """Of a failure that names no place itself."""
    place = on_page(lines, n)
    return place if place.host else commanded(lines, n)


def on_page(lines: tuple[Line, ...], n: int) -> Place:
    """The host of a browser's page of an error, which stands without a port, in its line or above its code."""
    above = range(n, max(n - PAGE_LONG, 0) - 1, -1) if PAGE_CODE.search(lines[n].text) else (n,)
    found = (PAGE.search(lines[other].text) for other in above if lines[n].number - lines[other].number <= PAGE_LONG)
    return next((Place(one["host"].lower(), None) for one in found if one), NOWHERE)


def commanded(lines: tuple[Line, ...], n: int) -> Place:
    """What curl was told to ask, in a command that goes over several lines."""
    if not OF_CURL.match(lines[n].text):
        return NOWHERE
    for line in reversed(lines[max(n - COMMAND_LONG, 0) : n]):
        if OF_CURL.match(line.text):
            break
        if typed := TYPED.search(line.text):
            return next((place for place in every(typed["rest"]) if place.scheme), NOWHERE)
    return NOWHERE
