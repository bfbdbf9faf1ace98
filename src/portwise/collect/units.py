"""
The services and sockets of systemd that are for a port, and how they fare.

systemd is asked only about units whose files name the port (ListenStream=, a command, PORT=), or that are known to
serve it.  Where systemd is not the init, which sd_booted(3) tells by /run/systemd/system, there are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import UNITS
from portwise.model.service import Unit

BOOTED = "/run/systemd/system"
OWN = ("/etc/systemd/system", BOOTED)  # what an administrator wrote, systemd.unit(5)
PACKAGED = ("/usr/lib/systemd/system", "/lib/systemd/system")
SOURCE, TO_KNOW = "unit files, systemctl show", "systemctl list-units --type=service,socket --all"
HIDDEN = (FileNotFoundError, NotADirectoryError, PermissionError)


def units(host: Host, _: Evidence, port: int) -> tuple[Unit, ...]:
    try:
        host.names(BOOTED)
    except FileNotFoundError:
        return ()
    from portwise.formats import units as formats  # only where systemd runs, and nobody listens

    named = tuple(dict.fromkeys(candidates(host, port)))
    if not named:
        return ()
    show = ("systemctl", "show", "--no-pager", f"--property={','.join(formats.PROPERTIES)}", *named)
    return formats.units(host.output(show))


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


def listed(host: Host, folder: str) -> tuple[str, ...]:
    try:
        return host.names(folder)
    except HIDDEN:
        return ()


MANAGING = Collector(UNITS, Cost.SLOW, SOURCE, TO_KNOW, each(units, SOURCE, TO_KNOW))
