"""Listeners in network namespaces other than ours, on a machine on paper."""

import errno
from ipaddress import ip_address

from portwise.collect import namespaces
from portwise.model.evidence import Evidence
from portwise.model.net import Distant
from portwise.model.target import Target

SEEN = Evidence(Target.parse("127.0.0.1:8000"))
HEADINGS = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
LISTENS = (
    "   0: 00000000:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0\n"
)
CONNECTED = LISTENS.replace(" 0A ", " 01 ")
HIDDEN = PermissionError(errno.EACCES, "Permission denied")

FILES = {
    "/proc": ("1", "20", "21", "30", "self"),
    "/proc/thread-self/ns/net": b"net:[1]",
    "/proc/1/ns/net": HIDDEN,
    "/proc/20/ns/net": b"net:[2]",
    "/proc/21/ns/net": b"net:[2]",
    "/proc/30/ns/net": b"net:[1]",
    "/proc/20/net/sockstat": "sockets: used 5\nTCP: inuse 1 orphan 0 tw 0 alloc 1 mem 0\n",
    "/proc/20/net/sockstat6": "TCP6: inuse 0\nUDP6: inuse 2\n",
    "/proc/20/net/tcp": HEADINGS + LISTENS,
    "/proc/30/net/tcp": HEADINGS + LISTENS,
}


def test_a_listener_of_another_namespace_is_found_once(machine):
    """Ours is left out, a hidden process is passed over, and two of one namespace count as one."""
    found = namespaces.elsewhere(machine(FILES), SEEN, 8000)

    assert (Distant(2, ip_address("0.0.0.0"), 8000, 4711, 20),) == found


def test_a_connection_is_no_listener(machine):
    """Nor is a listener on another port."""
    connected = machine({**FILES, "/proc/20/net/tcp": HEADINGS + CONNECTED})

    assert () == namespaces.elsewhere(connected, SEEN, 8000)
    assert () == namespaces.elsewhere(machine(FILES), SEEN, 8001)


def test_a_table_without_sockets_is_not_read(machine):
    """Each costs milliseconds, and a machine with containers has many; what does not count is read."""
    unread = machine({**FILES, "/proc/20/net/sockstat": "TCP: inuse 0 orphan 0 tw 3 alloc 1 mem 0\n"})
    uncounted = machine({**FILES, "/proc/20/net/sockstat": "sockets: used 5\n"})

    assert () == namespaces.elsewhere(unread, SEEN, 8000)
    assert 1 == len(namespaces.elsewhere(uncounted, SEEN, 8000))
