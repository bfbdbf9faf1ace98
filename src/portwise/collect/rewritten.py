"""Whether a program has read its files since they were written: by the start of it, or of its workers."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from portwise.collect.remembered import SLACK, started
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import CHILDREN
from portwise.model.process import Process


class NotReadAgain(Exception):
    """What stands in the files is not what runs."""


def late(host: Host, seen: Evidence, process: Process, paths: Iterable[str]) -> str:
    """
    The file that was written last, where that was after it was read; else "", and where the times cannot be had.

    Whoever reads its files again starts workers anew: nginx and Apache on a signal, HAProxy under its master.
    """
    with suppress(OSError, ValueError):
        written, path = max(((host.tail(path).modified, path) for path in paths), default=(0.0, ""))
        if path and written > started(host, process, now := host.clock()) + SLACK:
            workers = seen[CHILDREN.of(process)]
            return path if all(written > started(host, worker, now) + SLACK for worker in workers) else ""
    return ""
