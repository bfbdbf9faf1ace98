"""Questions on a terminal about what was met elsewhere; nothing of click, for nobody waits for it to be asked."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portwise.model.report import Report


def may_ask() -> bool:
    """Somebody sits there: none of the three is a pipe, and no CI pretends (it sets CI, and often a terminal too)."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream is not None and stream.isatty() for stream in streams) and not os.environ.get("CI")


def questioned(report: Report, timeout: float, deep: bool) -> Report:
    """At most three questions, each only where its answer would change what is said first; Enter says nothing."""
    from portwise.app.here import this_machine
    from portwise.app.manner import Manner
    from portwise.app.testimony import NotTestimony, answered, heard, question

    host = this_machine()
    asked: list[str] = []
    while inquiry := question(report, asked):
        asked.append(inquiry.about)
        sys.stderr.write(f"{inquiry.says}? ({inquiry.takes}) ")
        sys.stderr.flush()
        text = sys.stdin.readline()
        if not text:  # Ctrl-D: enough
            sys.stderr.write("\n")
            break
        try:
            said = answered(report, inquiry, text, host.clock())
        except NotTestimony as error:
            sys.stderr.write(f"{error}\n")
            continue
        report = heard(report, host, said, Manner(timeout, deep))
    return report
