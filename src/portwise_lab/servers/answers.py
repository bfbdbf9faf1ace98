"""
What the servers of the lab need of HTTP (RFC 9112).

http.server brings mail, TLS and archives along: 30 ms of processor time for each of the thousands that the lab starts.
"""

from __future__ import annotations

import errno
import select
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus

Page = tuple[int, str]
LOST: Page = (404, '{"detail": "Not Found"}')
JSON = ("Content-Type", "application/json")
LONGEST = 1 << 16  # bytes of a line
BACKLOG = 5  # as socketserver has it
PAUSE = 0.05  # seconds


class Headers(dict[str, str]):
    """By their names, in whatever case; None for one that did not come."""

    def __setitem__(self, name: str, value: str) -> None:
        super().__setitem__(name.lower(), value)

    def __getitem__(self, name: str) -> str | None:  # type: ignore[override]
        return self.get(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())


class Handler:
    """One connection, and one request after the other: a ``do_get``, and what other methods it knows."""

    protocol = "HTTP/1.0"
    server = "lab"  # nothing: no such header

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.close_connection = False
        with connection.makefile("rb") as self.rfile:
            while not self.close_connection and self.is_asked():
                getattr(self, f"do_{self.command.lower()}", self.cannot)()

    def is_asked(self) -> bool:
        """Whether a request came; it is read up to its body."""
        if not (line := self.line()):
            return False
        words = line.split()
        if len(words) != 3 or not words[2].startswith("HTTP/"):
            self.say(400)
            return False
        self.command, self.path, version = words
        self.headers = Headers()
        while field := self.line():
            name, _, value = field.partition(":")
            self.headers[name] = value.strip()
        asks_to_close = (self.headers["Connection"] or "").lower() == "close"
        self.close_connection = asks_to_close or "HTTP/1.0" in (version, self.protocol)
        return True

    def line(self) -> str:
        return self.rfile.readline(LONGEST).decode("latin-1").strip()

    def body(self) -> bytes:
        """Of the request."""
        return self.rfile.read(int(self.headers["Content-Length"] or 0))

    def cannot(self) -> None:
        self.say(501)

    def say(self, status: int, body: bytes = b"", *fields: tuple[str, str], missing: int = 0) -> None:
        """An answer; *missing* bytes of the body are announced and do not come."""
        own = [("Server", self.server)] if self.server else []
        head = [*own, *fields, ("Content-Length", str(len(body) + missing))]
        lines = [f"{self.protocol} {status} {phrase(status)}", *(f"{name}: {value}" for name, value in head), "", ""]
        self.connection.sendall("\r\n".join(lines).encode("latin-1") + body)


def phrase(status: int) -> str:
    """Nothing where the number is somebody's own."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def listening(host: str, port: int, backlog: int = BACKLOG) -> socket.socket:
    """Where the host is ``::`` it takes clients of both families, as it does without a word of ours, ipv6(7)."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(backlog)
    return listener


def take(listener: socket.socket, handler: type[Handler]) -> None:
    """
    Every client in a thread of its own; one that leaves in the midst is in nobody's way.

    Who waits in accept(2) has a descriptor for it already, and would take one client more than it may.  Where none is
    left the connection stays in the queue, and it is tried again after a while.
    """
    while True:
        select.select([listener], [], [])
        try:
            taken, _ = listener.accept()
        except OSError as error:
            time.sleep(PAUSE * (error.errno == errno.EMFILE))
        else:
            threading.Thread(target=meet, args=(taken, handler), daemon=True).start()


def meet(client: socket.socket, handler: type[Handler]) -> None:
    with client, suppress(OSError):
        handler(client)
        client.shutdown(socket.SHUT_WR)


def serve(port: int, pages: Mapping[str, Page], other: Page = LOST, host: str = "127.0.0.1") -> None:
    """For those that stand for large ones: pages by their paths, 404 for every other."""

    class Pages(Handler):
        def do_get(self) -> None:
            status, text = pages.get(self.path, other)
            self.say(status, text.encode(), JSON)

    take(listening(host, port), Pages)
