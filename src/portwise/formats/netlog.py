"""
The network log of the Chromium family (``--log-net-log``, chrome://net-export): what it did for one site.

One JSON object: ``constants`` gives every number its name, for numbers change between versions, and ``events`` holds
an event in each line (net/log/file_net_log_observer.cc in Chromium).  A browser that was killed leaves a file without
an end; its whole lines are read all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from portwise.model.browse import Dialled, Resolver
from portwise.model.record import NamedTuple
from portwise.model.target import Address
from portwise.model.url import NotATarget, take_apart

OWN_PORT = {"http": 80, "https": 443, "ws": 80, "wss": 443}
DEEPEST = 8  # sources between a socket and the request that it is for
UNNAMED = "ERR_UNKNOWN"

SYSTEM, DNS, SECURE = "system", "DNS", "DNS over HTTPS"


class NetLog(NamedTuple):
    """What one log tells of one origin."""

    product: str  # Chromium, Google Chrome
    version: str
    error: str  # of the page itself, "" without, or where the log ends before
    proxy: str  # as written: "DIRECT", "PROXY 127.0.0.1:3128"
    lookups: tuple[Resolver, ...]
    tried: tuple[Dialled, ...]
    upgraded: str  # why http became https: HSTS, HttpsUpgrades


class Event(NamedTuple):
    kind: str
    begins: bool
    ends: bool
    source: int
    parameters: dict[str, Any]


class Places:
    """The origins that the log is read for, as Chromium writes them in its several ways."""

    def __init__(self, urls: tuple[str, ...]) -> None:
        self.origins = tuple(filter(None, map(origin, urls)))
        self.hosts = {place.partition("://")[2] for place in self.origins}

    def named(self, text: object) -> bool:
        """``http://localhost:3000/x``, ``http://localhost`` with its own port left out, ``localhost:3000``."""
        if not isinstance(text, str):
            return False
        return origin(text) in self.origins if "://" in text else text in self.hosts

    def grouped(self, text: object) -> bool:
        """``pm/http://localhost:3000 <http://localhost same_site>``; pm: without cookies."""
        group = text.partition(" ")[0] if isinstance(text, str) else ""
        return self.named(group[group.rfind("/", 0, max(group.find("://"), 0)) + 1 :])


def read(text: str, urls: tuple[str, ...]) -> NetLog:
    """What it tells of these URLs.  Never raises: of bytes that are no log it tells nothing."""
    constants, rows = loaded(text)
    events = list(understood(constants, rows))
    places = Places(urls)
    client = constants.get("clientInfo")
    client = client if isinstance(client, dict) else {}
    return NetLog(
        product=word(client.get("name")),
        version=word(client.get("version")),
        error=next(iter(errors(events, places, names(constants, "netError"))), ""),
        proxy=next(iter(proxies(events, places)), ""),
        lookups=tuple(lookups(events, places, names(constants, "netError"))),
        tried=tuple(dict.fromkeys(tried(events, places, names(constants, "netError")))),
        upgraded=next(iter(upgrades(events, places)), ""),
    )


def loaded(text: str) -> tuple[dict[str, Any], list[Any]]:
    """Constants and events; of a file without an end the lines that are whole."""
    whole = parsed(text)
    if isinstance(whole, dict):
        constants, rows = whole.get("constants"), whole.get("events")
        return (constants if isinstance(constants, dict) else {}, rows if isinstance(rows, list) else [])
    first, _, rest = text.partition("\n")
    head = parsed(first.rstrip().rstrip(",") + "}")
    constants = head.get("constants") if isinstance(head, dict) else None
    rows = [parsed(line.strip().rstrip(",")) for line in rest.splitlines() if line.startswith("{")]
    return (constants if isinstance(constants, dict) else {}), rows


