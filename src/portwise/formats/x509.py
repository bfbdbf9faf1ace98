"""
X.509 certificates in DER, as much of RFC 5280 section 4.1 as a person asks for.

The ssl module decodes only certificates that it trusts, and the one that is not
trusted is the one to be looked at.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections.abc import Iterator
from ipaddress import ip_address

from portwise.model.exchange import Certificate
from portwise.model.record import NamedTuple

# Tags, X.690 section 8 and RFC 5280 appendix A
SEQUENCE, OCTETS = 0x30, 0x04
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
VERSION, EXTENSIONS = 0xA0, 0xA3
DNS_NAME, IP_NAME = 0x82, 0x87  # GeneralName, RFC 5280 section 4.2.1.6

COMMON_NAME = bytes.fromhex("550403")  # 2.5.4.3
ORGANIZATION = bytes.fromhex("55040a")  # 2.5.4.10
SUBJECT_ALT_NAME = bytes.fromhex("551d11")  # 2.5.29.17
BMP_STRING = 0x1E  # UTF-16, the only string type here that is not read as UTF-8

PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]{1,60000})-----END \1-----")
UTC = re.compile(rb"([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})Z")
GENERALIZED = re.compile(rb"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})Z")
DAYS_TO_EPOCH = 719468  # from 0000-03-01 to 1970-01-01 in the Gregorian calendar


class Element(NamedTuple):
    """One tag, its contents, and both together as they were encoded."""

    tag: int
    contents: bytes
    whole: bytes


def certificate(der: bytes) -> Certificate:
    """Read one certificate.  Raises ValueError where the bytes are none."""
    fields = [f for f in children(inside(first(der), SEQUENCE)) if f.tag != VERSION]
    _, _, issuer, validity, subject, _, *rest = padded(fields, 6)
    starts, ends = padded(list(elements(inside(validity, SEQUENCE))), 2)[:2]
    extensions = next((e for e in rest if e.tag == EXTENSIONS), None)
    return Certificate(
        subject=name(subject),
        issuer=name(issuer),
        names=tuple(alternative_names(extensions)) if extensions else (),
        not_before=moment(starts),
        not_after=moment(ends),
        self_signed=issuer.whole == subject.whole,
    )


def alone(pem: str) -> Certificate | None:
    """The one certificate of a file of PEM (RFC 7468); None where there are more, a key lies in there, or none is."""
    blocks = PEM.findall(pem)
    if len(blocks) != 1 or blocks[0][0] != "CERTIFICATE":
        return None
    try:
        return certificate(a2b_base64(blocks[0][1]))
    except ValueError:
        return None


def children(contents: bytes) -> list[Element]:
    """The fields of tbsCertificate, the first element of a certificate."""
    return list(elements(inside(first(contents), SEQUENCE)))


def padded(fields: list[Element], least: int) -> list[Element]:
    if len(fields) < least:
        raise ValueError("not a certificate: fields are missing")
    return fields


def elements(data: bytes) -> Iterator[Element]:
    while data:
        element = first(data)
        yield element
        data = data[len(element.whole) :]


def first(data: bytes) -> Element:
    """One element in definite length, X.690 section 8.1.3.  Raises ValueError where it is cut off."""
    if len(data) < 2:
        raise ValueError("not DER: cut off")
    length, start = data[1], 2
    if length & 0x80:
        start += length & 0x7F
        if not 2 < start <= 6:
            raise ValueError("not DER: an impossible length")
        length = int.from_bytes(data[2:start], "big")
    if start + length > len(data):
        raise ValueError("not DER: cut off")
    return Element(data[0], data[start : start + length], data[: start + length])


def inside(element: Element, tag: int) -> bytes:
    if element.tag != tag:
        raise ValueError(f"not a certificate: tag {element.tag:#x} where {tag:#x} belongs")
    return element.contents


def name(element: Element) -> str:
    """The common name of a distinguished name, else its organization, "" without both."""
    parts: dict[bytes, str] = {}
    for relative in elements(inside(element, SEQUENCE)):
        for pair in elements(relative.contents):
            kind, value = padded(list(elements(pair.contents)), 2)[:2]
            parts[kind.contents] = text(value)
    return parts.get(COMMON_NAME) or parts.get(ORGANIZATION, "")


def text(value: Element) -> str:
    return value.contents.decode("utf-16-be" if value.tag == BMP_STRING else "utf-8", "replace")


def alternative_names(extensions: Element) -> Iterator[str]:
    """DNS names and addresses of subjectAltName; other kinds of names no client compares with a host."""
    for extension in elements(inside(first(extensions.contents), SEQUENCE)):
        kind, *_, value = padded(list(elements(extension.contents)), 2)
        if kind.contents == SUBJECT_ALT_NAME:
            for entry in elements(inside(first(inside(value, OCTETS)), SEQUENCE)):
                if entry.tag == DNS_NAME:
                    yield entry.contents.decode("latin-1")
                elif entry.tag == IP_NAME:
                    yield str(ip_address(entry.contents))


def moment(element: Element) -> float:
    """Seconds since the epoch, RFC 5280 section 4.1.2.5."""
    found = (UTC if element.tag == UTC_TIME else GENERALIZED).fullmatch(element.contents)
    if not found or element.tag not in (UTC_TIME, GENERALIZED_TIME):
        raise ValueError("not a certificate: no time where one belongs")
    year, month, day, hour, minute, second = map(int, found.groups())
    if element.tag == UTC_TIME:
        year += 1900 if year >= 50 else 2000
    return float(days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second)


def days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar, whose year is counted from March so that leap days end it."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise ValueError("not a date")
    year -= month <= 2
    in_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + in_year - DAYS_TO_EPOCH
