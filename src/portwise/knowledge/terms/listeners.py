"""Who listens on the port that was asked for, wherever, and who takes a request there."""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.model.cause import View
from portwise.model.facts import HERE, LISTENERS, OWNERS
from portwise.model.net import Socket
from portwise.model.process import Process

FARTHEST = 10  # numbers above; get-port and detect-port, which most of these servers use, seldom have to go so far


def on_port(view: View) -> list[Socket]:
    return [socket for socket in view[LISTENERS.of(HERE)] if socket.port == view.at.port]


def next_ports(view: View) -> list[Socket]:
    """Above the port that was asked for, as near as a server moves that finds its own taken."""
    return [socket for socket in view[LISTENERS.of(HERE)] if 0 < socket.port - view.at.port <= FARTHEST]


def takers(view: View) -> list[Process]:
    """Whoever listens where this attempt goes, for a client of the web; none where the target is another protocol's."""
    if not view.target.speaks_http:
        view.read.append(LISTENERS.of(HERE))
        return []
    listening = [socket for socket in view[LISTENERS.of(HERE)] if terms.takes(view, socket)]
    return [process for socket in listening for process in view[OWNERS.of(socket.inode)]]
