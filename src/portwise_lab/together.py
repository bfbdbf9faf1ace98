"""Worlds side by side: children that are begun as others end, each with a pipe that its answer comes through."""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from portwise.model.record import NamedTuple

T = TypeVar("T")
Begin = Callable[[T], tuple[int, int]]  # the pid of the child, and its pipe
PIECE = 1 << 16  # bytes
MOST = 600.0  # seconds; a child that hangs is ended, and takes nobody else with it


class Running(NamedTuple, Generic[T]):
    thing: T
    pid: int
    ends: float  # by the monotonic clock
    chunks: list[bytes]


def answers(things: Iterable[T], begin: Begin[T], at_once: int, most: float = MOST) -> Iterator[tuple[T, bytes]]:
    """Each thing with the whole answer of its child, as soon as it is there; after *most* seconds what there is."""
    waiting = list(things)
    running: dict[int, Running[T]] = {}
    with selectors.DefaultSelector() as selector:
        while waiting or running:
            while waiting and len(running) < at_once:
                thing = waiting.pop(0)
                pid, pipe = begin(thing)
                running[pipe] = Running(thing, pid, time.monotonic() + most, [])
                selector.register(pipe, selectors.EVENT_READ)
            for key, _ in selector.select(min(one.ends for one in running.values()) - time.monotonic()):
                thing, pid, _, chunks = running[key.fd]
                if chunk := os.read(key.fd, PIECE):
                    chunks.append(chunk)
                    continue
                selector.unregister(key.fd)
                os.close(key.fd)
                del running[key.fd]
                os.waitpid(pid, 0)
                yield thing, b"".join(chunks)
            for pipe, one in running.items():
                if one.ends <= time.monotonic():
                    os.kill(one.pid, signal.SIGKILL)  # not waited for yet: the pid is still its own
                    running[pipe] = one._replace(ends=time.monotonic() + most)
