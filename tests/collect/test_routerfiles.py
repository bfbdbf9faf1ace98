"""The configuration of Envoy and Traefik: their files, and what their own interfaces say."""

import errno
import json
from ipaddress import ip_address

import pytest

from portwise.collect.ownword import ASKING
from portwise.collect.upstreams import CONFIGURED
from portwise.formats import envoydump
from portwise.host.api import Heard, Relay
from portwise.model.evidence import Answer, Evidence, Known, Missing, Unknown
from portwise.model.facts import OWN_WORD, UPSTREAMS
from portwise.model.process import Process
from portwise.model.settings import Upstream
from portwise.model.target import Endpoint, Target

GATEWAY = Process(7, 1, "gateway")
CLUSTER = {
    "name": "a",
    "load_assignment": {
        "endpoints": [
            {
                "lb_endpoints": [
                    {"endpoint": {"address": {"socket_address": {"address": "10.0.0.1", "port_value": 3000}}}},
                ]
            }
        ]
    },
}
LISTENER = {
    "address": {"socket_address": {"port_value": 80}},
    "filter_chains": [{"filters": [{"typed_config": {"@type": "TcpProxy", "cluster": "a"}}]}],
}
ENVOY = f"""static_resources:
  listeners:
  - {json.dumps(LISTENER)}
  clusters: [{json.dumps(CLUSTER)}]"""
PLANE = (
    "dynamic_resources: {{cds_config: {{ads: {{}}}}}}\n"
    "admin: {{address: {{socket_address: {{address: {0}, port_value: 9901}}}}}}"
)
STATIC = "entryPoints: {web: {address: ':80'}}\nproviders: {file: {filename: d.yml}}"
DYNAMIC = """http:
 routers: {a: {rule: 'PathPrefix(`/`)', service: a}}
 services: {a: {loadBalancer: {servers: [
  {url: 'http://10.0.0.1:3000'}]}}}"""
PAGES = {
    **dict.fromkeys(envoydump.PATHS, "{}"),
    "/config_dump?resource=dynamic_listeners": json.dumps({"configs": [{"active_state": {"listener": LISTENER}}]}),
    "/config_dump?resource=dynamic_active_clusters": json.dumps({"configs": [{"cluster": CLUSTER}]}),
}
API = {
    "/api/http/routers": '[{"rule": "PathPrefix(`/`)", "service": "a", "provider": "docker"}]',
    "/api/http/services": '[{"name": "a@docker", "loadBalancer": {"servers": [{"url": "http://10.0.0.1:3000"}]}}]',
    "/api/tcp/routers": "[]",
    "/api/tcp/services": "[]",
}


class Machine(Relay):
    def __init__(self, command, files=None, pages=None, variables=()):
        self.argv, self.files, self.pages, self.told = tuple(command.split()), files or {}, pages or {}, variables
        self.asked = []

    def _answer(self, method, *about):
        match method:
            case "command":
                return self.argv
            case "link":
                return "/srv" if about[0].endswith("cwd") else "mnt:[1]"
            case "variables":
                return tuple(self.told)
            case "read":
                if about[0] not in self.files:
                    raise FileNotFoundError(errno.ENOENT, "No such file or directory")
                return self.files[about[0]]
            case "names":
                return tuple(sorted({path[len(about[0]) + 1 :] for path in self.files if path.startswith(about[0])}))
            case "converse":
                endpoint, sent, _ = about
                self.asked.append(endpoint)
                path = sent.split()[1].decode()
                body = self.pages[path]
                head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                return Heard(f"{head}{len(body):x}\r\n{body}\r\n0\r\n\r\n".encode(), "limit", 0, 1.0)
        raise AssertionError(method)


def evidence(*answers):
    return Evidence(Target.parse("http://localhost")).plus(answers)


def read(machine, seen=None):
    (answer,) = CONFIGURED.collect(machine, seen or evidence(), (UPSTREAMS.of(GATEWAY),))
    return answer.said


def asked(machine):
    (answer,) = ASKING.collect(machine, evidence(), (OWN_WORD.of(GATEWAY),))
    return answer.said


