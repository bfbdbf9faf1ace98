"""The first line of a report."""

from ipaddress import ip_address

import pytest

from portwise.model.outcome import Outcome
from portwise.model.report import Report, Tried, Verdict
from portwise.model.target import Endpoint, Target
from portwise.render.headline import met, remarks, says_what


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


@pytest.mark.parametrize(("host", "says"), [("fe80::1", True), ("fe80::1%eth0", False), ("2001:db8::1", False)])
def test_an_address_of_a_link_without_its_interface_is_told(host, says):
    """connect(2) says EINVAL and nothing else; a global address meets that for other reasons."""
    target = Target.parse(f"[{host}]:80")
    tried = Tried(Endpoint(ip_address(host), 80), None, Outcome.INVALID, "route")
    report = Report(target, Verdict.BROKEN, Outcome.INVALID, (tried,), (), (), (), 0.0)

    assert says is ("is of one link" in says_what(report))
    assert says is any(f"{host}%eth0" in remark for remark in remarks(report))
