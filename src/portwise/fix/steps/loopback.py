"""The loopback interface of macOS goes up with its address, ifconfig(8): `ifconfig lo0 127.0.0.1 up`."""

from __future__ import annotations

import re

from portwise.fix.steps.kind import MACOS, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

SET = ("ifconfig", "lo0", "127.0.0.1", "up")
FLAGS = re.compile(r"^lo0: flags=[0-9a-f]+<([A-Z0-9_,]*)>", re.MULTILINE)
ADDRESS = re.compile(r"^\s+inet 127\.0\.0\.1 ", re.MULTILINE)
UP, DOWN, WITHOUT = "up, with its address", "down", "without its address"


def reads(argv: Argv, _: Evidence) -> Deed | None:
    return Deed("loopback", argv, Look("output", ("ifconfig", "lo0")), Grade.EQUIVALENT) if argv == SET else None


def state(_: Deed, seen: str) -> str:
    flags = FLAGS.search(seen)
    if not flags or "UP" not in flags[1].split(","):
        return DOWN
    return UP if ADDRESS.search(seen) else WITHOUT


def wanted(_: Deed, __: str, ___: str) -> str:
    return UP


def back(_: Deed, before: str, __: str) -> Argv:
    return {DOWN: ("ifconfig", "lo0", "down"), WITHOUT: ("ifconfig", "lo0", "127.0.0.1", "delete")}.get(before, ())


KIND = Kind("loopback", reads, state, wanted, back, platforms=(MACOS,))
