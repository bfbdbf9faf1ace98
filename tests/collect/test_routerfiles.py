"""The configuration of Envoy and Traefik: their files, and what their own interfaces say."""

import errno
import json
from ipaddress import ip_address

import pytest

from portwise.collect.ownword import ASKING
from portwise.collect.upstreams import CONFIGURED, UNREADING
from portwise.formats import envoydump
from portwise.host.api import Heard, Relay
from portwise.model.evidence import Answer, Evidence, Known, Missing, Unknown
from portwise.model.facts import CHILDREN, HERE, LISTENERS, OWN_WORD, OWNERS, UNREAD, UPSTREAMS
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.service import Tail
from portwise.model.settings import Upstream
from portwise.model.target import Endpoint, Target

GATEWAY = Process(7, 1, "gateway")
BOOT = 1_700_000_000
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
        self.asked, self.written = [], {}  # seconds after the start of the process by which a file was written

    def _answer(self, method, *about):
        match method:
            case "command":
                return self.argv
            case "link":
                return "/srv" if about[0].endswith("cwd") else "mnt:[1]"
            case "variables":
                return tuple(self.told)
            case "read" if about[0] == "/proc/uptime":
                return "100.00 99.00"
            case "read":
                if about[0] not in self.files:
                    raise FileNotFoundError(errno.ENOENT, "No such file or directory")
                return self.files[about[0]]
            case "names":
                return tuple(sorted({path[len(about[0]) + 1 :] for path in self.files if path.startswith(about[0])}))
            case "tail":
                return Tail(BOOT + self.written.get(about[0], 0.0), ())
            case "clock":
                return BOOT + 100.0
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


def asked(machine, *listening):
    sockets = tuple(Socket(ip_address(at), port, False, 0, 1, 0, n) for n, (at, port, _) in enumerate(listening))
    owners = (Answer(OWNERS.of(n), Known(who), "test") for n, (_, _, who) in enumerate(listening))
    seen = evidence(Answer(LISTENERS.of(HERE), Known(sockets), "test"), *owners)
    (answer,) = ASKING.collect(machine, seen, (OWN_WORD.of(GATEWAY),))
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
    """Asked on loopback, and shown with the address that says it; whose socket it is, only root may see of others."""
    for owners in ((GATEWAY,), ()):
        (row,) = asked(machine, (*place, owners)).value

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


@pytest.mark.parametrize("listening", [[], [("127.0.0.1", 9901, (Process(8, 1, "envoy"),))]], ids=["nobody", "another"])
def test_whoever_else_listens_there_is_not_asked(listening):
    """A file that was written since may name the interface of another gateway."""
    machine = Machine("envoy -c e", {"/srv/e": PLANE.format("127.0.0.1")}, PAGES)

    assert isinstance(asked(machine, *listening), Unknown)
    assert [] == machine.asked


NAMES = "dynamic_resources: {cds_config: {path_config_source: {path: c.yaml}}}\n"
SET = f"resources: [{json.dumps(CLUSTER)}]"
OF_ENVOY = ("envoy -c e.yaml", {"/srv/e.yaml": NAMES + ENVOY, "/srv/c.yaml": SET})
OF_TRAEFIK = ("traefik --configFile=t.yml", {"/srv/t.yml": STATIC, "/srv/d.yml": DYNAMIC})
DEAF = (
    "traefik --configFile=t.yml",
    {"/srv/t.yml": STATIC.replace("d.yml", "d.yml, watch: false"), "/srv/d.yml": DYNAMIC},
)
RUNS = (Upstream("10.0.0.9", 3000, "", "tcp", "", (80,), "http://127.0.0.1:9901/clusters", 0),)


def late(told, path, word):
    """What is known of a gateway one of whose files was written a minute after its start, and what of the file."""
    machine = Machine(*told)
    machine.written[path] = 60.0
    seen = evidence(Answer(CHILDREN.of(GATEWAY), Known(()), "test"), Answer(OWN_WORD.of(GATEWAY), word, "test"))
    (behind,) = UNREADING.collect(machine, seen, (UNREAD.of(GATEWAY),))
    return read(machine, seen), behind.said


@pytest.mark.parametrize(
    ("told", "path", "by_move"),
    [
        (OF_ENVOY, "/srv/e.yaml", False),
        (OF_ENVOY, "/srv/c.yaml", True),
        (OF_TRAEFIK, "/srv/t.yml", False),
        (DEAF, "/srv/d.yml", False),
    ],
    ids=["bootstrap", "what it names", "static", "not watched"],
)
def test_a_file_that_was_written_since_is_no_word_about_what_runs(told, path, by_move):
    """The gateway itself is, and the file is behind it; without its word neither is concluded from."""
    runs, file = late(told, path, Known(RUNS))

    assert Known(RUNS) == runs
    assert (path, "10.0.0.1", by_move) == (file.value.file, file.value.rows[0].host, file.value.by_move)
    runs, file = late(told, path, Unknown("it has no admin interface", ""))
    assert isinstance(runs, Unknown)
    assert by_move is isinstance(file, Unknown)


def test_a_file_that_says_what_runs_is_not_behind():
    """Whoever wrote it anew had it taken, or changed nothing of that."""
    (row,) = read(Machine(*OF_ENVOY)).value
    _, file = late(OF_ENVOY, "/srv/c.yaml", Known((row._replace(file="http://127.0.0.1:9901/clusters", line=0),)))

    assert Known(None) == file


def test_traefik_follows_the_files_of_its_provider():
    """They are what runs, whenever they were written."""
    runs, file = late(OF_TRAEFIK, "/srv/d.yml", Unknown("not asked", ""))

    assert ["10.0.0.1"] == [row.host for row in runs.value]
    assert Known(None) == file
