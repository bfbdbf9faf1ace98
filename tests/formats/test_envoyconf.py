"""The configuration of Envoy: from listeners over routes to the addresses behind."""

import pytest

from portwise.formats import envoyconf, envoydump

CLUSTER = "{{name: {0}, load_assignment: {{endpoints: [{{lb_endpoints: [{{endpoint: {{address: {1}}}}}]}}]}}}}"
APP = CLUSTER.format("app", "{socket_address: {address: 127.0.0.1, port_value: 3000}}")
API = CLUSTER.format("api", "{pipe: {path: /run/api.sock}}")


def bootstrap(routes, clusters=f"[{APP}, {API}]", domains='["*"]'):
    manager = f"{{route_config: {{virtual_hosts: [{{domains: {domains}, routes: {routes}}}]}}}}"
    return f"""
static_resources:
  listeners:
  - address: {{socket_address: {{address: 0.0.0.0, port_value: 80}}}}
    filter_chains: [{{filters: [{{typed_config: {manager}}}]}}]
  clusters: {clusters}
"""


def read(text, files=None):
    return envoyconf.upstreams(envoyconf.told(text, "envoy.yaml", lambda path: (files or {})[path]))


def places(text, files=None):
    return [(row.location, row.host, row.port, row.unix_path) for row in read(text, files)]


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ('[{match: {prefix: "/"}, route: {cluster: app}}]', [("/", "127.0.0.1", 3000, "")]),
        ('[{match: {path: "/x"}, route: {cluster: api}}]', [("= /x", "", 0, "/run/api.sock")]),
        ('[{match: {safe_regex: {regex: "/a.*"}}, route: {cluster: app}}]', [("~ /a.*", "127.0.0.1", 3000, "")]),
        (
            '[{match: {prefix: "/", headers: [{name: x}]}, route: {cluster: app}}]',
            [("~ /", "127.0.0.1", 3000, "")],
        ),
        ('[{match: {prefix: "/"}, redirect: {path_redirect: "/y"}}]', [("/", "", 0, "")]),
        (
            '[{match: {prefix: "/"}, route: {cluster: app}}, {match: {prefix: "/api"}, route: {cluster: api}}]',
            [("/", "127.0.0.1", 3000, "")],  # the first that matches is taken
        ),
        (
            '[{match: {prefix: "/"}, route: {weighted_clusters: {clusters: [{name: app}, {name: x, weight: 0}]}}}]',
            [("/", "127.0.0.1", 3000, "")],
        ),
    ],
)
def test_routes(routes, expected):
    """Each route leads to the addresses of its clusters, and one that answers itself to nobody."""
    assert expected == places(bootstrap(routes))


def test_where_it_stands():
    """The line is that of the port: the one to change."""
    text = """
static_resources:
  listeners:
  - address: {socket_address: {port_value: 80}}
    filter_chains:
    - filters:
      - typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
          cluster: app
  clusters:
  - name: app
    transport_socket: {name: tls}
    load_assignment:
      endpoints:
      - lb_endpoints:
        - endpoint:
            address:
              socket_address:
                address: db
                port_value: 5432
"""

    assert [("db", "https", "envoy.yaml", 20, (80,))] == [
        (row.host, row.scheme, row.file, row.line, row.listens) for row in read(text)
    ]


def test_names():
    """Domains are host names; a port in one belongs to the request."""
    routes = '[{match: {prefix: "/"}, route: {cluster: app}}]'
    (row,) = read(bootstrap(routes, domains='["shop.test", "shop.test:8080", "*.shop.test"]'))

    assert ("shop.test", "*.shop.test") == row.names


@pytest.mark.parametrize(
    ("routes", "clusters"),
    [
        ('[{match: {prefix: "/"}, route: {cluster_header: x}}]', "[]"),
        ('[{match: {prefix: "/"}, route: {cluster: app}}]', "[{name: app, type: ORIGINAL_DST}]"),
        ('[{match: {prefix: "/"}, route: {cluster: gone}}]', "[]"),
    ],
)
def test_what_the_file_does_not_decide_is_not_decided(routes, clusters):
    """Where only a request decides, or a cluster is told elsewhere, there is no answer."""
    with pytest.raises(ValueError, match=r"only a request|nothing is said"):
        read(bootstrap(routes, clusters))


FILES = {
    "/lds.json": '{"resources": [{"address": {"socketAddress": {"portValue": 80}}, "filterChains": [{"filters": '
    '[{"typedConfig": {"rds": {"routeConfigName": "r", "configSource": {"pathConfigSource": {"path": "/rds.json"}}}}}]'
    "}]}]}",
    "/rds.json": '{"resources": [{"name": "r", "virtualHosts": [{"domains": ["*"], "routes": '
    '[{"match": {"prefix": "/"}, "route": {"cluster": "app"}}]}]}]}',
    "/cds.yaml": "resources:\n- name: app\n  type: EDS\n  eds_cluster_config:\n    eds_config: {path: /eds.yaml}\n",
    "/eds.yaml": "resources:\n- cluster_name: app\n  endpoints:\n  - lb_endpoints:\n    - endpoint: {address: "
    "{socket_address: {address: 10.0.0.1, port_value: 3000}}}\n",
}
DYNAMIC = """
dynamic_resources:
  lds_config: {path_config_source: {path: /lds.json}}
  cds_config: {path_config_source: {path: /cds.yaml}}
"""


def test_files_that_it_names():
    """Listeners, routes, clusters and endpoints may each have a file; keys are in one style or the other."""
    (row,) = read(DYNAMIC, FILES)

    assert ("10.0.0.1", 3000, "/eds.yaml", 5) == (row.host, row.port, row.file, row.line)


def test_what_comes_over_the_network_is_not_in_the_files():
    """Then the files are not the whole, and it has to be asked."""
    assert envoyconf.told("dynamic_resources: {ads_config: {}, lds_config: {ads: {}}}", "e", str).hidden


def test_the_dump():
    """Endpoints that a cluster was given stand in another page of the admin interface."""
    pages = dict.fromkeys(envoydump.PATHS, "{}")
    pages["/config_dump?resource=dynamic_listeners"] = (
        '{"configs": [{"active_state": {"listener": {"address": {"socket_address": {"port_value": 80}}, '
        '"filter_chains": [{"filters": [{"typed_config": {"rds": {"route_config_name": "r"}}}]}]}}}]}'
    )
    pages["/config_dump?resource=dynamic_route_configs"] = (
        '{"configs": [{"route_config": {"name": "r", "virtual_hosts": [{"domains": ["*"], "routes": [{"match": '
        '{"prefix": "/"}, "route": {"cluster": "app"}}]}]}}]}'
    )
    pages["/config_dump?resource=dynamic_active_clusters"] = (
        '{"configs": [{"cluster": {"name": "app", "type": "EDS"}}]}'
    )
    pages["/clusters?format=json"] = (
        '{"cluster_statuses": [{"name": "app", "host_statuses": [{"address": {"socket_address": '
        '{"address": "10.0.0.2", "port_value": 3000}}}]}]}'
    )
    (row,) = envoyconf.upstreams(envoydump.told(pages, "http://127.0.0.1:9901"))

    assert ("10.0.0.2", 3000, "http://127.0.0.1:9901/clusters") == (row.host, row.port, row.file)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("admin: {address: {socket_address: {address: 127.0.0.1, port_value: 9901}}}", ("127.0.0.1", 9901)),
        ("static_resources: {}", ("", 0)),
    ],
)
def test_the_admin_interface(text, expected):
    """Where it listens, if it does."""
    assert expected == envoyconf.admin(text)
