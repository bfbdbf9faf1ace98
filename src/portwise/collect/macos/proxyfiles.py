"""Proxies that the system's settings name for programs of the desktop, beside those that programs keep in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.collect import proxyfiles
from portwise.collect.collector import Collector, Cost, each
from portwise.host import redact
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import FILE_PROXIES
from portwise.model.settings import DETECTED, FileProxy

if TYPE_CHECKING:
    from portwise.formats.scutil import Proxy

WHERE, CLIENT = "System Settings > Network", "macOS"
SOURCE = f"scutil --proxy; {proxyfiles.SOURCE}"
WORDS = {"http": "webproxy", "https": "securewebproxy", "socks5": "socksfirewallproxy"}
MOST = 8  # network services
KEYS = {"http": "HTTPProxy", "https": "HTTPSProxy", "socks5": "SOCKSProxy"}


def configured(host: Host, seen: Evidence, about: str) -> tuple[FileProxy, ...]:
    return (*proxyfiles.configured(host, seen, about), *of_the_system(host, seen))


def of_the_system(host: Host, seen: Evidence) -> tuple[FileProxy, ...]:
    """A PAC file chooses among others."""
    if not seen.target.speaks_http:
        return ()
    from portwise.formats import scutil

    settings = scutil.proxies(host.output(("scutil", "--proxy")))
    if settings.discovers and not scutil.excepted(settings, seen.target.host):
        return (FileProxy(CLIENT, "", 0, "ProxyAutoDiscoveryEnable", WHERE, 0, DETECTED),)
    if settings.script and not scutil.excepted(settings, seen.target.host):
        return (FileProxy(CLIENT, "", 0, "ProxyAutoConfigURLString", WHERE, 0, redact.text(settings.script)),)
    found = scutil.chosen(settings, seen.target.scheme, seen.target.host)
    if not found:
        return ()
    where = " > ".join(filter(None, (WHERE, serving(host, found))))
    return (FileProxy(CLIENT, found.host, found.port, KEYS[found.kind], where, 0),)


def serving(host: Host, proxy: Proxy) -> str:
    """The first network service, in their order, that has this very proxy switched on; "" where none says so."""
    from portwise.formats import scutil

    try:
        services = scutil.services(host.output(("networksetup", "-listallnetworkservices")))
        for service in services[:MOST]:
            told = host.output(("networksetup", f"-get{WORDS[proxy.kind]}", service))
            if scutil.asked(told) == (proxy.host, proxy.port):
                return service
    except OSError:
        pass
    return ""


SETTING = Collector(FILE_PROXIES, Cost.CHEAP, SOURCE, "scutil --proxy", each(configured, SOURCE, "scutil --proxy"))
