"""
The jobs of launchd that are for a port, and how they fare; and what pm2 and supervisord keep.

Which they are is told by their property lists, as far as these are written as XML, and by what Homebrew calls the
servers that it installs.  Jobs of the user are asked in the domain of his desktop, daemons in that of the system.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.units import HIDDEN, listed
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import UNITS
from portwise.model.service import Unit

AGENTS, DAEMONS = "/Library/LaunchAgents", "/Library/LaunchDaemons"
SUFFIX = ".plist"
SOURCE, TO_KNOW = f"{AGENTS}, {DAEMONS}, launchctl print", "launchctl list; sudo launchctl list"
NOT_LOADED = ("Could not find service", "Bad request", "Domain does not support")


def units(host: Host, _: Evidence, port: int) -> tuple[Unit, ...]:
    from portwise.collect.supervised import units as kept

    named = dict.fromkeys(candidates(host, port))
    found = (unit(host, domain, label) for domain, label in named)
    return (*(one for one in found if one), *kept(host, port))


def candidates(host: Host, port: int) -> Iterator[tuple[str, str]]:
    """Domain and label; a job that has no file any more may still be loaded."""
    from portwise.formats import launchd

    mine = f"gui/{host.me().uid}"
    home = next((value for _, value in host.environment(("HOME",))), "")
    for folder, domain in ((f"{home}{AGENTS}", mine), (AGENTS, mine), (DAEMONS, "system")):
        for name in listed(host, folder):
            label = name.removesuffix(SUFFIX)
            if launchd.serves(label, port):
                yield domain, label
            elif name.endswith(SUFFIX):
                with suppress(*HIDDEN, IsADirectoryError):
                    if launchd.names_port(host.read(f"{folder}/{name}"), port):
                        yield domain, label
    for job in launchd.jobs(host.output(("launchctl", "list"))):
        if launchd.serves(job.label, port):
            yield mine, job.label


def unit(host: Host, domain: str, label: str) -> Unit | None:
    """None for one that is not loaded: nobody is asked to start it."""
    from portwise.formats import launchd

    try:
        return launchd.unit(host.output(("launchctl", "print", f"{domain}/{label}")))
    except FileNotFoundError:
        raise
    except OSError as error:
        if any((error.strerror or "").startswith(word) for word in NOT_LOADED):
            return None
        raise


MANAGING = Collector(UNITS, Cost.SLOW, SOURCE, TO_KNOW, each(units, SOURCE, TO_KNOW))
