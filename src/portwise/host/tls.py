"""One TLS handshake through memory, so that the first bytes of the answer can be looked at."""

from __future__ import annotations

import errno
import socket
import ssl
import time
from contextlib import suppress

from portwise.formats import http1
from portwise.host.api import Heard, Shaken
from portwise.host.knock import family, place
from portwise.host.wire import BODY, MOST, QUIET, is_ongoing
from portwise.model.target import Endpoint

OP_LEGACY_SERVER_CONNECT = 0x4  # openssl/ssl.h; Python 3.11 has no name for it
FIRST = 64  # bytes of the answer that are kept


class Wire:
    """A TCP connection under a TLS engine that keeps the first bytes it brought."""

    def __init__(self, tcp: socket.socket, engine: ssl.SSLObject, memory: tuple[ssl.MemoryBIO, ssl.MemoryBIO]) -> None:
        self.tcp, self.engine = tcp, engine
        self.incoming, self.outgoing = memory
        self.first = b""
        self.alert = ""  # that came when the handshake was done, by the library's name

    def flush(self, deadline: float) -> None:
        if self.outgoing.pending:
            self.tcp.settimeout(_left(deadline))
            self.tcp.sendall(self.outgoing.read())

    def turn(self, deadline: float) -> None:
        """Send what the engine has, and bring it more.  Raises EOFError at the end, TimeoutError in silence."""
        broken = self._unsent(deadline)
        self.tcp.settimeout(_left(deadline))
        data = self.tcp.recv(MOST)
        self.first = (self.first + data[:FIRST])[:FIRST]
        if not data:
            raise broken or EOFError
        self.incoming.write(data)

    def _unsent(self, deadline: float) -> OSError | None:
        """A server may send its alert and close before it has read everything: what it said is still to be read."""
        try:
            self.flush(deadline)
        except TimeoutError:
            raise
        except OSError as error:
            return error
        return None


def handshake(endpoint: Endpoint, name: str, sent: bytes, patience: float) -> Shaken:
    """Shake hands as a strict client would; where it distrusts the certificate, once more as one that takes all."""
    context = ssl.create_default_context()  # reads hundreds of certificates, which is not the server's time
    context.set_ciphers("DEFAULT")  # what curl offers; Python's own list is shorter
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # which Python 3.13 sets, and neither curl nor browsers do
    deadline = time.monotonic() + patience
    strict = _shake(endpoint, name, sent, deadline, context)
    if not strict.distrust:
        return strict
    trusting = _shake(endpoint, name, sent, deadline, _trusting())
    return trusting._replace(distrust=strict.distrust) if trusting.certificate else strict


def greet(endpoint: Endpoint, name: str, ancient: bool, patience: float) -> Shaken:
    """A handshake that takes every certificate, and where *ancient* every version and cipher that the library has."""
    context = _trusting()
    if ancient:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0")
        context.options |= OP_LEGACY_SERVER_CONNECT
    return _shake(endpoint, name, b"", time.monotonic() + patience, context)


def hello(name: str) -> bytes:
    """The first words of a handshake, as bytes."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    engine = _trusting().wrap_bio(incoming, outgoing, server_hostname=name or None)
    with suppress(ssl.SSLWantReadError):  # it waits for an answer
        engine.do_handshake()
    return outgoing.read()


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _shake(endpoint: Endpoint, name: str, sent: bytes, deadline: float, context: ssl.SSLContext) -> Shaken:
    started = time.monotonic()
    memory = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        engine = context.wrap_bio(*memory, server_hostname=name or None)
    except ValueError as error:  # a name that cannot be an SNI
        raise OSError(errno.EINVAL, str(error)) from error
    with socket.socket(family(endpoint), socket.SOCK_STREAM) as tcp:
        wire = Wire(tcp, engine, memory)
        try:
            tcp.settimeout(_left(deadline))
            tcp.connect(place(endpoint))
        except OSError as error:
            ended = "silence" if isinstance(error, TimeoutError) else "refused"
            return Shaken(b"", ended, "", _named(error), b"", "", None, _since(started))
        ended, error_name, distrust = _greeted(wire, deadline)
        version, shown = engine.version() or "", _certificate(engine)  # both are gone once an alert has come
        done = ended == "done" and not distrust
        heard = _heard(wire, sent, deadline) if done and sent else None
    if wire.alert and heard and not heard.data:  # in TLS 1.3 a client is done before the server has judged it
        ended, error_name, heard = "alert", wire.alert, None
    return Shaken(wire.first, ended, version, error_name, shown, distrust, heard, _since(started))


def _greeted(wire: Wire, deadline: float) -> tuple[str, str, str]:
    """How the handshake ended, the library's reason, and why the certificate was not trusted."""
    try:
        _until_done(wire, deadline)
    except ssl.SSLCertVerificationError as untrusted:
        return "done", "", untrusted.verify_message or untrusted.reason or "not trusted"
    except ssl.SSLError as broken:
        return ("alert" if "ALERT" in (broken.reason or "") else "error"), broken.reason or str(broken), ""
    except TimeoutError:
        return "silence", "timed out", ""
    except EOFError:
        return "fin", "closed during the handshake", ""
    except OSError as broken:
        return "rst", _named(broken), ""
    return "done", "", ""


def _until_done(wire: Wire, deadline: float) -> None:
    while True:
        try:
            wire.engine.do_handshake()
        except ssl.SSLWantReadError:
            wire.turn(deadline)
        except ssl.SSLError:
            _tell(wire, deadline)
            raise
        else:
            wire.flush(deadline)
            return


def _tell(wire: Wire, deadline: float) -> None:
    """Our alert, so that the other side knows too; the other side may be gone already."""
    try:
        wire.flush(deadline)
    except OSError:
        return


def _heard(wire: Wire, sent: bytes, deadline: float) -> Heard:
    """The conversation inside, by the same rules as one in the clear (`wire.listen`)."""
    started = time.monotonic()
    wire.engine.write(sent)
    data, ended, number = b"", "limit", 0
    while len(data) < MOST and not http1.is_complete(data):
        until = deadline if is_ongoing(data) else min(deadline, time.monotonic() + QUIET)
        chunk, ended, number = _inside(wire, until)
        if not chunk:
            return Heard(data, ended, number, _since(started))
        if http1.has_head(data + chunk) and not http1.has_head(data):
            deadline = min(deadline, time.monotonic() + BODY)
        data += chunk
    return Heard(data, "limit", 0, _since(started))


def _inside(wire: Wire, deadline: float) -> tuple[bytes, str, int]:
    """The next bytes, or none and how it ended."""
    while True:
        try:
            return wire.engine.read(MOST), "fin", 0
        except ssl.SSLWantReadError:
            if ended := _turned(wire, deadline):
                return b"", *ended
        except ssl.SSLError as broken:  # close_notify, or an alert: the other side is done
            wire.alert = broken.reason if "ALERT" in (broken.reason or "") else ""
            return b"", "fin", 0


def _turned(wire: Wire, deadline: float) -> tuple[str, int] | None:
    """None where more came, else how it ended."""
    try:
        wire.turn(deadline)
    except TimeoutError:
        return "silence", 0
    except EOFError:
        return "fin", 0
    except OSError as broken:
        return "rst", broken.errno or 0
    return None


def _certificate(engine: ssl.SSLObject) -> bytes:
    try:
        return engine.getpeercert(binary_form=True) or b""
    except ValueError:  # the handshake did not get that far
        return b""


def _named(error: OSError) -> str:
    return error.strerror or str(error)


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.001)


def _since(started: float) -> float:
    return (time.monotonic() - started) * 1000
