"""
What Firefox says of a page: Marionette's messages, the addresses of its error pages, and its log of sockets.

Marionette is the protocol behind geckodriver (firefox-source-docs.mozilla.org/testing/marionette/Protocol.html): each
message is its length, a colon, and JSON.  Error pages name what was met in their own address, about:neterror?e=…
(docshell/base/nsDocShell.cpp, DisplayLoadError()).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs

from portwise.model.browse import Dialled

LENGTH = re.compile(rb"(\d{1,9}):")
NETERROR = re.compile(r"about:(?:net|cert)error\?(\S+)")
CODES = {  # of error pages, and the names of xpcom/base/ErrorList.py
    "connectionFailure": "NS_ERROR_CONNECTION_REFUSED",
    "netTimeout": "NS_ERROR_NET_TIMEOUT",
    "netReset": "NS_ERROR_NET_RESET",
    "netEmptyResponse": "NS_ERROR_NET_EMPTY_RESPONSE",
    "netInterrupt": "NS_ERROR_NET_INTERRUPT",
    "netOffline": "NS_ERROR_OFFLINE",
    "dnsNotFound": "NS_ERROR_UNKNOWN_HOST",
    "deniedPortAccess": "NS_ERROR_PORT_ACCESS_NOT_ALLOWED",
    "redirectLoop": "NS_ERROR_REDIRECT_LOOP",
    "proxyConnectFailure": "NS_ERROR_PROXY_CONNECTION_REFUSED",
    "proxyResolveFailure": "NS_ERROR_UNKNOWN_PROXY_HOST",
    "malformedURI": "NS_ERROR_MALFORMED_URI",
    "blockedByPolicy": "NS_ERROR_BLOCKED_BY_POLICY",
    "contentEncodingError": "NS_ERROR_INVALID_CONTENT_ENCODING",
}
ANSWERED = ("httpErrorPage", "serverError")  # pages of its own for an answer without a body
UNNAMED = "NS_ERROR_FAILURE"

INIT = re.compile(r"nsSocketTransport::Init \[this=(\w+) host=(\S+):(\d+) origin=\S+ proxy=(\S*):(\d+)\]")
STATUS = re.compile(r"nsSocketTransport::SendStatus \[this=(\w+) status=(\w+)\]")
TRYING = re.compile(r"trying address: (\S+)")
DETACHED = re.compile(r"nsSocketTransport::OnSocketDetached \[this=(\w+) cond=(\w+)\]")
CONNECTING, CONNECTED = "4b0007", "4b0004"  # NS_NET_STATUS_…, netwerk/base/nsISocketTransport.idl
CONDITIONS = {
    "804b000d": "NS_ERROR_CONNECTION_REFUSED",
    "804b000e": "NS_ERROR_NET_TIMEOUT",
    "804b0014": "NS_ERROR_NET_RESET",
    "804b0010": "NS_ERROR_OFFLINE",
}


def ask(number: int, name: str, parameters: Mapping[str, object]) -> bytes:
    text = json.dumps([0, number, name, parameters]).encode()
    return b"%d:%s" % (len(text), text)


def messages(data: bytes) -> tuple[list[Any], bytes]:
    """All that are whole, and the rest.  Raises ValueError for what is none."""
    found = []
    while head := LENGTH.match(data):
        end = head.end() + int(head[1])
        if len(data) < end:
            break
        found.append(json.loads(data[head.end() : end]))
        data = data[end:]
    if data and not head and not data.isdigit():
        raise ValueError("this is no message of Marionette")
    return found, data


def error(page: str, code: str) -> str:
    """What was met, by the address of the page that is shown and by the code that it knows; "" where it is no such."""
    shown = NETERROR.match(page)
    if shown is None:
        return ""
    name = parse_qs(shown[1]).get("e", [""])[0]
    return "" if name in ANSWERED else code or CODES.get(name, UNNAMED)


def dialled(log: Iterable[str], host: str, port: int) -> tuple[tuple[Dialled, ...], str]:
    """The addresses of that place that were tried, each once, and the proxy that was asked instead."""
    tried: dict[str, Dialled] = {}
    mine: dict[str, str] = {}  # the address that each socket of that place is at
    proxy = last = ""
    for line in log:
        if (found := INIT.search(line)) and (found[2], int(found[3])) == (host, port):
            mine[found[1]] = ""
            proxy = f"PROXY {found[4]}:{found[5]}" if found[4] else "DIRECT"
        elif (found := STATUS.search(line)) and found[1] in mine:
            last = found[1] if found[2] == CONNECTING else ""
            if found[2] == CONNECTED and mine[found[1]]:
                tried[mine[found[1]]] = at(mine[found[1]], port, "")
        elif last and (found := TRYING.search(line)):
            mine[last], last = found[1], ""
        elif (found := DETACHED.search(line)) and mine.get(found[1]) and found[2] in CONDITIONS:
            tried.setdefault(mine[found[1]], at(mine[found[1]], port, CONDITIONS[found[2]]))
            mine[found[1]] = ""
    return tuple(tried.values()), proxy


def at(address: str, port: int, error: str) -> Dialled:
    return Dialled(ip_address(address), port, error)
