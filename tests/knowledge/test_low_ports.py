"""Of what gives a low port to whoever has no right to it, what is exactly undone goes first."""

from ipaddress import ip_address

from portwise.knowledge.listener.privileged_port_without_capability import CAUSE
from portwise.model.cause import Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ATTEMPT, HERE, LIMITS, POWERS
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.settings import Limits, Powers
from portwise.model.target import Endpoint, Target
from portwise.reason.judge import judge

AT = Endpoint(ip_address("0.0.0.0"), 80)


def test_a_setting_of_the_kernel_goes_before_a_right_that_stays_in_a_file():
    """And that right is only shown, with what it means for an interpreter: nobody says which program is to have it."""
    facts = {
        ATTEMPT.of(AT): Attempt(Outcome.BIND_EACCES, 13, None, None, 1, 0.1),
        LIMITS.of(HERE): Limits((32768, 60999), 1024, 4096, (0, 0)),
        POWERS.of(HERE): Powers(1000, False),
    }
    seen = Evidence(Target.to_bind("0.0.0.0:80")).plus(Answer(q, Known(v), "test") for q, v in facts.items())
    (judgement,) = judge(CAUSE, seen)
    steps = {step.command[0]: step for step in judgement.finding.steps if step.command}
    order = list(steps)

    assert order.index("sysctl") < order.index("setcap")
    assert (Safety.ASK, "sysctl -w net.ipv4.ip_unprivileged_port_start=1024") == (
        steps["sysctl"].safety,
        steps["sysctl"].undo,
    )
    assert Safety.SHOW is steps["setcap"].safety
    assert "interpreter" in steps["setcap"].does
