"""Answers of container engines, as Docker 20.10 and Podman 4 gave them; secrets do not get through."""

import json
import struct
from ipaddress import ip_address
from pathlib import Path

import pytest

from portwise.formats import composed, daemon, engine
from portwise.model.container import Engine, Published, Service, Settings

DOCKER = Engine("docker", "/var/run/docker.sock")
LINE = {
    "Id": "b648b0955095361f010ed8bacc84daf09d4d1df6394746fee4eedfc9415d3181",
    "Names": ["/web"],
    "Image": "nginx:alpine",
    "ImageID": "sha256:5a87",
    "Command": "nginx -g 'daemon off;' --token hunter2",
    "Created": 1763640000,
    "Ports": [
        {"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"},
        {"IP": "::", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"},
        {"PrivatePort": 443, "Type": "tcp"},
        {"IP": "0.0.0.0", "PrivatePort": 53, "PublicPort": 53, "Type": "udp"},
    ],
    "Labels": {
        "com.docker.compose.project": "shop",
        "com.docker.compose.service": "web",
        "com.docker.compose.project.working_dir": "/home/ann/shop",
        "com.docker.compose.project.config_files": "/srv/base.yaml,compose.staging.yaml",
        "com.docker.compose.project.environment_file": "/srv/.env",
        "deploy.key": "hunter2",
    },
    "State": "running",
    "Status": "Up 2 minutes (unhealthy)",
    "HostConfig": {"NetworkMode": "shop_default"},
    "NetworkSettings": {"Networks": {"shop_default": {"IPAddress": "172.18.0.2", "GlobalIPv6Address": ""}}},
    "Mounts": [{"Source": "/home/ann/.aws"}],
}
ONE = {
    "Id": LINE["Id"],
    "State": {
        "Status": "exited",
        "Running": False,
        "OOMKilled": True,
        "Pid": 0,
        "ExitCode": 137,
        "Error": "",
        "Health": {
            "Status": "unhealthy",
            "Log": [{"ExitCode": 1, "Output": "first"}, {"ExitCode": 1, "Output": "wget: can't connect\n"}],
        },
    },
    "RestartCount": 3,
    "Config": {
        "Env": ["DB_PASSWORD=hunter2"],
        "Cmd": ["serve", "--token", "hunter2"],
        "ExposedPorts": {"80/tcp": {}, "53/udp": {}},
    },
    "HostConfig": {
        "PortBindings": {
            "80/tcp": [{"HostIp": "", "HostPort": "8080"}, {"HostIp": "127.0.0.1", "HostPort": "0"}],
            "53/udp": [{"HostIp": "", "HostPort": "53"}],
        },
        "ExtraHosts": ["host.docker.internal:host-gateway"],
    },
}


def everywhere(port: int, inner: int) -> tuple[Published, ...]:
    """What is said of no address is of all, in both families."""
    return published("0.0.0.0", port, inner), published("::", port, inner)


def published(address: str, port: int, inner: int) -> Published:
    return Published(ip_address(address), port, inner)


def test_a_line_of_the_list():
    """Ports of TCP, published or only exposed; addresses of every network; what compose wrote in labels."""
    (box,) = engine.containers(json.dumps([LINE]), DOCKER)

    assert ("web", "nginx:alpine", "running") == (box.ref.name, box.image, box.state)
    assert (published("0.0.0.0", 8080, 80), published("::", 8080, 80)) == box.published
    assert ((443,), (ip_address("172.18.0.2"),), ("shop_default",)) == (box.exposed, box.addresses, box.networks)
    assert ("shop", "web", "/home/ann/shop") == (box.project, box.service, box.folder)
    assert (("/srv/base.yaml", "/home/ann/shop/compose.staging.yaml"), ("/srv/.env",)) == (box.files, box.variables)


def test_what_is_told_of_one():
    """How it ended, what its check said last, and which port it was to publish; a port left to chance is none."""
    told = engine.inspected(json.dumps(ONE))

    assert (0, 137, True, 3) == (told.pid, told.exit_code, told.memory, told.restarts)
    assert ("unhealthy", "wget: can't connect") == (told.health, told.complaint)
    assert (everywhere(8080, 80), (80,)) == (told.wanted, told.exposed)
    assert ("host.docker.internal:host-gateway",) == told.hosts


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2025-11-20T12:00:00.123456789Z", 1763640000.0),
        ("2025-11-20T13:30:00.5+01:30", 1763640000.0),
        ("2025-11-20T07:00:00-05:00", 1763640000.0),
        ("0001-01-01T00:00:00Z", 0.0),
        ("", 0.0),
        ("soon", 0.0),
        (None, 0.0),
    ],
)
def test_when_it_was_started_last(written, at):
    """To the second, by whichever clock its engine writes; for what never was Docker has the year 1."""
    state = {**ONE["State"], "StartedAt": written}

    assert at == engine.inspected(json.dumps({**ONE, "State": state})).started


