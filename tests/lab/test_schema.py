"""The published JSON Schema, held against what portwise said of every case."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import portwise
from portwise_lab.case import cases
from portwise_lab.run import parts

SCHEMA = Path(portwise.__file__).parent / "schema" / "report-1.json"


def strict(schema):
    """The same schema for a writer: what it does not name must not be there."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if schema.get("type") == "object" else {}
    return {key: strict(value) for key, value in schema.items()} | closed


RULES = Draft202012Validator(strict(json.loads(SCHEMA.read_text())))


@pytest.mark.parametrize("part", parts(cases()), ids=lambda part: f"{part[0]} [{part[1].name}]")
def test_every_report_fits_the_schema(part, plays):
    """Nothing that portwise says is missing from the schema, and nothing of the schema from what it says."""
    assert [] == [error.message for error in RULES.iter_errors(plays[part].said)]
