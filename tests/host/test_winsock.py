"""Windows' sockets, with Windows faked: no poll(2), no SOCK_NONBLOCK, numbers of its own."""

import errno
import select
import socket
import sys
from ipaddress import ip_address
from threading import Thread

import pytest

from portwise.host import winsock, wire
from portwise.host.portable import Portable
from portwise.model.outcome import Outcome
from portwise.model.process import at_home
from portwise.model.target import Endpoint

LO = ip_address("127.0.0.1")
DISTANT = Endpoint(ip_address("192.0.2.1"), 80)  # RFC 5737: nobody's


@pytest.fixture
def windows(monkeypatch):
    """What Python on Windows lacks is taken away."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(select, "poll")
    monkeypatch.delattr(socket, "SOCK_NONBLOCK")
    monkeypatch.delattr(socket, "TCP_MAXSEG")


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def place(sock) -> Endpoint:
    return Endpoint(LO, sock.getsockname()[1])


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (0, Outcome.CONNECTED),
        (10061, Outcome.REFUSED),
        (10060, Outcome.TIMEOUT),
        (10054, Outcome.RESET),
        (10053, Outcome.RESET),
        (10051, Outcome.UNREACHABLE),
        (10065, Outcome.UNREACHABLE),
        (10013, Outcome.DENIED),
        (errno.EACCES, Outcome.DENIED),
        (10049, Outcome.ADDR_NOT_AVAIL),
        (10055, Outcome.ADDR_NOT_AVAIL),  # what connect(2) says where no source port is left
        (errno.ECONNREFUSED, Outcome.REFUSED),
        (10022, Outcome.INVALID),
    ],
)
def test_its_numbers_are_the_same_outcomes(number, outcome):
    """Those of winsock2.h and those of errno.h."""
    assert outcome is winsock.connected(number)


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (10048, Outcome.BIND_EADDRINUSE),
        (10013, Outcome.BIND_EACCES),
        (10049, Outcome.BIND_EADDRNOTAVAIL),
        (errno.EACCES, Outcome.BIND_EACCES),
    ],
)
def test_a_bind_that_fails(windows, monkeypatch, number, outcome):
    """By either number."""
    monkeypatch.setattr(wire, "_bound", lambda *_: number)

    assert outcome is Portable().bind(Endpoint(LO, 80), False, False).outcome


def test_all_are_tried_at_once(windows, server):
    """Connected and refused, each with its own number."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        met = Portable().attempts((place(server), place(held)), 3.0)

    assert [Outcome.CONNECTED, Outcome.REFUSED] == [one.outcome for one in met]


def test_a_short_silence_says_nothing(windows, monkeypatch):
    """A refusal takes two seconds there, so that less is no silence of the other side."""
    monkeypatch.setattr(winsock, "dialled", lambda stack, _: (stack.enter_context(socket.socket()), errno.EINPROGRESS))
    monkeypatch.setattr(winsock, "settled", lambda *_: set())

    with pytest.raises(TimeoutError, match="less time"):
        Portable().attempts((DISTANT,), 0.01)

    monkeypatch.setattr(winsock, "BELIEVED", 0.0)

    assert [Outcome.TIMEOUT] == [one.outcome for one in Portable().attempts((DISTANT,), 0.01)]


def test_a_bind_takes_nothing_away(windows, monkeypatch):
    """SO_REUSEADDR means there what nobody wants: it is never set."""
    seen = []
    monkeypatch.setattr(wire, "_bound", lambda _, reuse, __: seen.append(reuse) or 0)
    Portable().bind(Endpoint(LO, 80), True, False)

    assert [False] == seen


def test_folders_are_written_one_way(windows, monkeypatch):
    """With slashes, which the system calls of Windows take; the home of a user has another name there."""
    monkeypatch.setattr("os.getcwd", lambda: r"C:\Users\ann\shop")
    monkeypatch.setenv("USERPROFILE", r"C:\Users\ann")
    monkeypatch.delenv("HOME", raising=False)

    assert "C:/Users/ann/shop" == Portable().me().folder
    assert (("HOME", "C:/Users/ann"),) == Portable().environment(("HOME", "SHELL_OF_NOBODY"))
    assert "~/shop" == at_home("C:/Users/ann/shop", "C:/Users/ann/shop")


def test_a_conversation_without_poll(windows, server):
    """HTTP is spoken there, too."""

    def answer():
        taken, _ = server.accept()
        with taken:
            taken.recv(100)
            taken.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    thread = Thread(target=answer)
    thread.start()
    heard = Portable().converse(place(server), b"GET / HTTP/1.1\r\n\r\n", 30.0)
    thread.join()

    assert b"HTTP/1.1 204 No Content\r\n\r\n" == heard.data


def test_a_question_of_dns_without_poll(windows):
    """All servers are asked at once, and whoever is not there is told."""
    with socket.socket(type=socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        (heard,) = Portable().inquire((place(held),), b"?", 0.05)

    assert "silence" == heard.ended


def test_nobody_chooses_the_size_of_a_packet_there(windows, server):
    """An OSError with a reason, and no AttributeError."""
    with pytest.raises(OSError, match="size of a packet"):
        Portable().segmented(place(server), "", b"x", 500, 0.1)


def test_a_reset_of_a_datagram_is_a_refusal(windows, monkeypatch):
    """WSAECONNRESET: the ICMP error said that nobody is at that port."""

    def reset(*_):
        raise ConnectionResetError(10054, "forcibly closed")

    monkeypatch.setattr(socket.socket, "recv", reset)

    assert Outcome.REFUSED is Portable().datagram(Endpoint(LO, 9), 0.1).outcome
