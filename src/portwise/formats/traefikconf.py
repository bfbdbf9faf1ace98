"""
Where Traefik sends requests: entry points, routers and services, in YAML or TOML.

doc.traefik.io/traefik/v3.3/: its static configuration (entryPoints, providers, api) is one file, or options of the
command line, or variables, never two of these; the dynamic one (http and tcp: routers, services) is in the files of
the file provider, and in what other providers say, which its API tells.  Names are compared without regard to case.
A rule is a formula: of it the paths and the hosts are read, and where it has more, only a request decides whether it
holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.formats import tree
from portwise.formats.tree import NOTHING, Node
from portwise.model.record import NamedTuple
from portwise.model.settings import Upstream

URL = re.compile(r"(?P<scheme>[a-z0-9]+)://(?P<host>\[[^]]*\]|[^:/?#]+)(?::(?P<port>\d{1,5}))?(?:[/?#].*)?$")
PLACE = re.compile(r"(?P<host>\[[^]]*\]|[^:]+):(?P<port>\d{1,5})$")
ENTRY = re.compile(r"(?:\[[^]]*\]|[^:]*):(\d{1,5})(?:/(?:tcp|udp))?$")
ELSEWHERE = "@"  # the host of a service that another provider tells of
PATHS = ("/api/http/routers", "/api/http/services", "/api/tcp/routers", "/api/tcp/services")
PORTS = {"http": 80, "https": 443, "h2c": 80}
HIGHEST = 1 << 30  # of priorities; the API tells the length of the rule where none was given
MATCHER = re.compile(r"(?P<name>\w+)\((?P<values>[^()]*)\)")
VALUE = re.compile(r"`([^`]*)`|\"([^\"]*)\"")
PLACES = {"pathprefix": "", "path": "= "}
BYTES = "tcp"
OPTION = re.compile(r"--?([A-Za-z][\w.\[\]-]*)(?:=(.*))?$", re.DOTALL)


class Entry(NamedTuple):
    """An entry point: a port, and the routers that name none stand at those that are so by default."""

    name: str
    port: int
    default: bool


class Static(NamedTuple):
    entries: tuple[Entry, ...]
    file: str  # of the file provider, "" without
    folder: str
    api: str  # the entry point of an API that asks nobody for a password, "" where there is none
    others: bool  # a provider besides the file
    watches: bool  # the file provider follows its files


def lower(key: str) -> str:
    return key.lower()


def parsed(text: str, file: str) -> Node:
    return tree.toml(text, lower) if file.endswith(".toml") else tree.yaml(text, lower)


def of_options(argv: Iterable[str]) -> Node:
    """``--entryPoints.web.address=:80``: the same tree, told word by word."""
    root: dict[str, Node] = {}
    for word in argv:
        if found := OPTION.match(word):
            grown(root, found[1].lower().split("."), found[2] if found[2] is not None else "true")
    return Node(root, 0)


def of_variables(variables: Iterable[tuple[str, str]]) -> Node:
    """``TRAEFIK_ENTRYPOINTS_WEB_ADDRESS=:80``."""
    root: dict[str, Node] = {}
    for name, value in variables:
        grown(root, name.removeprefix("TRAEFIK_").lower().split("_"), value)
    return Node(root, 0)


def grown(root: dict[str, Node], keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        held = root.setdefault(key, Node({}, 0)).value
        if not isinstance(held, dict):  # --api=true --api.insecure=true
            root[key] = Node(held := {}, 0)
        root = held
    if not root.get(keys[-1], NOTHING).items:
        root[keys[-1]] = Node(value, 0)


def static(root: Node) -> Static:
    named = root.at("entrypoints").items
    entries = [Entry(name, port_of(it.at("address").text), is_true(it.at("asdefault"))) for name, it in named.items()]
    insecure = is_true(root.at("api", "insecure"))
    if not entries:
        entries = [Entry("http", 80, False)]  # what it makes where none is configured, pkg/config/static
    if insecure and not any(entry.name == "traefik" for entry in entries):
        entries.append(Entry("traefik", 8080, False))
    files = root.at("providers", "file")
    others = any(name != "file" for name in root.at("providers").items if not name.startswith("providersthrottle"))
    return Static(
        tuple(entries),
        files.at("filename").text,
        files.at("directory").text,
        "traefik" if insecure else "",
        others,
        files.at("watch").text.lower() not in ("false", "0"),
    )


def is_true(node: Node) -> bool:
    return node.text.lower() in ("true", "1")


def port_of(address: str) -> int:
    found = ENTRY.match(address)
    return int(found[1]) if found else 0


def upstreams(dynamic: Node, file: str, entries: tuple[Entry, ...]) -> Iterator[Upstream]:
    """Raises ValueError where a template decides."""
    for kind in ("http", BYTES):
        services = dynamic.at(kind, "services").items
        for router in dynamic.at(kind, "routers").items.values():
            yield from routed(router, services, file, entries, kind)


def dumped(pages: dict[str, str], entries: tuple[Entry, ...], source: str) -> Iterator[Upstream]:
    """What its API says of all providers; a name without a provider is of the one that its router is of."""
    for kind in ("http", BYTES):
        routers, told = (parsed(pages[f"/api/{kind}/{what}"], ".json") for what in ("routers", "services"))
        services = {row.at("name").text.lower(): row for row in told.rows}
        for router in routers.rows:
            provider, name = router.at("provider").text, router.at("service").text
            full = name if "@" in name else f"{name}@{provider}"
            told_so = Node({**router.items, "service": Node(full, 0)}, 0)
            if provider != "internal":
                for row in routed(told_so, services, f"{source}/api/{kind}/services", entries, kind):
                    yield row._replace(line=0)


def routed(
    router: Node, services: dict[str, Node], file: str, entries: tuple[Entry, ...], kind: str
) -> Iterator[Upstream]:
    listens = tuple(sorted({entry.port for entry in standing(router, entries) if entry.port}))
    names, places = ruled(router) if kind != BYTES else ((), ("",))
    for url in servers(router.at("service").text, services, ()):
        scheme, host, port = taken_apart(url.text)
        for place in places:
            yield Upstream(host, port, "", BYTES if kind == BYTES else scheme, place, listens, file, url.line, names)


def standing(router: Node, entries: tuple[Entry, ...]) -> list[Entry]:
    named = {name.lower() for name in router.at("entrypoints").texts}
    if named:
        return [entry for entry in entries if entry.name in named]
    default = [entry for entry in entries if entry.default]
    return default or [entry for entry in entries if entry.name != "traefik"]


def servers(name: str, services: dict[str, Node], through: tuple[str, ...]) -> Iterator[Node]:
    """Of a service, and of those that it is made of: weighted, mirroring, failover."""
    key = name.lower()
    service = services.get(key) or services.get(key.removesuffix("@file"))
    if service is None:
        yield Node(ELSEWHERE if "@" in name else "", 0)
        return
    if key in through:
        return
    for row in service.at("loadbalancer", "servers").rows:
        yield row.at("url") or row.at("address")
    parts = [row.at("name").text for row in service.at("weighted", "services").rows]
    parts += [service.at("mirroring", "service").text]
    parts += [service.at("failover", role).text for role in ("service", "fallback")]
    for part in filter(None, parts):
        yield from servers(part, services, (*through, key))


def taken_apart(url: str) -> tuple[str, str, int]:
    """Scheme, host and port; no host where it answers itself.  Raises ValueError for what a template is to fill."""
    if "{{" in url:
        raise ValueError("only a template decides where it goes")
    if url == ELSEWHERE:
        return "", ELSEWHERE, 0
    found = URL.match(url) or PLACE.match(url)
    if not found:
        return "http", "", 0
    scheme = found.groupdict().get("scheme") or BYTES
    return scheme, found["host"].strip("[]"), int(found["port"] or PORTS.get(scheme, 80))


def ruled(router: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The hosts of its rule, and the paths as nginx would write its locations."""
    rule = router.at("rule").text
    names: list[str] = []
    places: list[str] = []
    alone = not any(sign in rule for sign in ("||", "!"))
    told = list(MATCHER.finditer(rule))
    for name, values in ((found["name"].lower(), texts(found["values"])) for found in told):
        if name == "host":
            names += [value.lower() for value in values]
        elif name in PLACES:
            places += [f"{PLACES[name]}{value}" for value in values]
        else:
            alone = False
    if not alone or router.at("priority").number in range(1, HIGHEST):
        return (), tuple(f"~ {place.removeprefix('= ')}" for place in (places if alone else [])) or ("~ ",)
    return tuple(names), tuple(places) or ("",)


def texts(values: str) -> list[str]:
    return [first or second for first, second in VALUE.findall(values)]
