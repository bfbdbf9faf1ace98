"""Proxies that the settings of Windows name for browsers and for services, beside those that programs keep in files."""

from __future__ import annotations

from portwise.collect import proxyfiles
from portwise.collect.collector import Collector, Cost, each
from portwise.host import redact
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import FILE_PROXIES
from portwise.model.settings import DETECTED, FileProxy

KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings"
QUERY, SERVICES = ("reg", "query", KEY), ("netsh", "winhttp", "show", "proxy")
HOME = "USERPROFILE"
WHERE, CLIENT, SERVICE = "Settings > Network & internet > Proxy", "Windows", "services of Windows"
TO_KNOW = " ".join(SERVICES)
SOURCE = f'reg query "{KEY}"; {TO_KNOW}; {proxyfiles.SOURCE}'


def configured(host: Host, seen: Evidence, _: str) -> tuple[FileProxy, ...]:
    if not seen.target.speaks_http:
        return ()
    return (*of_programs(host, seen), *of_the_system(host, seen), *of_services(host, seen))


def of_programs(host: Host, seen: Evidence) -> tuple[FileProxy, ...]:
    """The same files as elsewhere, in the home that Windows gives."""
    environ = dict(host.environment((HOME, *proxyfiles.EXCEPTIONS)))
    if HOME not in environ:
        raise ValueError(f"nobody says where the user has his files ({HOME})")
    told = ((client, *proxyfiles.written(host, environ[HOME], client)) for client in proxyfiles.FILES)
    rows = (proxyfiles.row(seen, environ, *one) for one in told if "proxy" in one[2].lower())
    return tuple(filter(None, rows))


def of_the_system(host: Host, seen: Evidence) -> tuple[FileProxy, ...]:
    """What is found in the network goes before a PAC file, and that before a server, chromium, net/docs/proxy.md."""
    from portwise.formats.windows import registry, wininet

    said = registry.values(host.output(QUERY))
    detects = said.get("AutoDetect", "0") != "0"  # what a policy sets; a person's own choice is in no plain value
    found = (FileProxy(CLIENT, "", 0, "AutoDetect", WHERE, 0, DETECTED),) if detects else ()
    if script := said.get("AutoConfigURL"):
        return (*found, FileProxy(CLIENT, "", 0, "AutoConfigURL", WHERE, 0, redact.text(script)))
    server = wininet.chosen(said, seen.target.scheme, seen.target.host)
    return (*found, FileProxy(CLIENT, *server, "ProxyServer", WHERE, 0)) if server else found


def of_services(host: Host, seen: Evidence) -> tuple[FileProxy, ...]:
    """WinHTTP, which services and programs of Windows itself use, has a proxy of its own."""
    from portwise.formats.windows import netsh, wininet

    told = netsh.winhttp(host.output(SERVICES))
    said = {"ProxyEnable": str(int(bool(told.server))), "ProxyServer": told.server, "ProxyOverride": told.bypass}
    found = wininet.chosen(said, seen.target.scheme, seen.target.host)
    return (FileProxy(SERVICE, *found, "WinHTTP", TO_KNOW, 0),) if found else ()


SETTING = Collector(FILE_PROXIES, Cost.CHEAP, SOURCE, TO_KNOW, each(configured, SOURCE, TO_KNOW))
