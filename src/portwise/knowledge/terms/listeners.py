"""Who listens on the port that was asked for, wherever."""

from __future__ import annotations

from portwise.model.cause import View
from portwise.model.facts import HERE, LISTENERS
from portwise.model.net import Socket


def on_port(view: View) -> list[Socket]:
    return [socket for socket in view[LISTENERS.of(HERE)] if socket.port == view.at.port]
