"""One TLS handshake through memory, so that the first bytes of the answer can be looked at."""

from __future__ import annotations

import socket
import ssl
import time

from portwise.host.api import Heard, Shaken
from portwise.host.knock import family, place
from portwise.host.wire import QUIET
from portwise.model.target import Endpoint

MOST = 1 << 16


class Wire:
    """A TCP connection that keeps the first bytes it brought."""

    def __init__(self, endpoint: Endpoint, deadline: float) -> None:
        self.tcp = socket.socket(family(endpoint), socket.SOCK_STREAM)
        self.deadline = deadline
        self.first = b""
        self.tcp.settimeout(self._left())
        self.tcp.connect(place(endpoint))

    def _left(self) -> float:
        return max(self.deadline - time.monotonic(), 0.001)

    def receive(self, most_seconds: float | None = None) -> bytes:
        left = self._left()
        self.tcp.settimeout(left if most_seconds is None else min(left, most_seconds))
        data = self.tcp.recv(MOST)
        if len(self.first) < 64:
            self.first = (self.first + data)[:64]
        return data

    def send(self, data: bytes) -> None:
        self.tcp.settimeout(self._left())
        self.tcp.sendall(data)


def handshake(endpoint: Endpoint, name: str, sent: bytes, patience: float) -> Shaken:
    """Shake hands as a strict client would; where it distrusts the certificate, once more as one that takes all."""
    strict = _shake(endpoint, name, b"", patience, _context(True))
    if not strict.distrust and (strict.error or not sent):
        return strict
    trusting = _shake(endpoint, name, sent, patience, _context(False))
    return trusting._replace(distrust=strict.distrust)


def _context(strict: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not strict:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _shake(endpoint: Endpoint, name: str, sent: bytes, patience: float, context: ssl.SSLContext) -> Shaken:
    started = time.monotonic()
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    ended, error, distrust, heard = "done", "", "", None
    tls = context.wrap_bio(incoming, outgoing, server_hostname=name)
    wire: Wire | None = None
    try:
        wire = Wire(endpoint, started + patience)
        _until_done(tls, wire, incoming, outgoing)
        heard = _heard(tls, wire, incoming, outgoing, sent) if sent else None
    except ssl.SSLCertVerificationError as untrusted:
        distrust = untrusted.verify_message
    except ssl.SSLError as broken:
        ended, error = "alert" if "ALERT" in (broken.reason or "") else "fin", broken.reason or str(broken)
    except TimeoutError:
        ended, error = "silence", "timed out"
    except EOFError:
        ended, error = "fin", "closed during the handshake"
    except OSError as broken_wire:
        ended, error = "rst", broken_wire.strerror or str(broken_wire)
    finally:
        if wire is not None:
            wire.tcp.close()
    elapsed = (time.monotonic() - started) * 1000
    first = wire.first if wire is not None else b""
    return Shaken(first, ended, tls.version() or "", error, _certificate(tls), distrust, heard, elapsed)


def _certificate(tls: ssl.SSLObject) -> bytes:
    try:
        return tls.getpeercert(binary_form=True) or b""
    except ValueError:  # the handshake did not get that far
        return b""


def _until_done(tls: ssl.SSLObject, wire: Wire, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO) -> None:
    while True:
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            _turn(wire, incoming, outgoing)
        except ssl.SSLError:
            wire.send(outgoing.read())  # our alert, so that the other side knows too
            raise
        else:
            wire.send(outgoing.read())
            return


def _turn(wire: Wire, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, most_seconds: float | None = None) -> None:
    if outgoing.pending:
        wire.send(outgoing.read())
    data = wire.receive(most_seconds)
    if not data:
        raise EOFError
    incoming.write(data)


def _heard(tls: ssl.SSLObject, wire: Wire, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, sent: bytes) -> Heard:
    started = time.monotonic()
    tls.write(sent)
    data, ended, errno = b"", "limit", 0
    while len(data) < MOST:
        try:
            if not (chunk := tls.read(MOST)):
                ended = "fin"
                break
            data += chunk
        except ssl.SSLWantReadError:
            try:
                _turn(wire, incoming, outgoing, QUIET if data else None)
            except TimeoutError:
                ended = "silence"
                break
            except EOFError:
                ended = "fin"
                break
            except OSError as broken:
                ended, errno = "rst", broken.errno or 0
                break
        except ssl.SSLError:
            ended = "fin"
            break
    return Heard(data, ended, errno, (time.monotonic() - started) * 1000)
