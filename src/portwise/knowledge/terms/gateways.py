"""Gateways, by their own page and by what their configuration says of this request."""

from __future__ import annotations

import re
from typing import Any

from portwise.knowledge import terms
from portwise.model.cause import Clause, View
from portwise.model.evidence import every
from portwise.model.facts import DOORSTEP, HERE, HTTP, LISTENERS, OWNERS, PROGRAM, UPSTREAMS
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.settings import Upstream
from portwise.model.url import in_url

GATEWAY = "gateway: "
DEV_SERVERS = ("vite", "webpack-dev-server", "vue-cli")
BYTES = "tcp"  # the scheme of what is passed on unread
PROXIES = ("nginx", "haproxy", "caddy", "apache", "envoy", "traefik")  # whose configuration is read
NO_PREFIX = ("~", "@", "=")  # locations that are no prefix, ngx_http_core_module

ITS_OWN_PAGE: Clause[Any] = Clause(
    "the page is a gateway's own, not the application's",
    lambda view, _: view[HTTP.of(view.at)].marker.startswith(GATEWAY),
    told="the page is {gateway}'s own: {gateway} runs, and answers for the server behind it",
    denied="the page is the application's own",
)

BAD = (502, 503)  # RFC 9110 sections 15.6.3 and 15.6.4
GIVES_UP: Clause[Any] = Clause(
    "the answer is 502 or 503, or none comes",
    lambda view, _: view[HTTP.of(view.at)].status in BAD or waits(view),
    denied="the answer is neither 502 nor 503",
    trivial=True,
)
IN_VAIN: Clause[Any] = Clause(
    "the page is a gateway's own, or a gateway keeps the client waiting and gets to none of the servers behind it",
    lambda view, about: tries_again(view) if waits(view) else ITS_OWN_PAGE.holds(view, about),
    told="{in_vain}",
    denied="the page is the application's own, or a server behind the gateway takes connections",
)


def waits(view: View) -> bool:
    """HAProxy tries a server that refuses three more times, a second apart, before it answers 503 (``retries``)."""
    return view[HTTP.of(view.at)].outcome is Outcome.HANG


def tries_again(view: View) -> bool:
    """Nobody refuses for a server that takes its connections and thinks: then it is that one who is waited for."""
    if not any(view[PROGRAM.of(process)].name in PROXIES for process in gateways(view)):
        return False
    rows = upstreams(view)
    return bool(rows) and every(rows, lambda row: row.scheme != BYTES and not row.unix_path and not takes(view, row))


def takes(view: View, row: Upstream) -> bool:
    """A Unix socket refuses for reasons of its own."""
    return bool(row.unix_path) or view[DOORSTEP.of(place(row))].outcome is Outcome.CONNECTED


def in_vain(view: View, _: object) -> str:
    name = gateway(view, None)
    if waits(view):
        return f"the request is taken by {name}, which tries again and again to reach the server behind it"
    return f"the page is {name}'s own: {name} runs, and answers for the server behind it"


def gateways(view: View) -> list[Process]:
    """Who listens here; nobody where the gateway is on another machine or behind a NAT."""
    listening = [socket for socket in view[LISTENERS.of(HERE)] if terms.takes(view, socket)]
    return [process for socket in listening for process in view[OWNERS.of(socket.inode)]]


def upstreams(view: View) -> list[Upstream]:
    """Where this request may be sent: of the prefixes that match only the longest is used."""
    rows = [row for process in gateways(view) for row in view[UPSTREAMS.of(process)]]
    return serving(rows, view.at.port, view.target.host, view.target.path or "/")


def serving(rows: list[Upstream], port: int, host: str, path: str) -> list[Upstream]:
    """An exact path goes before every other; where the gateway answers itself, nobody is behind it."""
    here = [row for row in meant([row for row in rows if port in row.listens], host) if may_serve(row, path)]
    here = [row for row in here if row.location.startswith("=")] or here
    longest = max((len(prefix(row)) for row in here), default=0)
    chosen = [row for row in here if row.location.startswith(NO_PREFIX) or len(prefix(row)) == longest]
    return [row for row in chosen if row.host or row.unix_path]


def meant(rows: list[Upstream], host: str) -> list[Upstream]:
    """Those of the sites that have this name, else of those that are for any, else all: one of them is the default."""
    name = host.lower().rstrip(".")
    own = [row for row in rows if any(is_called(told, name) for told in row.names)]
    return own or [row for row in rows if not row.names] or rows


def is_called(told: str, name: str) -> bool:
    """``shop.test``, ``*.shop.test``, and ``.shop.test`` for both, ngx_http_core_module, server_name."""
    wide = told.startswith(("*.", "."))
    return name == told or (wide and name.endswith(told.lstrip("*"))) or (told[:1] == "." and name == told[1:])


def proxied(rows: list[Upstream], path: str) -> list[Upstream]:
    """The first that fits, as vite and webpack choose: a prefix, or with ^ a regular expression."""
    return [row for row in rows if fits(row.location, path)][:1]


def fits(location: str, path: str) -> bool:
    if not location.startswith("^"):
        return path.startswith(location)
    try:
        return re.match(location, path) is not None
    except re.error:  # JavaScript has forms that Python has not
        return False


def prefix(row: Upstream) -> str:
    """The prefix of a location, "" where it is none."""
    return "" if row.location.startswith(NO_PREFIX) else row.location.removeprefix("^~").strip()


def may_serve(row: Upstream, path: str) -> bool:
    if row.location.startswith("="):
        return row.location.removeprefix("=").strip() == path
    return path.startswith(prefix(row))


def place(row: Upstream) -> str:
    return f"{in_url(row.host)}:{row.port}"


def written(row: Upstream) -> str:
    """Where the configuration says so: ``/etc/nginx/nginx.conf:12``."""
    return f"{row.file}:{row.line}" if row.line else row.file


def gateway(view: View, _: object) -> str:
    """The name of the program that made the page, or that owes one: ``nginx``."""
    if waits(view):
        names = (view[PROGRAM.of(process)].name for process in gateways(view))
        return next((name for name in names if name in PROXIES), "")
    return view[HTTP.of(view.at)].marker.removeprefix(GATEWAY)
