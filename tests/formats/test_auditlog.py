"""What security modules denied, by the lines of the audit log."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import auditlog
from portwise.model.guard import Denial

# As ausearch(8) and the SELinux notebook document them, and as AppArmor's wiki does
BIND = (
    'type=AVC msg=audit(1700000000.123:456): avc:  denied  { name_bind } for  pid=4711 comm="nginx" src=8888 '
    "scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:unreserved_port_t:s0 tclass=tcp_socket "
    "permissive=0"
)
CONNECT = (
    "[ 12.3] audit: type=1400 audit(1700000001.5:457): avc:  denied  { name_connect } for  pid=4712 "
    "comm=6E67696E7820776F726B6572 dest=3000 scontext=system_u:system_r:httpd_t:s0:c1,c2 "
    "tcontext=system_u:object_r:ntop_port_t:s0 tclass=tcp_socket permissive=1"
)
CREATE = (
    'audit: type=1400 audit(1700000002.0:458): apparmor="DENIED" operation="create" profile="snap.code.code" pid=7 '
    'comm="node" family="inet" sock_type="stream" protocol=6 requested_mask="create" denied_mask="create"'
)
LANDLOCK = (
    "audit: type=1423 audit(1729738800.268:31): domain=195ba459b blockers=net.connect_tcp daddr=127.0.0.1 dest=443"
)
BOUND = "type=LANDLOCK_ACCESS msg=audit(1729738801.5:32): domain=1aa blockers=net.bind_tcp saddr=127.0.0.1 src=80"
DOMAIN = (
    "type=UNKNOWN[1424] msg=audit(1729738800.268:31): domain=195ba459b status=allocated mode=enforcing pid=286 uid=0 "
    'exe="/root/sandboxer" comm="sandboxer"'
)
PATH = 'audit: type=1423 audit(1.0:1): domain=195ba459b blockers=fs.read_file path="/etc/shadow" dev="vda2" ino=1523541'
FILE = 'type=AVC msg=audit(1.0:1): avc:  denied  { read } for  pid=1 comm="a" name="shadow" tclass=file permissive=0'
UNIX = 'audit(1.0:1): apparmor="DENIED" operation="connect" profile="a" pid=7 comm="b" family="unix"'


def test_a_port_and_who_may_not_have_it():
    """By SELinux with both types; a name with a blank comes in hexadecimal digits; by AppArmor without a port."""
    assert (
        Denial("SELinux", 1700000000.123, 4711, "nginx", "name_bind", 8888, "httpd_t", "unreserved_port_t", True),
        Denial("SELinux", 1700000001.5, 4712, "nginx worker", "name_connect", 3000, "httpd_t", "ntop_port_t", False),
        Denial("AppArmor", 1700000002.0, 7, "node", "create", 0, "snap.code.code", "", True),
    ) == tuple(auditlog.denials(f"{BIND}\n{FILE}\n{CONNECT}\n{UNIX}\n{CREATE}"))


def test_a_sandbox_of_landlock():
    """Who made it stands in a record of its own, once for all that it denies."""
    assert (
        Denial("Landlock", 1729738800.268, 286, "sandboxer", "connect_tcp", 443, "195ba459b", "", True),
        Denial("Landlock", 1729738801.5, 0, "", "bind_tcp", 80, "1aa", "", True),
    ) == tuple(auditlog.denials(f"{LANDLOCK}\n{PATH}\n{DOMAIN}\n{BOUND}"))


@pytest.mark.parametrize(
    ("line", "tells"),
    [
        *((line, True) for line in (BIND, CONNECT, CREATE, LANDLOCK, BOUND, DOMAIN)),
        *((line, False) for line in (FILE, UNIX, PATH)),
    ],
)
def test_what_is_not_about_a_port_is_left_where_it_is(line, tells):
    """The log of audit names files and users."""
    assert tells is auditlog.telling(line)


@given(st.text())
def test_any_text_has_denials_or_none(text):
    """Nothing else comes out, whatever a line lacks."""
    assert all(isinstance(one, Denial) for one in auditlog.denials(f"{BIND[:60]}{text}\n{text}"))


@pytest.mark.parametrize(
    "begin", [BIND[:80], CREATE[:50], LANDLOCK[:50], DOMAIN[:80], "audit(1.1:2): domain=1 status=allocated "]
)
@pytest.mark.parametrize(
    "part", ["a", "net.", "a=", 'a="', "avc: ", 'apparmor="DENIED" ', "audit(1", " ", "domain=1 blockers=net."]
)
def test_a_long_line_is_read_at_once(begin, part):
    """Any user may write one into the journal, as long as he likes."""
    line = begin + part * (48_000 // len(part))
    started = time.process_time()
    list(auditlog.denials(line))
    auditlog.telling(line)

    assert time.process_time() - started < 0.5
