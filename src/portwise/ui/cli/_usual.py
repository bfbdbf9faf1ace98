"""
``portwise TARGET`` and ``portwise why TARGET``, as text, ``--json`` or ``--brief``: the usual question.

It is answered without click, whose import and whose declaration of thirty options take a fifth of the time of an
answer.  Whatever else is on the command line, also what is no target, is left to the command; both end here.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from portwise.model.record import NamedTuple

if TYPE_CHECKING:
    from portwise.model.report import Report
    from portwise.model.target import Target
    from portwise.render.layout import Look

VERB = "why"
TIMEOUT = 3.0  # seconds, where nobody says otherwise
CHECKER = "PORTWISE_CHECKER"  # a service outside that may be asked as well
ELSEWHERE = (CHECKER, "_PORTWISE_COMPLETE")
AS_JSON, BRIEF = "--json", "--brief"


class Usual(NamedTuple):
    target: Target
    as_json: bool = False
    brief: bool = False


def usual(argv: list[str]) -> Usual | None:
    """What is asked for, where that is all; None: the command has to look at it."""
    words = argv[1:] if argv[:1] == [VERB] else argv
    forms = {word for word in words if word in (AS_JSON, BRIEF)}
    rest = [word for word in words if word not in forms]
    if len(rest) != 1 or len(words) > 2 or any(name in os.environ for name in ELSEWHERE):
        return None
    if rest[0].startswith("-") or len(rest[0].split()) > 1:
        return None  # an option, or an error line
    from portwise.model.target import NotATarget, Target  # not for whom this ends here

    try:
        target = Target.parse(rest[0])  # a verb is none, for it has no port
    except NotATarget:
        return None
    return Usual(target, AS_JSON in forms, BRIEF in forms)


def answer(asked: Usual) -> int:
    from portwise.app.diagnose import diagnose
    from portwise.app.here import this_machine
    from portwise.app.manner import Manner
    from portwise.ui.cli._questions import may_ask, questioned
    from portwise.ui.cli._terminal import look

    report = diagnose(asked.target, this_machine(), manner=Manner(TIMEOUT))
    if not (asked.as_json or asked.brief) and may_ask():
        report = questioned(report, TIMEOUT, deep=False)
    return told(report, look(), asked.as_json, asked.brief)


def told(report: Report, reader: Look, as_json: bool = False, brief: bool = False) -> int:
    """With what each client would have shown; without being asked only where it matters which of them it is."""
    from portwise.app.clients import told as with_clients
    from portwise.ui.cli._terminal import show_report

    show_report(with_clients(report, as_json or reader.verbose), as_json, brief, reader)
    return code(report)


def code(report: Report) -> int:
    from portwise.model.report import Verdict

    return 0 if report.verdict is Verdict.REACHABLE else 1