def test_what_compose_was_piped_is_no_file():
    """It says so with a dash, and nobody has it any more."""
    labels = {**LINE["Labels"], "com.docker.compose.project.config_files": "/srv/base.yaml,-"}
    (box,) = engine.containers(json.dumps([{**LINE, "Labels": labels}]), DOCKER)

    assert ("/srv/base.yaml",) == box.files


@pytest.mark.parametrize("document", [[LINE], ONE])
def test_nothing_secret_passes_the_host(document):
    """Environment, command, foreign labels and mounts stay behind; what is left is read as before."""
    bared = engine.bared(json.dumps(document), str)

    assert [] == [word for word in ("hunter2", "Env", "Cmd", ".aws", "deploy") if word in bared]
    read = engine.inspected if document is ONE else lambda text: engine.containers(text, DOCKER)
    assert read(json.dumps(document)) == read(bared)


def test_every_word_goes_through_the_hand_of_the_host():
    """Also names and complaints can hold what nobody should read."""
    assert "can't connect" not in engine.bared(json.dumps(ONE), lambda _: "***")


def test_podman_calls_its_health_otherwise():
    """Before version 5 it wrote Healthcheck, and Docker never did."""
    state = {"Pid": 7, "Healthcheck": {"Status": "starting", "Log": None}}

    assert "starting" == engine.inspected(json.dumps({"State": state})).health


@pytest.mark.parametrize("text", ["", "{}", "[1", '{"message": "no such container"}', "[" * 100_000])
def test_another_answer_is_none(text):
    """A server of something else may sit at the socket."""
    with pytest.raises(ValueError, match=r"\S"):
        engine.inspected(text)
    with pytest.raises(ValueError, match=r"\S"):
        engine.containers(text, DOCKER)


def test_a_log_comes_in_frames_or_as_it_is():
    """Eight bytes before each piece tell its stream; a container with a terminal has none of them."""
    frames = b"".join(
        struct.pack(">BxxxI", stream, len(text)) + text for stream, text in ((1, b"one\n"), (2, b"two\n"))
    )

    assert "one\ntwo\n" == engine.log(frames)
    assert "plain\n" == engine.log(b"plain\n")
    assert "" == engine.log(b"")


@pytest.mark.parametrize(
    ("argv", "file", "told"),
    [
        (("/usr/bin/dockerd", "-H", "fd://"), "{}", (True, True)),
        (("dockerd", "--userland-proxy=false"), "{}", (False, True)),
        (("dockerd", "--iptables=0"), '{"userland-proxy": false}', (False, False)),
        (("dockerd", "--config-file", "/elsewhere"), '{"iptables": false}', (True, False)),
        (("dockerd", "--userland-proxy", "--iptables=true"), "{}", (True, True)),
    ],
)
def test_how_an_engine_was_told_to_lead(argv, file, told):
    """Flags before the file, and what nobody mentions is on."""
    asked = []

    assert Settings(*told) == daemon.settings(argv, lambda path: (asked.append(path), file)[1])
    assert ["/elsewhere" if "/elsewhere" in argv else "/etc/docker/daemon.json"] == asked


COMPOSED = {
    "name": "shop",
    "services": {
        "db": {"environment": {"POSTGRES_PASSWORD": "hunter2"}, "image": "postgres"},
        "web": {
            "ports": [
                {"mode": "ingress", "target": 80, "published": "8080", "protocol": "tcp"},
                {"mode": "ingress", "host_ip": "127.0.0.1", "target": 9229, "published": "9229", "protocol": "tcp"},
                {"mode": "ingress", "target": 53, "published": "53", "protocol": "udp"},
                {"mode": "ingress", "target": 90, "protocol": "tcp"},
            ]
        },
    },
}


def test_a_compose_file_as_compose_prints_it():
    """Services with the ports of TCP that they publish; nothing of an environment gets through the host."""
    bared = composed.bared(json.dumps(COMPOSED))
    web = Service("web", "compose.yaml", (*everywhere(8080, 80), published("127.0.0.1", 9229, 9229)))

    assert "hunter2" not in bared
    assert (Service("db", "compose.yaml", ()), web) == composed.services(bared, "compose.yaml")


