"""The socket tables where netlink is denied: /proc first, psutil last, and no answer that is wrong."""

import errno
import os
import socket
from ipaddress import ip_address

import pytest

from portwise.collect.collector import Questions
from portwise.collect.sockets import CONNECTING, LISTENING, RECEIVING
from portwise.host.local import Local
from portwise.host.psutils import Held
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ATTEMPT, CONNECTIONS, DATAGRAMS, HERE, LISTENERS
from portwise.model.net import Attempt, Traces
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target

LOOPBACK = ip_address("127.0.0.1")


class WithoutNetlink(Local):
    """As seccomp leaves it in many containers."""

    def sock_diag(self, request):
        raise PermissionError(errno.EPERM, "Operation not permitted")


class WithoutProc(WithoutNetlink):
    """And no /proc either: psutil's table, here a made one."""

    def __init__(self, *rows):
        self.rows = rows

    def read(self, path):
        raise OSError(errno.ENOTSUP, "only Linux shows this")

    def table(self):
        return self.rows


def ask(collector, host, target, *asked: Questions) -> list[Answer]:
    return list(collector.collect(host, Evidence(Target.parse(target)), asked))


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_proc_shows_the_same_listener(server):
    """Address, port, user and inode are those that netlink tells."""
    port = server.getsockname()[1]
    ((_, by_netlink, _), (_, by_proc, source)) = [
        ask(LISTENING, host, f"127.0.0.1:{port}", LISTENERS.of(HERE))[0] for host in (Local(), WithoutNetlink())
    ]
    one, other = [next(s for s in said.value if s.port == port)._replace(wqueue=0) for said in (by_netlink, by_proc)]

    assert one == other
    assert "SOCK_DIAG was denied (Operation not permitted)" in source


@pytest.mark.parametrize("only", [True, False])
def test_a_bind_tells_whether_ipv4_is_taken_too(only):
    """/proc does not show IPV6_V6ONLY; that 0.0.0.0 cannot be bound beside it does."""
    with socket.socket(socket.AF_INET6) as six:
        six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
        six.bind(("::", 0))
        six.listen()
        port = six.getsockname()[1]
        (said,) = ask(LISTENING, WithoutNetlink(), f"127.0.0.1:{port}", LISTENERS.of(HERE))

    assert [only] == [s.v6only for s in said.said.value if s.port == port]


def test_a_queue_that_may_be_full_is_not_called_empty(server):
    """Somebody waits, and /proc does not say for how many there is room: not known, and no table without it."""
    with socket.create_connection(server.getsockname()):
        (said,) = ask(LISTENING, WithoutNetlink(), f"127.0.0.1:{server.getsockname()[1]}", LISTENERS.of(HERE))

    assert isinstance(said.said, Unknown)


def test_who_got_through_found_no_full_queue(server):
    """A server that has not yet taken the attempt itself is busy, and no more than that."""
    here = Endpoint(LOOPBACK, server.getsockname()[1])
    well = Attempt(Outcome.CONNECTED, 0, None, None, 1, 0.1)
    seen = Evidence(Target.parse(str(here))).plus([Answer(ATTEMPT.of(here), Known(well), "test")])
    with socket.create_connection(server.getsockname()):
        (said,) = LISTENING.collect(WithoutNetlink(), seen, (LISTENERS.of(HERE),))

    assert [1] == [row.rqueue for row in said.said.value if row.endpoint == here]


def test_connections_and_datagrams_come_from_proc_too(server):
    """The port of the question, both families."""
    port = server.getsockname()[1]
    with socket.create_connection(server.getsockname()), socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        (tcp,) = ask(CONNECTING, WithoutNetlink(), f":{port}", CONNECTIONS.of(port))
        (datagrams,) = ask(RECEIVING, WithoutNetlink(), "udp://127.0.0.1:9", DATAGRAMS.of(HERE))

        assert ["ESTABLISHED"] == [row.state for row in tcp.said.value]
        assert udp.getsockname()[1] in {row.port for row in datagrams.said.value}


def test_psutil_is_the_last_resort():
    """Its rows become sockets; only those that listen."""
    rows = (
        Held("tcp", "LISTEN", Endpoint(LOOPBACK, 80), None, os.getpid()),
        Held("tcp", "ESTABLISHED", Endpoint(LOOPBACK, 80), Endpoint(LOOPBACK, 4000), os.getpid()),
        Held("udp", "NONE", Endpoint(LOOPBACK, 80), None, 0),
    )
    (said,) = ask(LISTENING, WithoutProc(*rows), "127.0.0.1:80", LISTENERS.of(HERE))

    assert [(Endpoint(LOOPBACK, 80), os.getpid())] == [(s.endpoint, s.inode) for s in said.said.value]
    assert said.source.startswith("psutil.net_connections()")


def test_a_silent_server_may_have_a_full_queue():
    """psutil says nothing of queues: where the client waited in vain, the table proves nothing."""
    here = Endpoint(LOOPBACK, 80)
    silence = Attempt(Outcome.TIMEOUT, errno.ETIMEDOUT, None, Traces(0, 0), 1, 100.0)
    seen = Evidence(Target.parse("127.0.0.1:80")).plus([Answer(ATTEMPT.of(here), Known(silence), "test")])
    rows = (Held("tcp", "LISTEN", here, None, 1),)
    (said,) = LISTENING.collect(WithoutProc(*rows), seen, (LISTENERS.of(HERE),))

    assert isinstance(said.said, Unknown)


def test_with_nothing_to_read_it_is_not_known():
    """No table is not an empty table."""

    class Blind(WithoutProc):
        def table(self):
            raise PermissionError(errno.EACCES, "shown to an administrator only")

    (said,) = ask(LISTENING, Blind(), ":80", LISTENERS.of(HERE))

    assert "shown to an administrator only" == said.said.why
