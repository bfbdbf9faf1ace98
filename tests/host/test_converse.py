"""Conversations with servers that misbehave: each is one thread on a loopback port of its own."""

import socket
import ssl
import struct
import threading
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import pytest

import portwise_lab
from portwise.host import said
from portwise.host.local import Local
from portwise.model.exchange import Kind
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

LOOPBACK = ip_address("127.0.0.1")
ASK = b"GET / HTTP/1.1\r\nHost: lab\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
PATIENCE = 30.0  # a busy machine is slow, and that proves nothing
SILENCE = 1.0
PAIR = Path(portwise_lab.__file__).parent / "servers"


def patience(outcome):
    """Silence is waited for to its end, everything else until it comes."""
    return SILENCE if outcome is Outcome.HANG else PATIENCE


@contextmanager
def server(talk, times=1):
    """A listener that gives *times* connections to *talk*, and what it did not close is closed at the end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = threading.Event()

        def serve():
            for _ in range(times):
                with listener.accept()[0] as taken:
                    talk(taken, done)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Endpoint(LOOPBACK, listener.getsockname()[1])
        done.set()
        thread.join()


def says(*words: bytes, then: str = "close"):
    """Read the request, speak, then close, reset or wait."""

    def talk(taken, done):
        taken.recv(1 << 16)
        for word in words:
            taken.sendall(word)
        if then == "reset":
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if then == "wait":
            done.wait()

    return talk


def flood(first: bytes, more: bytes):
    """Never end until the other side goes away."""

    def talk(taken, done):
        try:
            taken.sendall(first)
            while not done.is_set():
                taken.sendall(more)
        except OSError:
            done.wait()

    return talk


@pytest.mark.parametrize(
    ("talk", "outcome", "status"),
    [
        (says(HEAD, b"hello"), Outcome.CONNECTED, 200),
        (says(HEAD, b"hello", then="wait"), Outcome.CONNECTED, 200),
        (says(HEAD, b"hel", then="wait"), Outcome.CONNECTED, 200),
        (says(HEAD, b"hel"), Outcome.TRUNCATED, 200),
        (says(b"HTTP/1.1 200 OK\r\n\r\nto the end"), Outcome.CONNECTED, 200),
        (says(), Outcome.EMPTY, 0),
        (says(then="reset"), Outcome.RESET, 0),
        (says(then="wait"), Outcome.HANG, 0),
        (says(b"HTTP/1.1 200 OK\r\nServer: l"), Outcome.TRUNCATED, 0),
        (says(b"HTT"), Outcome.TRUNCATED, 0),
        (says(b"HTTP/1.1 200 OK\r\nServer: l", then="wait"), Outcome.HANG, 0),
        (says(b"SSH-2.0-lab\r\n"), Outcome.NOT_HTTP, 0),
        (says(b"\0\xff garbage", then="wait"), Outcome.NOT_HTTP, 0),
        (says(b"HTTP/1.1 oh no\r\n\r\n"), Outcome.NOT_HTTP, 0),
        (flood(b"HTTP/1.1 200 OK\r\nX: ", b"a" * (1 << 16)), Outcome.NOT_HTTP, 0),
        (flood(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * (1 << 16)), Outcome.CONNECTED, 200),
        (flood(b"", b"noise "), Outcome.NOT_HTTP, 0),
    ],
)
def test_a_server_is_heard_whatever_it_does(talk, outcome, status):
    """Every way to end a conversation has its word, and none of them raises."""
    with server(talk) as endpoint:
        met = said.exchange(Local().converse(endpoint, ASK, patience(outcome)))

        assert (outcome, status) == (met.outcome, met.status)


def test_a_stream_without_an_end_is_not_listened_to_for_long():
    """Events that go on for ever are an answer as soon as the header section is there."""
    with server(flood(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", b".")) as endpoint:
        met = said.exchange(Local().converse(endpoint, ASK, 60.0))

        assert Outcome.CONNECTED is met.outcome
        assert met.elapsed_ms < 30_000


def test_a_reset_before_the_request_is_read_is_a_reset():
    """A server may slam the door while we still speak."""

    def slam(taken, _):
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with server(slam) as endpoint:
        met = said.exchange(Local().converse(endpoint, b"x" * (1 << 22), PATIENCE))

        assert Outcome.RESET is met.outcome


def test_a_server_that_speaks_first_is_waited_for():
    """With nothing to send, the other side has the word."""
    with server(lambda taken, done: taken.sendall(b"SSH-2.0-lab\r\n") or done.wait()) as endpoint:
        met = said.banner(Local().converse(endpoint, b"", PATIENCE), "ssh")

        assert (Outcome.CONNECTED, "ssh", "SSH-2.0-lab") == (met.outcome, met.protocol, met.text)


def test_nobody_there_is_refused():
    """A conversation that never began says why."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        met = said.exchange(Local().converse(Endpoint(LOOPBACK, held.getsockname()[1]), ASK, PATIENCE))

        assert Outcome.REFUSED is met.outcome


