"""What is said of a packet filter, beyond which cause it is."""

from portwise.model.evidence import Known
from portwise_lab.case import cases
from portwise_lab.run import Vantage, parts
from tests.lab.laws import each

FILTERS = ("firewall-drop", "firewall-reject-rst", "firewall-reject-icmp")
FAULTS = [case for case in cases() if case.scenario in FILTERS and case.blamed[:1] == (case.scenario,)]
PARTS = [part for part in parts(FAULTS) if part[0].expects(part[1].value)]
BEYOND = ("the other machine rejects it itself", "a router turns it away")  # their rules are not ours to read

each_part = each(PARTS)


def rules(report):
    """One answer per address, all from the same listing."""
    return next(o.said for o in report.observations if o.question.fact.name == "rules")


@each_part
def test_the_rule_is_named_where_it_can_be_read(part, plays, looks):
    """Root gets the rule that did it and the place to find it again; for others no rule is guessed."""
    report = looks[part][0]
    readable = isinstance(rules(report), Known)

    assert ("`" in report.lead.title) is (readable and part[0].name not in BEYOND)
    assert (part[1] is Vantage.ROOT) <= readable


@each_part
def test_a_user_is_told_how_to_know(part, plays, looks):
    """Nobody may list the rules; what would is named."""
    said = rules(looks[part][0])

    assert "sudo nft list ruleset" == getattr(said, "to_know", "sudo nft list ruleset")
    assert (part[1] is Vantage.NOBODY) <= (not isinstance(said, Known))


@each_part
def test_nobody_is_told_to_switch_the_firewall_off(part, plays, looks):
    """The narrowest exception comes with its undo, and asks first."""
    steps = looks[part][0].lead.steps
    words = {word for step in steps for word in step.command}

    assert set() == words & {"flush", "disable", "stop", "off", "-F"}
    assert all(step.undo != "nothing to undo" for step in steps if {"insert", "allow", "-I"} & set(step.command))
