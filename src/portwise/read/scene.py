"""Who, where and what of a text, as several leads ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import (
    NOWHERE,
    Contained,
    Failure,
    Lines,
    Listening,
    Noted,
    Platform,
    Published,
    Seen,
    Stated,
)
from portwise.read.hints import met
from portwise.read.places import is_address, is_loopback
from portwise.read.text import Text, both, either

ENGINE = (
    r"\b(?:docker|podman|nerdctl|containerd|compose\.ya?ml|dockerfile|colima|moby|rancher desktop)\b|\bcontainers?\b|"
    r"\bswarm (?:services?|mode|nodes?|cluster|manager)\b|\brouting mesh\b"
)
LOG_OF_CONTAINER = r"^[\w.-]{2,40}(?:[-_]\d+)?\s*\| ?"  # as compose prints it
IN_CONTAINER = (
    LOG_OF_CONTAINER,
    r"\b(?:docker|podman)(?:-compose| compose)? (?:exec|logs)\b|\bkubectl (?:exec|logs)\b",
    r"\b[a-z_][\w-]*@[0-9a-f]{12}:",
    r"\b(?:inside|within|from|in) (?:of )?(?:the|a|my|this|that|another|any|one|its) (?:\w+[ -]){0,2}container\b",
    r"\bfrom (?:inside|within) (?:of )?(?:docker|container)",
    r"/usr/src/app/|^\s*at .{0,80}/app/node_modules",
    r"\[(?:emerg|alert|crit|error|warn|notice)\] \d{1,2}#\d{1,2}: ",  # nginx with so low a pid
)
DESKTOP = (
    r"\bdocker(?: |-)desktop\b(?!(?:-data)?\s+(?:running|stopped))|\bdocker for (?:mac|windows)\b|"
    r"\bdocker4(?:mac|win)\b|\bcolima\b|"
    r"\bpodman (?:machine|desktop)\b"
    r"|\brancher(?:-| )desktop\b|\borbstack\b|\blima(?:ctl)?\b|\bvpnkit\b|com\.docker\.(?!network|compose|buildx)|"
    r"\bwslrelay\b|"
    r"\bgvproxy\b|\bhyperkit\b|\bfinch\b"
)
CALLS_INSIDE = (
    r"\b(?:docker|podman)(?:-compose| compose)? exec\b.{0,80}\b(?:curl|wget|nc|telnet|psql|mysql|redis-cli|mongosh?)\b"
)
NOT_FOUND = re.compile(
    r"(?:enotfound|eai_again|could not (?:translate host name|resolve(?: host)?:?)|bad address|"
    r"unknown ?host(?:exception)?:?|unknown mysql server host|"
    r"host not found in upstream|name or service not known:?|failed to resolve|no address associated with hostname:?|"
    r"lookup|resolve host(?:name)?:?|cannot resolve|can't resolve|unable to resolve(?: host)?)\s+[\"'`(]?"
    r"(?P<name>[a-z][\w.-]{1,80})"
)
FAR = re.compile(r"^(?:192\.168\.|10\.|172\.(?:1[6-9]|2\d|3[01])\.)")


def engine(text: Text) -> Lines:
    return text.find(ENGINE)


def on(text: Text, *names: str) -> Lines:
    return tuple(n for noted in text.signs(Platform) if noted.sign.name in names for n in noted.lines)


def stated(text: Text, works: bool, *when: str) -> Lines:
    told = (one for one in text.signs(Stated) if one.sign.works is works and one.sign.when in when)
    return tuple(n for one in told for n in one.lines)


def seen(text: Text, what: str) -> Iterator[Noted[Seen]]:
    return (noted for noted in text.signs(Seen) if noted.sign.what == what)


def lines_of(noted: list[Noted[Seen]] | Iterator[Noted[Seen]]) -> Lines:
    return tuple(dict.fromkeys(n for one in noted for n in one.lines))


def inside(text: Text) -> Lines:
    """What shows that somebody asks from inside a container."""
    return text.find(*IN_CONTAINER)


def lent(text: Text) -> list[Noted[Published]]:
    """Ports of containers that the host lends out."""
    return [noted for noted in text.signs(Published) if noted.sign.port is not None]


def kept(text: Text) -> list[Noted[Published]]:
    """Ports of containers that are exposed and nothing more."""
    out = {noted.sign.inside for noted in lent(text)}
    return [noted for noted in text.signs(Published) if noted.sign.port is None and noted.sign.inside not in out]


def up(text: Text) -> list[Noted[Contained]]:
    return [noted for noted in text.signs(Contained) if noted.sign.status.lower().startswith(("up", "running"))]


def down(text: Text) -> list[Noted[Contained]]:
    return [noted for noted in text.signs(Contained) if not noted.sign.status.lower().startswith(("up", "running"))]


def asked(text: Text) -> set[int]:
    """Ports at which somebody failed."""
    return {noted.sign.port for noted in text.signs(Failure) if noted.sign.port}


def asked_directly(text: Text) -> set[int]:
    """The same, without the ports that a proxy asked for."""
    told = ((one.sign.port, text.by_number.get(one.lines[0], "")) for one in text.signs(Failure))
    return {port for port, line in told if port and "upstream" not in line and "caused by" not in line}


def to_loopback(text: Text) -> Lines:
    """Connections that failed at this machine itself."""
    return tuple(n for one in text.signs(Failure) if is_loopback(one.sign.host) for n in one.lines)


def to_lan(text: Text) -> Lines:
    return tuple(n for one in text.signs(Failure) if FAR.match(one.sign.host) for n in one.lines)


def to_a_far_name(text: Text) -> Lines:
    """A name with a dot in it that is none of this machine or of its network."""
    near = (".local", ".localhost", ".internal", ".lan", ".test", ".home", ".cluster.local", ".svc", ".localdomain")
    return tuple(
        n
        for one in text.signs(Failure)
        if "." in one.sign.host and not is_address(one.sign.host) and not one.sign.host.endswith(near)
        for n in one.lines
    )


def waits_on_loopback(text: Text) -> list[Noted[Listening]]:
    return [noted for noted in text.signs(Listening) if is_loopback(noted.sign.host)]


def waits_everywhere(text: Text) -> list[Noted[Listening]]:
    return [noted for noted in text.signs(Listening) if noted.sign.host in ("0.0.0.0", "::", "*")]


def given(condition: object, lines: Lines) -> Lines:
    """What is cited, where something else is so."""
    return lines if condition else NOWHERE


def near(one: Lines, other: Lines, most: int = 3) -> Lines:
    """Lines of the first that have one of the second within so many lines."""
    return tuple(n for n in one if any(abs(n - m) <= most for m in other)) if other else NOWHERE


def on_desktop(text: Text) -> Lines:
    """An engine inside a virtual machine of its own."""
    return either(text.find(DESKTOP), both(engine(text), on(text, "macos", "windows")))


def waits_inside(text: Text) -> Lines:
    """The program says 127.0.0.1, and a container lends that port out."""
    inner = {one.sign.inside for one in (*lent(text), *kept(text))}
    told = (one for one in waits_on_loopback(text) if one.sign.by != "socket" or one.sign.place)
    return tuple(n for one in told if one.sign.port in inner for n in one.lines)


def not_found(text: Text) -> dict[str, Lines]:
    """Names that are not found, with the lines that say so."""
    names = {one.sign.host: one.lines for one in text.signs(Failure) if one.sign.outcomes[0] == "name-failure"}
    for found in NOT_FOUND.finditer(text.folded):
        names.setdefault(found["name"].rstrip("."), (text.number(found.start()),))
    return {name: lines for name, lines in names.items() if name and not is_address(name)}


def works_inside(text: Text) -> Lines:
    return either(stated(text, True, "container"), text.find(CALLS_INSIDE))


def cut_off(text: Text) -> Lines:
    return met(text, "reset", "empty")
