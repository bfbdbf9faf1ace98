"""The configuration of Traefik: entry points, routers, services, in files, options, variables and its API."""

import pytest

from portwise.formats import traefikconf
from portwise.formats.traefikconf import Entry

WEB, API = Entry("web", 80, False), Entry("traefik", 8080, False)
SERVICES = {"app": "{loadBalancer: {servers: [{url: 'http://127.0.0.1:3000'}]}}"}


def dynamic(rule="PathPrefix(`/`)", services=None, more=""):
    told = ", ".join(f"{name}: {text}" for name, text in (services or SERVICES).items())
    return f"http:\n  routers:\n    app: {{rule: '{rule}', service: app{more}}}\n  services: {{{told}}}\n"


def read(text, file="d.yml", entries=(WEB, API)):
    return list(traefikconf.upstreams(traefikconf.parsed(text, file), file, entries))


@pytest.mark.parametrize(
    ("rule", "names", "places"),
    [
        ("PathPrefix(`/api`)", (), ("/api",)),
        ("Path(`/api`)", (), ("= /api",)),
        ("Host(`Shop.test`)", ("shop.test",), ("",)),
        ("Host(`a.test`, `b.test`) && PathPrefix(`/x`)", ("a.test", "b.test"), ("/x",)),
        ("Host(`a.test`) || PathPrefix(`/x`)", (), ("~ ",)),
        ("PathPrefix(`/x`) && Headers(`X`, `y`)", (), ("~ ",)),
        ("!Host(`a.test`)", (), ("~ ",)),
    ],
)
def test_rules(rule, names, places):
    """Hosts and paths are read; a rule with more than that may or may not hold."""
    assert [(names, place) for place in places] == [(row.names, row.location) for row in read(dynamic(rule))]


def test_a_priority_goes_before_the_longest_path():
    """Then the length of the path decides nothing."""
    (row,) = read(dynamic("PathPrefix(`/`)", more=", priority: 100"))

    assert "~ /" == row.location


def test_entry_points():
    """A router stands at those that it names, else at all but the API's own."""
    here = [row.listens for more in ("", ", entryPoints: [traefik]") for row in read(dynamic(more=more))]

    assert [(80,), (8080,)] == here


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ({"app": "{weighted: {services: [{name: a}]}}", "a": SERVICES["app"]}, ["127.0.0.1"]),
        ({"app": "{failover: {service: a, fallback: a}}", "a": SERVICES["app"]}, ["127.0.0.1"] * 2),
        ({"app": "{mirroring: {service: app}}"}, []),
        ({"app": "{weighted: {services: [{name: shop@docker}]}}"}, ["@"]),
        ({"other": "{}"}, [""]),
    ],
)
def test_services_of_services(services, expected):
    """They lead to servers, in a ring to none; what another provider tells of is marked."""
    assert expected == [row.host for row in read(dynamic(services=services))]


def test_toml_and_its_lines():
    """The line is that of the URL."""
    text = '[http.routers.a]\nrule = "Path(`/`)"\nservice = "s"\n[[http.services.s.loadBalancer.servers]]\nurl = "https://h"\n'
    (row,) = read(text, "d.toml")

    assert ("h", 443, "https", "d.toml", 5) == (row.host, row.port, row.scheme, row.file, row.line)


def test_tcp():
    """Bytes are passed on whatever the path is."""
    services = "{s: {loadBalancer: {servers: [{address: 'h:5432'}]}}}"
    text = f"tcp: {{routers: {{a: {{rule: 'HostSNI(`*`)', service: s}}}}, services: {services}}}"

    assert [("h", 5432, "tcp", "")] == [(row.host, row.port, row.scheme, row.location) for row in read(text)]


def test_what_a_template_fills_is_not_decided():
    """Go templates are not run."""
    with pytest.raises(ValueError, match="template"):
        read(dynamic(services={"app": "{loadBalancer: {servers: [{url: 'http://{{ env \"H\" }}'}]}}"}))


OPTIONS = (
    "--entrypoints.web.address=:80",
    "--api.insecure=true",
    "--providers.file.filename=d.yml",
    "--providers.docker",
)
VARIABLES = (
    ("TRAEFIK_ENTRYPOINTS_WEB_ADDRESS", ":80"),
    ("TRAEFIK_API_INSECURE", "true"),
    ("TRAEFIK_PROVIDERS_FILE_FILENAME", "d.yml"),
    ("TRAEFIK_PROVIDERS_DOCKER", "true"),
)
FILE = """
entryPoints: { Web: { address: ":80" } }
api: { insecure: true }
providers:
  file: { filename: d.yml }
  docker: {}
"""


@pytest.mark.parametrize(
    "root",
    [traefikconf.parsed(FILE, "t.yml"), traefikconf.of_options(OPTIONS), traefikconf.of_variables(VARIABLES)],
    ids=["file", "options", "variables"],
)
def test_the_static_configuration(root):
    """A file, options and variables say the same, whatever the case of their letters."""
    assert (((Entry("web", 80, False), Entry("traefik", 8080, False))), "d.yml", "", "traefik", True, True) == tuple(
        traefikconf.static(root)
    )


def test_without_entry_points_it_makes_one():
    """Port 80, and no API."""
    assert ((Entry("http", 80, False),), "") == traefikconf.static(traefikconf.of_options(()))[::3][:2]


def test_what_its_api_says():
    """Of every provider but its own pages; a service is of the provider of its router."""
    pages = dict.fromkeys(traefikconf.PATHS, "[]")
    pages["/api/http/routers"] = (
        '[{"service": "app", "rule": "PathPrefix(`/`)", "priority": 15, "provider": "docker"},'
        ' {"service": "api@internal", "rule": "PathPrefix(`/api`)", "provider": "internal"}]'
    )
    pages["/api/http/services"] = (
        '[{"name": "app@docker", "loadBalancer": {"servers": [{"url": "http://172.17.0.2:80"}]}},{"name": "x@file"}]'
    )

    assert [("172.17.0.2", 80, "http://h/api/http/services", 0)] == [
        (row.host, row.port, row.file, row.line) for row in traefikconf.dumped(pages, (WEB,), "http://h")
    ]
