"""Unix sockets that wait for connections: every user may read which, and not all may use them."""

from portwise.collect.collector import Collector, Cost, each
from portwise.formats import procunix
from portwise.host.api import Host
from portwise.model.behind import UnixListener
from portwise.model.evidence import Evidence
from portwise.model.facts import UNIX_LISTENERS

TABLE = "/proc/net/unix, ss -xl"
FILE = "/proc/thread-self/net/unix"  # /proc/net would be the leader's namespace


def waiting(host: Host, _: Evidence, __: str) -> tuple[UnixListener, ...]:
    return tuple(procunix.listeners(host.read(FILE)))


WAITING = Collector(UNIX_LISTENERS, Cost.CHEAP, TABLE, "ss -xl", each(waiting, TABLE, "ss -xl"))
