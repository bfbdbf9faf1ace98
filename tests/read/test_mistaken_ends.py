"""Words that leads of servers must not take for an end of theirs, and facts that are of another."""

import pytest

from portwise.model.reading import Platform
from portwise.read.readers import understood
from tests.read.test_mistaken import speaks

MISTAKEN = (
    (
        "service-exited-or-killed",
        "it ends with the session that started it",
        "connection could be made, then it was refused. exit status 1",
    ),
    (
        "service-exited-or-killed",
        "it ran, and ends by itself or with its session",
        "upstream prematurely closed connection while reading, server closed the connection unexpectedly",
    ),
    ("service-exited-or-killed", "it ran for a time", "server closed the connection unexpectedly"),
    (
        "nothing-listening",
        "it works from somewhere",
        "http://localhost:7300 opens. http://localhost:7310 ERR_CONNECTION_REFUSED",
    ),
    (
        "nothing-listening",
        "it tried to start, and ended with an error",
        "dial tcp 10.8.0.4:5672: connect: connection refused\nexit status 1",
    ),
    (
        "service-crashed-at-start",
        "it ends with an error, and nothing says that it ever waited",
        "dial tcp 10.8.0.4:5672: connect: connection refused\nexit status 1",
    ),
    (
        "server-closes-without-response",
        "the server dies or crashes while it answers",
        "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
    ),
    (
        "stale-keepalive-connection",
        "it happens after a time without requests",
        "The first request is fine, the second one fails",
    ),
    (
        "localhost-ipv6-first-server-ipv4-only",
        "a newer Node.js is refused where an older one was not",
        "Node 20.4.0, localhost:8002 is refused. I switched the firewall off.",
    ),
    (
        "postgres-not-accepting-tcp",
        "psql works over its socket, and TCP is refused",
        "sudo -u postgres psql: could not connect to server: No such file or directory",
    ),
    (
        "ban-or-port-knock-block",
        "a jail or a list holds addresses",
        "a panel with apache, mysql, fail2ban, exim; mysql stops again and again",
    ),
    (
        "unspecified-address-as-target",
        "0.0.0.0 is opened in a browser or written as a target",
        "I started it with host 0.0.0.0, with 127.0.0.1 and with my own address",
    ),
    (
        "startup-race-not-ready",
        "what a watcher began was refused by another server",
        "A MacBook Air M2. connection to 127.0.0.1:5432 failed: Connection refused",
    ),
)
MEANT = (
    (
        "service-exited-or-killed",
        "it ends with the session that started it",
        "As soon as I close the ssh session it is gone",
    ),
    (
        "service-exited-or-killed",
        "it ran, and ends by itself or with its session",
        "it is refused once I close the terminal",
    ),
    ("service-exited-or-killed", "it ran for a time", "it worked here for weeks, and now it is refused"),
    (
        "nothing-listening",
        "it works from somewhere",
        "http://localhost:7310 opens with curl. Chrome: http://localhost:7310 ERR_CONNECTION_REFUSED",
    ),
    ("nothing-listening", "it tried to start, and ended with an error", "build failed\nexit status 1"),
    (
        "service-crashed-at-start",
        "it ends with an error, and nothing says that it ever waited",
        "build failed\nexit status 1",
    ),
    (
        "server-closes-without-response",
        "the server dies or crashes while it answers",
        "the program aborts, and the client says: Connection reset by peer, connection was reset",
    ),
    (
        "stale-keepalive-connection",
        "it happens after a time without requests",
        "The first request after lunch fails",
    ),
    (
        "localhost-ipv6-first-server-ipv4-only",
        "a newer Node.js is refused where an older one was not",
        "Node 20.4.0, localhost:8002 is refused. I switched from node 16.",
    ),
    (
        "postgres-not-accepting-tcp",
        "psql works over its socket, and TCP is refused",
        "sudo -u postgres psql is fine, the app is refused at 5432",
    ),
    ("ban-or-port-knock-block", "a jail or a list holds addresses", "fail2ban runs on it, and from here it is refused"),
    (
        "unspecified-address-as-target",
        "0.0.0.0 is opened in a browser or written as a target",
        "replacing 0.0.0.0 by localhost helps",
    ),
)


@pytest.mark.parametrize(("cause", "says", "raw"), MISTAKEN)
def test_what_only_looks_like_an_end_says_nothing(cause, says, raw):
    """A client ends for being refused, and a connection ends without its server."""
    assert [False] == speaks(cause, says, raw)


@pytest.mark.parametrize(("cause", "says", "raw"), MEANT)
def test_an_end_that_is_meant_is_heard(cause, says, raw):
    """The same words, said of it."""
    assert [True] == speaks(cause, says, raw)


@pytest.mark.parametrize(
    ("raw", "mac"),
    [
        ("gunicorn --bind unix:/mnt/c/Users/bo/app.sock", False),
        ("GET /users/bo/posts is refused", False),
        ("fetch http://localhost:3000/users/bo/posts", False),
        ("the log is in /Users/bo/Library/app.log", True),
    ],
)
def test_a_home_below_users_is_that_of_a_mac(raw, mac):
    """Not where Windows is mounted, nor where a URL says so."""
    assert mac is ("macos" in [noted.sign.name for noted in understood(raw).signs(Platform)])
