"""Whether two addresses of one port lead to one server: loopback has two families, and each may have a program."""

from __future__ import annotations

from collections.abc import Iterator

from portwise import collect
from portwise.app.asking import know
from portwise.app.manner import AS_USUAL
from portwise.host.api import Host
from portwise.knowledge.terms.splits import Pair, serving, strangers
from portwise.model.browse import Browsed
from portwise.model.cause import View
from portwise.model.evidence import Missing, Unreadable
from portwise.model.facts import HERE, LISTENERS
from portwise.model.outcome import WELL
from portwise.model.report import Report
from portwise.model.target import Endpoint


def is_of_a_stranger(report: Report, host: Host, page: Browsed) -> bool:
    """
    Whether another program than the target's own has sent *page*, by what makes a loopback-family-split.

    What the machine does not tell is not held against anybody.
    """
    wanted = [at.spot for at in report.attempts if at.met in WELL and isinstance(at.spot, Endpoint)]
    reached = [one.endpoint for one in page.tried if not one.error and one.endpoint not in wanted]
    seen = report.evidence
    while reached and wanted:
        try:
            return any(strangers(view, pair) for view in [View(seen, None)] for pair in pairs(view, wanted, reached))
        except Missing as missing:
            seen = know(host, collect.ALL, seen, missing.questions, AS_USUAL)
        except Unreadable:
            return False
    return False


def pairs(view: View, wanted: list[Endpoint], reached: list[Endpoint]) -> Iterator[Pair]:
    """Two sockets, of which the browser met the second, and the target leads to the first."""
    listeners = view[LISTENERS.of(HERE)]
    ours, theirs = ([socket for at in spots if (socket := serving(listeners, at))] for spots in (wanted, reached))
    inodes = {socket.inode for socket in ours}
    yield from (Pair(ours[0], socket) for socket in theirs if ours and socket.inode not in inodes)
