"""The one line by which a database is opened, and those who are not."""

from ipaddress import ip_address

import pytest

from portwise.formats.listening import GUARDED
from portwise.knowledge.remote import redis_protected_mode_or_bind
from portwise.knowledge.terms import addressing
from portwise.knowledge.terms.edits import Change
from portwise.model.cause import Safety, View
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ADDRESSING
from portwise.model.process import Process
from portwise.model.settings import Directive
from portwise.model.target import Target

DB, LAN = Process(9, 1, "db"), ip_address("10.0.0.5")


def row(name, value, text="", line=1):
    return Directive(name, value, text, "/etc/f", line)


GUARD = row("authorization", "enabled", "authorization: enabled", 9)
PASSWORD, EMPTY = row("requirepass", GUARDED, "", 9), row("requirepass", "", "", 10)
OPEN, ASKED = row("user", "", "", 11), row("user", GUARDED, "", 11)
LOCAL = row("bind", "127.0.0.1", "bind 127.0.0.1")
BIND = row("bind-address", "127.0.0.1", "bind-address=127.0.0.1")
LIST = row("bind-address", "127.0.0.1,::1", "bind-address=127.0.0.1,::1")
SKIP = row("skip-networking", "", "skip-networking", 2)


@pytest.mark.parametrize(
    ("kind", "rows", "script"),
    [
        (
            "postgres",
            [row("#listen_addresses", "localhost", "#listen_addresses = 'localhost'")],
            "1s|#listen_addresses = 'localhost'|listen_addresses = 'localhost,10.0.0.5'|",
        ),
        (
            "postgres",
            [row("#listen_addresses", "localhost", "#x"), row("listen_addresses", "", "listen_addresses = ''", 7)],
            "7s|listen_addresses = ''|listen_addresses = '10.0.0.5'|",
        ),
        ("postgres", [row("listen_addresses", "a, *", "listen_addresses = 'a, *'")], None),
        ("postgres", [row("#listen_addresses", "localhost", "#x"), row("listen_addresses", "::1", "", 0)], None),
        ("postgres", [Directive("listen_addresses", "a", "b", "/d/postgresql.auto.conf", 3)], None),
        ("postgres", [], None),
        ("mysql", [BIND], r"1s|bind-address=127\.0\.0\.1|bind-address=10.0.0.5|"),
        ("mysql", [SKIP], "2s|skip-networking|bind-address=10.0.0.5|"),
        ("mysql", [row("bind-address", "*", "bind-address=*"), SKIP], "2s|skip-networking|#skip-networking|"),
        ("mysql", [LIST], r"1s|bind-address=127\.0\.0\.1,::1|bind-address=127.0.0.1,::1,10.0.0.5|"),
        ("mysql", [row("bind-address", "::1,10.0.0.5", "x"), SKIP], "2s|skip-networking|#skip-networking|"),
        ("mysql", [row("bind-address", "::1,10.0.0.5", "x")], None),
        ("mysql", [BIND, SKIP], None),
        ("mysql", [BIND, row("skip-networking", "OFF", "")], r"1s|bind-address=127\.0\.0\.1|bind-address=10.0.0.5|"),
        ("mysql", [BIND, row("bind-address", "::1", "", 0)], None),
        ("mysql", [row("bind-address", "0.0.0.0", "bind-address=0.0.0.0")], None),
        ("mysql", [], None),
        (
            "redis",
            [row("bind", "127.0.0.1 -::1", "bind 127.0.0.1 -::1"), PASSWORD],
            r"1s|bind 127\.0\.0\.1 -::1|bind 127.0.0.1 -::1 10.0.0.5|",
        ),
        ("redis", [row("bind", "127.0.0.1", "bind 127.0.0.1")], None),  # whoever comes would come in
        ("redis", [LOCAL, EMPTY], None),
        ("redis", [LOCAL, PASSWORD, EMPTY], None),  # taken back
        ("redis", [LOCAL, OPEN, PASSWORD], None),  # users count more
        ("redis", [LOCAL, PASSWORD, row("aclfile", "")], None),
        ("redis", [LOCAL, EMPTY, ASKED], r"1s|bind 127\.0\.0\.1|bind 127.0.0.1 10.0.0.5|"),
        ("redis", [PASSWORD], None),
        (
            "mongod",
            [row("net", "  ", "net:"), row("bindIp", "::1", "bindIp: ::1", 3), GUARD],
            "3s|bindIp: ::1|bindIp: ::1,10.0.0.5|",
        ),
        ("mongod", [row("net", "    ", "net:"), GUARD], r"1a\    bindIp: localhost,10.0.0.5"),
        ("mongod", [row("bindIp", "::1", "bindIp: ::1")], None),
        ("mongod", [row("bindIpAll", "true", "bindIpAll: true"), GUARD], None),
        ("mongod", [GUARD], None),
    ],
)
def test_the_line_that_counts_is_changed_and_no_more_than_it_must(kind, rows, script):
    """What its command line says no file can change, and nothing is opened that has no guard."""
    seen = Evidence(Target.parse("10.0.0.5:1")).plus([Answer(ADDRESSING.of(DB), Known(tuple(rows)), "files")])
    found = getattr(addressing, kind)(View(seen, None), DB, LAN)

    assert script == (found.script if found else None)


@pytest.mark.parametrize(("rows", "loses"), [([BIND], "127.0.0.1"), ([LIST], ""), ([SKIP], "")])
def test_who_is_left_out_in_the_cold_is_told(rows, loses):
    """Of one address that gives place to another, clients of this machine may live."""
    seen = Evidence(Target.parse("10.0.0.5:1")).plus([Answer(ADDRESSING.of(DB), Known(tuple(rows)), "files")])
    found = addressing.mysql(View(seen, None), DB, LAN)

    assert loses == found.loses
    assert bool(loses) is found.says.endswith("; at 127.0.0.1 it does not answer any more")


def test_sed_takes_every_sign_for_itself():
    """What means more in what it looks for, and in what it puts there."""
    assert r"3s|a\.b\*c\[d\^\$\|\\|x\&y\|\\.|" == Change("f", 3, "a.b*c[d^$|\\", "x&y|\\.").script


def test_why_no_program_opens_a_redis_without_a_password():
    """It is only shown, whatever was found, and the step itself says why."""
    (told,) = [remedy for remedy in redis_protected_mode_or_bind.CAUSE.remedies if remedy.when == "unknown_way"]

    assert (Safety.SHOW, ()) == (told.safety, told.argv)
    assert "which only you can choose" in told.does
    assert "without one whoever reaches {address} can read, change and delete all of it" in told.does
