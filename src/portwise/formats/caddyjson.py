"""
Caddy's own configuration, JSON: apps.http.servers, their routes, and the upstreams of reverse_proxy.

caddyserver.com/docs/json/.  It is what a Caddyfile is turned into, what its API takes, and what it keeps as
autosave.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from portwise.formats import caddydial
from portwise.formats.jsonfiles import parsed
from portwise.model.record import NamedTuple
from portwise.model.settings import Upstream
from portwise.model.target import HIGHEST_PORT

LISTEN = re.compile(r"(?:[a-z0-9+]+/)?(?:\[[^]]*\]|[^:/]*):(\d{1,5})(?:-(\d{1,5}))?")
DEEPEST = 50  # routes within routes


class Context(NamedTuple):
    """Where a handler stands."""

    text: str
    file: str
    listens: tuple[int, ...]
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ("",)
    depth: int = 0


def upstreams(text: str, file: str) -> tuple[Upstream, ...]:
    """Raises ValueError for what is no JSON, and where only a request decides."""
    servers = at(parsed(text), "apps", "http", "servers")
    rows = servers.values() if isinstance(servers, dict) else ()
    return tuple(
        row
        for server in rows
        if isinstance(server, dict)
        for row in routed(server.get("routes"), Context(text, file, tuple(ports(server.get("listen")))))
    )


def admin(text: str) -> str:
    """The admin interface: ``localhost:2019``, ``off``, "" where it does not tell."""
    told = at(parsed(text), "admin")
    listen = at(told, "listen")
    return "off" if at(told, "disabled") is True else listen if isinstance(listen, str) else ""


def at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def ports(addresses: Any) -> Iterator[int]:
    for address in texts(addresses):
        if found := LISTEN.fullmatch(address):
            first = int(found[1])
            yield from range(first, min(int(found[2] or first), first + caddydial.MOST_PORTS, HIGHEST_PORT) + 1)


def texts(value: Any) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def routed(routes: Any, context: Context) -> Iterator[Upstream]:
    if context.depth > DEEPEST:
        raise ValueError("more routes within routes than portwise reads")
    for route in routes if isinstance(routes, list) else ():
        if isinstance(route, dict):
            yield from handled(route.get("handle"), matched(route.get("match"), context))


def matched(sets: Any, context: Context) -> Context:
    """Each set of matchers is enough; what none of them says of the path or the host is as it was."""
    told = [each for each in sets if isinstance(each, dict)] if isinstance(sets, list) else []
    paths = [path for each in told for path in texts(each.get("path"))]
    names = tuple(name for each in told for name in texts(each.get("host")))
    unsure = any(each.keys() - {"path", "host"} for each in told)
    places = tuple(map(caddydial.location, paths)) or context.places
    places = tuple(f"~ {place}" for place in places) if unsure else places
    return context._replace(places=places, names=names or context.names, depth=context.depth + 1)


def handled(handlers: Any, context: Context) -> Iterator[Upstream]:
    for handler in handlers if isinstance(handlers, list) else ():
        if at(handler, "handler") == "subroute":
            yield from routed(handler.get("routes"), context)
        elif at(handler, "handler") == "reverse_proxy":
            yield from passed(handler, context)


def passed(handler: dict[str, Any], context: Context) -> Iterator[Upstream]:
    members = handler.get("upstreams")
    dials = [at(member, "dial") for member in members] if isinstance(members, list) else []
    if handler.get("dynamic_upstreams") or any("{" in dial for dial in dials if isinstance(dial, str)):
        raise ValueError(f"{context.file}: only a request decides where it goes")
    scheme = spoken(at(handler, "transport"))
    for dial in (dial for dial in dials if isinstance(dial, str)):
        line = context.text.count("\n", 0, max(context.text.find(json.dumps(dial)), 0)) + 1
        for host, port, path, _ in caddydial.upstream(dial):
            for place in context.places:
                yield Upstream(host, port, path, scheme, place, context.listens, context.file, line, context.names)


def spoken(transport: Any) -> str:
    if at(transport, "protocol") == "fastcgi":
        return "fastcgi"
    return "https" if isinstance(at(transport, "tls"), dict) else "http"
