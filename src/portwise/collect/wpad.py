"""
The PAC file of whoever is told to detect its proxy automatically (WPAD).

Chromium and Firefox ask for ``http://wpad/wpad.dat``: the resolver puts the domains of its search list behind the
name.  What DHCP names (option 252) they take on Windows alone (net/proxy_resolution/dhcp_pac_file_fetcher_factory.cc),
so that on Linux it is told, and not fetched.  Asked is only what such a browser asks by itself at every start, and only
where settings of this machine switch that on: nobody else has named that host.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from portwise.collect import pacfiles
from portwise.collect.collector import Collector, Cost, each
from portwise.host import redact
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import DISCOVERED
from portwise.model.settings import DETECTED, Discovered

NAME, PLACE = "wpad", "http://wpad/wpad.dat"
SOURCE = "getent ahosts wpad; curl http://wpad/wpad.dat"
NO_SUCH_NAME = (-2, -5)  # EAI_NONAME, EAI_NODATA, netdb.h; the others say that the resolver could not be asked
MOST = 6  # domains, MAXDNSRCH of <resolv.h>; leases
SERVERS = "/etc/resolv.conf"
FOLDERS = {  # of leases, and what those of them are called
    "/var/lib/dhcp": "dhclient",
    "/var/lib/dhclient": "dhclient",
    "/var/lib/NetworkManager": "dhclient",
    "/run/systemd/netif/leases": "",
}
MANAGER = ("nmcli", "-t", "-f", "DHCP4", "device", "show")


def discovered(host: Host, seen: Evidence, _: str) -> Discovered:
    """
    Raises OSError and ValueError where a browser may have found one, or DHCP has a say, that is not known here.

    And where nobody here is told to detect its proxy: then nothing is sent.
    """
    if not any(row.script == DETECTED for row in pacfiles.named(seen)):
        raise ValueError("no settings of this machine switch automatic detection on, and without them nobody is asked")
    linux = host.me().platform == "linux"
    names = asked(host) if linux else (NAME,)
    lease = next(filter(None, named(host)), "") if linux else ""
    try:
        why = missing(host)
    except (OSError, ValueError) as error:
        if linux:
            raise
        why = getattr(error, "strerror", None) or str(error)
    if why and not linux:
        raise ValueError(f"{PLACE} is no PAC file ({why}), and what DHCP names (option 252) is not read")
    return Discovered("" if why else PLACE, names, lease, why)


def missing(host: Host) -> str:
    """Why there is none, whoever asks; "" where there is one.  Raises OSError and ValueError where nobody knows."""
    from portwise.formats import pac

    try:
        text = pacfiles.text(host, PLACE)
    except pacfiles.NotThere as gone:
        return str(gone)
    except OSError as error:
        if error.errno not in NO_SUCH_NAME:
            raise
        return error.strerror or str(error)
    try:
        pac.script(text)
    except ValueError as error:
        return str(error)
    return ""


def asked(host: Host) -> tuple[str, ...]:
    """What the resolver makes of the name, resolv.conf(5)."""
    from portwise.formats import resolvconf

    domains: tuple[str, ...] = ()
    with suppress(OSError):
        domains = resolvconf.domains(host.read(SERVERS))
    return (*(f"{NAME}.{domain}" for domain in domains[:MOST]), NAME)


def named(host: Host) -> Iterator[str]:
    """By each lease that can be read."""
    from portwise.formats import leases

    for folder, begin in FOLDERS.items():
        try:
            files = [name for name in host.names(folder) if name.startswith(begin)]
        except OSError:
            continue
        for name in files[:MOST]:
            with suppress(OSError):
                yield redact.text(leases.script(host.read(f"{folder}/{name}")))
    with suppress(OSError):
        yield redact.text(leases.script(host.output(MANAGER)))


FINDING = Collector(
    DISCOVERED,
    Cost.DEEP,
    SOURCE,
    SOURCE,
    each(discovered, SOURCE, SOURCE),
    sends="a request for the PAC file at the name wpad, only where settings switch automatic detection on",
)
