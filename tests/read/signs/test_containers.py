"""Containers as engines, compose and people write them."""

import pytest

from portwise.model.reading import Contained, Published, Seen
from portwise.read.signs import containers
from portwise.read.text import Text

DOCKER_PS = """
CONTAINER ID   IMAGE      COMMAND         CREATED       STATUS                    PORTS               NAMES
1a0b9c55d7e1  shop  "/e"  2 hours ago  Up 11 minutes (healthy)  9000/tcp, 0.0.0.0:8000->80/tcp, [::]:8000->80/tcp   a1
13fa07355a48   otto       "/bin/bash"     3 hours ago   Exited (0) 2 hours ago                        otto
"""
PODMAN_PS = """
CONTAINER ID  IMAGE                   COMMAND     CREATED        STATUS            PORTS                   NAMES
5b1f67d9aa21  docker.io/httpd:latest  httpd-fore  4 minutes ago  Up 4 minutes ago  127.0.0.1:8088->80/tcp  web
"""
COMPOSE_V1 = """
    Name                  Command               State            Ports
--------------------------------------------------------------------------------
shop_web_1     docker-entrypoint.sh npm start   Exit 1
shop_db_1      docker-entrypoint.sh postgres    Up       0.0.0.0:5432->5432/tcp
"""
COMPOSE_V2 = """
> NAME         IMAGE    COMMAND       SERVICE   CREATED         STATUS                     PORTS
> shop-web-1   shop     "npm start"   web       2 minutes ago   Up 2 minutes (unhealthy)   0.0.0.0:3000->3000/tcp
"""
HEADLESS = """
blog_gate_1    /usr/sbin/nginx             Up           0.0.0.0:80->80/tcp
blog_queue_1   docker-entrypoint.sh ...    Up           5672/tcp
blog_api_1     gunicorn api                Restarting
"""
TRIMMED = "lounge Up 3 minutes 0.0.0.0:9000->9000/tcp, :::9000->9000/tcp"
FILE = """
services:
  web:
    image: nginx
    ports:
      - "127.0.0.1:8080:80"
      - target: 443
        published: "8443"
        protocol: tcp
    expose: ["9000"]
  db:
    network_mode: host
"""


def signs(reader, text, kind=Published):
    return [noted.sign for noted in reader(Text.of(text)) if isinstance(noted.sign, kind)]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            DOCKER_PS,
            [
                Published("a1", 80, "0.0.0.0", 8000),
                Published("a1", 80, "::", 8000),
                Published("a1", 9000),
            ],
        ),
        (PODMAN_PS, [Published("web", 80, "127.0.0.1", 8088)]),
        (COMPOSE_V1, [Published("shop_db_1", 5432, "0.0.0.0", 5432)]),
        (COMPOSE_V2, [Published("shop-web-1", 3000, "0.0.0.0", 3000)]),
        (TRIMMED, [Published("lounge", 9000, "0.0.0.0", 9000), Published("lounge", 9000, "::", 9000)]),
    ],
)
def test_the_ports_of_a_table_are_read(table, expected):
    """Of every engine and version, quoted and trimmed."""
    assert expected == signs(containers.tables, table)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (DOCKER_PS, [("a1", "Up 11 minutes (healthy)"), ("otto", "Exited (0) 2 hours ago")]),
        (COMPOSE_V1, [("shop_web_1", "Exit 1"), ("shop_db_1", "Up")]),
        (COMPOSE_V2, [("shop-web-1", "Up 2 minutes (unhealthy)")]),
        (HEADLESS, [("blog_gate_1", "Up"), ("blog_queue_1", "Up"), ("blog_api_1", "Restarting")]),
        ("the service is running in protected mode", []),
    ],
)
def test_the_state_of_a_container_is_read(table, expected):
    """And a sentence is no table."""
    found = signs(containers.tables, table, Contained)

    assert expected == [(one.container, one.status) for one in found]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("docker run -d -p 127.0.0.1:8080:80/tcp web", [Published("run", 80, "127.0.0.1", 8080)]),
        ("docker run -dp 3000:3000 app", [Published("run", 3000, "", 3000)]),
        ("podman run --publish=[::1]:81:80 app", [Published("run", 80, "::1", 81)]),
        ("docker run -d \\\n  -p 8081:81 \\\n  app", [Published("run", 81, "", 8081)]),
        ("docker run -p ${PORT}:80 app", [Published("run", 80, "", None)]),
        ("docker run -p5001:5000 app", [Published("run", 5000, "", 5001)]),
        ("docker run -v /data/p:/p app", []),
    ],
)
def test_what_a_command_line_lends_out_is_read(line, expected):
    """Over continued lines; a variable stands for no port."""
    assert expected == signs(containers.runs, line)


def test_a_command_line_that_lends_nothing_says_so():
    """Unless it shares the network of the host."""
    seen = [signs(containers.runs, f"docker run {options} app", Seen) for options in ("-d", "--network host", "-P")]

    assert [[Seen("run without publishing", "")], [Seen("container network", "host")], []] == seen


@pytest.mark.parametrize("line", ['The command "docker run ..." exited with 0.', "`docker run <image>` fails"])
def test_a_command_that_is_cut_short_lends_nobody_knows_what(line):
    """As logs and people quote it."""
    assert [] == signs(containers.runs, line, Seen)


def test_a_compose_file_is_read_in_its_short_and_long_form():
    """With the service that each belongs to."""
    assert [
        Published("web", 80, "127.0.0.1", 8080),
        Published("web", 443, "", 8443),
        Published("web", 9000),
    ] == signs(containers.compose, FILE)


def test_ports_are_read_of_docker_port_a_dockerfile_and_inspect():
    """Whatever was at hand."""
    inspect = '"Ports": {"80/tcp": [{"HostIp": "127.0.0.1","HostPort": "8080"}], "90/tcp": null}'

    assert [Published("", 80, "::", 8080)] == signs(containers.port_verb, "80/tcp -> [::]:8080")
    assert [Published("Dockerfile", 3000), Published("Dockerfile", 4000)] == signs(
        containers.files, "EXPOSE 3000 4000/tcp"
    )
    assert [Published("inspect", 80, "127.0.0.1", 8080), Published("inspect", 90)] == signs(containers.files, inspect)


def test_a_mapping_in_a_sentence_is_read_and_another_option_is_not():
    """``ssh -p 2222`` maps nothing."""
    told = "alone with -p 8080:8081 it is good, ports: - 81:80 as well, ssh -p 2222 me@host too"

    assert [Published("words", 8081, "", 8080), Published("words", 80, "", 81)] == signs(containers.mentions, told)


@pytest.mark.parametrize("told", ['`db` has `ports: "5544:5432"`', "with ports 5544:5432", 'ports: ["5544:5432"]'])
def test_what_a_compose_file_lends_out_is_also_told_in_a_sentence(told):
    """However it is quoted."""
    assert [Published("words", 5432, "", 5544)] == signs(containers.mentions, told)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("$ docker ps -a --format '{{.Status}}'\nExited (1) 3 minutes ago", ["Exited (1) 3 minutes ago"]),
        (" Containers: 3\n  Running: 0\n  Stopped: 3", ["none is running"]),
        (" Containers: 3\n  Running: 1\n  Stopped: 2", []),
        ("Exited (1)", []),
    ],
)
def test_what_ended_is_read_without_its_table(told, expected):
    """A status that was asked for alone, and what ``docker info`` counts."""
    assert expected == [one.status for one in signs(containers.ended, told, Contained)]
