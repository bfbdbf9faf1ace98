"""What every client says that failed: what it met, and where."""

import pytest

from portwise.read.signs.failures import failures
from portwise.read.text import Text

SAID = {
    # text: (likeliest outcome, client, host, port)
    "Error: connect ECONNREFUSED ::1:5432": ("refused", "node", "::1", 5432),
    "curl: (7) Failed to connect to 10.10.1.8 port 8899 after 2037 ms: Connection refused": (
        "refused",
        "curl",
        "10.10.1.8",
        8899,
    ),
    "curl: (7) Failed to connect to localhost port 80: Couldn't connect to server": (
        "refused",
        "curl",
        "localhost",
        80,
    ),
    "dial tcp 127.0.0.1:3000: connect: connection refused": ("refused", "go", "127.0.0.1", 3000),
    "http://192.168.1.2:5173 - net::ERR_CONNECTION_REFUSED": ("refused", "chrome", "192.168.1.2", 5173),
    "java.net.ConnectException: Connection refused (Connection refused)": ("refused", "java", "", None),
    "ERROR 2003 (HY000): Can't connect to MySQL server on '127.0.0.1' (61)": ("refused", "mysql", "", None),
    "Errno::ECONNREFUSED: Failed to open TCP connection to localhost:3000": ("refused", "ruby", "localhost", 3000),
    "error trying to connect: tcp connect error: Connection refused (os error 111)": ("refused", "rust", "", None),
    "rpc error: code = Unavailable desc = dial tcp 10.0.0.3:50051: i/o timeout": ("timeout", "grpc", "10.0.0.3", 50051),
    "redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused.": (
        "refused",
        "redis",
        "cache",
        6379,
    ),
    "System.Net.Sockets.SocketException (10061): the target machine actively refused it": (
        "refused",
        "dotnet",
        "",
        None,
    ),
    "and localhost:8090 is refused on the same machine": ("refused", "", "localhost", 8090),
    "Error: listen EADDRINUSE: address already in use :::3000": ("bind-EADDRINUSE", "", "::", 3000),
    "Web server failed to start. Port 8080 was already in use.": ("bind-EADDRINUSE", "", "", 8080),
    "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)": ("bind-EADDRINUSE", "", "0.0.0.0", 80),
    "Only one usage of each socket address is normally permitted. 127.0.0.1:5000 at bind": (
        "bind-EADDRINUSE",
        "",
        "127.0.0.1",
        5000,
    ),
    "connect: Only one usage of each socket address is normally permitted. 127.0.0.1:6379": (
        "addr-not-avail",
        "",
        "127.0.0.1",
        6379,
    ),
    "(13)Permission denied: AH00072: make_sock: could not bind to address [::]:80": ("bind-EACCES", "", "::", 80),
    "bind() to 127.0.0.1:80 failed (10013: forbidden by its access permissions)": (
        "bind-EACCES",
        "",
        "127.0.0.1",
        80,
    ),
    "Error: listen EADDRNOTAVAIL: address not available 10.1.1.1:3000": ("bind-EADDRNOTAVAIL", "", "10.1.1.1", 3000),
    "connect() to 127.0.0.1:8080 failed (99: Cannot assign requested address) while connecting to upstream": (
        "addr-not-avail",
        "",
        "127.0.0.1",
        8080,
    ),
    "getaddrinfo ENOTFOUND localhost": ("name-failure", "node", "localhost", None),
    'psql: error: could not translate host name "db.example.com" to address': (
        "name-failure",
        "psql",
        "db.example.com",
        None,
    ),
    "the page at http://localhost:3000 loads forever": ("hang", "", "localhost", 3000),
    "HTTP/1.1 502 Bad Gateway": ("http-5xx", "", "", None),
}
TRACE = """  File "server.py", line 12, in <module>
    self.socket.bind(self.server_address)
OSError: [Errno 99] Cannot assign requested address
"""
REQUEST = """  File "client.py", line 3, in <module>
    conn = http.connect("10.0.0.5")
OSError: [Errno 99] Cannot assign requested address
"""


@pytest.mark.parametrize(("text", "expected"), SAID.items())
def test_an_error_tells_what_was_met_by_whom_and_where(text, expected):
    """In the words of every client and language."""
    sign = next(noted.sign for noted in failures(Text.of(text)))

    assert expected == (sign.outcomes[0], sign.client, sign.host, sign.port)


@pytest.mark.parametrize(("text", "expected"), [(TRACE, "bind-EADDRNOTAVAIL"), (REQUEST, "addr-not-avail")])
def test_the_lines_around_tell_a_bind_from_a_connect(text, expected):
    """The words of the error are the same."""
    assert expected == next(noted.sign.outcomes[0] for noted in failures(Text.of(text)))


@pytest.mark.parametrize(
    "text",
    [
        "mkdir: cannot create directory '/data': Permission denied",
        "Permission denied (publickey).",
        "open /etc/app.conf: no such file or directory",
        "Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 60 seconds",
        "how do I connect the two?",
    ],
)
def test_trouble_with_files_and_plain_questions_is_no_failure_of_a_connection(text):
    """The same words are said of many things."""
    assert [] == list(failures(Text.of(text)))


def test_what_is_vague_gives_way_to_what_is_told_exactly():
    """Chrome says that a site cannot be reached of everything, and why below."""
    found = failures(Text.of("This site can't be reached\nhttp://localhost:3000\nERR_ADDRESS_INVALID"))

    assert ["ERR_ADDRESS_INVALID"] == [noted.sign.word for noted in found]


def test_the_place_is_the_one_beside_the_error():
    """People tell in one line what works and what does not."""
    text = Text.of("http://localhost:5000 is nice. My phone: http://192.168.31.50:5000 gives ERR_CONNECTION_REFUSED")
    sign = next(noted.sign for noted in failures(text))

    assert ("192.168.31.50", 5000) == (sign.host, sign.port)


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("I have not had EADDRINUSE before. Now: EADDRINUSE :::8080", [8080]),
        ("I have not had EADDRINUSE before, and nobody got EADDRINUSE at :8080", []),
    ],
)
def test_what_did_not_come_before_may_have_come_now(text, ports):
    """A word counts wherever it stands without being denied."""
    assert ports == [noted.sign.port for noted in failures(Text.of(text))]


def test_what_somebody_types_next_is_not_where_it_failed():
    """A port in the next command is about another thing; in the line below a stack it is that of the failure."""
    empty = "$ curl http://localhost:8080/\ncurl: (52) Empty reply from server\n"
    (typed,) = failures(Text.of(f"{empty}$ ss -ltn | grep :80\n"))
    (told,) = failures(Text.of("Error: connect ECONNREFUSED\n  port: 5432,\n"))

    assert (8080, 5432) == (typed.sign.port, told.sign.port)


def test_where_a_server_says_that_it_waits_is_not_where_it_failed():
    """The client called localhost by both of its addresses; the server says which one it has."""
    said = (
        "Could not proxy request /me from localhost:3000 to http://localhost:3001.\nECONNREFUSED\n\n"
        'Rails: "Listening on http://127.0.0.1:3001". With curl localhost:3001 it works.\n'
    )
    (noted,) = failures(Text.of(said))

    assert ("localhost", 3001) == (noted.sign.host, noted.sign.port)
