"""Which rule of the legacy iptables took an attempt."""

from ipaddress import ip_address

import pytest

from portwise.collect.counted import moved
from portwise.formats import iptables
from portwise.model.evidence import Evidence
from portwise.model.target import Endpoint, Target

HERE = Endpoint(ip_address("127.0.0.1"), 8000)
SEEN = Evidence(Target.parse("127.0.0.1:8000"))
RULES = ("-p tcp --dport 8000 -m mark --mark 5 -j DROP", "-p tcp --dport 9000 -j DROP", "-p tcp -j REJECT", "-j LOG")


def table(*counts):
    lines = [f"[{count}:0] -A INPUT {rule}" for count, rule in zip(counts, RULES, strict=True)]
    return iptables.ruleset("\n".join(["*filter", ":INPUT ACCEPT [0:0]", *lines, "COMMIT"])).rules


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ((1, 1, 1, 9), None),  # none of them ends a packet and moved
        ((2, 1, 1, 9), 1),
        ((2, 5, 1, 9), 1),  # another port: others have knocked there
        ((1, 1, 2, 1), 3),
        ((2, 1, 2, 1), None),  # either of them
        ((0, 0, 0, 0), None),  # somebody set them back
    ],
)
def test_the_only_rule_that_moved_and_could_is_it(after, expected):
    """Rules that only look on, and those for others, are none."""
    found = moved(table(1, 1, 1, 1), table(*after), SEEN, HERE)

    assert expected == (found and found.handle)


def test_a_rule_that_was_not_there_before_is_not_it():
    """It may have been made with its counter."""
    assert moved((), table(7, 0, 0, 0), SEEN, HERE) is None
