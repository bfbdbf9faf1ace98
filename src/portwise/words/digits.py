"""Numbers: an errno, a curl exit, a browser's code, an HTTP status or a port, by what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from portwise.words.errors import saying
from portwise.words.meaning import Meaning, of_rows, of_term
from portwise.words.numbers import CHROME, SAFARI, numbered
from portwise.words.ports import port
from portwise.words.statuses import STATUSES
from portwise.words.used_by import USED_BY

BARE = re.compile(r"-?\d{1,12}")
PORT = re.compile(
    r"(?:(?:(?:tcp|udp)?\s*port|localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])\s*[:#]?|:)?\s*(\d{1,12})(?:/(?:tcp|udp))?"
)
STATUS = re.compile(
    r"(?:http(?:/\d(?:\.\d)?)?\s*)?(?:error|status)?(?:\s*code)?:?\s*([1-5]\d\d)(?:[:\s]+[a-z][a-z ()'-]*)?"
)
MAKERS = re.compile(r"(?:nginx|cloudflare|envoy|haproxy|caddy|traefik)\W+(?:error\W+)?([1-5]\d\d)\b")

CURL = re.compile(r"^curl\W{0,3}(?:error|exit|code|status|\s)*\W{0,2}(\d{1,2})\b")
WGET = re.compile(r"^wget\W{0,3}(?:error|exit|code|status|\s)*\W{0,2}(\d)\b")
WINSOCK = re.compile(r"\b(1[01]\d{3})\b")
GETADDRINFO = re.compile(r"(?:gaierror|getaddrinfo|eai)[\s:(\[]*(?:errno)?\s*(-?\d{1,3})\b")
ERRNO = re.compile(r"(?:errno|os ?error|error|\()[\s:=(\[]*(-?\d{1,5})\b")
FOUNDATION = re.compile(r"(?:nsurl\w*|kcf\w*|cfnetwork|safari)[^-\d]*(-?\d{3,4})\b")
CHROMIUM = re.compile(r"(?:chrom\w*|net_?\s?error|net::)[^-\d]*(-\d{1,3})\b")

# Bare numbers that are better known as an error than as the port that has the same number
BETTER_KNOWN_AS_ERRNO = frozenset((13, 110, 111))
HIGHEST_STATUS = 599  # RFC 9110 section 15
LOWEST_CLEAR_ERRNO = 48  # EADDRINUSE of macOS: below it most numbers are rather an exit code of curl


def as_number(typed: str) -> Iterator[Meaning]:
    """Nothing but a number, or a number and the word that says what it counts."""
    text = typed.casefold()
    if BARE.fullmatch(text):
        yield from bare(int(text))
    elif found := PORT.fullmatch(text):
        yield of_term("port", port(int(found[1])))
    elif found := STATUS.fullmatch(text) or MAKERS.match(text):
        yield from status(int(found[1]))


def as_code(typed: str) -> Iterator[Meaning]:
    """A number somewhere in a message, with the name of who counts so."""
    text = typed.casefold()
    spaces: tuple[tuple[re.Pattern[str], Callable[[int], Iterator[Meaning]]], ...] = (
        (CURL, curl),
        (WGET, wget),
        (FOUNDATION, foundation),
        (CHROMIUM, chromium),
        (GETADDRINFO, getaddrinfo),
        (WINSOCK, errno),
        (ERRNO, errno),
    )
    for pattern, space in spaces:
        if (found := pattern.search(text)) and (meant := tuple(space(int(found[1])))):
            yield from meant
            return


def bare(number: int) -> Iterator[Meaning]:
    """A number alone: everything it can be, in the order of how often people mean it."""
    yield from dict.fromkeys(below_zero(number) if number < 0 else from_zero(number))


def below_zero(number: int) -> Iterator[Meaning]:
    yield from getaddrinfo(number)
    yield from foundation(number)
    yield from chromium(number)
    yield from errno(-number)  # the kernel's way to return an error


def from_zero(number: int) -> Iterator[Meaning]:
    clear = number >= LOWEST_CLEAR_ERRNO and number not in USED_BY
    if clear or number in BETTER_KNOWN_AS_ERRNO:
        yield from errno(number)
    yield from status(number)
    if number in USED_BY or number > HIGHEST_STATUS or number == 0:
        yield of_term("port", port(number))
    yield from curl(number)
    yield from errno(number)
    yield from foundation(number)
    yield of_term("port", port(number))


def curl(number: int) -> Iterator[Meaning]:
    if rows := saying(str(number), "curl"):
        yield of_rows(f"curl {number}", rows)


def wget(number: int) -> Iterator[Meaning]:
    if rows := saying(str(number), "wget"):
        yield of_rows(f"wget {number}", rows)


def errno(number: int) -> Iterator[Meaning]:
    """One meaning for each system that uses the number differently; getaddrinfo(3) counts for itself."""
    for e in numbered(number):
        if not e.name.startswith("EAI_") or number < 0 or number == e.windows:
            yield of_rows(e.name, saying(e.name, "errno"))


def getaddrinfo(number: int) -> Iterator[Meaning]:
    for e in numbered(number):
        if e.name.startswith("EAI_"):
            yield of_rows(e.name, saying(e.name, "errno"))


def foundation(number: int) -> Iterator[Meaning]:
    if rows := saying(str(number), "safari"):
        yield of_rows(f"{number} ({SAFARI[number]})", rows)


def chromium(number: int) -> Iterator[Meaning]:
    if number in CHROME:
        yield of_rows(CHROME[number], saying(CHROME[number], "chrome"))


def status(number: int) -> Iterator[Meaning]:
    if number in STATUSES:
        yield of_term("status", STATUSES[number])
