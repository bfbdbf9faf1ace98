"""What engines print of containers proves and refutes as their sockets would; what they leave out stays unknown."""

import json

import pytest

from portwise.app.reading import read
from portwise.model.evidence import Unreadable
from portwise.model.facts import CONTAINERS, ENGINES, HERE, INSIDE, INSPECTED
from portwise.model.report import State
from portwise.render.json import render
from tests.read.answered import told

COLUMNS = "{:<15}{:<11}{:<9}{:<16}{:<24}{:<40}{}".format
HEAD = COLUMNS("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES")
LENT = "0.0.0.0:8080->80/tcp, :::8080->80/tcp"
WEB = COLUMNS("d7713ab5efc0", "shop-web", '"vite"', "2 minutes ago", "Up 2 minutes", LENT, "shop-web-1")
DB = COLUMNS("a41c09e8d7f2", "postgres", '"start"', "2 minutes ago", "Up 2 minutes", "5432/tcp", "shop-db-1")
GONE = COLUMNS("d7713ab5efc0", "shop-web", '"vite"', "2 minutes ago", "Exited (3) 1 minute ago", "", "shop-web-1")
PS = f"$ docker ps\n{HEAD}\n{WEB}\n{DB}\n"
EMPTY = "$ curl http://localhost:8080/\ncurl: (52) Empty reply from server\n"
REFUSED = "$ curl http://localhost:8080/\ncurl: (7) Failed to connect to localhost port 8080: Connection refused\n"
NOBODY = (
    "$ ss -ltn\nState  Recv-Q Send-Q Local Address:Port  Peer Address:Port\n"
    "LISTEN 0      4096         0.0.0.0:5432       0.0.0.0:*\nLISTEN 0      4096         0.0.0.0:22         0.0.0.0:*\n"
)
RUN = "$ docker run -d --name shop-web-1 -p 8080:80 shop-web"
SAYS = "$ docker logs shop-web-1\nListening on {}\n"
TABLE = (
    "$ docker exec shop-web-1 ss -ltn\nState Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
    "LISTEN 0 128 {} 0.0.0.0:*\n"
)
FOREGROUND = "$ docker run {} -p 8080:80 shop-web\n * Running on http://127.0.0.1:80\n"
FILE = 'services:\n  web:\n    build: .\n    ports:\n      - "8080:80"\n'
VITE = (
    "web-1  |   VITE v5.4.2  ready in 300 ms\nweb-1  |   Local:   http://localhost:80/\n"
    "web-1  |   Network: use --host to expose"
)
SHUT_IN, MISMAPPED = "container-app-bound-to-loopback", "container-port-not-published-or-mismapped"
LIFELESS = "container-exited-or-unhealthy"


def states(raw):
    return {one.cause: one.state for one in read(raw).findings}


PROVEN = {
    "its loopback, by its own words": (PS + SAYS.format("http://127.0.0.1:80") + EMPTY, SHUT_IN),
    "its loopback, by a table": (PS + TABLE.format("127.0.0.1:80") + EMPTY, SHUT_IN),
    "its loopback, by compose": (
        f"{VITE}\n{FILE}\n{EMPTY}",
        SHUT_IN,
    ),
    "its loopback, before our eyes": (FOREGROUND.format("--name web") + EMPTY, SHUT_IN),
    "its loopback, of one without a name": (FOREGROUND.format("--rm") + EMPTY, SHUT_IN),
    "another port, by its own words": (PS + SAYS.format("0.0.0.0:3000") + EMPTY, MISMAPPED),
    "another port, by a table": (PS + TABLE.format("0.0.0.0:3000") + EMPTY, MISMAPPED),
    "it has ended, and its file says for which port": (
        f"$ docker ps -a\n{HEAD}\n{GONE}\n{DB}\n{NOBODY}{REFUSED}\n{FILE}",
        LIFELESS,
    ),
    "it has ended, and its command says for which port": (
        f"{RUN}\n$ docker ps -a\n{HEAD}\n{GONE}\n{DB}\n{NOBODY}{REFUSED}",
        LIFELESS,
    ),
}


@pytest.mark.parametrize("case", PROVEN)
def test_outputs_prove_what_sockets_of_engines_would(case):
    """One cause, by the facts, and none of its siblings beside it."""
    raw, cause = PROVEN[case]
    found = {id_ for id_, state in states(raw).items() if state is State.SUPPORTED}

    assert {cause} == found & {SHUT_IN, MISMAPPED, LIFELESS}


@pytest.mark.parametrize("case", ["its loopback, by a table", "another port, by a table"])
def test_the_siblings_are_refuted_with_the_line_that_does_it(case):
    """A server that listens on its loopback has its port; one that listens elsewhere is open to all."""
    raw, cause = PROVEN[case]
    report = read(raw)
    (other,) = (one for one in report.findings if one.cause == ({SHUT_IN, MISMAPPED} - {cause}).pop())
    sources = {o.source for o in report.observations if other.against and o.id in other.against[0].cites}

    assert "line 5" in sources, (other.state, other.against)


