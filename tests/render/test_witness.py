"""What the kernel said of an attempt, as a person reads it."""

import pytest

from portwise.model.net import Rule
from portwise.render.witness import named

RULE = Rule("ip", "filter", "INPUT", 1, "drop", "", "tcp dport 8000 drop", "input", True)


@pytest.mark.parametrize(("tool", "at"), [("nft", "handle 1"), ("iptables-legacy", "rule 1"), ("iptables", "rule 1")])
def test_a_rule_is_numbered_as_its_tool_does(tool, at):
    """Handles are nft's; iptables counts."""
    assert f"`tcp dport 8000 drop` in chain INPUT of table ip filter, {at}" == named(RULE._replace(tool=tool))
