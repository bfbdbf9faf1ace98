"""``nft list ruleset`` without -j says what it says with it; what breaks off says nothing."""

import re
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import nft, nftprinted
from portwise.formats.rules import could_match

DATA = Path(__file__).parent / "data"
PRINTED = (DATA / "printed-ruleset.txt").read_text()  # nft 1.0.6, `nft -a list ruleset` and `nft -j list ruleset`
AS_JSON = nft.ruleset((DATA / "printed-ruleset.json").read_text())


def test_it_is_what_json_tells():
    """Of the same kernel: each chain, and each rule with its conditions and its number."""
    found = nftprinted.ruleset(PRINTED)

    assert set(AS_JSON.chains) == set(found.chains)
    assert AS_JSON.rules == found.rules


def test_numbers_of_rules_need_not_be_shown():
    """Without -a all else is the same; lines may have lost their blanks."""
    plain = nftprinted.ruleset(re.sub(r" *# handle \d+|^ +", "", PRINTED, flags=re.MULTILINE))

    assert [one._replace(handle=0) for one in AS_JSON.rules] == list(plain.rules)


CHAIN = "table ip t {{\nchain c {{\ntype filter hook input priority 0; policy accept;\n{}\n}}\n}}\n"


def only(line):
    (rule,) = nftprinted.ruleset(CHAIN.format(line)).rules
    return rule


@pytest.mark.parametrize(
    ("line", "verdict", "meets"),
    [
        ("tcp dport 3000 drop", "drop", True),
        ("tcp dport 3001 drop", "drop", False),
        ("tcp dport { 80, 3000-3010 } drop", "drop", True),
        ("tcp dport != 3000 drop", "drop", False),
        ("tcp dport 80,3000 drop", "drop", True),
        ("ip daddr 127.0.0.0/8 reject", "reject", True),
        ("ip daddr 10.0.0.1-10.0.0.9 drop", "drop", False),
        ("tcp dport @blocked drop", "drop", None),
        ("limit rate 5/second drop", "drop", None),
        ("meta mark 0x1 drop", "drop", None),
        ('xt match "recent" counter packets 0 bytes 0 xt target "REJECT"', "reject", None),
        ("tcp flags & (fin | syn | rst | ack) == syn drop", "drop", True),
        ("tcp flags & (fin | syn) == syn drop", "drop", None),
        ('log prefix "drop accept " tcp dport 3000 accept', "accept", True),
        ('iifname "lo" accept', "accept", True),
        ("ct state established,related accept", "accept", False),
        ("tcp dport vmap { 22 : accept }", "vmap", None),
        ("frobnicate", "", None),
    ],
)
def test_whom_a_rule_meets(line, verdict, meets):
    """Three-valued: what is not understood may meet anybody."""
    rule = only(line)

    assert (verdict, meets) == (rule.verdict, could_match(rule, "tcp", ip_address("127.0.0.1"), 3000, "lo"))


@pytest.mark.parametrize("lines", range(1, 40, 3))
def test_what_breaks_off_is_no_ruleset(lines):
    """Cut at any line, before its last brace."""
    cut = "\n".join(PRINTED.splitlines()[:lines])

    with pytest.raises(ValueError):
        nftprinted.ruleset(cut)


@pytest.mark.parametrize("text", ["", "Operation not permitted (you must be root)", "table", "table inet x { }", "}"])
def test_anything_else_is_none(text):
    """No chain is no answer: somebody may have cut it out."""
    with pytest.raises(ValueError):
        nftprinted.ruleset(text)


@given(st.lists(st.sampled_from([*re.findall(r"\S+", PRINTED), "\n", ";"]), max_size=60).map(" ".join))
def test_words_in_any_order_are_a_ruleset_or_refused(text):
    """And nothing else happens."""
    with suppress(ValueError, IndexError, KeyError):
        assert nftprinted.ruleset(text).chains
