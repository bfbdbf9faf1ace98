"""Which file a path leads to: whoever replaces a link by a file has cut it, rename(2)."""

from __future__ import annotations

from contextlib import suppress
from posixpath import dirname, join

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import LINKED

MOST = 8  # one behind the other
SOURCE, TO_KNOW = "readlink(2), readlink", "readlink -f"


def real(host: Host, path: str) -> str:
    """Where a link leads, which stays one when the file is written anew; the path itself where it is none."""
    with suppress(OSError):
        for _ in range(MOST):
            path = join(dirname(path), host.link(path))
    return path


def led(host: Host, _: Evidence, path: str) -> str:
    return real(host, path)


LEADING_ON = Collector(LINKED, Cost.CHEAP, SOURCE, TO_KNOW, each(led, SOURCE, TO_KNOW))
