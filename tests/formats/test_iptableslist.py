"""What iptables prints of its rules is what iptables-save would print, or nobody knows whom they meet."""

import re
from pathlib import Path

import pytest

from portwise.formats import iptables, iptableslist

# iptables 1.8.9, of the same rules: iptables-save, -S, -L -n -v, the same with --line-numbers, -L -v, -L -n; of nat too
PRINTED = (Path(__file__).parent / "data" / "printed-iptables.txt").read_text().split("=====\n")
SAVED, RULES, LISTED, NUMBERED, NAMED, PLAIN, SAVED_NAT, NAT = PRINTED


def plainly(text):
    """The rules without their comments, conditions in any order."""
    found = iptables.ruleset(text)
    rules = [one._replace(comment="", matches=tuple(sorted(one.matches, key=str))) for one in found.rules]
    return found.chains, rules


WAYS = {
    "-S": lambda: iptableslist.of_rules(RULES),
    "-L -n -v": lambda: iptableslist.of_listing(LISTED),
    "-L -n -v --line-numbers": lambda: iptableslist.of_listing(NUMBERED),
    "-L -v": lambda: iptableslist.of_listing(NAMED),
    "without blanks before": lambda: iptableslist.of_listing("\n".join(map(str.strip, LISTED.splitlines()))),
}


@pytest.mark.parametrize("way", WAYS)
def test_it_is_what_iptables_save_prints(way):
    """Chain by chain and rule by rule, also those that are not understood."""
    assert plainly(SAVED) == plainly(WAYS[way]())


def test_translations_too():
    """Of the table of NAT, which is another one."""
    assert plainly(SAVED_NAT) == plainly(iptableslist.of_listing(NAT, "nat"))


def test_without_interfaces_nothing_is_certain():
    """A rule for loopback looks like one for everybody."""
    rules = iptables.ruleset(iptableslist.of_listing(PLAIN)).rules

    assert ([True] * 11, ["accept", "accept", "drop"]) == (
        [one.opaque for one in rules],
        [r.verdict for r in rules[:3]],
    )


@pytest.mark.parametrize(
    ("extra", "opaque"),
    [
        ("tcp dpt:https", False),
        ("tcp dpt:frobnicate", True),
        ("match-set bad src", True),
        ("recent: UPDATE seconds: 60", True),
        ("tcp dpts:!80:90", False),
        ("state NEW", False),
        ("", False),
    ],
)
def test_what_is_not_understood_may_meet_anybody(extra, opaque):
    """A name that not every services(5) has, a set, a rate: the rule is opaque, and never plain."""
    head = LISTED[: LISTED.index("    0     0 ACCEPT")]
    tail = LISTED[LISTED.index("\nChain FORWARD") :]
    row = f"    0     0 DROP       tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            {extra}\n"
    (rule, *_) = iptables.ruleset(iptableslist.of_listing(head + row + tail)).rules

    assert (opaque, "drop") == (rule.opaque, rule.verdict)


def test_a_rule_without_a_target_counts_alone():
    """It decides nothing."""
    row = re.sub(r"DROP +6 .*dpt:3000", "6  -- * * 0.0.0.0/0 0.0.0.0/0", LISTED, count=1)
    rule = iptables.ruleset(iptableslist.of_listing(row)).rules[2]

    assert ("", False) == (rule.verdict, rule.opaque)


@pytest.mark.parametrize(
    "text",
    [
        LISTED[: LISTED.index("Chain OUTPUT")],
        LISTED[LISTED.index("    0     0 DROP") :],
        "",
        "iptables: Permission denied (you must be root)",
    ],
)
def test_a_listing_that_is_not_whole_is_none(text):
    """A chain that is missing may hold whatever decides."""
    with pytest.raises(ValueError):
        iptableslist.of_listing(text)
    with pytest.raises(ValueError):
        iptableslist.of_rules(text)


def test_rules_without_a_chain_are_none():
    """Whoever cut ``-P`` away may have cut more."""
    with pytest.raises(ValueError):
        iptableslist.of_rules(RULES.replace("-P OUTPUT ACCEPT\n", ""))
