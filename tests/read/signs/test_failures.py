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
    "localhost:7100 opens fine. With the IP of the box: connection refused": ("refused", "", "", None),
    "Connection refused: stock.lan/10.4.0.9:6000": ("refused", "", "stock.lan", 6000),
    "Connection refused: /10.4.0.9:6000": ("refused", "", "10.4.0.9", 6000),
    "Connection to node 3 (localhost/127.0.0.1:9192) could not be established. Broker may not be available.": (
        "refused",
        "",
        "127.0.0.1",
        9192,
    ),
    "failed to connect to /10.4.0.9 (port 6001) from /10.4.0.20 (port 40112) after 5000ms: Connection refused": (
        "refused",
        "",
        "10.4.0.9",
        6001,
    ),
    "{\n  code: 'EADDRINUSE',\n  errno: -48,\n  syscall: 'listen',\n  address: '127.0.0.1',\n  port: 4310\n}": (
        "bind-EADDRINUSE",
        "",
        "127.0.0.1",
        4310,
    ),
    '  File "x.py", line 9, in main\n    sock.connect((HOST, PORT))\n    ~~~^^^\nOSError: [WinError 10049] '
    "The requested address is not valid in its context": ("addr-not-avail", "python", "", None),
    '  File "connect.py", line 9, in main\n    sock.bind((HOST, PORT))\nOSError: [WinError 10049] '
    "The requested address is not valid in its context": ("bind-EADDRNOTAVAIL", "python", "", None),
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
    "the page at localhost:8090 loads, both browsers refuse to connect to localhost:8070": (
        "refused",
        "",
        "localhost",
        8070,
    ),
    "http://10.4.4.2:7000 simply hangs": ("hang", "", "10.4.4.2", 7000),
    "$ psql -h 10.4.4.2 -p 5433 -U bo\npsql: error: server closed the connection unexpectedly": (
        "reset",
        "psql",
        "10.4.4.2",
        5433,
    ),
    "$ ssh -p 2022 bo@10.4.4.2\nkex_exchange_identification: read: Connection reset by peer": (
        "reset",
        "",
        "10.4.4.2",
        2022,
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
    "[2020-01-02 10:00:00 +0000] [9] [ERROR] Connection in use: ('127.0.0.1', 8040)": (
        "bind-EADDRINUSE",
        "",
        "127.0.0.1",
        8040,
    ),
    "It only repeats that the connection is in use and retries in 1 second": ("bind-EADDRINUSE", "", "", None),
    "the server says that its address is in use, each time": ("bind-EADDRINUSE", "", "", None),
    "then the port is used by another program": ("bind-EADDRINUSE", "", "", None),
    "It does not start, something else is already using that port": ("bind-EADDRINUSE", "", "", None),
    "after the crash the port from before stays occupied": ("bind-EADDRINUSE", "", "", None),
    "echo_server: bind() failed. (98)": ("bind-EADDRINUSE", "", "", None),
    "OSError: Cannot find empty port in range: 7000-7005.": ("bind-EADDRINUSE", "", "", None),
    "I get EACCESS errors with port 443": ("bind-EACCES", "", "", 443),
    "System.Net.Http.HttpRequestException: Connection refused (shop:8443)": ("refused", "dotnet", "shop", 8443),
    "ERROR: Cannot connect to host 127.0.0.1:6333 ssl:default": ("refused", "", "127.0.0.1", 6333),
    "Connection to node 2 could not be established. Broker may not be available.": ("refused", "", "", None),
    "Connection to node 2 (kafka2/10.9.0.4:9093) could not be established.": ("refused", "", "kafka2", 9093),
    "time-out of 10 seconds while waiting for 127.0.0.1:7100": ("timeout", "", "127.0.0.1", 7100),
    "QueryException : SQLSTATE[HY000] [2002] Connection refused": ("refused", "mysql", "", None),
    "Connection refused: localhost/127.0.0.1:8181": ("refused", "", "127.0.0.1", 8181),
    "java.net.ConnectException: Failed to connect to /10.9.0.7:8080": ("refused", "java", "10.9.0.7", 8080),
    "Connection refused: localhost/[0:0:0:0:0:0:0:1]:8181": ("refused", "", "::1", 8181),
    "Connection refused: shop.example.org/203.0.113.9:8443": ("refused", "", "shop.example.org", 8443),
}
THROWN = "Emitted 'error' event at:\n{{\n  code: 'EACCES',\n  errno: -13,\n  syscall: '{call}',\n  {where}\n}}"
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
        "System.Net.Http.HttpRequestException: An error occurred while sending the request.",
        "Error: spawn /usr/bin/convert ENOENT",
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


@pytest.mark.parametrize(
    ("call", "where", "expected"),
    [
        ("listen", "port: 81", [("bind-EACCES", 81)]),
        ("connect", "port: 81", [("denied", 81)]),
        ("open", "path: '/tmp/a'", []),
    ],
)
def test_an_error_that_is_printed_field_by_field_tells_the_call_that_met_it(call, where, expected):
    """Node.js does so where nobody listens for the error; a file is no socket."""
    found = list(failures(Text.of(THROWN.format(call=call, where=where))))

    assert expected == [(noted.sign.outcomes[0], noted.sign.port) for noted in found]


@pytest.mark.parametrize(
    "text",
    [
        "If the port is in use it takes another one",
        "The second one starts, and nothing says 'port already in use'",
    ],
)
def test_what_would_be_said_and_what_was_not_is_no_failure(text):
    """Nobody met it."""
    assert [] == list(failures(Text.of(text)))


