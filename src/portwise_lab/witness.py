"""The same worlds, looked at with what the usual look leaves out: packets, and the kernel as a witness."""

from __future__ import annotations

import json

from portwise.app.diagnose import diagnose
from portwise.app.manner import Manner
from portwise.host.local import Local
from portwise.host.recorded import Recorded, Recorder
from portwise.model.report import Report
from portwise.render.json import document
from portwise_lab.case import Case
from portwise_lab.client import met
from portwise_lab.run import CAUSES, PATIENCE, Play

MANNER = Manner(looking=PATIENCE, trace=True, capture=True)


def observe(case: Case) -> bytes:
    """Meet the situation as a plain client, and ask with everything that has to be asked for by name."""
    plainly = met(case)
    machine = Recorder(Local())
    report = diagnose(case.target, machine, CAUSES, MANNER)
    return json.dumps({"met": plainly, "said": document(report), "recording": machine.json()}).encode()


def again(case: Case, play: Play) -> Report:
    """What was said, said again from the recording."""
    return diagnose(case.target, Recorded(play.recording), CAUSES, MANNER)
