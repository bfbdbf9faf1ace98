"""Cases of the browsers' scenarios, asked from Firefox in place of Chromium."""

from __future__ import annotations

import json

from portwise.app.manner import Manner
from portwise.host.local import Local
from portwise.host.recorded import Recorded, Recorder
from portwise.model.report import Report
from portwise.render.json import document
from portwise_lab.case import Case
from portwise_lab.run import PATIENCE, Play, told

PLACE = "browser:firefox"
USUAL = Manner(looking=PATIENCE)


def observe(case: Case) -> bytes:
    """What portwise says; a plain client of this kind cannot be asked what it met, but by a picture."""
    machine = Recorder(Local())
    report = told(asked(case), machine, USUAL)
    return json.dumps({"met": [], "said": document(report), "recording": machine.json()}).encode()


def again(case: Case, play: Play) -> Report:
    return told(asked(case), Recorded(play.recording), USUAL)


def asked(case: Case) -> Case:
    """What was said of Chrome is said of Firefox, in the words of Firefox."""
    saw = tuple(word.replace("chrome=ERR_", "firefox=NS_ERROR_") for word in case.saw)
    return case._replace(place=PLACE, saw=saw)
