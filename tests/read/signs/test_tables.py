"""Rows of socket tables, of every tool and system, however they were cut out."""

import pytest

from portwise.model.reading import Listening, Seen
from portwise.read.signs.tables import fuser, sockets, states
from portwise.read.text import Text

WAITING = {
    "tcp        0      0 127.0.0.1:8899   0.0.0.0:*   LISTEN   4471/python": ("127.0.0.1", 8899, "python", 4471),
    "on the box: tcp 0 0 0.0.0.0:8000 0.0.0.0:* LISTEN -": ("0.0.0.0", 8000, "", None),
    'LISTEN 0 511 127.0.0.1:3000 0.0.0.0:* users:(("node",pid=123,fd=18))': ("127.0.0.1", 3000, "node", 123),
    "> tcp   LISTEN 0 128 [::]:22 [::]:*": ("::", 22, "", None),
    "LISTEN   0   4096   [::ffff:127.0.0.1]:9200   *:*": ("127.0.0.1", 9200, "", None),
    "LISTEN 0 4096 127.0.0.53%lo:53 0.0.0.0:*": ("127.0.0.53", 53, "", None),
    "  TCP    0.0.0.0:80             0.0.0.0:0              LISTENING       4": ("0.0.0.0", 80, "", 4),
    "  TCP    [::]:80                [::]:0                 ABHÖREN       4": ("::", 80, "", 4),
    "tcp4       0      0  127.0.0.1.3000         *.*                    LISTEN": ("127.0.0.1", 3000, "", None),
    "tcp46      0      0  *.5000                 *.*                    LISTEN": ("*", 5000, "", None),
    "node  12345 bo  23u  IPv6 0x12abc      0t0  TCP *:hbci (LISTEN)": ("*", 3000, "node", 12345),
    "Python  617 bo  10u  IPv4 0xabc      0t0  TCP localhost:irdmi (LISTEN)": ("127.0.0.1", 8000, "Python", 617),
    "deno  717 bo  21u  IPv6 0xdef      0t0  TCP localhost:8000 (LISTEN)": ("::1", 8000, "deno", 717),
    "java  718 bo  22u  IPv6 0xdef      0t0  TCP localhost:8000 (LISTEN)": ("127.0.0.1", 8000, "java", 718),
    "ControlCe  617 bo 10u  IPv4 0xabc 0t0  TCP *:5000 (LISTEN)": ("*", 5000, "ControlCe", 617),
    "::                  5000      ::          0          Listen      Internet        8156": ("::", 5000, "", 8156),
}
STATES = {
    "tcp6       0      0 10.0.0.5:9092     10.0.0.88:51422     TIME_WAIT": [("time-wait", "9092 51422")],
    "chrome 61 bo 10u IPv4 0xa 0t0 TCP localhost:52100->localhost:3000 (ESTABLISHED)": [
        ("established", "52100 3000 chrome")
    ],
    "node  4242 root 18u  IPv4  55221 0t0  TCP *:3000 (CLOSED)": [("closed", "3000  node")],
    "tcp   LISTEN 129 128 *:8080 *:*": [("queue-full", "8080")],
    "tcp  873  0 127.0.0.1:8348  127.0.0.1:48768  CLOSE_WAIT": [("unread", "8348"), ("close-wait", "8348 48768")],
    "tcp        0      0 0.0.0.0:8000            0.0.0.0:*               LISTEN      -": [("owner-hidden", "8000")],
}
WHOLE = """$ ss -ltn
State    Recv-Q   Send-Q     Local Address:Port     Peer Address:Port
LISTEN   0        128        127.0.0.1:5432         0.0.0.0:*
LISTEN   0        511        0.0.0.0:3000           0.0.0.0:*
"""


@pytest.mark.parametrize(("row", "expected"), WAITING.items())
def test_a_row_tells_address_port_and_owner(row, expected):
    """Whatever tool printed it, in whatever language."""
    sign = next(noted.sign for noted in sockets(Text.of(row)))

    assert expected == (sign.host, sign.port, sign.program, sign.pid)


@pytest.mark.parametrize(("row", "expected"), STATES.items())
def test_a_row_that_does_not_simply_wait_says_what_it_does(row, expected):
    """States, queues that are full, bytes that nobody reads, owners that are not shown."""
    assert [Seen(*one) for one in expected] == [noted.sign for noted in states(Text.of(row))]


@pytest.mark.parametrize(
    ("table", "expected"),
    [(WHOLE, True), (WHOLE.replace("-ltn", "-ltn | grep 3000"), False), (WHOLE.partition("\n")[2], False)],
)
def test_a_table_is_whole_only_where_its_command_asks_for_everything(table, expected):
    """What was filtered or trimmed says nothing of ports that are not in it."""
    assert {expected} == {noted.sign.whole for noted in sockets(Text.of(table))}


def test_udp_is_told_apart():
    """A port of UDP serves no client of TCP."""
    found = [noted.sign for noted in sockets(Text.of("udp   UNCONN 0   0   *:51820   *:*"))]

    assert [Listening("*", 51820, "socket", transport="udp")] == found


def test_fuser_names_holders():
    """The quickest of all tables."""
    assert [Seen("held-by-pid", "3000 4521 4522")] == [n.sign for n in fuser(Text.of("3000/tcp:  4521 4522"))]
