"""What the lab's servers say in HTTP, as a client of the standard library understands it."""

import http.client
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import portwise_lab

PATIENCE = 10.0  # seconds
SERVERS = Path(portwise_lab.__file__).parent / "servers"
TOLD = """
from answers import Handler, listening, take

class Web(Handler):
    protocol = "HTTP/{version}"

    def do_get(self):
        self.say(200, b"hello", ("Its", self.headers["HOST"]), missing=3 if self.path == "/cut" else 0)

    def do_post(self):
        self.say(530, self.body())

listener = listening("127.0.0.1", 0)
print(listener.getsockname()[1], flush=True)
take(listener, Web)
"""


@pytest.fixture
def served(request):
    """A server of that version of HTTP; yields its port."""
    argv = (sys.executable, "-c", TOLD.replace("{version}", request.param))
    with subprocess.Popen(argv, cwd=SERVERS, stdout=subprocess.PIPE, text=True) as server:
        yield int(server.stdout.readline())
        server.kill()


def asked(client, *words, **more):
    client.request(*words, **more)
    return client.getresponse()


old = pytest.mark.parametrize("served", ["1.0"], indirect=True)
new = pytest.mark.parametrize("served", ["1.1"], indirect=True)


@old
def test_a_page_with_its_fields(served):
    """In the order of RFC 9112: status line, fields, an empty line, the body; and the connection is closed."""
    client = http.client.HTTPConnection("127.0.0.1", served, timeout=PATIENCE)
    page = asked(client, "GET", "/", headers={"Host": "shop"})

    assert (10, 200, "OK", b"hello") == (page.version, page.status, page.reason, page.read())
    assert ("lab", "shop", "5") == tuple(page.headers[name] for name in ("Server", "Its", "Content-Length"))
    assert client.sock is None


@new
def test_one_connection_and_several_requests(served):
    """The body of a request is read, so that the next one begins where it ends; a status may be somebody's own."""
    client = http.client.HTTPConnection("127.0.0.1", served, timeout=PATIENCE)
    page = asked(client, "POST", "/", body=b"to be said again")
    kept = client.sock

    assert (530, "", b"to be said again") == (page.status, page.reason, page.read())
    assert b"hello" == asked(client, "GET", "/").read()
    assert kept is client.sock
    client.close()


@new
def test_who_wants_to_be_left_alone_is(served):
    """Connection: close is heeded by one that would stay."""
    client = http.client.HTTPConnection("127.0.0.1", served, timeout=PATIENCE)
    asked(client, "GET", "/", headers={"Connection": "close"}).read()
    with socket.create_connection(("127.0.0.1", served), PATIENCE) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nconnection: Close\r\n\r\n")

        assert plain.makefile("rb").read().endswith(b"\r\n\r\nhello")
    client.close()


@old
def test_a_body_that_does_not_come(served):
    """More is announced than is sent, which is what --cut is for."""
    client = http.client.HTTPConnection("127.0.0.1", served, timeout=PATIENCE)

    with pytest.raises(http.client.IncompleteRead, match="5 bytes read, 3 more expected"):
        asked(client, "GET", "/cut").read()


@old
@pytest.mark.parametrize(
    ("said", "status"), [(b"\x16\x03\x01 hello\r\n\r\n", b"400"), (b"DELETE / HTTP/1.1\r\n\r\n", b"501")]
)
def test_what_it_does_not_understand(served, said, status):
    """Neither another protocol nor a method that it does not have ends the server."""
    with socket.create_connection(("127.0.0.1", served), PATIENCE) as plain:
        plain.sendall(said)

        assert plain.makefile("rb").readline().split()[1] == status
    assert b"hello" == asked(http.client.HTTPConnection("127.0.0.1", served, timeout=PATIENCE), "GET", "/").read()
