"""
The services and sockets of systemd, as far as they are loaded.

Where systemd is not the init, which sd_booted(3) tells by /run/systemd/system, there are none, and nothing is run.
"""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import UNITS
from portwise.model.service import Unit

BOOTED = "/run/systemd/system"
SOURCE, TO_KNOW = "systemctl show '*.service' '*.socket'", "systemctl list-units --type=service,socket --all"


def units(host: Host, _: Evidence, __: str) -> tuple[Unit, ...]:
    from portwise.formats import units as formats  # only where nobody listens

    try:
        host.names(BOOTED)
    except FileNotFoundError:
        return ()
    argv = ("systemctl", "show", "--no-pager", f"--property={','.join(formats.PROPERTIES)}", "*.service", "*.socket")
    return formats.units(host.output(argv))


MANAGING = Collector(UNITS, Cost.SLOW, SOURCE, TO_KNOW, each(units, SOURCE, TO_KNOW))
