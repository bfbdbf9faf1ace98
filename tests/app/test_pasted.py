"""What an error line is about, where it names a socket file and neither host nor port."""

import pytest

from portwise.app.pasted import about

LINES = (
    ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
     "/var/run/docker.sock"),
    (("permission denied while trying to connect to the Docker daemon socket at unix:///run/docker.sock: "
     "Get \"http://%2Frun%2Fdocker.sock/v1.47/info\": dial unix /run/docker.sock: connect: permission denied"),
     "/run/docker.sock"),
    ("psql: error: connection to server on socket \"/run/postgresql/.s.PGSQL.5432\" failed: No such file or directory",
     "/run/postgresql/.s.PGSQL.5432"),
    ("ERROR 2002 (HY000): Can't connect to local server through socket '/run/mysqld/mysqld.sock' (2)",
     "/run/mysqld/mysqld.sock"),
    ("Error: connect ENOENT /tmp/shop.sock", "/tmp/shop.sock"),
    ("dial unix /run/shop.sock: connect: connection refused", "/run/shop.sock"),
    ("Error 2 connecting to unix socket: /run/redis/redis.sock. No such file or directory.", "/run/redis/redis.sock"),
)  # fmt: skip


@pytest.mark.parametrize(("line", "path"), LINES)
def test_a_socket_file_is_a_target(line, path):
    """As clients of Docker, PostgreSQL, MySQL and Redis write it, and the networking of Node and Go."""
    assert f"unix:{path}" == about(line).raw


def test_a_place_goes_before_a_path():
    """The client of a gateway has the host; the socket is the gateway's own affair."""
    line = "connect() to unix:/run/shop.sock failed (2), upstream; curl http://localhost:8080/ gives 502"

    assert 8080 == about(line).port


def test_words_of_files_are_no_target():
    """A path is one where somebody connects to it."""
    assert about("see the socket documentation in /usr/share/doc, and /etc/hosts") is None