def secured(talk):
    """The same inside TLS, with the lab's self-signed pair; a client that distrusts it goes away first."""

    def wrapped(taken, done):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PAIR / "lab.crt", PAIR / "lab.key")
        try:
            with context.wrap_socket(taken, server_side=True) as inside:
                talk(inside, done)
        except OSError:
            return

    return wrapped


@pytest.mark.parametrize(
    ("talk", "outcome"),
    [
        (says(HEAD, b"hello"), Outcome.CONNECTED),
        (says(HEAD, b"hello", then="wait"), Outcome.CONNECTED),
        (says(HEAD, b"hel"), Outcome.TRUNCATED),
        (says(then="wait"), Outcome.HANG),
        (says(), Outcome.EMPTY),
        (says(b"noise", then="wait"), Outcome.NOT_HTTP),
    ],
)
def test_inside_tls_the_same_words_hold(talk, outcome):
    """The lab's certificate is not trusted, and the conversation goes on all the same."""
    with server(secured(talk), times=2) as endpoint:
        shaken = Local().handshake(endpoint, "localhost", ASK, patience(outcome))
        met = said.handshake(shaken)

        assert (Outcome.CONNECTED, Kind.TLS, "TLSv1.3") == (met.outcome, met.kind, met.version)
        assert "self-signed certificate" == met.distrust
        assert met.certificate is not None
        assert ("localhost", True) == met.certificate[:1] + met.certificate[5:]
        assert outcome is said.exchange(shaken.heard).outcome


@pytest.mark.parametrize(
    ("talk", "outcome", "kind"),
    [
        (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Outcome.TLS_ERROR, Kind.HTTP),
        (says(b"<!DOCTYPE HTML>\n<html>"), Outcome.TLS_ERROR, Kind.HTTP),
        (says(b"-ERR unknown command\r\n"), Outcome.TLS_ERROR, Kind.OTHER),
        (says(b"\x15\x03\x01\x00\x02\x02\x28"), Outcome.TLS_ERROR, Kind.TLS),
        (says(), Outcome.TLS_ERROR, Kind.NOTHING),
        (says(then="reset"), Outcome.TLS_ERROR, Kind.NOTHING),
        (says(then="wait"), Outcome.HANG, Kind.NOTHING),
    ],
)
def test_a_handshake_that_fails_tells_what_answered(talk, outcome, kind):
    """The first bytes say whether there is HTTP, TLS or neither behind the port."""
    with server(talk) as endpoint:
        met = said.handshake(Local().handshake(endpoint, "localhost", ASK, patience(outcome)))

        assert (outcome, kind, None) == (met.outcome, met.kind, met.certificate)


def test_a_name_that_cannot_be_asked_for_is_an_error_of_the_machine():
    """A label of more than 63 bytes is no SNI; the fact becomes unknown, with that reason."""
    with pytest.raises(OSError):
        Local().handshake(Endpoint(LOOPBACK, 9), "a" * 64, b"", PATIENCE)


@pytest.mark.parametrize("segment", [536, 0])
def test_what_takes_only_small_segments_says_so(segment):
    """The server's end has heard it in the SYN, RFC 9293 section 3.7.1; loopback would carry 64 KiB."""
    heard = []

    def talk(taken, _):
        heard.append((taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG), taken.recv(1 << 16)))
        taken.sendall(HEAD + b"hello")

    with server(talk) as at:
        met = Local().segmented(at, "", ASK, segment, PATIENCE)

    assert (HEAD + b"hello", ASK) == (met.data, heard[0][1])
    assert bool(segment) is (heard[0][0] <= 536)


def test_with_nothing_to_send_a_handshake_is_begun():
    """A server that speaks TLS answers the first record of it (RFC 8446 section 5.1)."""
    heard = []

    def talk(taken, _):
        heard.append(taken.recv(1 << 16))
        taken.sendall(b"\x15\x03\x03\x00\x02\x02\x28")

    with server(talk) as at:
        met = Local().segmented(at, "shop.test", b"", 536, PATIENCE)

    assert b"\x15" == met.data[:1]
    assert b"\x16" == heard[0][:1]
    assert b"shop.test" in heard[0]
