"""The checks of ``--checklist`` in real worlds: what each row says of a machine that was broken on purpose."""

from __future__ import annotations

import json

from portwise.app.checking import checked
from portwise.app.diagnose import diagnose
from portwise.app.manner import Manner
from portwise.host.api import Host
from portwise.host.local import Local
from portwise.host.recorded import Recorded, Recorder
from portwise.model.checklist import Item
from portwise.model.report import Report
from portwise_lab import deprive
from portwise_lab.case import Case
from portwise_lab.client import met
from portwise_lab.run import CAUSES, PATIENCE, Play
from portwise_lab.seccomp import refuse


def look(case: Case, machine: Host) -> tuple[Report, tuple[Item, ...]]:
    manner = Manner(looking=PATIENCE)
    return checked(diagnose(case.target, machine, CAUSES, manner), machine, manner)


def again(case: Case, play: Play) -> tuple[Report, tuple[Item, ...]]:
    return look(case, Recorded(play.recording))


def observe(case: Case) -> bytes:
    """Meet the fault as a plain client, lose what is to be lost, and work through the checks."""
    plainly = met(case)
    lack = deprive.BY_NAME.get(case.scenario)
    if lack is not None and lack.denied:
        refuse(lack.denied)
    machine = Recorder(deprive.Deprived(lack.counters) if lack is not None else Local())
    look(case, machine)
    return json.dumps({"met": plainly, "said": {}, "recording": machine.json()}).encode()
