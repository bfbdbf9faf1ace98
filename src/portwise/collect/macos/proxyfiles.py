"""Proxies that the system's settings name for programs of the desktop, beside those that programs keep in files."""

from __future__ import annotations

from portwise.collect import proxyfiles
from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import FILE_PROXIES
from portwise.model.settings import FileProxy

WHERE, CLIENT = "System Settings > Network", "macOS"
SOURCE = f"scutil --proxy; {proxyfiles.SOURCE}"
KEYS = {"http": "HTTPProxy", "https": "HTTPSProxy", "socks5": "SOCKSProxy"}


def configured(host: Host, seen: Evidence, about: str) -> tuple[FileProxy, ...]:
    return (*proxyfiles.configured(host, seen, about), *of_the_system(host, seen))


def of_the_system(host: Host, seen: Evidence) -> tuple[FileProxy, ...]:
    """A PAC file may choose otherwise, and is not run here: then it is not known."""
    if not seen.target.speaks_http:
        return ()
    from portwise.formats import scutil

    settings = scutil.proxies(host.output(("scutil", "--proxy")))
    if settings.script or settings.discovers:
        raise ValueError("a PAC file of the system's settings chooses the proxy, and portwise runs none")
    found = scutil.chosen(settings, seen.target.scheme, seen.target.host)
    return (FileProxy(CLIENT, found.host, found.port, KEYS[found.kind], WHERE, 0),) if found else ()


SETTING = Collector(FILE_PROXIES, Cost.CHEAP, SOURCE, "scutil --proxy", each(configured, SOURCE, "scutil --proxy"))
