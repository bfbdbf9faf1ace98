"""
What the admin interface of Envoy says: /config_dump of listeners, routes and clusters, /clusters?format=json.

envoyproxy.io/docs/envoy/v1.40.0/operations/admin: with ``resource=`` the dump is of one kind alone, an array below
``configs``; the endpoints that were given to a cluster over the network, and the addresses of a name, stand in
/clusters.
"""

from __future__ import annotations

from portwise.formats.envoyconf import Source, Told, parsed
from portwise.formats.tree import Node

DUMP = "/config_dump?resource="
# The kinds, and where in each the message stands
LISTENERS = (("static_listeners", ("listener",)), ("dynamic_listeners", ("active_state", "listener")))
ROUTES = (("dynamic_route_configs", ("route_config",)), ("static_route_configs", ("route_config",)))
CLUSTERS = (("static_clusters", ("cluster",)), ("dynamic_active_clusters", ("cluster",)))
MEMBERS = "/clusters?format=json"
PATHS = (*(f"{DUMP}{kind}" for kind, _ in (*LISTENERS, *ROUTES, *CLUSTERS)), MEMBERS)


def told(pages: dict[str, str], source: str) -> Told:
    """Of the pages by their paths; *source* is the address that they came from.  Raises ValueError."""
    listeners, routes, clusters = (
        tuple(
            Source(row.at(*way), f"{source}{DUMP}{kind}")
            for kind, way in kinds
            for row in parsed(pages[f"{DUMP}{kind}"]).at("configs").rows
        )
        for kinds in (LISTENERS, ROUTES, CLUSTERS)
    )
    known = {row.at("name").text: row for row in parsed(pages[MEMBERS]).at("cluster_statuses").rows}
    return Told(listeners, tuple(joined(cluster, known, source) for cluster in clusters), routes)


def joined(cluster: Source, known: dict[str, Node], source: str) -> Source:
    """A cluster without endpoints of its own has those that it was given."""
    members = known.get(cluster.node.at("name").text)
    if members is None or cluster.node.at("load_assignment", "endpoints"):
        return cluster
    given = [Node({"endpoint": row}, 0) for row in members.at("host_statuses").rows]
    group = Node([Node({"lb_endpoints": Node(list(given), 0)}, 0)], 0)
    assigned = Node({"endpoints": group}, 0)
    return Source(Node({**cluster.node.items, "load_assignment": assigned}, 0), f"{source}/clusters")
