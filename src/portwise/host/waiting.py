"""
Whether a server takes our connection, on macOS: by how many wait in the accept queue of its listener.

Nothing there names the connections that wait, but their number is shown to everybody (``netstat -anL``), and they are
taken in the order in which they came: once nobody waits, ours was taken; while the number never falls, nobody was.
"""

from __future__ import annotations

import errno
from collections.abc import Callable

from portwise.formats import bsdnetstat
from portwise.host import wire
from portwise.model.net import Acceptance
from portwise.model.target import Endpoint

QUEUES = ("netstat", "-anL", "-p", "tcp")
SETTLED = 2  # looks at an empty queue, before a connection that is on its way to it is out of question


class Watched:
    """One queue, looked at again and again."""

    def __init__(self, look: Callable[[], str]) -> None:
        self.look, self.last, self.fell, self.empty = look, 0, False, 0

    def __call__(self, endpoint: Endpoint, _: Endpoint) -> bool:
        now = waiting(self.look(), endpoint)
        self.fell = self.fell or now < self.last
        self.empty = self.empty + 1 if now == 0 else 0
        self.last = now
        return self.empty >= SETTLED


def waiting(text: str, endpoint: Endpoint) -> int:
    """At the listener that an endpoint leads to: the exact address goes first."""
    queues = bsdnetstat.queues(text)
    for host in (str(endpoint.address), "*"):
        mine = [queue.waiting for queue in queues if queue.place == f"{host}.{endpoint.port}"]
        if mine:
            return sum(mine)
    raise OSError(errno.ENOENT, "netstat shows no listener at that address and port")


def accepted(endpoint: Endpoint, patience: float, look: Callable[[], str]) -> Acceptance:
    """Raises OSError where the listener is not shown, or others were taken and nobody says whether we were."""
    watched = Watched(look)
    try:
        said = wire.accepted(endpoint, patience, watched)
    except ValueError as error:
        raise OSError(errno.EBADMSG, str(error)) from error
    if not said.accepted and (watched.fell or not watched.last):
        raise TimeoutError(errno.ETIMEDOUT, "the server takes connections, and nobody says whether it took ours")
    return said._replace(by_queue=True)