def test_a_row_of_a_table_is_not_where_it_failed():
    """It shows who has which port, not which one was wanted."""
    (noted,) = failures(Text.of("Address already in use\ntcp 0 0 10.0.0.2:40123 10.0.0.9:443 ESTABLISHED"))

    assert noted.sign.port is None


def test_what_another_language_says_to_open_is_not_where_it_failed():
    """The page that refuses is above, and the one that opens below."""
    said = "http://localhost:7001/ 打不开\nlocalhost 拒绝了我们的连接请求\nhttp://localhost:7002/ 可以访问\n"
    (noted,) = failures(Text.of(said))

    assert ("localhost", 7001) == (noted.sign.host, noted.sign.port)


def test_where_a_server_says_that_it_waits_is_not_where_it_failed():
    """The client called localhost by both of its addresses; the server says which one it has."""
    said = (
        "Could not proxy request /me from localhost:3000 to http://localhost:3001.\nECONNREFUSED\n\n"
        'Rails: "Listening on http://127.0.0.1:3001". With curl localhost:3001 it works.\n'
    )
    (noted,) = failures(Text.of(said))

    assert ("localhost", 3001) == (noted.sign.host, noted.sign.port)


POLLED = """java.net.BindException: Address already in use
\tat sun.nio.ch.Net.pollConnect(Native Method)
\tat sun.nio.ch.SocketChannelImpl.finishConnect(SocketChannelImpl.java:590)
"""
BOUND = """java.net.BindException: Address already in use
\tat sun.nio.ch.Net.bind0(Native Method)
\tat org.larch.Proxy.connect(Proxy.java:20)
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (POLLED, "addr-not-avail"),
        (BOUND, "bind-EADDRINUSE"),
        ("Error: connect EADDRINUSE 10.4.0.9:9200", "addr-not-avail"),
        ("Error: listen EADDRINUSE 10.4.0.9:9200", "bind-EADDRINUSE"),
        ("every HttpClient of the worker ends with: Address already in use", "addr-not-avail"),
    ],
)
def test_an_address_in_use_is_also_what_a_client_is_told(text, expected):
    """It has no source port left, and binds nothing itself."""
    assert expected == next(noted.sign.outcomes[0] for noted in failures(Text.of(text)))


def test_in_a_console_it_failed_where_the_request_above_went():
    """Another address that is told below works."""
    said = "GET http://api.larch.loc/list app.js:9\nnet::ERR_NAME_NOT_RESOLVED\nhttp://api.larch.example/ opens\n"
    (noted,) = failures(Text.of(said))

    assert "api.larch.loc" == noted.sign.host


def test_a_place_in_quotes_is_refused_as_one_without():
    """However somebody writes it."""
    (noted,) = failures(Text.of('Why is "127.0.0.1:1086" refused?'))

    assert ("refused", "127.0.0.1", 1086) == (noted.sign.outcomes[0], noted.sign.host, noted.sign.port)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("This site can't be reachedlocalhost refused to connect.", "localhost", None),
        ("build.example took too long to respond.\nTry:\nChecking the proxy\nERR_TIMED_OUT", "build.example", None),
        ("10.0.0.7 sent an invalid response.\nERR_SSL_PROTOCOL_ERROR", "10.0.0.7", None),
        ("curl -X PUT http://10.0.0.7:8100/a -d '\n{}\n'\ncurl: (52) Empty reply from server", "10.0.0.7", 8100),
    ],
)
def test_what_was_asked_is_told_by_the_page_or_the_command_above(text, host, port):
    """A browser names it above its code, and curl not at all."""
    assert {(host, port)} == {(n.sign.host, n.sign.port) for n in failures(Text.of(text))}


def test_a_time_that_is_set_is_no_time_that_ran_out():
    """And what a pool counts is no place."""
    text = Text.of("db.pool.connection-timeout=4000\nTimeout: pool is exhausted [size:20; busy:20]")

    assert [] == [n for n in failures(text) if n.lines == (1,) or n.sign.port]


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("java.net.NoRouteToHostException: No route to host: /10.8.7.6:9300", "10.8.7.6", 9300),
        ("Connection refused: cache.internal/172.20.4.2:6379", "cache.internal", 6379),
    ],
)
def test_java_writes_a_slash_before_an_address(text, host, port):
    """With the name that was looked up before it, or with none."""
    sign = next(noted.sign for noted in failures(Text.of(text)))

    assert (host, port) == (sign.host, sign.port)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("cannot connect socket (113)", "unreachable"),
        ("connection failed (111)", "refused"),
        ("connect error (110)", "timeout"),
        ("浏览器说连接被重置", "reset"),
        ("Die Verbindung wurde vom Server zurückgesetzt", "reset"),
        ("It isn't refused. ssh: connect to host 10.9.8.7 port 22: Connection timed out", "timeout"),
    ],
)
def test_numbers_of_linux_and_other_languages_tell_the_same(text, outcome):
    """Not every program prints what a number means."""
    assert [outcome] == [noted.sign.outcomes[0] for noted in failures(Text.of(text))]


@pytest.mark.parametrize("text", ["There is no connection refused, just silence", "Nothing was refused in the log"])
def test_a_refusal_that_did_not_come_is_none(text):
    """People say what they looked for."""
    assert [] == list(failures(Text.of(text)))
