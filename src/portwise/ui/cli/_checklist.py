"""``portwise why TARGET --checklist``: the checks that people do by hand, answered from the same evidence."""

from __future__ import annotations

from portwise.model.report import Report, Verdict
from portwise.render.layout import Look
from portwise.ui.cli._terminal import show


def shown(report: Report, reader: Look, as_json: bool, timeout: float, passive: bool) -> int:
    """What only the checks need to know is asked now; the exit code is that of the verdict."""
    from portwise.app.checking import checked
    from portwise.app.here import this_machine
    from portwise.app.manner import Manner
    from portwise.render.checklist import as_json as as_object
    from portwise.render.checklist import render

    report, items = checked(report, this_machine(), Manner(timeout, passive=passive))
    show(as_object(report, items) + "\n" if as_json else render(report, items, reader))
    return 0 if report.verdict is Verdict.REACHABLE else 1
