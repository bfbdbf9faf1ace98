"""This machine, when it does not show what it usually shows."""

import errno
import socket
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.host import knock, local, wire
from portwise.host.local import Local
from portwise.model.net import Traces
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

HERE = ip_address("127.0.0.1")
COUNTED = {
    "snmp": "Tcp: OutRsts\nTcp: 5\n",
    "netstat": "TcpExt: ListenOverflows\nTcpExt: 7\n",
    "dev": "Inter-|\n face |\n    lo: 1 6 0\n",
}


class Showing(Local):
    """The counters are these texts, or raise."""

    def __init__(self, **files):
        self.files = COUNTED | files

    def read(self, path):
        shown = self.files[path.rpartition("/")[2]]
        if isinstance(shown, OSError):
            raise shown
        return shown


def test_the_counters_are_read():
    """Resets, packets of loopback and overflows come from three files."""
    assert Traces(5, 6, 7) == Showing()._traces()


def test_a_kernel_without_the_counter_of_the_reverse_path_filter_has_the_others():
    """It is younger than they are."""
    more = "TcpExt: ListenOverflows IPReversePathFilter\nTcpExt: 7 8\n"

    assert Traces(5, 6, 7, 8) == Showing(netstat=more)._traces()
    assert Traces(5, 6, 7, 0) == Showing()._traces()


@pytest.mark.parametrize("file", COUNTED)
@pytest.mark.parametrize(
    "shown",
    [PermissionError(13, "no"), FileNotFoundError(2, "no"), "", "\n", "Udp: A\nUdp: 1\n", "Tcp: OutRsts\nTcp: x\n"],
)
def test_counters_that_cannot_be_read_are_not_zero(file, shown):
    """Closed, absent, empty, without the column, garbage: not read, which is not the same as not moved."""
    assert Showing(**{file: shown})._traces() is None


@pytest.mark.parametrize("file", COUNTED)
@given(shown=st.text())
def test_any_text_is_counters_or_not_read(file, shown):
    """Whatever stands in them, an attempt goes on without."""
    assert isinstance(Showing(**{file: shown})._traces(), Traces | None)


def test_a_gain_needs_two_readings():
    """One reading that failed makes the difference unknown."""
    read = Traces(1, 2, 3)

    assert (None, None, Traces(0, 0, 0)) == (
        knock.gained(None, read),
        knock.gained(read, None),
        knock.gained(read, read),
    )


def exhausted(*_, **__):
    raise OSError(errno.EMFILE, "Too many open files")


@pytest.mark.parametrize(
    "attempt",
    [
        lambda place: Local().attempts((place,), 1.0),
        lambda place: Local().bind(place, False, False),
        lambda place: Local().datagram(place, 1.0),
        lambda _: Local().unix("/nowhere"),
        lambda _: Local().calibrate(),
    ],
)
def test_without_a_descriptor_nothing_was_attempted(monkeypatch, attempt):
    """EMFILE is our own want and no outcome of the target."""
    monkeypatch.setattr(socket, "socket", exhausted)
    with pytest.raises(OSError) as met:
        attempt(Endpoint(HERE, 1))

    assert errno.EMFILE == met.value.errno


class Mute:
    """A socket that is not allowed an error queue."""

    family = socket.AF_INET

    def __init__(self, number):
        self.number = number

    def setsockopt(self, *_):
        raise OSError(self.number, "refused")

    def recvmsg(self, *_):
        raise OSError(self.number, "refused")


def test_only_an_empty_queue_says_that_there_was_no_icmp():
    """EAGAIN is an answer where errors are queued; EPERM and ENOSYS never are."""
    said = [
        knock.queued(Mute(number), queues).readable
        for number in (errno.EAGAIN, errno.EPERM)
        for queues in (True, False)
    ]

    assert ([True, False, False, False], False) == (said, knock.queues_errors(Mute(errno.EPERM)))


class Unbindable(socket.socket):
    def bind(self, _):
        raise PermissionError(errno.EPERM, "Operation not permitted")


def test_loopback_is_ours_even_where_nothing_can_be_bound(monkeypatch):
    """RFC 1122 section 3.2.1.3 (g); of any other address a refused bind says nothing."""
    monkeypatch.setattr(local.socket, "socket", Unbindable)

    assert Local().owns(HERE)
    with pytest.raises(PermissionError):
        Local().owns(ip_address("192.0.2.1"))


def test_a_refused_bind_leaves_no_socket_behind(monkeypatch):
    """The descriptor is closed before the error is told."""
    made = []

    class Kept(Unbindable):
        def __init__(self, *about):
            super().__init__(*about)
            made.append(self)

    monkeypatch.setattr(wire.socket, "socket", Kept)
    with pytest.raises(PermissionError):
        wire.holding(Endpoint(HERE, 0))

    assert [-1] == [sock.fileno() for sock in made]


def test_a_name_that_cannot_be_encoded_does_not_resolve():
    """A label of more than 63 octets is the failure of a lookup, RFC 1035 section 2.3.4, and no silence."""
    with pytest.raises(OSError) as met:
        Local().resolve("ä" * 80 + ".example", 1.0)

    assert met.value.errno != errno.ETIMEDOUT


def test_a_bind_in_use_is_an_outcome():
    """What the kernel says of the port is told, not raised."""
    with wire.listening(Endpoint(HERE, 0)) as held:
        met = Local().bind(Endpoint(HERE, held.getsockname()[1]), False, False)

    assert (Outcome.BIND_EADDRINUSE, None) == (met.outcome, met.raw)


@pytest.mark.parametrize("number", [-2, 8, 11001])
def test_what_the_resolver_says_is_below_zero_on_every_system(monkeypatch, number):
    """EAI_NONAME is -2 in netdb.h of glibc, 8 in that of macOS, 11001 on Windows; an errno is above zero everywhere."""

    def fails(*_, **__):
        raise socket.gaierror(number, "nodename nor servname provided, or not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    with pytest.raises(socket.gaierror) as met:
        Local().resolve("shop.example", 1.0)

    assert met.value.errno < 0
