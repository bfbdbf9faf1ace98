"""
What scutil(8) of macOS prints: ``scutil --proxy``, the proxies of the system's settings, and ``scutil --dns``.

Both print dictionaries of SystemConfiguration with keys that no locale translates (SCSchemaDefinitions.h).  Of an
array each value has a line of its own, ``0 : *.local``.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network

from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT, Address

PAIR = re.compile(r"(?P<key>[A-Za-z][A-Za-z0-9_]*(?: [a-z]+)?) *(?:\[\d+\])? : (?P<value>.*)")
ITEM = re.compile(r"\d+ : (?P<value>.+)")
OPENED = "<array> {"
EXCEPTIONS = "ExceptionsList"
KINDS = {"HTTP": "http", "HTTPS": "https", "SOCKS": "socks5"}
USUAL = {"HTTP": 80, "HTTPS": 443, "SOCKS": 1080}
RESOLVER = re.compile(r"resolver #\d+")
SCOPED = "DNS configuration (for"


class Proxy(NamedTuple):
    """One of them that is switched on."""

    kind: str  # http: asked for http://; https: asked for https://; socks5: for whatever has no other
    host: str
    port: int


class Proxies(NamedTuple):
    """What programs of the desktop ask for a URL."""

    proxies: tuple[Proxy, ...]
    script: str = ""  # the URL of a PAC file, "" without
    discovers: bool = False  # looks for such a file by itself (WPAD)
    exceptions: tuple[str, ...] = ()  # as they are written: *.local, 169.254/16, localhost
    simple_excepted: bool = False  # names without a dot go direct


def services(text: str) -> tuple[str, ...]:
    """``networksetup -listallnetworkservices``: those that are not disabled, in their order; a line of prose leads."""
    return tuple(line for line in text.splitlines()[1:] if line and not line.startswith("*"))


def asked(text: str) -> tuple[str, int] | None:
    """``networksetup -getwebproxy SERVICE``: ``Enabled: Yes``, ``Server: 10.9.9.9``, ``Port: 8080``; None where off."""
    told = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    if told.get("Enabled") != "Yes" or not told.get("Port", "").strip().isdigit():
        return None
    return told.get("Server", ""), int(told["Port"])


def proxies(text: str) -> Proxies:
    """``scutil --proxy``.  Raises ValueError where it is no dictionary."""
    if "<dictionary>" not in text:
        raise ValueError("scutil printed no dictionary")
    told, listed = dictionary(text)
    found = (proxy(kind, told) for kind in KINDS if told.get(f"{kind}Enable") == "1")
    script = told.get("ProxyAutoConfigURLString", "") if told.get("ProxyAutoConfigEnable") == "1" else ""
    return Proxies(
        tuple(filter(None, found)),
        script,
        told.get("ProxyAutoDiscoveryEnable") == "1",
        tuple(listed.get(EXCEPTIONS, ())),
        told.get("ExcludeSimpleHostnames") == "1",
    )


def proxy(kind: str, told: dict[str, str]) -> Proxy | None:
    host, port = told.get(f"{kind}Proxy", ""), told.get(f"{kind}Port", "")
    number = int(port) if port.isdecimal() and len(port) < 6 else USUAL[kind]
    return Proxy(KINDS[kind], host, number) if host and number <= HIGHEST_PORT else None


def dictionary(text: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The outermost values, and the arrays; what stands deeper (``__SCOPED__``) is of one interface only."""
    told: dict[str, str] = {}
    listed: dict[str, list[str]] = {}
    depth, array = 0, ""
    for line in map(str.strip, text.splitlines()):
        found = PAIR.fullmatch(line)
        if depth == 2 and array and (item := ITEM.fullmatch(line)):
            listed[array].append(item["value"])
        elif depth == 1 and found and found["value"] == OPENED:
            array = found["key"]
            listed[array] = []
        elif depth == 1 and found:
            told.setdefault(found["key"], found["value"])
        depth += line.endswith("{") - (line == "}")
        array = array if depth > 1 or line.endswith("{") else ""
    return told, listed


def chosen(settings: Proxies, scheme: str, host: str) -> Proxy | None:
    """Which proxy is asked for a URL; a PAC file may say otherwise.  None: it goes direct."""
    if excepted(settings, host):
        return None
    by_kind = {one.kind: one for one in settings.proxies}
    return by_kind.get({"ws": "http", "wss": "https"}.get(scheme, scheme)) or by_kind.get("socks5")


def excepted(settings: Proxies, host: str) -> bool:
    """CFNetwork leaves loopback alone by itself; patterns have an asterisk, networks may leave their zeros out."""
    host = host.strip("[]").casefold()
    if host == "localhost" or host.endswith(".localhost") or is_loopback(host):
        return True
    if settings.simple_excepted and "." not in host and ":" not in host:
        return True
    return any(covers(one.strip().casefold(), host) for one in settings.exceptions)


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def covers(pattern: str, host: str) -> bool:
    base, slash, bits = pattern.partition("/")
    if slash:
        parts = base.split(".")
        whole = ".".join([*parts, *["0"] * (4 - len(parts))]) if ":" not in base else base
        try:
            return ip_address(host) in ip_network(f"{whole}/{bits}", strict=False)
        except ValueError:
            return False
    return fnmatchcase(host, pattern) or host == pattern.lstrip(".")


def servers(text: str) -> tuple[Address, ...]:
    """``scutil --dns``: the servers that are asked for any name: those of the first resolver without a domain."""
    whole = text.partition(SCOPED)[0]
    for block in RESOLVER.split(whole)[1:]:
        rows = [found for line in block.splitlines() if (found := PAIR.fullmatch(line.strip()))]
        if any(found["key"] == "domain" for found in rows):
            continue
        given = (found["value"] for found in rows if found["key"] == "nameserver")
        if known := tuple(address for address in map(parsed, given) if address is not None):
            return known
    return ()


def parsed(word: str) -> Address | None:
    try:
        return ip_address(word)
    except ValueError:
        return None