@pytest.mark.parametrize(
    ("command", "files", "variables", "place"),
    [
        ("envoy -c /etc/envoy.yaml", {"/etc/envoy.yaml": ENVOY}, (), ("/etc/envoy.yaml", 4)),
        ("/usr/bin/envoy --config-path e.yaml -l error", {"/srv/e.yaml": ENVOY}, (), ("/srv/e.yaml", 4)),
        ("traefik --configFile=t.yml", {"/srv/t.yml": STATIC, "/srv/d.yml": DYNAMIC}, (), ("/srv/d.yml", 4)),
        ("traefik", {"/etc/traefik/traefik.yml": STATIC, "/srv/d.yml": DYNAMIC}, (), ("/srv/d.yml", 4)),
        ("traefik", {"/h/.config/traefik.yaml": STATIC, "/srv/d.yml": DYNAMIC}, (("HOME", "/h"),), ("/srv/d.yml", 4)),
        (
            "traefik --entrypoints.web.address=:80 --providers.file.directory=/etc/d",
            {"/etc/d/a.yml": DYNAMIC, "/etc/d/readme.md": "no"},
            (),
            ("/etc/d/a.yml", 4),
        ),
        (
            "traefik",
            {"/srv/d.yml": DYNAMIC},
            (("TRAEFIK_ENTRYPOINTS_WEB_ADDRESS", ":80"), ("TRAEFIK_PROVIDERS_FILE_FILENAME", "d.yml")),
            ("/srv/d.yml", 4),
        ),
    ],
)
def test_files(command, files, variables, place):
    """Where each program is told, or by itself looks, and the line that names the server behind it."""
    (row,) = read(Machine(command, files, variables=variables)).value

    assert ("10.0.0.1", 3000, (80,), place) == (row.host, row.port, row.listens, (row.file, row.line))


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("envoy -c e.yaml", {"/srv/e.yaml": PLANE.format("127.0.0.1")}),
        ("traefik --configFile=t.yml", {"/srv/t.yml": "providers: {docker: {}}"}),
        (
            "traefik --configFile=t.yml",
            {"/srv/t.yml": STATIC, "/srv/d.yml": "http: {routers: {a: {service: shop@docker}}}"},
        ),
    ],
)
def test_what_is_in_no_file_is_asked_of_the_gateway(command, files):
    """The question of its own word comes first, and its answer is the whole answer."""
    machine = Machine(command, files)
    told = (Upstream("h", 1, "", "http", "/", (80,), "f", 0),)
    with pytest.raises(Missing) as first:
        read(machine)

    assert (OWN_WORD.of(GATEWAY),) == first.value.questions
    assert Known(told) == read(machine, evidence(Answer(OWN_WORD.of(GATEWAY), Known(told), "test")))


@pytest.mark.parametrize(
    ("machine", "place", "source"),
    [
        (
            Machine("envoy -c e", {"/srv/e": PLANE.format("0.0.0.0")}, PAGES),
            ("127.0.0.1", 9901),
            "http://127.0.0.1:9901/config_dump?resource=dynamic_active_clusters",
        ),
        (
            Machine("traefik --providers.docker --api.insecure=true --entrypoints.web.address=:80", pages=API),
            ("127.0.0.1", 8080),
            "http://127.0.0.1:8080/api/http/services",
        ),
    ],
)
def test_the_gateways_own_word(machine, place, source):
    """Asked on loopback, and shown with the address that says it."""
    (row,) = asked(machine).value

    assert ("10.0.0.1", 3000, source, 0) == (row.host, row.port, row.file, row.line)
    assert {Endpoint(ip_address(place[0]), place[1])} == set(machine.asked)


@pytest.mark.parametrize(
    "machine",
    [
        Machine("envoy -c e", {"/srv/e": PLANE.format("192.0.2.1")}),
        Machine("envoy -c e", {"/srv/e": "dynamic_resources: {cds_config: {ads: {}}}"}),
        Machine("traefik --providers.docker"),
    ],
    ids=["on the network", "without", "with a password"],
)
def test_an_interface_that_is_not_on_loopback_is_not_asked(machine):
    """Nor one that is off: it is not known then, and nothing was sent."""
    assert isinstance(asked(machine), Unknown)
    assert [] == machine.asked
