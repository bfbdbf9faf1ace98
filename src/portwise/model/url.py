"""The parts of a target as people write it, with every secret gone before anything is kept."""

from __future__ import annotations

import re
from ipaddress import IPv6Address

from portwise.model.record import NamedTuple
from portwise.model.schemes import HTTP

HIDDEN = "***@"  # stands where userinfo was

# RFC 3986 section 3.1; "jdbc:" stands before a whole URL
SCHEME = re.compile(r"(?:jdbc:)?(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://")
# The last @ before the path ends the userinfo, as browsers and curl read it (WHATWG URL, authority state)
AUTHORITY_END = re.compile(r"(?=[/?#])")
PATH_END = re.compile(r"(?=[?#])")
JDBC_END = re.compile(r"(?=[?#;])")  # ;password=...
PLACE = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>[^:\[\]]*))?")
NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")  # with the underscore that Docker and SRV records use
ZONE = re.compile(r"[!-~]+")
NUMBER = re.compile(r"-?[0-9]{1,99}")  # int() refuses more than 4300 digits
LIKE_A_PORT = re.compile(r"-?[0-9].*")  # without a scheme, "name:word" is no port: git@host:repo, mailto:me
NEXT_URL = re.compile(r",(?=[A-Za-z][A-Za-z0-9+.-]*://)")  # a list of servers, as NATS clients take it
INNER_USERINFO = re.compile(r"(?<=://)[^/]*@")  # a URL inside a path


class NotATarget(ValueError):
    """The text names no host and port.  A bare word is never resolved, and never repeated: it may be a secret."""

    def __init__(self) -> None:
        super().__init__(
            "a target looks like http://localhost:3000, localhost:3000, [::1]:3000, :3000, 3000 or unix:/path.sock"
        )


class Parts(NamedTuple):
    """One target taken apart.  ``host`` and ``port`` are as written, ``port`` None without a colon."""

    prefix: str  # with the case it was written in, "jdbc:postgresql://"
    scheme: str
    hidden: str  # HIDDEN or nothing
    place: str  # host and port, or several of them with commas
    host: str
    port: str | None
    path: str

    @property
    def raw(self) -> str:
        return f"{self.prefix}{self.hidden}{self.place}{self.path}"


def take_apart(text: str) -> Parts:
    """Raises `NotATarget` where blanks, control characters or backslashes leave it open what is meant."""
    text = clean(text)
    found = SCHEME.match(text)
    prefix = found[0] if found else ""
    scheme = found["scheme"].lower() if found else ""
    authority, path, dropped = split(text.removeprefix(prefix), prefix.startswith("jdbc:"))
    _, at, place = authority.rpartition("@")
    host, port = host_and_port(place)
    no_port = bool(port) and not NUMBER.fullmatch(port or "")
    elsewhere = bool(scheme) and scheme not in HTTP and not at  # an @ in a path is common in HTTP only
    if "@" in path + dropped and (no_port or elsewhere):
        raise NotATarget  # a password with a bare / ? or # in it: what looks like a host is its beginning
    return Parts(prefix, scheme, HIDDEN if at else "", place, host, port, INNER_USERINFO.sub(HIDDEN, path))


def split(text: str, jdbc: bool) -> tuple[str, str, str]:
    """Authority, path, and what is dropped."""
    kept, *dropped = (JDBC_END if jdbc else PATH_END).split(text, maxsplit=1)
    authority, *path = AUTHORITY_END.split(kept, maxsplit=1)
    return authority, "".join(path), "".join(dropped)


def clean(text: str) -> str:
    text = NEXT_URL.split(text.strip(), maxsplit=1)[0]
    if not text.isprintable() or " " in text or "\\" in text:  # a browser reads \ as /, others do not
        raise NotATarget
    return text


def host_and_port(place: str) -> tuple[str, str | None]:
    """Of several servers the first."""
    found = PLACE.fullmatch(place.partition(",")[0])
    if not found:
        raise NotATarget
    return found["host"], found["port"]


def ascii_host(written: str, in_url: bool) -> str:
    """Lower case and without brackets or the last dot; a name as A-labels (RFC 5890)."""
    if written.startswith("["):
        return ipv6(written[1:-1], in_url)
    name = a_labels(written).lower().removesuffix(".")
    if not NAME.fullmatch(name):
        raise NotATarget
    return name


def a_labels(name: str) -> str:
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")  # imports encodings.idna, so only where it is needed
    except UnicodeError:
        raise NotATarget from None


def ipv6(written: str, in_url: bool) -> str:
    """An interface keeps its case.  In a URL its % is %25 (RFC 6874 section 2), elsewhere 25 may be its index."""
    address, percent, zone = written.partition("%")
    if zone[2:] and zone.startswith("25") and (in_url or not zone.isdigit()):
        zone = zone[2:]
    host = f"{address.lower()}{percent}{zone}"
    try:
        IPv6Address(host)
    except ValueError:
        raise NotATarget from None
    if zone and not ZONE.fullmatch(zone):
        raise NotATarget
    return host


def abridged(text: str, most: int) -> str:
    """For reading: somebody pasted a whole file for a port, and nobody wants to see it twice."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def number(written: str) -> int | None:
    return int(written) if NUMBER.fullmatch(written) else None


def like_a_port(written: str | None) -> bool:
    return written is not None and LIKE_A_PORT.fullmatch(written) is not None


def in_url(host: str) -> str:
    """RFC 3986 section 3.2.2, and RFC 6874 for the zone."""
    return f"[{host.replace('%', '%25')}]" if ":" in host else host
