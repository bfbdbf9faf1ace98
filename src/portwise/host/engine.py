"""
A container engine, asked over its Unix socket: one GET, which changes nothing.

Who may open that socket may do all that root may (docs.docker.com/engine/security), so that portwise sends no other
method.  Secrets end here: of an answer only what a diagnosis reads goes on.
"""

from __future__ import annotations

import errno
import socket
import time

from portwise.formats import engine, http1
from portwise.host import redact

PATIENCE = 1.0  # seconds for the whole answer
MOST = 4 << 20  # bytes; a container takes two thousand in a list
LONGEST = 1000  # characters of a word or of a line of a log; a health check may say a whole page
LOGS = "/logs?"


def ask(path: str, what: str) -> str:
    """Raises OSError where the socket is closed to us, nobody answers, or the engine answers with an error."""
    answer = http1.parse(conversed(path, what))
    if answer.status != 200:
        raise OSError(errno.EIO, f"the engine answered {answer.status} {answer.reason}")
    if LOGS in what:
        lines = engine.log(answer.body).splitlines()
        return "\n".join(redact.text(line[:LONGEST]) for line in lines)
    return engine.bared(answer.body.decode("utf-8", "replace"), lambda word: redact.text(word[:LONGEST]))


def conversed(path: str, what: str) -> bytes:
    """HTTP/1.0: the answer comes in one piece, and its end is that of the connection (RFC 1945 section 7.2.2)."""
    deadline = time.monotonic() + PATIENCE
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(PATIENCE)
        client.connect(path)
        client.sendall(f"GET {http1.escaped(what)} HTTP/1.0\r\nHost: engine\r\n\r\n".encode("ascii"))
        data = bytearray()
        while piece := client.recv(1 << 16):
            data += piece
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(errno.ETIMEDOUT, "the engine did not end its answer in time")
            if len(data) > MOST:
                raise OSError(errno.EFBIG, "the engine's answer is too long")
            client.settimeout(left)
    return bytes(data)
