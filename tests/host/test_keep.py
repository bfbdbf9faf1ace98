"""Two requests on one connection, to servers that keep it and to such that do not."""

import socket
import threading
from contextlib import contextmanager
from ipaddress import ip_address

import pytest

from portwise.host.local import Local
from portwise.model.target import Endpoint

ASK = b"GET / HTTP/1.1\r\nHost: lab\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
PATIENCE = 30.0  # a busy machine is slow, and that proves nothing
IDLE = 0.05


@contextmanager
def server(answers, hold):
    """Give so many answers on one connection, and then close it; at once, or when the next request has come."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            taken, _ = listener.accept()
            with taken:
                for _ in range(answers):
                    taken.recv(1 << 16)
                    taken.sendall(ANSWER)
                if hold:
                    taken.recv(1 << 16)

        thread = threading.Thread(target=serve)
        thread.start()
        yield Endpoint(ip_address("127.0.0.1"), listener.getsockname()[1])
        thread.join()


@pytest.mark.parametrize(
    ("answers", "hold", "heard"),
    [
        (2, True, [(ANSWER, "limit"), (ANSWER, "limit")]),
        (1, True, [(ANSWER, "limit"), (b"", "fin")]),
        (1, False, [(ANSWER, "limit"), (b"", "fin")]),
        (0, True, [(b"", "fin")]),
    ],
)
def test_what_a_second_request_meets(answers, hold, heard):
    """A server that goes on is heard twice; one that closes is heard closing, whether it was asked again or not."""
    with server(answers, hold) as endpoint:
        met = Local().keep(endpoint, ASK, IDLE, PATIENCE)

    assert heard == [(one.data, one.ended) for one in met]
