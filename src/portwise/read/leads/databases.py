"""Databases: what their clients say, and the settings by which they wait at the loopback alone."""

from __future__ import annotations

from portwise.model.reading import Failure, Lines, Listening, Set
from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.places import is_loopback
from portwise.read.scene import engine, given, inside, stated, to_lan, to_loopback
from portwise.read.text import Text, both, either, unless

PG, MY = "postgres-not-accepting-tcp", "mysql-not-accepting-tcp"
POSTGRES = (
    r"\bpostgres(?:ql)?\w*\b|\bpsql\b|\bpg_\w+|\bpsycopg\d?\b|\bpgsql\b|\bpgadmin\b|\bnpgsql\b|"
    r"\bpostmaster\b|:5432\b|\bport 5432\b"
)
MYSQL = r"\bmysql\w*\b|\bmaria ?db\w*\b|\bmysqli\b|\bpdo_mysql\b|:3306\b|\bport 3306\b|\bhy000\b"


def fails_at(text: Text, port: int) -> Lines:
    return tuple(n for one in text.signs(Failure) if one.sign.port == port for n in one.lines)


def waits_at(text: Text, port: int) -> Lines:
    """A socket of that port at the loopback alone."""
    told = [one for one in text.signs(Listening) if one.sign.port == port]
    return given(all(is_loopback(one.sign.host) for one in told), tuple(n for one in told for n in one.lines))


def setting(text: Text, by: str, *values: str) -> Lines:
    found = [one for one in text.signs(Set) if one.sign.by == by]
    return tuple(
        n for one in found if not values or any(v in one.sign.value.lower() for v in values) for n in one.lines
    )


def from_elsewhere(text: Text) -> Lines:
    return either(
        to_lan(text),
        stated(text, False, "elsewhere", "lan-address", "outside"),
        text.find(
            r"\bremote(?:ly)?\b|\bfrom (?:an?other|the other|my|other) (?:machine|computer|laptop|server|pc|"
            r"host|box)\b|\bexternal(?:ly)?\b"
        ),
    )


def own_loopback_of_container(text: Text) -> Lines:
    return both(either(engine(text), inside(text)), to_loopback(text))


LOOPBACK = ("127.0.0.1", "localhost", "::1", "(default)")

EVERYWHERE = ("*", "0.0.0.0", "::")


def set_wide(text: Text, by: str, name: str) -> Lines:
    """The setting names every address already."""
    found = (one for one in text.signs(Set) if one.sign.by == by and one.sign.name.lower().replace("_", "-") == name)
    return tuple(n for one in found if one.sign.value.lower() in EVERYWHERE for n in one.lines)


def only_silent(text: Text) -> Lines:
    """Nothing comes back, where a server that waits elsewhere would refuse."""
    return given(not met(text, "refused", "reset", "empty"), met(text, "timeout"))


