"""What only Windows keeps for itself: on every other system there is none, and that is known without asking."""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import EXCLUDED, HANDED_ON, HTTP_SYS, WITHIN_WSL, WSL

SOURCE, TO_KNOW = "this system is not Windows, uname -s", "uname -s"


def none(_: Host, __: Evidence, ___: object) -> tuple[()]:
    return ()


def no_wsl(_: Host, __: Evidence, ___: str) -> None:
    """A Linux in a WSL is told by `WINDOWS`."""


ALL = (
    Collector(EXCLUDED, Cost.CHEAP, SOURCE, TO_KNOW, each(none, SOURCE, TO_KNOW)),
    Collector(HTTP_SYS, Cost.CHEAP, SOURCE, TO_KNOW, each(none, SOURCE, TO_KNOW)),
    Collector(HANDED_ON, Cost.CHEAP, SOURCE, TO_KNOW, each(none, SOURCE, TO_KNOW)),
    Collector(WITHIN_WSL, Cost.CHEAP, SOURCE, TO_KNOW, each(none, SOURCE, TO_KNOW)),
    Collector(WSL, Cost.CHEAP, SOURCE, TO_KNOW, each(no_wsl, SOURCE, TO_KNOW)),
)
