"""Worlds side by side: children that are begun as others end, each with a pipe that its answer comes through."""

from __future__ import annotations

import os
import selectors
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
Begin = Callable[[T], tuple[int, int]]  # the pid of the child, and its pipe
PIECE = 1 << 16  # bytes


def answers(things: Iterable[T], begin: Begin[T], at_once: int) -> Iterator[tuple[T, bytes]]:
    """Each thing with the whole answer of its child, as soon as it is there."""
    waiting = list(things)
    running: dict[int, tuple[T, int, list[bytes]]] = {}
    with selectors.DefaultSelector() as selector:
        while waiting or running:
            while waiting and len(running) < at_once:
                thing = waiting.pop(0)
                pid, pipe = begin(thing)
                running[pipe] = (thing, pid, [])
                selector.register(pipe, selectors.EVENT_READ)
            for key, _ in selector.select():
                thing, pid, chunks = running[key.fd]
                if chunk := os.read(key.fd, PIECE):
                    chunks.append(chunk)
                    continue
                selector.unregister(key.fd)
                os.close(key.fd)
                del running[key.fd]
                os.waitpid(pid, 0)
                yield thing, b"".join(chunks)
