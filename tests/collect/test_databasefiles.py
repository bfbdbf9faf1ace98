"""The file that says where a database listens, found by the command that started it."""

import errno
from fnmatch import fnmatch

import pytest

from portwise.collect.addressing import ADDRESSES
from portwise.collect.databasefiles import COMMANDED
from portwise.host.api import Relay
from portwise.model.evidence import Evidence, Known, Unknown
from portwise.model.facts import ADDRESSING
from portwise.model.process import Process
from portwise.model.settings import Directive
from portwise.model.target import Target

SEEN = Evidence(Target.parse("10.0.0.1:5432"))
STAT = "9 (db) S 7 " + " ".join(["0"] * 48)
FILES = {
    "/var/lib/pg/postgresql.conf": "listen_addresses = 'localhost'\ninclude_dir 'more'\ninclude_if_exists 'none'\n",
    "/var/lib/pg/more/9.conf": "listen_addresses = '::1'\n",
    "/var/lib/pg/more/readme": "listen_addresses = 'x'\n",
    "/var/lib/pg/postgresql.auto.conf": "# by hand: no\n",
    "/etc/pg.conf": "#listen_addresses = 'localhost'\n",
    "/etc/mysql/my.cnf": "!includedir /etc/mysql/conf.d/\n",
    "/etc/mysql/conf.d/a.cnf": "[mysqld]\nbind-address=127.0.0.1\n",
    "/etc/redis/redis.conf": "bind 127.0.0.1\nrequirepass x\n",
    "/srv/redis.conf": "bind ::1\n",
    "/etc/mongod.conf": "net:\n  bindIp: 127.0.0.1\n",
    "/proc/9/cgroup": "0::/system.slice/redis.service\n",
    "/proc/9/stat": STAT,
}
PG_LINES = (
    Directive("listen_addresses", "localhost", "listen_addresses = 'localhost'", "/var/lib/pg/postgresql.conf", 1),
    Directive("listen_addresses", "::1", "listen_addresses = '::1'", "/var/lib/pg/more/9.conf", 1),
)
MYSQL_LINE = Directive("bind-address", "127.0.0.1", "bind-address=127.0.0.1", "/etc/mysql/conf.d/a.cnf", 2)
REDIS_LINES = (
    Directive("bind", "127.0.0.1", "bind 127.0.0.1", "/etc/redis/redis.conf", 1),
    Directive("requirepass", "guarded", "", "/etc/redis/redis.conf", 2),
)
OWN_REDIS = Directive("bind", "::1", "bind ::1", "/srv/redis.conf", 1)


class Machine(Relay):
    def __init__(self, argv, mounts="mnt:[1]", unit="ExecStart=-/usr/bin/redis-server /srv/redis.conf --supervised\n"):
        self.argv, self.mounts, self.unit = argv, mounts, unit

    def _answer(self, method, *about):
        (key, *_) = about
        match method:
            case "command":
                return self.argv
            case "output":
                return self.unit
            case "link":
                return "/var/lib/pg" if key.endswith("cwd") else "mnt:[1]" if "self" in key else self.mounts
            case "read":
                if any(fnmatch(path, f"{key.rstrip('/')}/*") for path in FILES):
                    raise OSError(errno.EISDIR, "Is a directory", key)
                if key not in FILES:
                    raise OSError(errno.ENOENT, "No such file or directory", key)
                return FILES[key]
            case "names":
                key = key.rstrip("/")
                if not any(fnmatch(path, f"{key}/*") for path in FILES):
                    raise OSError(errno.ENOENT, "No such file or directory", key)
                return tuple(sorted(path.removeprefix(f"{key}/") for path in FILES if fnmatch(path, f"{key}/*")))


def said(argv, **more):
    who = Process(9, 0, "db")
    (answer,) = ADDRESSES.collect(Machine(tuple(argv.split("|")), **more), SEEN, (ADDRESSING.of(who),))
    return answer.said


@pytest.mark.parametrize(
    ("argv", "rows"),
    [
        ("postgres|-D|/var/lib/pg", PG_LINES),
        (
            "postgres|-c|config_file=/etc/pg.conf",
            (Directive("#listen_addresses", "localhost", "#listen_addresses = 'localhost'", "/etc/pg.conf", 1),),
        ),
        (
            "postgres|-c|listen_addresses=*",
            (*PG_LINES, Directive("listen_addresses", "*", "", COMMANDED, 0)),
        ),
        ("/usr/sbin/mariadbd", (MYSQL_LINE,)),
        (
            "mysqld|--defaults-file=/etc/mysql/conf.d/a.cnf|--skip-networking",
            (MYSQL_LINE, Directive("skip-networking", "", "", COMMANDED, 0)),
        ),
        ("mysqld|--no-defaults", ()),
        ("redis-server|/srv/redis.conf", (OWN_REDIS,)),
        ("redis-server|/srv/redis.conf|--bind|0.0.0.0", (OWN_REDIS, Directive("bind", "", "", COMMANDED, 0))),
        ("redis-server|/srv/redis.conf|--requirepass|x", (OWN_REDIS, Directive("requirepass", "", "", COMMANDED, 0))),
        ("redis-server|--bind|0.0.0.0", (Directive("bind", "", "", COMMANDED, 0),)),
        ("/usr/bin/redis-server 127.0.0.1:6379", (OWN_REDIS,)),
        (
            "mongod|--config|/etc/mongod.conf",
            (
                Directive("net", "  ", "net:", "/etc/mongod.conf", 1),
                Directive("bindIp", "127.0.0.1", "bindIp: 127.0.0.1", "/etc/mongod.conf", 2),
            ),
        ),
    ],
)
def test_it_is_read_where_the_server_reads_it(argv, rows):
    """With all that it includes; what its command line says stands in no file, and counts last."""
    assert Known(rows) == said(argv)


def test_a_redis_that_nobody_keeps_is_taken_to_read_the_usual_file():
    """Its title hides the command that started it; whether it was that file shows when it is started again."""
    assert Known(REDIS_LINES) == said("redis-server *:6379", unit="")


@pytest.mark.parametrize(
    ("argv", "mounts"), [("postgres", "mnt:[2]"), ("postgres|-c|config_file=/none", "mnt:[1]"), ("node", "mnt:[1]")]
)
def test_what_cannot_be_read_is_unknown(argv, mounts):
    """A server in a container, a file that is gone, a server of another kind."""
    assert isinstance(said(argv, mounts=mounts), Unknown)
