"""
What was asked inside a container: in a shell there, or by ``docker exec`` from outside.

A table of sockets tells where servers listen in there, as it does of a machine.  curl that got through to the loopback
in there tells of the one port, and not at which address it is listened on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from portwise.formats import procnet
from portwise.model.boxed import OtherPlaces, Somewhere
from portwise.model.reading import Success
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint
from portwise.read.options import asked
from portwise.read.places import is_address, is_loopback
from portwise.read.sections import HIDDEN, Section, home, sections
from portwise.read.shells import ENTERED
from portwise.read.signs.tables import Row, listening
from portwise.read.text import Text

TOOLS = re.compile(r"(?P<tool>ss|netstat|lsof)(?=\s|$)(?P<rest>.*)")
BY_SHELL = re.compile(r"(?:/bin/)?(?:ba|a|da)?sh -l?c [\"']?(?P<rest>.*?)[\"']?$")
FILES = re.compile(r"cat (?:-\w+ )?(?P<files>(?:/proc/(?:self/|1/)?net/tcp(?:6|\*)?(?: |$))+)")
SLOT = re.compile(r"^\s*\d+: (?:[0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4} ")
LISTEN = 10  # include/net/tcp_states.h
RESOLVER = "127.0.0.11"  # where Docker serves names inside containers
Shown = tuple[tuple[Endpoint, ...], int]  # where servers listen, and the line that tells


class Table(NamedTuple):
    port: int | None  # of which alone it tells; None: of all
    places: tuple[Endpoint, ...]
    line: int

    def at(self, port: int | None) -> frozenset[Endpoint]:
        return frozenset(place for place in self.places if port in (None, place.port))


class Entered(NamedTuple):
    """One command that ran inside."""

    name: str
    command: str
    section: Section


def entered(text: Text) -> Iterator[Entered]:
    """On the machine of the client; what somebody typed in a container on another one is of no use here."""
    machine = home(text).machine
    for section in sections(text):
        if section.place.machine != machine:
            continue
        if section.place.contained:
            if section.place.box:
                yield Entered(section.place.box, section.command, section)
        elif (begins := ENTERED.match(section.command)) and begins["rest"]:
            by_shell = BY_SHELL.match(begins["rest"])
            yield Entered(begins["name"], by_shell["rest"] if by_shell else begins["rest"], section)


def shown(text: Text, own: list[Entered]) -> Shown | None:
    """Of one container.  Tables that differ are of two moments, and tell nothing."""
    found = [table for table in (*map(tabled, own), filed(own)) if table]
    if not found:
        return next(through(text, own), None)
    best = min(found, key=lambda table: table.port is not None)
    if any(best.at(table.port) != table.at(table.port) for table in found if best.port in (None, table.port)):
        return None
    rest = () if best.port is None else (OtherPlaces.than(best.port),)
    return (*best.places, *rest), best.line


def tabled(one: Entered) -> Table | None:
    """lsof(8) shows all to root alone."""
    begins = TOOLS.match(one.command)
    request = asked(begins["tool"], begins["rest"], one.section.text) if begins else None
    if begins is None or request is None or request.version is not None:
        return None
    if any(HIDDEN.search(line.text) for line in one.section.printed):
        return None
    if begins["tool"] == "lsof" and not (one.section.as_root and one.section.place.contained):
        return None
    rows = [row for line in one.section.printed if (row := listening(line))]
    places = tuple(dict.fromkeys(place for row in rows if (place := of_row(row))))
    if request.port is None:
        whole = bool(rows) or len(one.section.printed) == 1  # its heading
        return Table(None, places, one.section.line.number) if whole else None
    if not rows and not (one.section.ended and not one.section.printed):
        return None
    mine = tuple(place for place in places if place.port == request.port)
    return Table(request.port, mine, one.section.line.number)


def of_row(row: Row) -> Endpoint | None:
    host = {"*": "::", "": "::"}.get(row.host, row.host)
    return Endpoint(ip_address(host), row.port) if is_address(host) and host != RESOLVER else None


def filed(own: list[Entered]) -> Table | None:
    """``cat /proc/net/tcp``, where there is no other tool: whole with its sibling alone."""
    read = [(one, begins["files"]) for one in own if (begins := FILES.match(one.command))]
    names = " ".join(files for _, files in read)
    both = "*" in names or {"tcp", "tcp6"} <= {name.rpartition("/")[2] for name in names.split()}
    lines = [line.text for one, _ in read for line in one.section.printed if SLOT.match(line.text)]
    if not both or not lines:
        return None
    try:
        rows = [procnet.row(line) for line in lines]
    except ValueError:
        return None
    places = (Endpoint(row.local, row.local_port) for row in rows if row.state == LISTEN)
    kept = tuple(dict.fromkeys(place for place in places if str(place.address) != RESOLVER))
    return Table(None, kept, read[0][0].section.line.number)


def through(text: Text, own: list[Entered]) -> Iterator[Shown]:
    """Who got through to the loopback inside."""
    numbers = {line.number for one in own for line in (one.section.line, *one.section.printed)}
    for noted in text.signs(Success):
        sign = noted.sign
        if noted.lines[0] in numbers and sign.port and is_loopback(sign.host) and not sign.told:
            yield (Somewhere(ip_address("::"), sign.port), OtherPlaces.than(sign.port)), noted.lines[0]
