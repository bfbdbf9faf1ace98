"""The line for prompts and logs."""

import pytest

from portwise.model.outcome import Outcome
from portwise.model.report import Report, Verdict
from portwise.model.target import Target
from portwise.render.brief import render
from portwise.render.layout import Look


@pytest.mark.parametrize(
    "met, says",
    [
        (Outcome.TLS_ERROR, "TLS fails"),
        (Outcome.HTTP_5XX, "the server fails"),
        (Outcome.REFUSED, "refused"),
        (Outcome.TIMEOUT, "no answer"),
    ],
)
def test_terms_keep_their_capitals(met, says):
    """Behind the target a word loses its capital, and an abbreviation does not."""
    report = Report(Target.parse("https://example.org"), Verdict.BROKEN, met, (), (), (), (), 0.0)

    assert render(report, Look()).startswith(f"✗ https://example.org: {says};")
