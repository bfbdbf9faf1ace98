"""How far a dependency is followed, and what is said of what lies behind."""

from portwise.model.evidence import Unknown
from portwise.model.facts import FURTHER
from portwise.model.report import State
from portwise_lab.case import cases
from portwise_lab.run import parts
from tests.lab.laws import each

LONG = "the broken one is the fourth behind it: so far nobody goes"
each_long = each(part for part in parts(cases()) if part[0].name == LONG)


@each_long
def test_what_lies_behind_the_third_is_unknown_and_never_denied(part, looks):
    """It is asked from there: the step names the last server that was reached."""
    report, _ = looks[part]
    states = {finding.cause: finding.state for finding in report.findings}
    further = [o.said for o in report.observations if o.question.fact is FURTHER]
    ways = [said.to_know for said in further if isinstance(said, Unknown)]

    assert State.UNTESTED is states["backend-dependency-unavailable"]
    assert ["portwise why http://127.0.0.1:4200"] == ways


def test_the_place_is_told_by_what_shows_it(looks):
    """Of all that was read on the way, the source of the sentence is the knock at the door that stays shut."""
    part = next(part for part in parts(cases()) if part[0].name == "its database is not there: 500")
    report, _ = looks[part]
    sources = {o.id: o.source for o in report.observations}
    said = next(said for said in report.lead.because if "127.0.0.1:5432" in said.told)

    assert sources[said.cites[0]].endswith("curl -v 127.0.0.1:5432")
