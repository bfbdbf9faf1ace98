"""Steps are of the machine that was looked at: none makes it worse, and none is told that cannot work there."""

import pytest

from portwise.knowledge.limits import conntrack_table_full
from portwise.knowledge.name import ipv6_disabled_localhost_ipv6
from portwise.model import facts
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import HERE
from portwise.model.net import Attempt, Tracked
from portwise.model.outcome import Outcome
from portwise.model.settings import Ipv6, Limits
from portwise.model.target import Endpoint, Target
from portwise.reason.judge import judge


def commands(cause, raw, outcome, told):
    target = Target.parse(raw)
    at = Endpoint(target.address, target.port)
    said = {facts.ATTEMPT.of(at): Attempt(outcome, 1, None, None, 1, 0.1), **told(at)}
    seen = Evidence(target).plus(Answer(question, Known(value), "test") for question, value in said.items())
    (judgement,) = judge(cause, seen)
    return [" ".join(step.command) for step in judgement.finding.steps]


@pytest.mark.parametrize("most", [64, 262_144, 1_048_576])
def test_a_larger_table_is_larger(most):
    """Whatever it may hold now: half a million is less than many machines have."""
    table = {facts.LIMITS.of(HERE): Limits((32768, 60999), 1024, 4096, (most, most))}
    full = commands(
        conntrack_table_full.CAUSE,
        "192.0.2.1:80",
        Outcome.TIMEOUT,
        lambda at: {**table, facts.TRACKED.of(at): Tracked(most, most, 1)},
    )

    assert f"sysctl -w net.netfilter.nf_conntrack_max={2 * most}" in full


@pytest.mark.parametrize(
    ("raw", "family", "step"),
    [
        ("[::1]:80", Ipv6(True, True, False), "sysctl -w net.ipv6.conf.lo.disable_ipv6=0"),
        ("[2001:db8::1]:80", Ipv6(True, True, True), "sysctl -w net.ipv6.conf.all.disable_ipv6=0"),
        ("[::1]:80", Ipv6(False, True, True), "grep -o ipv6.disable=1 /proc/cmdline"),
    ],
)
def test_a_switch_is_told_where_it_is(raw, family, step):
    """A kernel that was started without IPv6 has no sysctl of it."""
    told = {facts.IPV6.of(HERE): family, facts.ADDRESSES.of(""): (), facts.ADDRESSES.of(raw[1:-4]): ()}
    steps = commands(ipv6_disabled_localhost_ipv6.CAUSE, raw, Outcome.ADDR_NOT_AVAIL, lambda _: told)

    assert [step] == [one for one in steps if one.startswith("sysctl") or "cmdline" in one]
