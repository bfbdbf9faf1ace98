"""Code, command lines and settings that bind or connect."""

import pytest

from portwise.model.reading import Set
from portwise.read.signs.code import but_errors, callings, listeners, settings
from portwise.read.text import Text

BINDS = {
    "app.listen(3000, '127.0.0.1', () => {": ("127.0.0.1", 3000),
    "app.listen(process.env.PORT || 5000)": ("", 5000),
    "server.listen({ port: 8080, host: '::1' })": ("::1", 8080),
    'http.ListenAndServe(":8080", nil)': ("", 8080),
    'net.Listen("tcp", "localhost:9000")': ("localhost", 9000),
    's.bind(("127.0.0.1", 5000))': ("127.0.0.1", 5000),
    'TcpListener::bind("127.0.0.1:8080")': ("127.0.0.1", 8080),
    "app.run(host='0.0.0.0', port=5000)": ("0.0.0.0", 5000),
    "app.run(debug=True, port=5001)": ("", 5001),
    "uvicorn main:app --host 0.0.0.0 --port 8000": ("0.0.0.0", 8000),
    "python manage.py runserver 0.0.0.0:8000": ("0.0.0.0", 8000),
    "python3 -m http.server 8000 --bind 127.0.0.1": ("127.0.0.1", 8000),
    "php -S localhost:8000": ("localhost", 8000),
    "gunicorn -b 127.0.0.1:8000 app:app": ("127.0.0.1", 8000),
    '    "start": "next dev -p 4000",': ("", 4000),
    "server.port=8081": ("", 8081),
    "OLLAMA_HOST=127.0.0.1:11434": ("127.0.0.1", 11434),
    "server: { port: 3000, host: '0.0.0.0' },": ("0.0.0.0", 3000),
    "in the file stands `port 6390`": ("", 6390),
}
SETTINGS = {
    "    HOST=172.29.182.61": Set("host", "172.29.182.61", "setting"),
    "bind-address = 127.0.0.1": Set("bind-address", "127.0.0.1", "setting"),
    "bind 127.0.0.1 ::1": Set("bind", "127.0.0.1", "setting"),
    "listen_addresses = 'localhost'": Set("listen_addresses", "localhost", "setting"),
    "/etc/mongodb.conf has bind_ip = 10.10.10.51": Set("bind_ip", "10.10.10.51", "setting"),
    "fs.inotify.max_user_watches=8192": Set("fs.inotify.max_user_watches", "8192", "limit"),
    "open files                      (-n) 1024": Set("open files", "1024", "limit"),
}
CALLS = {
    "DATABASE_URL=postgres://me@localhost:5432/db": ("localhost", 5432),
    '  "proxy": "http://localhost:5000"': ("localhost", 5000),
    "fetch('http://localhost:4000/api')": ("localhost", 4000),
}
NODE = "Error: connect ECONNREFUSED 127.0.0.1:9000\n  syscall: 'connect',\n  address: '127.0.0.1',\n  port: 9000\n"


@pytest.mark.parametrize(("line", "expected"), BINDS.items())
def test_a_line_that_binds_tells_where(line, expected):
    """In the languages and frameworks that people paste."""
    assert [expected] == [(noted.sign.host, noted.sign.port) for noted in listeners(Text.of(line))]


@pytest.mark.parametrize("line", ["ssh -p 2222 host", "docker run -p 80:80 web", "curl -p 8080"])
def test_arguments_of_clients_are_no_servers(line):
    """`-p` is the port of many things."""
    assert [] == [noted.sign for noted in listeners(Text.of(line))]


@pytest.mark.parametrize(
    "code",
    [
        "net.createConnection({port: 4310}, done)",
        'pool = await create_pool(host="db", port="4310")',
        "const c = redis.createClient({\n  host: 'db',\n  port: 4310,\n})",
    ],
)
def test_the_port_that_a_client_is_told_is_no_servers(code):
    """In a call, or in the braces that a line above opens."""
    assert [] == [noted.sign for noted in listeners(Text.of(code))]


def test_the_port_in_the_braces_of_a_server_is_one():
    """Whatever opens them."""
    assert [4310] == [noted.sign.port for noted in listeners(Text.of("serve({\n  host: 'a',\n  port: 4310,\n})"))]


def test_the_fields_of_an_error_are_no_setting():
    """Node.js prints ``port: 9000`` below what failed."""
    assert [] == [noted.sign for noted in (*listeners(Text.of(NODE)), *settings(Text.of(NODE)))]


def test_the_fields_of_an_error_in_one_line_are_no_setting():
    """As older ones of it are printed."""
    told = "  code: 'ECONNREFUSED', syscall: 'connect', address: '127.0.0.1', port: 9000 }"

    assert [] == [noted.sign for noted in listeners(Text.of(told))]


def test_the_fields_of_an_error_are_known_in_the_log_of_a_container():
    """Behind its name."""
    log = Text.of("\n".join(f"api-1  | {line}" for line in NODE.splitlines()))
    fields = tuple(line.number for line in log.lines if "port:" in line.text)

    assert (1, ()) == (len(fields), but_errors(log, fields))
    assert [] == [noted.sign for noted in (*listeners(log), *settings(log))]


@pytest.mark.parametrize(
    ("told", "host"),
    [
        ('[release]\naddress = "127.0.0.1"\nport = 9000', "127.0.0.1"),
        ("port: 9000\nbind_address: 0.0.0.0", "0.0.0.0"),
        ("host: localhost\nport: 9000", ""),
    ],
)
def test_an_address_beside_a_port_is_of_the_same_server(told, host):
    """Not so a host, which clients are told as well."""
    assert [(host, 9000)] == [(noted.sign.host, noted.sign.port) for noted in listeners(Text.of(told))]


@pytest.mark.parametrize(("line", "expected"), SETTINGS.items())
def test_a_setting_tells_its_name_and_value(line, expected):
    """Addresses without a port, and limits."""
    assert expected in [noted.sign for noted in settings(Text.of(line))]


@pytest.mark.parametrize(("line", "expected"), CALLS.items())
def test_a_line_that_connects_tells_where_to(line, expected):
    """Variables and calls."""
    assert [expected] == [(noted.sign.host, noted.sign.port) for noted in callings(Text.of(line))]