NOT_PROVEN = {
    "nobody says where it listens": PS + EMPTY,
    "localhost in words may be anything": PS + SAYS.format("http://localhost:80") + EMPTY,
    "it listens where the port leads": PS + TABLE.format("0.0.0.0:80") + EMPTY,
    "another container's log": PS + SAYS.format("http://127.0.0.1:80").replace("web-1", "db-1") + EMPTY,
    "it was asked from inside": PS
    + TABLE.format("127.0.0.1:80")
    + EMPTY.replace("curl http", "docker exec x curl http"),
    "a debugger is no server": PS + SAYS.format("ws://127.0.0.1:9229 (debugger)") + EMPTY,
    "it has ended, and for which port nobody says": f"$ docker ps -a\n{HEAD}\n{GONE}\n{DB}\n{NOBODY}{REFUSED}",
    "it has ended, and who has the port is not told": f"$ docker ps -a\n{HEAD}\n{GONE}\n{DB}\n{REFUSED}\n{FILE}",
    "it was started elsewhere": FOREGROUND.format("-d") + EMPTY,
    "nobody took the connection": FOREGROUND.format("--rm") + REFUSED,
    "it was started for another port": FOREGROUND.format("--rm").replace("8080", "8081") + EMPTY,
    "it may have ended since": f"web-1  | Listening on 127.0.0.1:80\nweb-1 exited with code 1\n{FILE}\n{EMPTY}",
}


@pytest.mark.parametrize("case", NOT_PROVEN)
def test_nothing_is_proven_by_half(case):
    """What the text does not tell is unknown."""
    found = {id_ for id_, state in states(NOT_PROVEN[case]).items() if state is State.SUPPORTED}

    assert set() == found & {SHUT_IN, MISMAPPED, LIFELESS}


@pytest.mark.parametrize(("options", "rows"), [("-a", 2), ("", 3), ("--filter name=shop", 4), ("-a | head", 4)])
def test_a_table_counts_as_complete_as_its_command_asks(options, rows):
    """Beside the rows: those that do not run, and others that do."""
    assert rows == len(told(f"$ docker ps {options}\n{HEAD}\n{WEB}\n{DB}\n{REFUSED}")[CONTAINERS.of(HERE)])


def test_a_row_does_not_tell_of_networks():
    """To read what is not told is to meet an unknown, and no container without a network."""
    web = told(PS + EMPTY)[CONTAINERS.of(HERE)][0]

    assert web.addresses
    for read_ in (
        lambda: web.networks,
        lambda: web.mode,
        lambda: next(iter(web.addresses)),
        lambda: len(web.addresses),
    ):
        with pytest.raises(Unreadable):
            read_()


def test_who_took_a_connection_is_known_of_lent_ports_alone():
    """Elsewhere an answer that did not come tells nothing of the attempt."""
    facts = [{question.fact.name for question in told(raw)} & {"attempt", "http"} for raw in (PS + EMPTY, EMPTY)]

    assert [{"attempt", "http"}, set()] == facts