def parsed(text: str) -> Any:
    """None where it is no JSON; deep nesting ends the parser, and a long number int()."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def names(constants: dict[str, Any], kind: str) -> dict[int, str]:
    table = constants.get(kind)
    return {n: name for name, n in table.items() if isinstance(n, int)} if isinstance(table, dict) else {}


def understood(constants: dict[str, Any], rows: list[Any]) -> Iterator[Event]:
    kinds, phases = names(constants, "logEventTypes"), names(constants, "logEventPhase")
    for row in rows:
        if not isinstance(row, dict):
            continue
        source, parameters, kind, phase = (row.get(key) for key in ("source", "params", "type", "phase"))
        number = source.get("id") if isinstance(source, dict) else None
        if isinstance(number, int) and isinstance(kind, int) and isinstance(phase, int) and kind in kinds:
            said = phases.get(phase, "")
            about = parameters if isinstance(parameters, dict) else {}
            yield Event(kinds[kind], said == "PHASE_BEGIN", said == "PHASE_END", number, about)


def errors(events: list[Event], places: Places, called: dict[int, str]) -> Iterator[str]:
    """How the request for the page itself ended, wherever it was sent on to."""
    mine = {
        event.source
        for event in events
        if event.kind == "URL_REQUEST_START_JOB"
        and event.parameters.get("request_type") == "main frame"
        and places.named(event.parameters.get("url"))
    }
    for event in reversed(events):
        if event.kind == "REQUEST_ALIVE" and event.ends and event.source in mine:
            number = event.parameters.get("net_error")
            yield called.get(number, UNNAMED) if isinstance(number, int) else ""


def proxies(events: list[Event], places: Places) -> Iterator[str]:
    mine = sources(events, "HTTP_STREAM_JOB_CONTROLLER", "url", places.named)
    for event in events:
        if event.kind == "PROXY_RESOLUTION_SERVICE_RESOLVED_PROXY_LIST" and event.source in mine:
            yield word(event.parameters.get("proxy_info"))


def sources(events: list[Event], kind: str, key: str, test: Any) -> dict[int, None]:
    return {event.source: None for event in events if event.kind == kind and test(event.parameters.get(key))}


def lookups(events: list[Event], places: Places, called: dict[int, str]) -> Iterator[Resolver]:
    """Names for which somebody was asked; localhost, literals and the hosts file need nobody."""
    seen: dict[Resolver, None] = {}
    servers = templates(events)
    for number in sources(events, "HOST_RESOLVER_MANAGER_JOB", "host", places.named):
        own = [event for event in events if event.source == number]
        seen[looked_up(own, called, servers)] = None
    yield from seen


def looked_up(own: list[Event], called: dict[int, str], servers: str) -> Resolver:
    asked = next(event.parameters.get("host") for event in own if event.kind == "HOST_RESOLVER_MANAGER_JOB")
    source, found, error = "", dict[Address, None](), ""
    for event in own:
        if event.kind == "HOST_RESOLVER_DNS_TASK" and event.begins:
            source = SECURE if event.parameters.get("secure") is True else DNS
        elif event.kind == "HOST_RESOLVER_SYSTEM_TASK" and event.begins:
            source = SYSTEM
        elif event.kind in ("HOST_RESOLVER_DNS_TASK", "HOST_RESOLVER_SYSTEM_TASK") and event.ends:
            found |= dict.fromkeys(addresses(event.parameters))
        elif event.kind == "HOST_RESOLVER_MANAGER_JOB" and event.ends:
            number = event.parameters.get("net_error")
            error = called.get(number, UNNAMED) if isinstance(number, int) else ""
    return Resolver(bare(word(asked)), source, tuple(found), error, servers if source == SECURE else "")


def addresses(parameters: dict[str, Any]) -> Iterator[Address]:
    """Of the system's resolver a list; of DNS one of answers, each with endpoints."""
    rows = [*listed(parameters.get("address_list"))]
    for result in listed(parameters.get("results")):
        ends = listed(result.get("endpoints")) if isinstance(result, dict) else []
        rows += [end.get("address") for end in ends if isinstance(end, dict)]
    for row in rows:
        if address := as_address(word(row)):
            yield address


def templates(events: list[Event]) -> str:
    """The servers of DNS over HTTPS in the settings that came last."""
    last = ""
    for event in events:
        if event.kind == "DNS_CONFIG_CHANGED":
            config = event.parameters.get("doh_config")
            rows = listed(config.get("servers")) if isinstance(config, dict) else []
            last = ", ".join(word(row.get("template")) for row in rows if isinstance(row, dict)) or last
    return last


def tried(events: list[Event], places: Places, called: dict[int, str]) -> Iterator[Dialled]:
    """Every connect(2) of a socket that was made for one of the places, in order."""
    groups = sources(events, "SOCKET_POOL_CONNECT_JOB_CREATED", "group_id", places.grouped)
    above: dict[int, int | None] = {}
    for event in events:
        if event.begins and depended(event) is not None:
            above.setdefault(event.source, depended(event))  # who it was made for; later ones only use it
    open_still: dict[int, int] = {}
    made: list[Dialled | None] = []
    for event in events:
        if event.kind == "TCP_CONNECT_ATTEMPT" and event.begins and below(event.source, groups, above):
            open_still[event.source] = len(made)
            made.append(dialled(word(event.parameters.get("address"))))
        elif event.kind == "TCP_CONNECT" and event.ends and event.source in open_still:
            number, one = event.parameters.get("net_error"), made[open_still.pop(event.source)]
            if one and isinstance(number, int):
                made[made.index(one)] = one._replace(error=called.get(number, UNNAMED))
    yield from (one for one in made if one)


def depended(event: Event) -> int | None:
    on = event.parameters.get("source_dependency")
    number = on.get("id") if isinstance(on, dict) else None
    return number if isinstance(number, int) else None


def below(source: int, wanted: dict[int, None], above: dict[int, int | None]) -> bool:
    at: int | None = source
    for _ in range(DEEPEST):
        if at is None or at in wanted:
            break
        at = above.get(at)
    return at in wanted


def dialled(text: str) -> Dialled | None:
    host, _, port = text.rpartition(":")
    address = as_address(host.strip("[]"))
    return Dialled(address, int(port), "") if address and port.isascii() and port.isdigit() and len(port) < 6 else None


def upgrades(events: list[Event], places: Places) -> Iterator[str]:
    """Redirects that the browser makes by itself, and why."""
    mine = sources(events, "REQUEST_ALIVE", "url", places.named)
    for event in events:
        if event.kind == "URL_REQUEST_REDIRECT_JOB" and event.source in mine:
            yield word(event.parameters.get("reason"))
        elif event.kind == "TRANSPORT_SECURITY_STATE_SHOULD_UPGRADE_TO_SSL" and event.source in mine:
            yield from ("HSTS",) if event.parameters.get("should_upgrade_to_ssl") is True else ()


def origin(url: str) -> str:
    """``http://localhost/x`` → ``http://localhost:80``; "" where it is none."""
    try:
        parts = take_apart(url)
    except NotATarget:
        return ""
    port = parts.port or str(OWN_PORT.get(parts.scheme, ""))
    return f"{parts.scheme}://{parts.host.casefold()}:{port}" if parts.scheme else ""


def bare(host: str) -> str:
    """The name of ``http://app.internal:3000`` and of ``app.internal:443``."""
    try:
        return take_apart(host).host.strip("[]")
    except NotATarget:
        return host


def as_address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def word(value: object) -> str:
    return value if isinstance(value, str) else ""
