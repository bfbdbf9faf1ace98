"""
Whether a client would ask a proxy for a URL, judged by the environment as that very client reads it.

No standard says what ``http_proxy`` and ``no_proxy`` mean, and every client differs: curl(1) ENVIRONMENT and
lib/noproxy.c; urllib.request.getproxies_environment; requests.utils.should_bypass_proxies; nodejs.org/api/http.html
"Built-in Proxy Support", off unless NODE_USE_ENV_PROXY asks for it; golang.org/x/net/http/httpproxy; the wget
manual "Proxies" and src/retr.c.  How each takes NO_PROXY is in `portwise.formats.noproxy`.
Proxy URLs carry passwords: what is handed back has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from portwise.formats import noproxy
from portwise.formats.noproxy import Place, Skips
from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT

WRITTEN = re.compile(r"(?:([a-z][a-z0-9+.-]*)://)?([^/?#]*)(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)
AUTHORITY = re.compile(r"(\[[0-9a-f:.%]+\]|[^\s:@\[\]]+)(?::(\d{0,5}))?", re.IGNORECASE)
PORTS = {"http": 80, "https": 443}
WEB = {"http": "http", "https": "https", "ws": "http", "wss": "https"}
PROXY_PORTS = {"https": 443, "socks": 1080, "socks4": 1080, "socks4a": 1080, "socks5": 1080, "socks5h": 1080}


class Decision(NamedTuple):
    """What one client would do with one URL."""

    client: str
    proxy: str  # the URL of the proxy without its user and password, "" where the client goes directly
    proxy_host: str  # "" where the client goes directly
    proxy_port: int
    variable: str  # that decided: of the proxy, or of the exception; "" where none did
    because: str  # one sentence


class Client(NamedTuple):
    """How a client reads the environment."""

    name: str
    http: tuple[str, ...]  # variables for http URLs, the first one set wins
    https: tuple[str, ...]
    exceptions: tuple[str, ...]
    empty_is_set: bool  # whether an empty variable hides the ones behind it
    port: int  # of an http proxy whose URL names none
    skips: Skips


LOWER_FIRST = ("no_proxy", "NO_PROXY")
CLIENTS = (
    Client(
        "curl",
        ("http_proxy", "all_proxy", "ALL_PROXY"),  # HTTP_PROXY is what a CGI server makes of a header "Proxy"
        ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
        LOWER_FIRST,
        False,
        1080,
        noproxy.curl,
    ),
    Client("wget", ("http_proxy",), ("https_proxy",), ("no_proxy",), False, 80, noproxy.wget),
    Client(
        "python-urllib",
        ("http_proxy", "HTTP_PROXY"),
        ("https_proxy", "HTTPS_PROXY"),
        LOWER_FIRST,
        True,
        80,
        noproxy.urllib,
    ),
    Client(
        "python-requests",
        ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"),
        ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
        LOWER_FIRST,
        False,
        80,
        noproxy.requests,
    ),
    Client(
        "node",
        ("http_proxy", "HTTP_PROXY"),
        ("https_proxy", "HTTPS_PROXY"),
        LOWER_FIRST,
        True,
        80,
        noproxy.node,
    ),
    Client(
        "go",
        ("HTTP_PROXY", "http_proxy"),
        ("HTTPS_PROXY", "https_proxy"),
        ("NO_PROXY", "no_proxy"),
        False,
        80,
        noproxy.go,
    ),
)


def decisions(url: str, environ: Mapping[str, str]) -> tuple[Decision, ...]:
    """What every client would do."""
    return tuple(decide(client.name, url, environ) for client in CLIENTS)


def decide(client: str, url: str, environ: Mapping[str, str]) -> Decision:
    """What one client would do.  ValueError: no such client, no web URL, or the variable holds no proxy URL."""
    known = next((each for each in CLIENTS if each.name == client), None)
    if known is None:
        raise ValueError(f"no rules for {client}")
    place = place_of(url)
    variable = first(known.https if place.scheme == "https" else known.http, environ, known.empty_is_set)
    if not environ.get(variable):
        return direct(client, "", "no variable names a proxy")
    if client == "node" and not node_reads(environ):
        return direct(client, "", f"Node reads {variable} only with NODE_USE_ENV_PROXY=1 or --use-env-proxy")
    return excepted(known, place, environ) or proxied(known, variable, environ[variable])


def direct(client: str, variable: str, because: str) -> Decision:
    return Decision(client, "", "", 0, variable, because)


def first(names: tuple[str, ...], environ: Mapping[str, str], empty_is_set: bool) -> str:
    """The first variable that counts, "" where none is set."""
    return next((name for name in names if environ.get(name) or (empty_is_set and name in environ)), "")


def node_reads(environ: Mapping[str, str]) -> bool:
    """Node 22.21 and 24 can read them; it must be told to."""
    return environ.get("NODE_USE_ENV_PROXY") == "1" or "--use-env-proxy" in environ.get("NODE_OPTIONS", "").split()


def excepted(client: Client, place: Place, environ: Mapping[str, str]) -> Decision | None:
    if client.name == "go" and noproxy.go_never_asks(place):
        return direct(client.name, "", "Go never asks a proxy for localhost or a loopback address")
    variable = first(client.exceptions, environ, client.empty_is_set)
    entry = client.skips(environ.get(variable, ""), place)
    return direct(client.name, variable, f"{entry} in {variable} covers {place.host}") if entry else None


def proxied(client: Client, variable: str, value: str) -> Decision:
    proxy, host, port = endpoint(value, client.port, variable)
    return Decision(client.name, proxy, host, port, variable, f"{variable} names {host}:{port}")


def endpoint(value: str, default_port: int, variable: str) -> tuple[str, str, int]:
    """The URL of a proxy without secrets, its host and its port.  Only what follows the last @ is looked at."""
    scheme, at, rest = value.strip().rpartition("@")
    scheme = (scheme if at else rest).partition("://")[0].lower() if "://" in value else "http"
    authority = AUTHORITY.fullmatch(re.split(r"[/?#]", rest.rpartition("://")[2], maxsplit=1)[0])
    port = int(authority[2] or PROXY_PORTS.get(scheme, default_port)) if authority else 0
    if not authority or not 0 < port <= HIGHEST_PORT or not re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme):
        raise ValueError(f"{variable} holds no URL of a proxy")
    return f"{scheme}://{authority[1]}:{port}", authority[1].strip("[]"), port


def place_of(url: str) -> Place:
    """What matters of the URL that is asked for."""
    written = WRITTEN.fullmatch(url.strip())
    scheme = WEB.get((written[1] or "").lower()) if written else None
    authority = AUTHORITY.fullmatch(written[2].rpartition("@")[2]) if written else None
    if scheme is None or authority is None:
        raise ValueError("not a URL of the web")
    port = int(authority[2]) if authority[2] else None
    return Place(scheme, authority[1].strip("[]").lower(), PORTS[scheme] if port is None else port, port is not None)
