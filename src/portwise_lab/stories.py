"""Stories: several faults at once, taken away one by one, and what is told after each."""

from __future__ import annotations

import json
import os

from portwise.app.diagnose import diagnose
from portwise.app.manner import Manner
from portwise.host.local import Local
from portwise.model.record import NamedTuple
from portwise.model.report import Report
from portwise_lab import world
from portwise_lab.case import Case
from portwise_lab.namespaces import run
from portwise_lab.run import CAUSES, PATIENCE


class Told(NamedTuple):
    """What portwise says at one point of the story."""

    verdict: str
    blamed: tuple[str, ...]
    steps: tuple[str, ...]  # the causes in whose name something is to be done


def observe(case: Case) -> bytes:
    """What is told at first, and after each mend."""
    told = [tell(case)]
    for mend in case.mends:
        for command in mend:
            do(case, command)
        told.append(tell(case))
    return json.dumps({"met": [], "said": {"told": told}, "recording": ""}).encode()


def tell(case: Case) -> Told:
    report: Report = diagnose(case.target, Local(), CAUSES, Manner(looking=PATIENCE))
    blamed = dict.fromkeys(finding.cause for finding in report.supported)
    steps = dict.fromkeys(finding.cause for finding in report.supported if finding.steps)
    return Told(report.verdict.value, tuple(blamed), tuple(steps))


def do(case: Case, command: str) -> None:
    """``start N`` starts a spare program; ``export`` and ``unset`` change what whoever asks has; else a command."""
    match command.split(maxsplit=1):
        case ["start", n]:
            world.start(case.spares[int(n)], drops=False)
        case ["unset", name]:
            del os.environ[name]
        case ["export", pair]:
            name, _, value = pair.partition("=")
            os.environ[name] = value
        case _:
            run(world.with_pids(command))
