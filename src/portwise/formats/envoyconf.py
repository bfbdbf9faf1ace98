"""
Where Envoy sends requests: listeners, their routes and the clusters behind, in YAML or JSON.

envoyproxy.io/docs/envoy/v1.40.0/api-v3/: config/bootstrap/v3, config/listener/v3, config/route/v3, config/cluster/v3.
The same messages stand in a bootstrap file, in the files that it names (path_config_source, a DiscoveryResponse) and
in what its admin interface says (/config_dump); keys are written in snake_case or, as protobuf's JSON, in camelCase.
Of the routes of a virtual host the first that matches is taken, not the longest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from portwise.formats import tree
from portwise.formats.tree import NOTHING, Node
from portwise.model.record import NamedTuple
from portwise.model.settings import Upstream

HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
BY_REQUEST = ("cluster_header", "inline_cluster_specifier_plugin", "cluster_specifier_plugin")
BYTES = "tcp"
# A condition that a path alone does not decide
CONDITIONS = ("headers", "query_parameters", "runtime_fraction", "grpc", "tls_context", "dynamic_metadata")
FORWARDS = ("ORIGINAL_DST", "dynamic_forward_proxy")  # to where the request says


class Source(NamedTuple):
    """A message, and the file or the address that it was read from."""

    node: Node
    file: str


class Told(NamedTuple):
    """What the files say; *hidden* where some of it comes over the network."""

    listeners: tuple[Source, ...]
    clusters: tuple[Source, ...]
    routes: tuple[Source, ...] = ()  # route configurations that listeners ask for by name
    hidden: bool = False


class Place(NamedTuple):
    host: str
    port: int
    path: str  # of a Unix socket
    line: int


class Route(NamedTuple):
    """Where one kind of request goes."""

    location: str
    names: tuple[str, ...]
    clusters: tuple[str, ...]  # none: it answers itself


Fetch = Callable[[str], str]


def snake(key: str) -> str:
    return HUMP.sub(lambda found: f"_{found[1]}", key).lower() if not key.startswith("@") else key


def parsed(text: str) -> Node:
    return tree.yaml(text, snake)


def told(text: str, file: str, fetch: Fetch) -> Told:
    """A bootstrap file, and the files that it names."""
    root = parsed(text)
    static = root.at("static_resources")
    listeners = [Source(row, file) for row in static.at("listeners").rows]
    clusters = [Source(row, file) for row in static.at("clusters").rows]
    hidden = False
    for kind, into in (("lds_config", listeners), ("cds_config", clusters)):
        source = root.at("dynamic_resources", kind)
        path = source_path(source)
        into.extend(resources(fetch(path), path) if path else [])
        hidden = hidden or (bool(source) and not path)
    routes = [row for path in sorted(route_files(listeners)) for row in resources(fetch(path), path)]
    clusters = [filled(cluster, fetch) for cluster in clusters]
    hidden = hidden or bool(asked_for(listeners) - {row.node.at("name").text for row in routes})
    return Told(tuple(listeners), tuple(clusters), tuple(routes), hidden or any(map(is_elsewhere, clusters)))


def source_path(source: Node) -> str:
    return source.at("path_config_source", "path").text or source.at("path").text


def resources(text: str, file: str) -> list[Source]:
    return [Source(row, file) for row in parsed(text).at("resources").rows]


def filled(cluster: Source, fetch: Fetch) -> Source:
    """With the endpoints of the file that it names, where it does (EDS)."""
    path = source_path(cluster.node.at("eds_cluster_config", "eds_config"))
    if not path:
        return cluster
    name = cluster.node.at("eds_cluster_config", "service_name").text or cluster.node.at("name").text
    found = [row.node for row in resources(fetch(path), path) if row.node.at("cluster_name").text == name]
    return Source(Node({**cluster.node.items, "load_assignment": found[0] if found else NOTHING}, 0), path)


def is_elsewhere(cluster: Source) -> bool:
    return cluster.node.at("type").text == "EDS" and not cluster.node.at("load_assignment")


def managers(listener: Node) -> Iterator[Node]:
    """The filters that decide where to: of HTTP and of TCP."""
    chains = [*listener.at("filter_chains").rows, listener.at("default_filter_chain")]
    for chain in chains:
        for row in chain.at("filters").rows:
            yield row.at("typed_config")


def route_files(listeners: list[Source]) -> set[str]:
    rds = (manager.at("rds") for row in listeners for manager in managers(row.node))
    return {path for named in rds if (path := source_path(named.at("config_source")))}


def asked_for(listeners: list[Source]) -> set[str]:
    named = (manager.at("rds", "route_config_name").text for row in listeners for manager in managers(row.node))
    return {name for name in named if name}


def upstreams(said: Told) -> tuple[Upstream, ...]:
    """Raises ValueError where only a request decides."""
    clusters = {cluster.node.at("name").text: cluster for cluster in said.clusters}
    configured = {row.node.at("name").text: row.node for row in said.routes}
    return tuple(
        row
        for listener in said.listeners
        for manager in managers(listener.node)
        for route in routed(manager, configured)
        for row in rows(route, clusters, ports(listener.node), listener.file)
    )


def ports(listener: Node) -> tuple[int, ...]:
    more = (row.at("address") for row in listener.at("additional_addresses").rows)
    found = (each.at("socket_address", "port_value").number for each in (listener.at("address"), *more))
    return tuple(dict.fromkeys(port for port in found if port))


def routed(manager: Node, configured: dict[str, Node]) -> Iterator[Route]:
    if manager.at("@type").text.endswith("TcpProxy"):
        yield Route("", (), clusters_of(manager))
        return
    own = manager.at("route_config") or configured.get(manager.at("rds", "route_config_name").text, NOTHING)
    for virtual in own.at("virtual_hosts").rows:
        domains = virtual.at("domains").texts
        names = () if "*" in domains else tuple(dict.fromkeys(name.partition(":")[0].lower() for name in domains))
        yield from unshadowed(virtual.at("routes").rows, names)


def unshadowed(routes: list[Node], names: tuple[str, ...]) -> Iterator[Route]:
    """A prefix behind a shorter one that takes every such path is never reached."""
    taken: list[str] = []
    for route in routes:
        place = location(route.at("match"))
        if not any(place.removeprefix("~ ").removeprefix("= ").startswith(prefix) for prefix in taken):
            yield Route(place, names, clusters_of(route.at("route")))
        if not place.startswith(("~", "=")):
            taken.append(place)


def location(match: Node) -> str:
    """As nginx would write it."""
    if exact := match.at("path").text:
        place = f"= {exact}"
    elif match.at("safe_regex") or match.at("path_match_policy") or match.at("connect_matcher"):
        place = f"~ {match.at('safe_regex', 'regex').text}"
    else:
        place = match.at("prefix").text or match.at("path_separated_prefix").text
    unsure = any(match.at(name) for name in CONDITIONS) and not place.startswith("~")
    return f"~ {place.removeprefix('= ')}" if unsure else place


def clusters_of(action: Node) -> tuple[str, ...]:
    if any(action.at(name) for name in BY_REQUEST):
        raise ValueError("only a request decides where it goes")
    one = action.at("cluster").text
    weighted = action.at("weighted_clusters", "clusters").rows
    return (one,) if one else tuple(row.at("name").text for row in weighted if row.at("weight").text != "0")


def rows(route: Route, clusters: dict[str, Source], listens: tuple[int, ...], file: str) -> Iterator[Upstream]:
    if not route.clusters:
        yield Upstream("", 0, "", "http", route.location, listens, file, 0, route.names)
    for name in route.clusters:
        cluster = clusters.get(name)
        if cluster is None:
            raise ValueError(f"nothing is said of the cluster {name[:40]!r}")
        for place in places(cluster.node):
            scheme = "https" if cluster.node.at("transport_socket") else "http"
            yield Upstream(*place[:3], scheme, route.location, listens, cluster.file, place.line, route.names)


def places(cluster: Node) -> Iterator[Place]:
    if cluster.at("type").text in FORWARDS or cluster.at("cluster_type", "name").text.endswith(FORWARDS[1]):
        raise ValueError("only a request decides where it goes")
    for group in cluster.at("load_assignment", "endpoints").rows:
        for member in group.at("lb_endpoints").rows:
            yield from addressed(member.at("endpoint"))


def addressed(endpoint: Node) -> Iterator[Place]:
    """An endpoint may have more addresses, of which Envoy takes the first that answers (happy eyeballs)."""
    more = (row.at("address") for row in endpoint.at("additional_addresses").rows)
    for address in (endpoint.at("address"), *more):
        inet, pipe = address.at("socket_address"), address.at("pipe", "path")
        if inet.at("port_value").number:
            yield Place(inet.at("address").text, inet.at("port_value").number, "", inet.at("port_value").line)
        elif pipe:
            yield Place("", 0, pipe.text, pipe.line)


def admin(text: str) -> tuple[str, int]:
    """Where its admin interface listens, port 0 where it has none."""
    place = parsed(text).at("admin", "address", "socket_address")
    return place.at("address").text, place.at("port_value").number
