"""
The process of an engine that takes connections for a container, or keeps its port.

``docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80``: one for each
address of the host, so that a port which is published in both families has two.  ``conmon ... -c ID ... -n web``, which
looks after a container of Podman, holds its ports where rules lead into it (podman-run(1)).
"""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

from portwise.model.cause import View
from portwise.model.container import Container
from portwise.model.evidence import Unreadable
from portwise.model.facts import COMMAND, CONTAINERS, ENGINES, HERE
from portwise.model.process import Process

DOCKER, PODMAN = "docker-proxy", "conmon"
NAMES = (DOCKER, PODMAN)
AT = "-host-ip"  # the words that differ where both lead to the same place


def alike(view: View, one: Process, other: Process) -> bool:
    """Whether they lead to one place, from two addresses of the host."""
    return one.name == other.name == DOCKER and led(view, one) == led(view, other)


def led(view: View, process: Process) -> dict[str, str]:
    words = view[COMMAND.of(process)]
    return {name: value for name, value in pairwise(words) if name.startswith("-") and name != AT}


def called(view: View, process: Process) -> str:
    """``docker-proxy for container web``, where its engine tells."""
    box = served(view, process)
    return f"{process.name} for container {box.ref.name}" if box else process.name


def served(view: View, process: Process) -> Container | None:
    """The container for which it stands; None also where its engine does not tell us."""
    if process.name in NAMES:
        with suppress(Unreadable):
            words = led(view, process)
            return next((box for box in listed(view) if is_for(box, words)), None)
    return None


def listed(view: View) -> tuple[Container, ...]:
    return view[CONTAINERS.of(HERE)] if view[ENGINES.of(HERE)] else ()


def is_for(box: Container, words: dict[str, str]) -> bool:
    return words.get("-c") == box.ref.id or words.get("-container-ip", "") in map(str, box.addresses)
