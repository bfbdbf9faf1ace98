"""Who and what evidence tells of: people, homes, hosts, containers and addresses, as far as they are somebody's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from portwise.formats import mentions, ordinary
from portwise.model.exchange import Exchange
from portwise.model.record import NamedTuple
from portwise.model.target import Address, Target

HOMES = r"(?:(?<![\w.-])/(?:var/)?home/|(?<![\w.-])/Users/|\b[A-Za-z]:\\{1,2}Users\\{1,2}|/mnt/[a-z]/Users/)"
HOME = re.compile(
    rf"(?P<root>{HOMES}(?P<user>[^\s/\\\"':;,]{{1,64}})|(?<![\w/])~(?P<other>[\w.-]{{0,64}}))(?P<rest>[^\s\"':;,]{{0,300}})"
)
ACCOUNT = re.compile(
    r"(?<![\w.+-])(?P<user>[A-Za-z][\w.+-]{0,63})(?::[^\s@/]{1,200})?@(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){0,8})",
    re.ASCII,
)
URL = re.compile(r"://(?:[^/\s@]{0,200}@)?(?P<host>[A-Za-z0-9_][\w.-]{0,252})", re.ASCII)
DOTTED = re.compile(
    r"(?<![\w./\\@-])(?:\*\.)?(?P<host>[A-Za-z0-9_](?:[\w-]{0,62}\.){1,9}(?P<end>[A-Za-z]{2,24}))(?![\w-]|\.\w|\()",
    re.ASCII,
)
MKCERT = re.compile(r"\bmkcert [^\s()]{1,130} \((?P<whole>[^()]{1,100})\)")  # USER@HOST (Full Name)
MACHINE = re.compile(r"\b(?:DESKTOP|LAPTOP|WIN)-(?P<rest>[A-Z0-9]{5,15})\b")  # as Windows names one by itself
PART = re.compile(r"[^\W_]+")

MAC = r"(?<![\w:-])[0-9A-Fa-f]{2}(?P<mac>[:-])(?:[0-9A-Fa-f]{2}(?P=mac)){4}[0-9A-Fa-f]{2}(?![\w:-])"
FOUR = r"(?<![\w.])(?<![A-Za-z]/)\d{1,3}(?:\.\d{1,3}){3}(?P<length>/\d{1,2})?(?![\w]|\.\d)"
DASHED = r"(?<=ip-)\d{1,3}(?:-\d{1,3}){3}(?![\w-])"
SIX = r"(?<![\w:.])(?=[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:]{2,39}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?:/\d{1,3})?(?![\w.]?\w)"
TOKEN = re.compile(f"(?P<hardware>{MAC})|(?P<four>{FOUR})|(?P<dashed>{DASHED})|(?P<six>{SIX})|(?P<word>[^\\W_]+)")
WITH_PORT = re.compile(r"::1?:\d{1,5}")  # as Node and netstat write ::1 and a port; it would be an address, too

NAMED = {  # fields that hold a name of a host, a container or something of a cluster
    "target.Target": ("host",),
    "settings.Upstream": ("host", "names"),
    "settings.ProxyChoice": ("host",),
    "settings.FileProxy": ("host",),
    "settings.Discovered": ("asked",),
    "behind.Dependency": ("host",),
    "behind.Advertised": ("host",),
    "behind.Tunnel": ("name", "host"),
    "container.Ref": ("name",),
    "container.Container": ("image", "networks", "project", "service"),
    "container.Inspected": ("hosts",),
    "container.Service": ("name",),
    "cluster.Cluster": ("context", "namespace", "server"),
    "cluster.Forward": ("context", "namespace", "name"),
    "cluster.Offer": ("name", "namespace"),
    "cluster.Pod": ("name",),
    "machines.Guest": ("name",),
    "exchange.AsHost": ("host",),
    "exchange.Hello": ("name",),
    "exchange.Certificate": ("names",),
    "browse.Resolver": ("host", "server"),
    "vantage.Vantage": ("name",),
    "process.Project": ("name",),
    "reading.Failure": ("host",),
    "reading.Success": ("host",),
    "reading.Listening": ("host",),
    "reading.Calling": ("host",),
    "reading.Resolved": ("name",),
    "reading.Reached": ("host",),
    "reading.Published": ("container",),
    "reading.Contained": ("container", "image"),
}


BANNERS = ("server", "via")  # headers of an `Exchange`


class Found(NamedTuple):
    """What has to have a stand-in."""

    people: set[str]
    words: set[str]
    macs: set[str]
    addresses: set[Address]
    taken: set[str]  # words that are there already and look like stand-ins


def read(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


class Beforehand(NamedTuple):
    """Whom and what somebody else knows to be in it."""

    people: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()  # of projects: each part of them that is no ordinary word


def find(things: Iterable[Any], known: Beforehand) -> Found:
    """All that *things* tell of people, hosts and addresses."""
    found = Found(set(), set(), set(), set(), set())
    for host in known.hosts:
        found.words.update(own(host))
    for person in known.people:
        found.people.update(persons(person))
    for path in known.folders:
        found.words.update(parts(path))
    roots = tuple(home.rstrip("/") for home in known.homes if home.rstrip("/").count("/") > 1)
    for thing in things:
        look(thing, found, roots)
    return found


def look(thing: Any, found: Found, roots: tuple[str, ...]) -> None:
    match thing:
        case Enum() | None | bool() | int() | float():
            return
        case str():
            look_at_text(thing, found, roots)
        case bytes():
            look_at_text(thing.decode("latin-1"), found, roots)
        case IPv4Address() | IPv6Address():
            found.addresses.add(thing)
        case tuple() | frozenset():
            for name in named(thing):
                found.words.update(own(name))
            if isinstance(thing, Target):
                found.words.update(part for secret in mentions.of_path(thing.path) for part in parts(secret))
            if isinstance(thing, tuple) and len(thing) > 1 and all(isinstance(item, str) for item in thing):
                mentioned(" ".join(thing), found)  # an option and its value, a variable and its value
            for item in thing:
                look(item, found, roots)


def named(thing: Any) -> Iterator[str]:
    if not hasattr(thing, "_fields"):
        return
    values = dict(zip(thing._fields, thing, strict=True))  # of what was glimpsed some may not be asked
    for field in (field for kind in type(thing).__mro__ for field in NAMED.get(place(kind), ())):
        value = values[field]
        yield from (value,) if isinstance(value, str) else value
    for field in BANNERS if type(thing) is Exchange else ():
        yield from mentions.banner(getattr(thing, field))


def place(kind: type) -> str:
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


def look_at_text(text: str, found: Found, roots: tuple[str, ...]) -> None:
    for token in TOKEN.finditer(text):
        match token.lastgroup:
            case "word":
                if token[0].startswith(("user", "name")):
                    found.taken.add(token[0])
            case "hardware":
                found.macs.add(token[0].lower().replace("-", ":"))
            case _:
                place = token[0].partition("/")[0].replace("-", ".") if token.lastgroup == "dashed" else token[0]
                address = None if WITH_PORT.fullmatch(place) else read(place.partition("/")[0])
                if address is not None:
                    found.addresses.add(address)
    if "/" in text or "~" in text or "\\" in text:
        for home in HOME.finditer(text):
            found.people.update(persons(home["user"] or home["other"] or ""))
            found.words.update(own(folder(home["rest"])))
        for root in roots:
            for at in (m.end() for m in re.finditer(rf"{re.escape(root)}(?=/)", text)):
                found.words.update(own(folder(text[at : at + 300])))
    mentioned(text, found)
    for machine in MACHINE.finditer(text):
        found.words.update(parts(machine["rest"]))
    if "@" in text:
        for owner in MKCERT.finditer(text):
            found.people.update(parts(owner["whole"]))
        for account in ACCOUNT.finditer(text):
            if not account["host"].lower().startswith(("sha256", "sha1")):
                found.people.update(persons(account["user"]))
                found.words.update(own(account["host"]))
    if "." in text or "://" in text:
        for url in URL.finditer(text):
            found.words.update(own(url["host"]))
        for dotted in DOTTED.finditer(text):
            if dotted["end"].lower() in ordinary.ENDINGS:
                found.words.update(own(dotted["host"]))


def mentioned(text: str, found: Found) -> None:
    for user in mentions.users(text):
        found.people.update(persons(user))
    for host in mentions.hosts(text):
        found.words.update(own(host))
    if "/" in text:
        found.words.update(part for secret in mentions.secrets(text) for part in parts(secret))


def persons(name: str) -> Iterator[str]:
    """The parts of a user's name; of users that every machine has none."""
    if name.lower() not in ordinary.USERS:
        yield from parts(name)


