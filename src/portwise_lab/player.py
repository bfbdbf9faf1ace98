"""A small process that plays for a large one."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from multiprocessing.connection import Connection

from portwise_lab.case import Case
from portwise_lab.run import Order, Play, in_turn, play_each, replayed

FEW = 4  # recorded machines that are enough

# The path in the words and not in the environment, which the programs of the worlds inherit
START = "import sys; sys.path[:] = sys.argv[2:]; from portwise_lab import player; player.serve(int(sys.argv[1]))"


class Player:
    """
    Plays as `play_each` does, in a process of its own.

    A world is a chain of forks.  Each copies the page tables of its parent, and then every page that one of the two
    writes to, fork(2): beside thirty thousand collected tests a world takes half as much time again.
    """

    def __init__(self) -> None:
        self._owner = os.getpid()
        ours, theirs = socket.socketpair()
        argv = (sys.executable, "-c", START, str(theirs.fileno()), *sys.path)
        self._process = subprocess.Popen(argv, pass_fds=[theirs.fileno()])
        theirs.close()
        self._orders = Connection(ours.detach())

    def __call__(self, wanted: Iterable[Order]) -> dict[Order, Play | RuntimeError]:
        """A fork of ours plays by itself, for two cannot speak at once."""
        orders = list(wanted)
        if os.getpid() != self._owner:
            return in_turn(orders)
        self._orders.send(orders)
        return dict(self._orders.recv() for _ in orders)


def warm(recorded: Iterable[Case]) -> None:
    """
    Patterns compiled, code specialised (PEP 659), so that each world is forked from one who has thought before.

    Only of recorded machines: nothing is asked of this one.
    """
    for case in recorded:
        with suppress(Exception):  # whoever fails here fails again when it is played, and there it is told
            replayed(case)
    gc.freeze()  # what is there stays, and no child copies a page in order to count it


def serve(descriptor: int) -> None:
    """Until whoever gives the orders is gone.  A world ends before there is much to collect."""
    gc.disable()
    orders = Connection(descriptor)
    while True:
        try:
            wanted = orders.recv()
        except EOFError:
            return
        warm([case for (case, _), _ in wanted if case.machine][:FEW])
        for play in play_each(wanted):
            orders.send(play)  # at once: what it keeps makes the next fork slower
