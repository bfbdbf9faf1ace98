"""What stands in a text that somebody pasted: signs, each with the lines that show it."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from portwise.model.record import NamedTuple

S_co = TypeVar("S_co", covariant=True)

Lines = tuple[int, ...]  # numbers of lines, the first is 1; empty: nothing shows it
LINE = "line "
NOWHERE: Lines = ()
SOUNDS = "it sounds like"  # how a reason begins that rests on words alone


class Line(NamedTuple):
    number: int
    text: str  # without quoting, markup and escape sequences


def source(number: int) -> str:
    """How a line is named as the source of an observation."""
    return f"{LINE}{number}"


def line_of(source: str) -> int | None:
    """The number of the line that a source names; None where it is none of the text."""
    return int(source.removeprefix(LINE)) if source.startswith(LINE) else None


class Noted(NamedTuple, Generic[S_co]):
    """A sign, and the lines that it was read from."""

    sign: S_co
    lines: Lines


class Failure(NamedTuple):
    """What a client met or a server said of its bind, as far as the words tell."""

    word: str  # as its maker spells it: ECONNREFUSED, ERR_CONNECTION_REFUSED, 502
    outcomes: tuple[str, ...]  # of the catalogue, the likeliest first
    client: str = ""  # chrome, curl, node, psql, …; "" where the words do not tell
    host: str = ""  # name or address without brackets
    port: int | None = None
    scheme: str = ""
    causes: tuple[str, ...] = ()  # ids that the words themselves point to


class Success(NamedTuple):
    """A client that got through."""

    client: str
    host: str = ""
    port: int | None = None
    scheme: str = ""
    status: int | None = None
    told: bool = False  # in somebody's own words, not by a client


class Listening(NamedTuple):
    """A socket that waits, or a server that says or is told where it waits."""

    host: str  # "0.0.0.0", "::", "*", "127.0.0.1", a name; "" where only the port is told
    port: int
    by: str  # "socket" (ss, netstat, lsof, …), "words" (its own start-up line), "code" or "setting"
    program: str = ""
    pid: int | None = None
    transport: str = "tcp"
    place: str = ""  # "container" where it is seen inside one, else ""
    whole: bool = False  # whether the table that it stands in shows every listener


class Calling(NamedTuple):
    """Where a client, an upstream or a setting is told to connect to."""

    host: str
    port: int | None
    by: str  # "code", "setting", "variable", "proxy_pass", …
    name: str = ""  # DATABASE_URL, upstream, …


class Running(NamedTuple):
    """A process in a table or in words."""

    pid: int
    command: str
    state: str = ""  # ps(1): T, Z, S+, …; "" where it is not told
    user: str = ""
    started: str = ""


class Ended(NamedTuple):
    """Something that is not there any more, and how it went."""

    who: str
    how: str  # "exited", "killed", "crashed", "restarting", "oom", "unhealthy", …
    status: int | None = None


class Published(NamedTuple):
    """A port of a container, and where its engine lends it out; *port* None: it is only exposed."""

    container: str
    inside: int
    host: str = ""
    port: int | None = None


class Contained(NamedTuple):
    container: str
    image: str = ""
    status: str = ""  # "Up 3 hours", "Exited (1) 2 minutes ago", …


class Resolved(NamedTuple):
    name: str
    addresses: tuple[str, ...]  # none: it was not found
    by: str  # "getent", "nslookup", "dig", "hosts", "ping", …


class Set(NamedTuple):
    """A setting, variable, limit or directive with its value, secrets redacted."""

    name: str
    value: str
    by: str  # "environment", "sysctl", "nginx", "package.json", "postgresql.conf", …


class Ruling(NamedTuple):
    """One rule of a packet filter, a policy or a desktop firewall."""

    verdict: str  # "drop", "reject", "accept", "redirect", …
    by: str  # "iptables", "nft", "ufw", "firewalld", "pf", "windows firewall", …
    port: int | None = None
    says: str = ""


class Platform(NamedTuple):
    name: str  # linux, macos, windows, wsl, docker, kubernetes, android, …
    version: str = ""


class Software(NamedTuple):
    name: str  # node, chrome, docker, postgresql, vite, …
    version: str = ""


class Certified(NamedTuple):
    """What a certificate or a handshake shows."""

    problem: str  # expired, self-signed, unknown issuer, name mismatch, protocol, …; "" for none
    subject: str = ""
    issuer: str = ""


class Reached(NamedTuple):
    """What ping, traceroute or a route table says of a host."""

    host: str
    answers: bool
    by: str


class Stated(NamedTuple):
    """What somebody says in plain words: whether it works with one client, from one place, or under one condition."""

    when: str  # a word of read/signs/statements.py: curl, firefox, phone, elsewhere, by-ip, vpn-off, reboot, …
    works: bool


class Seen(NamedTuple):
    """Anything else that a reader understands, by a word of its own."""

    what: str
    value: str = ""


class Spoken(NamedTuple):
    """One lead that holds: what speaks for a cause, and how much."""

    cause: str
    says: str
    weight: float  # log-odds
    cites: tuple[str, ...]  # ids of the observations of its lines


class Understood(NamedTuple):
    """One sign as it is told: `fact` is its kind, `value` its words, `line` the first that shows it."""

    fact: str
    value: str
    line: int


class Workaround(NamedTuple):
    """What helps at once, without mending anything."""

    does: str
    command: tuple[str, ...]
    undo: str


class Reading(NamedTuple):
    """What became of a text."""

    understood: tuple[Understood, ...]
    ignored: tuple[tuple[int, int], ...]  # ranges of lines, both ends included
    quotes: tuple[tuple[int, str], ...]  # the lines that are cited, as they stand there
    total: int  # lines
    platform: str = ""
    workarounds: tuple[Workaround, ...] = ()
    prevention: tuple[str, ...] = ()
    closely: int | None = None  # lines that were looked at where it was too long for all of them
    cut: int = 0  # bytes after which it was not read any more
    noted: tuple[Noted[Any], ...] = ()  # the signs themselves
    spoken: tuple[Spoken, ...] = ()
    alone: bool = False  # browsers alone fail in it


def told(sign: Any) -> str:
    """The fields of a sign that say something, in their order."""
    parts = (part for part in sign if part not in ("", None, (), False))
    return " ".join(",".join(map(str, part)) if isinstance(part, tuple) else str(part) for part in parts)