def folder(rest: str) -> str:
    """Of a path below a home the first folder that somebody named; what programs make begins with a dot."""
    for name in re.split(r"[/\\]+", rest.strip("/\\")):
        if name.startswith(".") or not name:
            return ""
        if any(parts(name)):
            stem, dot, ending = name.rpartition(".")
            return stem if dot and len(ending) < 6 else name
    return ""


def own(name: str) -> Iterator[str]:
    """Of a name of a host those parts that are nobody else's: not the ending, nothing that all the world has."""
    plain = name.strip().strip(".").lower()
    host, _, port = plain.rpartition(":")
    plain = host if host and port.isdigit() else plain
    if plain in ordinary.HOSTS or read(plain.strip("[]")) is not None or close_to_localhost(plain):
        return
    ending = next((one for one in ordinary.BELOW if plain.endswith(f".{one}")), None)
    if ending:
        plain = plain.removesuffix(f".{ending}")
    elif "." in plain:
        plain = plain.rpartition(".")[0]
    yield from parts(plain)


def parts(name: str) -> Iterator[str]:
    """Numbers, single letters and words that everybody uses tell nothing."""
    for part in PART.findall(name.lower()):
        if len(part) > 1 and not part.isdigit() and part not in ordinary.WORDS and part not in ordinary.PROGRAM_WORDS:
            yield part


def close_to_localhost(name: str) -> bool:
    """A slip of the finger away: it names nobody, and what is wrong is that it does not."""
    return 7 <= len(name) <= 11 and len(set("localhost") - set(name)) <= 1 and name[0] == "l" and "." not in name
