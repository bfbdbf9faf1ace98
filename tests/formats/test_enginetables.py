"""What engines print of containers, each row below its headings or with its columns lost."""

import pytest

from portwise.formats.enginetables import Row, TooWide, heading, row
from portwise.model.container import Published
from portwise.model.target import ip_address

BOTH = tuple(Published(ip_address(host), 8080, 80) for host in ("0.0.0.0", "::"))
COLUMNS = "{:<15}{:<14}{:<9}{:<14}{:<27}{:<40}{}".format
LENT = "0.0.0.0:8080->80/tcp, :::8080->80/tcp"
DOCKER = "\n".join(
    (
        COLUMNS("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"),
        COLUMNS("d7713ab5efc0", "shop-web", '"vite"', "2 days ago", "Up 2 minutes (unhealthy)", LENT, "shop-web-1"),
        COLUMNS("a41c09e8d7f2", "postgres:16", '"init"', "2 days ago", "Exited (3) 1 minute ago", "", "shop-db-1"),
        COLUMNS(
            *("9f0e1d2c3b4a", "quay.io/api", '"/api"', "2 days ago", "Up 2 minutes (Paused)"),
            *("5432/tcp, 0.0.0.0:53->53/udp", "api"),
        ),
    )
)
COMPOSE = """\
NAME         IMAGE      COMMAND   SERVICE   CREATED      STATUS       PORTS
shop-web-1   shop-web   "vite"    web       2 days ago   Up 3 hours   127.0.0.1:5173-5174->5173-5174/tcp
"""
OLDER = """\
NAME                COMMAND             SERVICE             STATUS              PORTS
shop-web-1          "npm run dev"       web                 exited (1)
"""
LOST = "CONTAINER ID IMAGE COMMAND CREATED STATUS PORTS NAMES"


def table(text):
    """Every row of a table."""
    first, *rest = text.splitlines()
    return [row(line, heading(first)) for line in rest]


def test_docker_prints_state_health_and_ports():
    """Of a container that runs, one that ended, one that is paused; datagrams are nobody's here."""
    assert [
        Row("shop-web-1", "d7713ab5efc0", "shop-web", "", "running", None, "unhealthy", BOTH, ()),
        Row("shop-db-1", "a41c09e8d7f2", "postgres:16", "", "exited", 3, "", (), ()),
        Row("api", "9f0e1d2c3b4a", "quay.io/api", "", "paused", None, "", (), (5432,)),
    ] == table(DOCKER)


def test_compose_prints_the_service_and_ranges():
    """A range is as many ports."""
    host = ip_address("127.0.0.1")
    ways = (Published(host, 5173, 5173), Published(host, 5174, 5174))

    assert [Row("shop-web-1", "", "shop-web", "web", "running", None, "", ways, ())] == table(COMPOSE)
    assert [("web", "exited", 1)] == [(one.service, one.state, one.exit_code) for one in table(OLDER)]


@pytest.mark.parametrize("gap", ["   ", "\t"])
def test_a_table_that_lost_its_columns_is_read_by_its_gaps(gap):
    """Also where an empty cell left nothing behind."""
    full = gap.join(("d7713ab5efc0", "shop-web", '"vite"', "2 days ago", "Up 2 days", "0.0.0.0:80->80/tcp", "web"))
    bare = gap.join(("a41c09e8d7f2", "shop-db", '"db"', "2 days ago", "Exited (0) 1 day ago", "db"))
    found = table(f"{LOST}\n{full}\n{bare}")

    assert [("web", 1), ("db", 0)] == [(one.name, len(one.published)) for one in found]


@pytest.mark.parametrize("line", ["", "6a1f...", "$ docker ps", "d7713ab5efc0 shop-web", "so it is running. But then"])
def test_what_is_no_row_ends_the_table(line):
    """By an error, and not by half a row."""
    with pytest.raises(ValueError, match="a row"):
        row(line, heading(DOCKER.splitlines()[0]))


def test_a_range_is_whole_or_no_row():
    """Of a port that was left out somebody would say that it is not published."""
    lent = "{}-{}->{}-{}/tcp".format
    line = f"{'w1':<13}{'web':<10}{'Up 2 days':<12}{{:<40}}web".format
    columns = heading(f"{'CONTAINER ID':<13}{'IMAGE':<10}{'STATUS':<12}{'PORTS':<40}NAMES")

    assert 201 == len(row(line(f"0.0.0.0:{lent(8000, 8200, 8000, 8200)}"), columns).published)
    assert 201 == len(row(line("8000-8200/tcp"), columns).exposed)
    for wide in (f"0.0.0.0:{lent(8000, 18000, 8000, 18000)}", "1-65535/tcp, 65535-1/tcp"):
        with pytest.raises(TooWide):
            row(line(wide), columns)


@pytest.mark.parametrize("line", ["NAME READY STATUS RESTARTS AGE", "the STATUS of PORTS and NAMES", "PORTS", ""])
def test_what_is_no_heading_begins_none(line):
    """Of kubectl, of prose."""
    assert () == heading(line)
