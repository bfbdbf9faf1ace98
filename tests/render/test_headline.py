"""The first line of a report."""

from ipaddress import ip_address

import pytest

from portwise.model.outcome import Outcome
from portwise.model.report import Report, Tried, Verdict
from portwise.model.target import Endpoint, Target
from portwise.render.headline import met


@pytest.mark.parametrize(
    ("outcomes", "says"),
    [
        ({"::1": "refused", "127.0.0.1": "hang"}, "Refused at ::1, hang at 127.0.0.1"),
        ({"::1": "refused", "127.0.0.1": "refused"}, "Refused"),
        ({"::1": "refused"}, "Refused"),
        (
            {"::1": "timeout", "10.0.0.1": "refused", "10.0.0.2": "timeout"},
            "No answer at ::1 and 10.0.0.2, refused at 10.0.0.1",
        ),
    ],
)
def test_addresses_that_fail_in_different_ways_are_told_apart(outcomes, says):
    """A client that goes on to the next address met the last of them, and has to find his own word."""
    tried = tuple(
        Tried(Endpoint(ip_address(address), 80), None, Outcome(word), "unknown") for address, word in outcomes.items()
    )
    report = Report(Target.parse("localhost:80"), Verdict.BROKEN, tried[0].met, tried, (), (), (), 0.0)

    assert says == met(report)
