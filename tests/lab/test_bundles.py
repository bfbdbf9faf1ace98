"""Evidence that travels: what a machine of the lab told is judged elsewhere as it was judged there."""

import pytest

from portwise.app.bundle import bundled, decode, encode, replayed
from portwise_lab.case import cases
from portwise_lab.run import parts

# Of each scenario the first fault, from one vantage: every kind of evidence that some cause asks for
SAMPLE = {part[0].scenario: part for part in reversed(parts(cases())) if part[0].kind == "fault"}.values()


def told(report, names=str):
    """Everything of the findings that is neither counted nor an id."""
    return [(f.cause, f.state, f.probability, names(f.title), len(f.because), len(f.steps)) for f in report.findings]


@pytest.mark.parametrize("part", SAMPLE, ids=lambda part: f"{part[0]} [{part[1].name}]")
def test_a_bundle_makes_the_same_findings(part, plays, looks):
    """In the same order, with the same probabilities and, but for who is who, in the same words."""
    report = looks[part][0]
    bundle, names = bundled(report, b"salt")
    again = decode(encode(bundle).encode())
    elsewhere = replayed(again.bundle)

    assert () == again.skipped
    assert told(report, names.text) == told(elsewhere)
    assert (report.verdict, report.symptom) == (elsewhere.verdict, elsewhere.symptom)
