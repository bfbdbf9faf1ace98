"""What servers print when they start."""

import pytest

from portwise.model.reading import Listening, Seen
from portwise.read.readers import understood
from portwise.read.signs.starting import moved, of_node, somebody_says, starts
from portwise.read.text import Text

SAID = {
    "  ➜  Local:   http://localhost:5173/": [("localhost", 5173)],
    "  ➜  Network: use --host to expose": [],
    " * Running on http://127.0.0.1:5000": [("127.0.0.1", 5000)],
    "INFO:     Uvicorn running on http://0.0.0.0:3002 (Press CTRL+C to quit)": [("0.0.0.0", 3002)],
    "Tomcat started on port(s): 8080 (http) with context path ''": [("", 8080)],
    "started server on 0.0.0.0:3000, url: http://localhost:3000": [("0.0.0.0", 3000), ("localhost", 3000)],
    "* Listening on http://[::1]:3000": [("::1", 3000)],
    'LOG:  listening on IPv4 address "127.0.0.1", port 5432': [("127.0.0.1", 5432)],
    'level=INFO msg="Listening on 127.0.0.1:11434 (version 0.1.30)"': [("127.0.0.1", 11434)],
    "Jupyter Server 2.7 is running at: http://localhost:8888/lab?token=abc": [("localhost", 8888)],
    "mysqld: ready for connections. Version: '8.0.36'  socket: '/run/mysqld/mysqld.sock'  port: 3306": [("", 3306)],
    "[INFO] Listening at: unix:/run/gunicorn.sock (1)": [],
    "my server is running on port 4000 and I can't connect": [("", 4000)],
    "Error: listen tcp 0.0.0.0:80: bind: permission denied": [],
    "why is nothing listening on port 3000?": [],
    "localhost:8096/web will not open in Chrome": [],
    "HTTPS_PROXY=http://proxy.larch.local:8080": [],
    "Something is already running on port 3000.": [],
    "tcp 0 0 127.0.0.1:8899 0.0.0.0:* LISTEN 4471/python": [],
    'SEARCH_URL: "http://search.tools.svc.cluster.local:7700"': [],
    "      url: https://stock.example.org/v2": [],
    "The shop is up on port 4010, and who signs in is redirected to http://localhost:4000/home": [("", 4010)],
}
MOVED = {
    "Port 5173 is in use, trying another one...": "5173",
    " ⚠ Port 3000 is in use, trying 3001 instead.": "3000 3001",
    " ⚠ Port 3000 is in use by process 1234, using available port 3002 instead.": "3000 3002",
    "[W] The port 8888 is already in use, trying another port.": "8888",
    "Unable to find an available port (tried 3000 on host localhost). Using alternative port 3001.": "3000 3001",
}
STAYED = (
    "When I start it in the other folder instead, I am told: the port is in use",
    "Getting started: 8080 is in use by the example",
)
ASKED = (
    "Something is already running on port 3000. Would you like to run the app on another port instead?",
    "Port 6006 is not available. Would you like to run Storybook on port 6007 instead?",
)


@pytest.mark.parametrize(("line", "expected"), SAID.items())
def test_a_start_up_line_says_where_a_server_waits(line, expected):
    """And a line of trouble, or of a client, does not."""
    assert expected == [(noted.sign.host, noted.sign.port) for noted in starts(Text.of(line))]


@pytest.mark.parametrize(
    ("line", "port"),
    [
        ("our sshd listens on 2022 for years", 2022),
        ("The dev server comes up on port 4400.", 4400),
        ("Redis is on 6390 and healthy", 6390),
    ],
)
def test_somebody_says_where_a_server_is(line, port):
    """Whatever he calls it."""
    assert [port] == [noted.sign.port for noted in somebody_says(Text.of(line))]


@pytest.mark.parametrize(("line", "expected"), MOVED.items())
def test_a_server_that_moved_says_from_where_and_to_where(line, expected):
    """As far as it tells."""
    assert [Seen("moved", expected)] == [noted.sign for noted in moved(Text.of(line))]


@pytest.mark.parametrize("line", STAYED)
def test_a_server_whose_port_is_in_use_has_not_moved_by_that(line):
    """What somebody does instead is no other port."""
    assert [] == [noted.sign for noted in moved(Text.of(line))]


@pytest.mark.parametrize("line", ASKED)
def test_a_server_that_asks_has_not_moved(line):
    """It waits for an answer instead."""
    assert [] == [noted.sign for noted in moved(Text.of(line))]


def test_node_tells_the_address_of_its_own_server():
    """As it prints an object."""
    told = Text.of("Server listening on  { address: '127.0.0.1', family: 'IPv4', port: 7100 }")

    assert [("127.0.0.1", 7100)] == [(noted.sign.host, noted.sign.port) for noted in of_node(told)]


def test_a_client_that_begins_a_connection_is_no_server():
    """It says "starting" as well."""
    assert [] == understood("Starting a connection to the panel at 192.168.7.3, port: 4001").signs(Listening)
