"""The published JSON Schema, held against what portwise said of every case."""

from portwise_lab.case import cases
from portwise_lab.run import parts
from tests.lab.laws import each


@each(parts(cases()))
def test_every_report_fits_the_schema(part, plays, unfit):
    """Nothing that portwise says is missing from the schema, and nothing of the schema from what it says."""
    assert [] == unfit(plays[part].said)