LEADS = (
    Lead(
        PG, "PostgreSQL is set to wait at the loopback alone", 3.5, lambda t: setting(t, "postgresql.conf", *LOOPBACK)
    ),
    Lead(PG, "where PostgreSQL waits is spoken of", 2.5, says(r"\blisten_addresses\b(?!\W{1,8}(?:\*|0\.0\.0\.0))")),
    Lead(
        PG,
        "PostgreSQL waits at the loopback alone, and is asked from elsewhere",
        2,
        lambda t: both(waits_at(t, 5432), from_elsewhere(t)),
    ),
    Lead(
        PG,
        "its Unix socket or its lock file is what is missing or left over",
        2.5,
        says(
            r"\.s\.pgsql\.\d+|\bpostmaster\.pid\b|could not connect to server: no such file|"
            r"lock file .{0,40}already exists|\bpg_lsclusters\b|\bpg_ctlcluster\b"
        ),
    ),
    Lead(
        PG,
        "PostgreSQL's client says that nobody accepts TCP there",
        1.5,
        says(
            r"accepting tcp/ip connections on (?:that socket|port)|"
            r"connection to server at .{0,80} failed: connection refused|"
            r"\bis the server running (?:on (?:that )?host|locally)\b"
        ),
    ),
    Lead(
        PG,
        "PostgreSQL is refused, and runs as far as is known",
        1.5,
        lambda t: both(
            t.find(POSTGRES),
            either(fails_at(t, 5432), met(t, "refused")),
            t.find(
                r"\b(?:service|systemctl|brew services|pg_ctl|status|cluster)\b.{0,80}\b(?:postgres\w*)\b|"
                r"\bpostgres\w*\b.{0,60}(?:running|active|started|online|up)\b"
            ),
        ),
    ),
    Lead(
        PG,
        "the server's own list of hosts refuses the client",
        1.5,
        says(r"no pg_hba\.conf entry|\bpg_hba(?:\.conf)?\b"),
    ),
    Lead(
        PG,
        "psql works over its socket, and TCP is refused",
        2,
        lambda t: given(
            t.find(POSTGRES) and not t.find(r"\.s\.pgsql\.\d+\"? failed|could not connect to server: no such file"),
            t.find(
                r"\bpsql\b(?![^\n]{0,40} -h )[^\n]{0,60}\b(?:works|fine|ok|connects)\b|\bsudo -u postgres psql\b|"
                r"\bwithout -h\b|"
                r"\b-h localhost\b.{0,60}\b(?:fail|refused|not)"
            ),
        ),
    ),
    Lead(
        PG,
        "who asks is a container that asks its own loopback",
        -2,
        lambda t: given(t.find(POSTGRES), own_loopback_of_container(t)),
    ),
    Lead(
        PG,
        "PostgreSQL answers, and is starting, full or strict",
        -2.5,
        says(
            r"database system is starting up|too many clients|password authentication failed|"
            r"remaining connection slots"
        ),
    ),
    Lead(
        MY,
        "MySQL is set to wait at the loopback alone, or at no port at all",
        3.5,
        lambda t: either(setting(t, "my.cnf", *LOOPBACK), t.find(r"\bskip[-_]networking\b")),
    ),
    Lead(
        MY,
        "where MySQL waits is spoken of",
        2,
        says(r"\bbind[-_]address\b(?!\W{1,8}(?:\*|0\.0\.0\.0))(?!.{0,20}(?:redis|mongo|postgres))"),
    ),
    Lead(
        MY,
        "MySQL's client fails at the Unix socket that localhost stands for",
        3,
        says(r"error 2002|through socket|\bmysqld?\.sock\b|2002\)?\]?:? \W?no such file"),
    ),
    Lead(
        MY,
        "MySQL's client is refused over TCP",
        1.5,
        says(
            r"error 2003|can't connect to mysql server on|hy000/2003|\(hy000\): can't connect|"
            r"communications link failure"
        ),
    ),
    Lead(
        MY,
        "MySQL refuses the client's host",
        3,
        says(r"is not allowed to connect to this (?:mysql|mariadb) server|\berror 1130\b|\b'?\w+'?@'%'"),
    ),
    Lead(
        MY,
        "MySQL waits at the loopback alone, and is asked from elsewhere",
        2,
        lambda t: both(waits_at(t, 3306), from_elsewhere(t)),
    ),
    Lead(
        MY,
        "localhost and 127.0.0.1 behave differently, or --protocol=tcp does",
        2,
        lambda t: given(
            t.find(MYSQL),
            t.find(
                r"--protocol[= ]tcp|\b127\.0\.0\.1\b.{0,60}\b(?:works|instead of localhost)|"
                r"\blocalhost\b.{0,40}\b(?:instead of|vs|versus|but not) 127\.0\.0\.1"
            ),
        ),
    ),
    Lead(
        MY,
        "who asks is a container that asks its own loopback",
        -2,
        lambda t: given(t.find(MYSQL), unless(own_loopback_of_container(t), t.find(r"error 2002|mysqld?\.sock"))),
    ),
    Lead(
        MY,
        "MySQL answers, and the password is what is wrong",
        -2,
        lambda t: unless(t.find(r"access denied for user"), t.find(r"not allowed to connect|error 2002|error 2003")),
    ),
    Lead(
        PG,
        "PostgreSQL is set to wait everywhere",
        -4,
        lambda t: either(
            set_wide(t, "postgresql.conf", "listen-addresses"),
            t.find(r"(?<!#)(?<!# )\blisten_addresses\W{1,8}(?:\*|0\.0\.0\.0)"),
        ),
    ),
    Lead(PG, "nothing comes back at all", -2, lambda t: given(t.find(POSTGRES), only_silent(t))),
    Lead(
        MY,
        "MySQL is set to wait everywhere",
        -3,
        lambda t: either(
            set_wide(t, "my.cnf", "bind-address"), t.find(r"(?<!#)(?<!# )\bbind[-_]address\W{1,8}(?:\*|0\.0\.0\.0)")
        ),
    ),
    Lead(MY, "nothing comes back at all", -1.5, lambda t: given(t.find(MYSQL), only_silent(t))),
)