INSPECTED_ONE = {
    "Id": "ab" * 32,
    "Name": "/shop-web-1",
    "State": {"Status": "exited", "ExitCode": 137, "OOMKilled": True, "Error": ""},
    "Config": {"Image": "shop-web"},
    "HostConfig": {"NetworkMode": "shop_default", "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}},
    "NetworkSettings": {"Ports": {}, "Networks": {"shop_default": {"IPAddress": ""}}},
}


def test_inspect_tells_what_a_table_does_not():
    """For which port it was, and that memory was short."""
    printed = json.dumps([INSPECTED_ONE], indent=4)
    raw = f"$ docker ps -a\n{HEAD}\n{GONE}\n{DB}\n$ docker inspect shop-web-1\n{printed}\n{NOBODY}{REFUSED}"
    first = read(raw).findings[0]

    assert (LIFELESS, State.SUPPORTED, True) == (first.cause, first.state, "memory was used up" in first.title)


def test_an_inspection_that_was_cut_tells_nothing():
    """Half of it may lack what decides."""
    printed = json.dumps([INSPECTED_ONE], indent=4)[:-60]
    raw = f"$ docker ps -a\n{HEAD}\n{GONE}\n{DB}\n$ docker inspect shop-web-1\n{printed}\n{NOBODY}{REFUSED}"

    assert State.SUPPORTED is not states(raw).get(LIFELESS)


def test_podman_is_the_engine_that_was_asked():
    """And the one that steps name."""
    assert ["podman"] == [one.kind for one in told(PS.replace("docker", "podman") + EMPTY)[ENGINES.of(HERE)]]


def test_of_two_tables_of_one_container_the_later_counts():
    """It was started in between, or has ended."""
    raw = f"$ docker ps -a\n{HEAD}\n{GONE}\n{DB}\n$ docker start shop-web-1\n{PS}{EMPTY}"

    assert ["running", "running"] == [box.state for box in told(raw)[CONTAINERS.of(HERE)]]


def test_what_killed_it_is_not_told_by_137():
    """Memory or a person; any other code is no end by the kernel."""
    codes = []
    for code in ("3", "137"):
        found = told(f"$ docker ps -a\n{HEAD}\n{GONE.replace('(3)', f'({code})')}\n{REFUSED}\n{FILE}")
        said = next(value for question, value in found.items() if question.fact is INSPECTED.of(None).fact)
        try:
            codes.append((said.exit_code, said.memory))
        except Unreadable:
            codes.append((said.exit_code, None))

    assert [(3, False), (137, None)] == codes


def test_the_resolver_of_docker_is_no_server():
    """It listens in every container of a network of one's own."""
    raw = PS + TABLE.format("127.0.0.11:38011") + "LISTEN 0 128 *:80 *:*\n" + EMPTY
    found = next(value for question, value in told(raw).items() if question.fact is INSIDE.of(None).fact)

    assert ["[::]:80"] == list(map(str, found))


def test_how_it_ended_is_unknown_where_its_row_does_not_say():
    """A row says "exited" and no more: nobody knows of a code, or whether memory was short."""
    shown = []
    for status in ("exited", "Exited (3) 1 minute ago", "Up 2 minutes"):
        web = COLUMNS("d7713ab5efc0", "shop-web", '"vite"', "2 minutes ago", status, LENT, "shop-web-1")
        said = told(f"$ docker ps -a\n{HEAD}\n{web}\n{REFUSED}")
        shown.append(next(value for question, value in said.items() if question.fact is INSPECTED))

    assert [3, 0] == [one.exit_code for one in shown[1:]]
    for of in (lambda one: one.exit_code, lambda one: one.memory):
        with pytest.raises(Unreadable):
            of(shown[0])


def test_a_range_that_is_too_wide_leaves_the_rest_unknown():
    """What it publishes was not read, nor what stands below it."""
    wide = DB.replace("5432/tcp ", "1-9999/tcp", 1)

    assert 3 == len(told(f"$ docker ps -a\n{HEAD}\n{WEB}\n{wide}\n{REFUSED}")[CONTAINERS.of(HERE)])


def test_what_is_not_told_is_in_no_value():
    """In JSON nobody meets a placeholder: fields that are unknown are left out, and a list that is cut says so."""
    document = json.loads(render(read(f"{PS}{TABLE.format('127.0.0.1:80')}{EMPTY}$ ss -ltn | grep 8080\n$ ls\n")))
    said = {one["fact"]: one for one in document["observations"] if "value" in one}
    listed, web = said["containers"], said["inspected"]["value"]

    assert (True, ["shop-web-1", "shop-db-1"]) == (listed["partial"], [one["ref"]["name"] for one in listed["value"]])
    assert (True, []) == (said["listeners"]["partial"], said["listeners"]["value"])
    assert set() == {"mode", "networks", "addresses"} & listed["value"][0].keys()
    assert {"exit_code", "error", "health", "wanted", "exposed", "hosts", "memory"} == web.keys()
    assert "partial" not in said["inspected"]


PORT = "$ docker port shop-web-1\n80/tcp -> 0.0.0.0:8080\n80/tcp -> [::]:8080\n53/udp -> 0.0.0.0:53\n"


def test_docker_port_tells_what_one_container_publishes():
    """All of it, and that it runs; of others, and of what its image names beside, it tells nothing."""
    web, *others = told(PORT + EMPTY)[CONTAINERS.of(HERE)]

    assert ("shop-web-1", "running") == (web.ref.name, web.state)
    assert ["0.0.0.0:8080->80", ":::8080->80"] == [f"{one.address}:{one.port}->{one.inner}" for one in web.published]
    assert len(others) == 2
    with pytest.raises(Unreadable):
        assert web.exposed


def test_docker_port_proves_what_a_table_would():
    """With a table from inside; the control listens for everybody."""
    fault, control = (states(PORT + TABLE.format(at) + EMPTY)[SHUT_IN] for at in ("127.0.0.1:80", "0.0.0.0:80"))

    assert (State.SUPPORTED, True) == (fault, control is not State.SUPPORTED)


@pytest.mark.parametrize(
    "raw",
    [
        PORT.replace("53/udp", "...\n53/udp"),
        PORT.replace("web-1\n", "web-1 80/tcp\n"),
        f"$ ssh prod\n{PORT.replace('$', '#')}# exit\n",
        "$ docker port shop-web-1\nError: No such container: shop-web-1\n",
        "$ docker port shop-web-1\n",
    ],
)
def test_docker_port_in_part_or_of_another_machine_tells_nothing(raw):
    """Rows that were cut out, one port that was asked for, nothing that may have been left out."""
    assert CONTAINERS.of(HERE) not in told(EMPTY + raw)


def test_a_table_goes_before_docker_port():
    """It tells more of the container, and of others."""
    boxes = told(PORT + PS + EMPTY)[CONTAINERS.of(HERE)]

    assert ["shop-web", "postgres"] == [one.image for one in boxes[:2]]
