"""
The services and sockets of systemd that are for a port, and how they fare; and what pm2 and supervisord keep.

systemd is asked only about units whose files name the port (ListenStream=, a command, PORT=), or that are known to
serve it.  Where systemd is not the init, which sd_booted(3) tells by /run/systemd/system, there are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from portwise.collect.collector import Collector, Cost, Questions, each
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import CONFINED, UNITS
from portwise.model.service import Confinement, Line, Unit

BOOTED = "/run/systemd/system"
OWN = ("/etc/systemd/system", BOOTED)  # what an administrator wrote, systemd.unit(5)
PACKAGED = ("/usr/lib/systemd/system", "/lib/systemd/system")
JOURNAL = ("journalctl", "--quiet", "--no-pager", "--lines=60", "--output=cat")
SOURCE = "unit files, systemctl show; ~/.pm2, /etc/supervisor"
TO_KNOW = "systemctl list-units --type=service,socket --all"
HIDDEN = (FileNotFoundError, NotADirectoryError, PermissionError)


def units(host: Host, _: Evidence, port: int) -> tuple[Unit, ...]:
    from portwise.collect.supervised import units as kept  # only where nobody listens

    return (*of_systemd(host, port), *kept(host, port))


def of_systemd(host: Host, port: int) -> tuple[Unit, ...]:
    try:
        host.names(BOOTED)
    except FileNotFoundError:
        return ()
    from portwise.formats import units as formats  # only where systemd runs, and nobody listens

    named = tuple(dict.fromkeys(candidates(host, port)))
    if not named:
        return ()
    show = ("systemctl", "show", "--no-pager", f"--property={','.join(formats.PROPERTIES)}", *named)
    return tuple(unit._replace(words=words(host, unit)) for unit in formats.units(host.output(show)))


def words(host: Host, unit: Unit) -> tuple[Line, ...]:
    """What one that failed wrote last; of a journal that is closed to us nothing is known."""
    from portwise.formats import logs

    if unit.active != "failed" and unit.sub != "auto-restart":
        return ()
    try:
        said = host.output((*JOURNAL, f"--unit={unit.name}"))
    except OSError:
        return ()
    return tuple(logs.lines(line for line in said.splitlines() if not line.startswith(f"{unit.name}: ")))


def candidates(host: Host, port: int) -> Iterator[str]:
    """Sockets with the services that they start, services that name the port, and the usual ones."""
    from portwise.formats import units as formats

    for folder in (*OWN, *PACKAGED):
        for name in listed(host, folder):
            stem, _, kind = name.rpartition(".")
            if stem in formats.USUAL.get(port, ()) and kind == "service":
                yield name
            elif (kind == "socket" or (kind == "service" and folder in OWN)) and "@" not in name:
                with suppress(*HIDDEN, IsADirectoryError):
                    if formats.names_port(host.read(f"{folder}/{name}"), port):
                        yield from (name, f"{stem}.service") if kind == "socket" else (name,)


def confined(host: Host, _: Evidence, name: str) -> Confinement:
    from portwise.formats import units as formats

    show = ("systemctl", "show", "--no-pager", f"--property={','.join(formats.CONFINING)}", "--", name)
    return formats.confinement(host.output(show))


def listed(host: Host, folder: str) -> tuple[str, ...]:
    try:
        return host.names(folder)
    except HIDDEN:
        return ()


def managed(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    """With the journal of the unit that has one to read."""
    for answer in each(units, SOURCE, TO_KNOW)(host, seen, asked):
        rows = answer.said.value if isinstance(answer.said, Known) else ()
        told = [unit.name for unit in rows if unit.keeper == "systemd" and unit.words]
        yield answer._replace(source=f"systemctl show, journalctl -u {told[0]}") if told else answer


MANAGING = Collector(UNITS, Cost.SLOW, SOURCE, TO_KNOW, managed)
SHOWN, FILE = "systemctl show", "systemctl cat"


def confining(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    for question in asked:
        yield from each(confined, f"{SHOWN} {question.key}", f"{FILE} {question.key}")(host, seen, (question,))


CONFINING = Collector(CONFINED, Cost.SLOW, f"{SHOWN} UNIT", f"{FILE} UNIT", confining)
