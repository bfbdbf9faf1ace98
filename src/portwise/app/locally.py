"""A place of this machine, as people write it: ``3000``, ``:3000``, ``localhost:3000``, ``http://localhost:3000/``."""

from __future__ import annotations

import re
from collections.abc import Callable

from portwise.model.target import HIGHEST_PORT, Address, NotATarget, Target

UNIX = "unix:"
LISTEN = re.compile(r"(?:(?P<host>\[[^]]+\]|[^:]+):|:)?(?P<port>\d{1,5})")
LONGEST = 30  # characters of what is repeated
NO_PLACE = "LISTEN is a port or an address with one: 3000, [::1]:3000, unix:/run/app.sock"


def port_here(text: str, owns: Callable[[Address], bool]) -> int:
    """*owns* says whether an address is one of this machine.  Raises ValueError, in one line, for any other place."""
    shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 10]}…"
    try:
        found = Target.parse(text)
    except NotATarget:
        found = None
    if found is None or not found.port or not 0 < found.port <= HIGHEST_PORT:
        raise ValueError(f"{shown!r} is no port: 1 to {HIGHEST_PORT}, as in portwise who 3000")
    if not is_here(found, owns):
        raise ValueError(f"{shown!r} is a place of another machine: ask there")
    return found.port


def is_here(target: Target, owns: Callable[[Address], bool]) -> bool:
    """Loopback, every address, and one that this machine has."""
    address = target.address
    if address is None or address.is_loopback or address.is_unspecified:
        return address is not None or target.is_loopback_name
    try:
        return owns(address)
    except OSError:
        return False


def listening_at(text: str) -> tuple[str, int]:
    """The address, "" where none is named, and the port; of a Unix socket 0.  Raises ValueError, in one line."""
    if text.startswith(UNIX):
        return text, 0
    found = LISTEN.fullmatch(text)
    if not found or not 0 < int(found["port"]) <= HIGHEST_PORT:
        raise ValueError(NO_PLACE)
    return (found["host"] or "").strip("[]"), int(found["port"])
