"""The published JSON Schema, held against what portwise said of every case."""

import pytest

from portwise_lab.case import cases
from portwise_lab.run import parts


@pytest.mark.parametrize("part", parts(cases()), ids=lambda part: f"{part[0]} [{part[1].name}]")
def test_every_report_fits_the_schema(part, plays, unfit):
    """Nothing that portwise says is missing from the schema, and nothing of the schema from what it says."""
    assert [] == unfit(plays[part].said)
