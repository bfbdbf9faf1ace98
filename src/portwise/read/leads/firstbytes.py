"""What the first bytes say that a program took for a length or printed raw: TLS, HTTP or another protocol answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from portwise.model.reading import Lines
from portwise.read.lead import Lead
from portwise.read.text import Text, both, unless

PLAIN, SECURE, OTHER = "https-to-plain-http", "http-to-tls-port", "non-http-or-wrong-protocol-on-port"
LENGTH = re.compile(  # a length that nobody sends: the four bytes that stood where it is looked for
    r"(?:\b(?:size|length|len|frame|packet|message|receiv\w*|exceed\w*|larger?|bytes)\b[^\n]{0,60}?)(?<![\d.])"
    r"(?P<number>\d{8,10})(?![\d.])"
)
GREETING, ALERT = 0x1603, 0x1503  # of TLS; the second half of them is a version and a length
VERSIONS = 0x04FF
REQUESTS = {int.from_bytes(word, "big") for word in (b"GET ", b"POST", b"HEAD", b"PUT ", b"OPTI", b"CONN", b"PRI ")}
ANSWERS = {int.from_bytes(word, "big") for word in (b"HTTP", b"SSH-")}
ADDED = 8  # bytes of a head that a decoder adds to what it read
SHOWN = r"\b(?:hex|dump\w*|bytes?|record|buffer|packet|frame|header|preface|received|got|read|data)\b[^\n]{0,80}?"
ALERTED = (
    rf"{SHOWN}\b15030[0-4]000[0-9a-f]",
    r"(?<![\da-f] )\b15 03 0[0-4] 00 0[0-9a-f]\b",
    r"\b0x15\b,? ?\b0x0?3\b",
    rf"{SHOWN}\(15, ?3, ?[0-4], ?0\)",
    r"\[21, ?3, ?[0-4], ?0, ?2\b",
    r"\^u\^c\^[a-d]",
    r"\\u0015\\u0003",
)
GREETED = (
    rf"{SHOWN}\b16030[0-4]0[0-9a-f]",
    r"(?<![\da-f] )\b16 03 0[0-4] 0[0-9a-f]\b",
    r"\b0x16\b,? ?\b0x0?3\b",
    rf"{SHOWN}\(16, ?3, ?[0-4], ?[0-9a-f]{{1,2}}\)",
    r"\[22, ?3, ?[0-4], ?[0-2], ",
    r"\^v\^c\^[a-d]",
)
REQUESTED = (rf"{SHOWN}\(4[78], ?[45][0-9a-f], ?54, ?(?:20|50)\)", rf"{SHOWN}\b(?:47455420|504f5354|505249202a)")
ANSWERED = (rf"{SHOWN}\b485454502f",)
NOT_TLS = r"\bnot an ssl/tls record: (?!1[5-7]03)"


def lengths(text: Text) -> Iterator[tuple[int, int]]:
    """Numbers that are told as lengths, with their lines."""
    for hit in LENGTH.finditer(text.folded):
        yield int(hit["number"]), text.number(hit.start("number"))


def taken_for_a_length(fits: Callable[[int], bool]) -> Callable[[Text], Lines]:
    """In the order of the network, or turned round as some databases read it."""

    def holds(text: Text) -> Lines:
        found = (line for number, line in lengths(text) if number < 1 << 32 and (fits(number) or fits(turned(number))))
        return tuple(dict.fromkeys(found))

    return holds


def turned(number: int) -> int:
    return int.from_bytes(number.to_bytes(4, "big"), "little")


def tls(kind: int) -> Callable[[int], bool]:
    return lambda number: number >> 16 == kind and number & 0xFFFF <= VERSIONS


def one_of(words: set[int]) -> Callable[[int], bool]:
    return lambda number: any(0 <= number - word <= ADDED for word in words)


def either_way(fits: Callable[[int], bool], *patterns: str) -> Callable[[Text], Lines]:
    """As a length or as bytes."""
    as_length = taken_for_a_length(fits)
    return lambda text: as_length(text) or text.find(*patterns)


greeted = either_way(tls(GREETING), *GREETED)
alerted = either_way(tls(ALERT), *ALERTED)
requested = either_way(one_of(REQUESTS), *REQUESTED)
answered = either_way(one_of(ANSWERS), *ANSWERED)


def request_at_tls(text: Text) -> Lines:
    """A TLS server shows the record that was none, and it is a request of HTTP."""
    return both(text.find(NOT_TLS), text.find(r"\bnot an ssl/tls record: (?:4745|504f|4845|5055|4f50|434f|5052)"))


def answer_at_tls(text: Text) -> Lines:
    """A TLS client shows the record that was none, and it is an answer of HTTP."""
    return both(text.find(NOT_TLS), text.find(r"\bnot an ssl/tls record: 48545450"))


LEADS = (
    Lead(PLAIN, "the bytes that it could not read are a greeting of TLS", 6.0, greeted),
    Lead(SECURE, "the bytes that it could not read are a greeting of TLS", -2.0, greeted),
    Lead(OTHER, "the bytes that it could not read are a greeting of TLS", -2.0, greeted),
    Lead(SECURE, "the bytes that it could not read are an alert of TLS", 6.0, alerted),
    Lead(PLAIN, "the bytes that it could not read are an alert of TLS", -2.0, alerted),
    Lead(OTHER, "the bytes that it could not read are an alert of TLS", -2.5, alerted),
    *(
        Lead(cause, "the bytes that it could not read are of TLS", -2.0, lambda text: greeted(text) or alerted(text))
        for cause in ("server-closes-without-response", "startup-race-not-ready", "advertised-address-unreachable")
    ),
    Lead(
        OTHER,
        "the bytes that it could not read are a request of HTTP",
        5.0,
        lambda text: unless(requested(text), text.find(NOT_TLS)),
    ),
    Lead(
        OTHER,
        "the bytes that it could not read are an answer of another protocol",
        5.0,
        lambda text: unless(answered(text), text.find(NOT_TLS)),
    ),
    Lead(SECURE, "the record that is none of TLS is a request of HTTP", 3.0, request_at_tls),
    Lead(PLAIN, "the record that is none of TLS is an answer of HTTP", 6.0, answer_at_tls),
    Lead(SECURE, "the record that is none of TLS is an answer of HTTP", -5.0, answer_at_tls),
)
