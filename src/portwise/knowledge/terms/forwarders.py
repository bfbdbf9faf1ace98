"""
The process of an engine that takes connections for a container, or keeps its port.

``docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80``: one for each
address of the host, so that a port which is published in both families has two.  ``conmon ... -c ID ... -n web``, which
looks after a container of Podman, holds its ports where rules lead into it (podman-run(1)).  For users who are not root
rootlessport, pasta or slirp4netns has them, or rootlesskit for Docker; which container that is for, the port says.
"""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address
from itertools import pairwise

from portwise.model.cause import View
from portwise.model.container import FORWARDERS, ROOTLESS, Container
from portwise.model.evidence import Unreadable
from portwise.model.facts import COMMAND, CONTAINERS, ENGINES, HERE
from portwise.model.net import Socket
from portwise.model.process import Process

OWN = ("portwise", "python")  # the second by its interpreter
AT = "-host-ip"  # the words that differ where both lead to the same place


def alike(view: View, one: Process, other: Process) -> bool:
    """Whether they lead to one place, from two addresses of the host."""
    return one.name == other.name == FORWARDERS[0] and led(view, one) == led(view, other)


def carries(view: View, process: Process, socket: Socket) -> bool:
    """Whether it is a `portwise forward` that leads there."""
    if not process.name.startswith(OWN):
        return False
    words = view[COMMAND.of(process)]
    with suppress(ValueError):
        place, aim = words[words.index("forward") + 1 :]
        host, _, port = aim.rpartition(":")
        return bool(place) and port == str(socket.port) and socket.covers(ip_address(host.strip("[]")))
    return False


def led(view: View, process: Process) -> dict[str, str]:
    words = view[COMMAND.of(process)]
    return {name: value for name, value in pairwise(words) if name.startswith("-") and name != AT}


def served(view: View, process: Process, socket: Socket) -> Container | None:
    """The container for which it has the socket; None also where its engine does not tell us."""
    if process.name in FORWARDERS:
        with suppress(Unreadable):
            boxes = view[CONTAINERS.of(HERE)] if view[ENGINES.of(HERE)] else ()
            return next((box for box in boxes if stands(view, process, socket, box)), None)
    return None


def stands(view: View, process: Process, socket: Socket, box: Container) -> bool:
    if process.name in ROOTLESS:
        return box.publishes(socket.address, socket.port)
    return box.has(view[COMMAND.of(process)])
