"""
The proxies of a desktop of Linux: what gsettings(1) prints of GNOME's, KDE's kioslaverc, and policies of Chromium.

GNOME: gsettings-desktop-schemas, org.gnome.system.proxy; Chromium heeds neither ``enabled`` nor ``use-same-proxy``
(net/proxy_resolution/proxy_config_service_linux.cc).  KDE: kio, kioslaverc, group ``Proxy Settings``.  Chromium: the
policies ProxySettings, ProxyMode, ProxyServer, ProxyBypassList.  `portwise.formats.scutil` chooses by
what comes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from portwise.formats.scutil import Proxies, Proxy
from portwise.model.target import HIGHEST_PORT

SCHEMA = "org.gnome.system.proxy"
ITEM = re.compile(r"'([^']*)'|\"([^\"]*)\"")
PLACE = re.compile(r"(?:[a-z0-9]+://)?(?:[^\s@/]*@)?(\[[0-9a-f:.]+\]|[^\s:/@\[\]]+)(?:[: ](\d{1,5}))?/?", re.IGNORECASE)
USUAL = {"http": 80, "https": 80, "socks5": 1080}  # a proxy for https:// is spoken to in the clear
KINDS = {"http": "http", "https": "https", "socks": "socks5"}
NONE = Proxies(())
MANUAL, SCRIPT, DISCOVERED = "1", "2", "3"  # KDE's ProxyType; 0 is none, and 4 the environment
MOST = 200  # exceptions


def gnome(text: str) -> Proxies:
    """``gsettings list-recursively org.gnome.system.proxy``.  Raises ValueError where it is something else."""
    rows = (line.split(maxsplit=2) for line in text.splitlines() if line.startswith(SCHEMA))
    told = {f"{row[0].removeprefix(SCHEMA)}.{row[1]}": row[2] for row in rows if len(row) == 3}
    mode = unquoted(told.get(".mode", ""))
    if mode not in ("none", "auto", "manual"):
        raise ValueError("gsettings printed no mode of the proxy")
    if mode == "auto":
        script = unquoted(told.get(".autoconfig-url", ""))
        return Proxies((), script, not script)
    if mode == "none":
        return NONE
    hosts = ((kind, unquoted(told.get(f".{kind}.host", "")), told.get(f".{kind}.port", "")) for kind in KINDS)
    found = (proxy(KINDS[kind], f"[{host}]:{port}" if ":" in host else f"{host}:{port}") for kind, host, port in hosts)
    ignored = (one or other for one, other in ITEM.findall(told.get(".ignore-hosts", "")))
    return Proxies(tuple(filter(None, found)), exceptions=tuple(domains(ignored)))


def unquoted(value: str) -> str:
    return value.strip().strip("'\"")


def proxy(kind: str, text: str) -> Proxy | None:
    """``host:port``, as a URL too; KDE puts a blank between the two."""
    found = PLACE.fullmatch(text.strip().removesuffix(":0"))
    port = int(found[2] or USUAL[kind]) if found else 0
    return Proxy(kind, found[1].strip("[]"), port) if found and 0 < port <= HIGHEST_PORT else None


def domains(names: Iterable[str]) -> Iterator[str]:
    """On a desktop a name stands for all below it, too."""
    for _, name in zip(range(MOST), filter(None, (name.strip() for name in names)), strict=False):
        yield name
        if not re.search(r"[*/:]|^[\d.]+$", name):
            yield f"*.{name.lstrip('.')}"


def kde(text: str) -> Proxies:
    """The whole of kioslaverc.  Raises ValueError where its exceptions are those that do ask the proxy."""
    told = section(text, "Proxy Settings")
    kind = told.get("ProxyType", "0")
    if kind in (SCRIPT, DISCOVERED):
        return Proxies((), told.get("Proxy Config Script", "") if kind == SCRIPT else "", kind == DISCOVERED)
    if kind != MANUAL:
        return NONE
    if told.get("ReversedException", "").lower() == "true":
        raise ValueError("kioslaverc names those who do ask the proxy (ReversedException)")
    found = (proxy(ours, told.get(f"{theirs}Proxy", "")) for theirs, ours in KINDS.items())
    direct = domains(re.split(r"[,\s]", told.get("NoProxyFor", "")))
    return Proxies(tuple(filter(None, found)), exceptions=tuple(direct))


def section(text: str, name: str) -> dict[str, str]:
    within, told = False, {}
    for line in text.splitlines():
        if line.startswith("["):
            within = line.strip() == f"[{name}]"
        elif within and "=" in line:
            key, _, value = line.partition("=")
            told[key.partition("[")[0].strip()] = value.strip()  # [$e]: with variables, [$i]: not to be changed
    return told


def managed(settled: Mapping[str, object]) -> Proxies | None:
    """The policies by their names.  None: they leave it to the desktop."""
    whole = settled.get("ProxySettings")
    told = whole if isinstance(whole, dict) else settled
    words = {key: value for key, value in told.items() if isinstance(value, str)}
    servers, script = words.get("ProxyServer", ""), words.get("ProxyPacUrl", "")
    mode = words.get("ProxyMode") or ("fixed_servers" if servers else "pac_script" if script else "system")
    if mode == "fixed_servers":
        bypass = [word.strip() for word in re.split(r"[,;]", words.get("ProxyBypassList", ""))[:MOST]]
        exceptions = tuple(f"*{word}" if word.startswith(".") else word for word in bypass if word)
        return Proxies(tuple(fixed(servers)), exceptions=exceptions, simple_excepted="<local>" in bypass)
    if mode in ("pac_script", "auto_detect"):
        return Proxies((), script if mode == "pac_script" else "", mode == "auto_detect")
    return NONE if mode == "direct" else None


def fixed(servers: str) -> Iterator[Proxy]:
    """``host:port`` for all, or ``http=host:port;https=host:port;socks=host:port``."""
    for part in servers.split(";"):
        word, sign, place = part.strip().partition("=")
        kinds = [KINDS[word]] if sign and word in KINDS else [] if sign else ["http", "https"]
        yield from filter(None, (proxy(kind, place if sign else word) for kind in kinds))


def settled(texts: Iterable[str]) -> dict[str, object]:
    """The files of one browser in the order of their names; what it cannot read has no force."""
    whole: dict[str, object] = {}
    for text in texts:
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            continue
        whole |= told if isinstance(told, dict) else {}
    return whole
