"""What asking from another place is good for: there the plain probe alone would be wrong."""

from collections import defaultdict

import pytest

from portwise.model.facts import BROWSED, FROM_HERE, HERE
from portwise.model.vantage import TAKES, Vantage
from portwise.reason.verdict import symptom
from portwise_lab.case import BIND, cases
from portwise_lab.run import parts

CASES = tuple(case for case in cases() if case.place)
COMPARED = [part for part in parts(CASES) if part[0].here]


@pytest.mark.parametrize("part", COMPARED, ids=lambda part: f"{part[0]} [{part[1].name}]")
def test_what_is_met_here_is_what_a_plain_client_meets_here(part, plays, looks):
    """The comparison in the report is the kernel's own; a browser's page is asked for beside a diagnosis from here."""
    report = looks[part][0]
    plainly = report.evidence.get(FROM_HERE.of(HERE))
    outcome = plainly.symptom if plainly else symptom(report.evidence.without(BROWSED.of(HERE)))

    assert part[0].here in plays[part].here
    assert part[0].here == (outcome.value if outcome else "bound" if part[0].ask.startswith(BIND) else "connected")


def test_each_place_has_a_case_in_which_the_plain_probe_alone_would_be_wrong():
    """Else nobody would have to go there."""
    told = defaultdict(set)
    for case in CASES:
        told[Vantage.of(case.place.format(pid0=1)).kind].add(bool(case.here) and case.here != case.symptom)

    assert set(TAKES) == {kind for kind, differs in told.items() if True in differs}
