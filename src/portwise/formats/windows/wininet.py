"""
The proxy of Windows' own settings, as Chrome, Edge and everything made of WinINet reads it.

``ProxyServer`` is one ``host:port`` for all, or ``http=a:1;https=b:2;socks=c:3``.  ``ProxyOverride`` names hosts that
are asked directly, with "*" for any letters, and ``<local>`` for names without a dot.  Loopback never goes to a proxy
unless ``<-loopback>`` stands there (chromium, net/docs/proxy.md, "Implicit bypass rules").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address

SERVER = re.compile(r"(?:(?P<scheme>https?|socks)=)?(?:[a-z0-9]+://)?(?P<host>[\w.-]{1,253}):(?P<port>[0-9]{1,5})")
LOCAL, NOT_LOOPBACK = "<local>", "<-loopback>"


def chosen(said: Mapping[str, str], scheme: str, host: str) -> tuple[str, int] | None:
    """Where a request goes, None where it goes to the server itself."""
    if said.get("ProxyEnable") != "1" or direct(said.get("ProxyOverride", ""), host):
        return None
    rows = [row for part in re.split(r"[; ]+", said.get("ProxyServer", "").lower()) if (row := SERVER.fullmatch(part))]
    named = {row["scheme"]: (row["host"], int(row["port"])) for row in rows}
    return named.get(scheme) or named.get(None) or named.get("socks")


def direct(override: str, host: str) -> bool:
    words = [word for word in re.split(r"[;, ]+", override.lower()) if word]
    if NOT_LOOPBACK not in words and is_loopback(host):
        return True
    return any(host_fits(word, host.lower()) for word in words)


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def host_fits(word: str, host: str) -> bool:
    if word == LOCAL:
        return "." not in host and ":" not in host
    parts = word.split("*")
    return re.fullmatch(".*".join(map(re.escape, parts[:8])), host) is not None
