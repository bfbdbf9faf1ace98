"""Portwise on another machine; that it goes there by ssh is for tests/host and the lab to show."""

import pytest

from portwise.app import abroad, errand
from portwise.app.manner import Manner
from portwise.app.vantages import diagnose_from
from portwise.host.local import Local
from portwise.model.facts import FROM_HERE, HERE
from portwise.model.target import Target
from portwise.model.vantage import NoVantage, Vantage

FAR = Vantage("ssh", "far")
TARGET = Target.parse("127.0.0.1:9")
SILENT = Manner(passive=True)


class Here(Local):
    """This machine, from which another one is reached, or is not."""

    def __init__(self, answer) -> None:
        self.answer, self.asked = answer, []

    def abroad(self, where, entry, request, patience):
        self.asked.append((where, entry, patience))
        return self.answer(request)


def refused(_):
    raise OSError(121, "its host key is not known here: connect once by hand")


def test_what_was_seen_there_is_judged_here():
    """The report is of that vantage, says what was met from here too, and nothing was asked twice."""
    here = Here(errand.answer)
    report = diagnose_from(FAR, TARGET, here, manner=SILENT)

    assert ("ssh:far", 1) == (report.vantage, len(here.asked))
    assert FAR == report.evidence[FROM_HERE.of(HERE)].vantage
    assert [("far", abroad.ENTRY, 9.0)] == here.asked


@pytest.mark.parametrize(
    "answer, says",
    [
        (refused, "--vantage ssh:far: its host key is not known here: connect once by hand"),
        (lambda _: "what?", "--vantage ssh:far: what came back is no answer of portwise"),
        (lambda _: '{"asked": 1}', "--vantage ssh:far: what came back is no answer of portwise"),
        (lambda _: "[1]", "--vantage ssh:far: what came back is no answer of portwise"),
    ],
)
def test_why_nobody_can_look_from_there(answer, says):
    """One line for a person, whether ssh did not get in or somebody else answered."""
    with pytest.raises(NoVantage) as raised:
        diagnose_from(FAR, TARGET, Here(answer), manner=SILENT)

    assert says == str(raised.value)
