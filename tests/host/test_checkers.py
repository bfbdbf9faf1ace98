"""A checker is asked by one bounded GET."""

import contextlib
import http.server
import socket
import threading

import pytest

from portwise.host.checkers import MOST
from portwise.host.local import Local

PATIENCE = 60.0  # seconds for a busy processor


class Service(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.heard.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_):
        """Not on the stderr of the tests."""


@pytest.fixture
def service():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        server.heard, server.status, server.body = [], 200, b'{"open": true}'
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def test_one_get_and_no_proxy(service, monkeypatch):
    """What the environment names for web pages is not asked, and the query goes along."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    said = Local().consulted(f"http://127.0.0.1:{service.server_port}/tcp?host=1.1.1.1&port=443", PATIENCE)

    assert ('{"open": true}', ["/tcp?host=1.1.1.1&port=443"]) == (said, service.heard)


@pytest.mark.parametrize(
    "status, body, says",
    [
        (302, b"{}", "it answers 302"),
        (429, b"{}", "it answers 429"),
        (200, b" " * (MOST + 1), "it answers with more than 64 KiB"),
    ],
)
def test_another_answer_is_none(service, status, body, says):
    """Nobody is sent on to another URL, and no more is read than an answer can be long."""
    service.status, service.body = status, body
    with pytest.raises(OSError, match=says):
        Local().consulted(f"http://127.0.0.1:{service.server_port}/", PATIENCE)

    assert ["/"] == service.heard


def served(said):
    """The port of a server that says this to one client, and waits for the client to end."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with listener, listener.accept()[0] as client:
            client.sendall(said)
            with contextlib.suppress(ConnectionError):
                while client.recv(1 << 16):
                    pass

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]


@pytest.mark.parametrize(
    "said, says",
    [(b"HTTP/1.1 200", "did not answer within|timed out"), (b"SSH-2.0-x\r\n", "it does not speak HTTP")],
)
def test_who_does_not_answer_keeps_nobody(said, says):
    """There is an end to waiting, and a line that says why."""
    with pytest.raises(OSError, match=says):
        Local().consulted(f"http://127.0.0.1:{served(said)}/", 0.3)


def test_a_certificate_is_checked():
    """Whoever speaks in the place of the checker is not believed."""
    with pytest.raises(OSError, match="TLS with it fails"):
        Local().consulted(f"https://127.0.0.1:{served(b'no TLS here')}/", PATIENCE)