def test_a_compose_file_as_it_stands():
    """Where nobody has docker compose, the file itself tells; the container's side is not read."""
    text = "services:\n  web:\n    ports:\n      - '${PORT}:80'\n      - '127.0.0.1:9229:9229'\n      - '53:53/udp'\n"
    web = Service("web", "compose.yaml", (*everywhere(8080, 0), published("127.0.0.1", 9229, 0)))

    assert (web,) == composed.read([(text, {"PORT": "8080"})], "compose.yaml")


# As docker-compose 1.29.2 of Debian 12 prints it for two files, of which one overrides the other
RESOLVED = """services:
  api:
    image: lab
    ports:
    - published: 8081
      target: 80
  web:
    environment:
      TOKEN: hunter2
    image: lab
    ports:
    - published: 8090
      target: 80
    - 127.0.0.1:9000:90/udp
    - published: 8443
      target: 443
    - target: 3000
version: '3.8'

"""


def test_a_compose_file_as_older_programs_print_it():
    """As YAML; of what is in it only ports get through the host."""
    bared = composed.bared(RESOLVED)
    told = composed.services(bared, "compose.yaml")

    assert "hunter2" not in bared
    assert {"api": [8081], "web": [8090, 8443]} == {one.name: [way.port for way in one.published[::2]] for one in told}


@pytest.mark.parametrize(
    "text",
    ["", "Usage: config [options]\n\n  --quiet  Only validate\n", "- services\n", "hello\n", "docker-compose: a: b\n"],
)
def test_what_is_no_compose_file(text):
    """A program that prints its help has read no file."""
    with pytest.raises(ValueError, match="services"):
        composed.bared(text)


def test_ports_of_several_compose_files_add_up():
    """As compose merges them, docs.docker.com/compose, Merge Compose files."""
    texts = ["services:\n  web:\n    ports: ['8080:80']\n", "services:\n  web:\n    ports: ['8080:80', '8443:443']\n"]
    (web,) = composed.read([(text, {}) for text in texts], "compose.yaml")

    assert Service("web", "compose.yaml", (*everywhere(8080, 0), *everywhere(8443, 0))) == web


PODMAN = json.loads((Path(__file__).parent / "data" / "engine" / "podman.json").read_text())


def test_podman_says_the_same_in_its_own_words():
    """A container that has ended is ``stopped``, and keeps its ports and its address in the list."""
    dead, web = engine.containers(json.dumps(PODMAN["list"]), Engine("podman", "/run/podman/podman.sock"))

    assert ("dead", "stopped", (published("0.0.0.0", 8081, 80),)) == (dead.ref.name, dead.state, dead.published)
    assert ("web", "running", (ip_address("10.88.0.2"),)) == (web.ref.name, web.state, web.addresses)


def test_podman_tells_of_one():
    """Its exit code, and the port that it was to publish."""
    told = engine.inspected(json.dumps(PODMAN["one"]))

    assert (0, 3, "", "") == (told.pid, told.exit_code, told.health, told.error)
    assert everywhere(8081, 80) == told.wanted


PRINTED = {
    "Id": "ab" * 32,
    "Name": "/web",
    "State": {"Status": "running", "Pid": 41, "ExitCode": 0, "OOMKilled": False, "Error": ""},
    "Config": {
        "Image": "shop-web",
        "Env": ["TOKEN=x"],
        "ExposedPorts": {"80/tcp": {}},
        "Labels": {engine.SERVICE: "api"},
    },
    "HostConfig": {"NetworkMode": "shop_default", "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}},
    "NetworkSettings": {
        "Ports": {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}], "9000/tcp": None},
        "Networks": {"shop_default": {"IPAddress": "172.18.0.2"}},
    },
}


def test_what_inspect_prints_is_a_row_and_more():
    """Of everything that is printed: how it is joined, what it publishes, how it fares."""
    (box, told) = engine.printed(f"some words\n{json.dumps([PRINTED], indent=4)}\nand more", Engine("docker", "x"))[0]

    assert ("web", "shop-web", "running", "api") == (box.ref.name, box.image, box.state, box.service)
    assert ((published("0.0.0.0", 8080, 80),), (9000,)) == (box.published, box.exposed)
    assert (("shop_default",), "shop_default", (ip_address("172.18.0.2"),)) == (box.networks, box.mode, box.addresses)
    assert (41, everywhere(8080, 80)) == (told.pid, told.wanted)


@pytest.mark.parametrize("text", ["", "no bracket", json.dumps([PRINTED])[:-40], "[" * 100_000])
def test_what_is_cut_is_no_answer(text):
    """A half of it may lack what decides."""
    with pytest.raises(ValueError, match=r"."):
        engine.printed(text, Engine("docker", "x"))
