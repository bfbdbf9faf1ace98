"""A profile of AppArmor around the process that asks: what no kernel of the lab can make."""

from ipaddress import ip_address

import pytest

from portwise.knowledge.policy.apparmor_snap_or_flatpak_confinement import CAUSE
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ATTEMPT, DENIALS, HERE, LEAVE, POWERS, SECLUDED
from portwise.model.guard import Denial, Secluded
from portwise.model.net import Attempt, Traces
from portwise.model.outcome import Outcome
from portwise.model.report import State
from portwise.model.settings import Powers
from portwise.model.target import Endpoint, Target
from portwise.reason.judge import judge

AT = Endpoint(ip_address("127.0.0.1"), 8000)
ASIDE = Endpoint(ip_address("127.0.0.1"), 9)
DENIED = Attempt(Outcome.DENIED, 13, None, Traces(0, 0), 1, 0.1)
LINE = Denial("AppArmor", 17.0, 7, "node", "create", 0, "snap.code.code", "", True)


def judged(around, log=(), errno=13, filtered=False):
    facts = {
        ATTEMPT.of(AT): DENIED._replace(errno=errno),
        SECLUDED.of(HERE): around,
        POWERS.of(HERE): Powers(1000, False, filtered),
        LEAVE.of(ASIDE): DENIED,
        DENIALS.of(HERE): log,
    }
    seen = Evidence(Target.parse("127.0.0.1:8000")).plus(Answer(q, Known(v), "test") for q, v in facts.items())
    (judgement,) = judge(CAUSE, seen)
    return judgement.finding


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        (Secluded(False, "snap.code.code (enforce)"), State.SUPPORTED),
        (Secluded(False, "snap.code.code (complain)"), State.REFUTED),
        (Secluded(False, "unconfined"), State.REFUTED),
        (Secluded(False, "system_u:system_r:httpd_t:s0"), State.REFUTED),
        (Secluded(False, "", "the flatpak org.gnome.Builder"), State.SUPPORTED),
    ],
)
def test_a_profile_confines_where_it_is_enforced(around, expected):
    """Or a package does; a label of SELinux is no profile."""
    assert expected is judged(around).state


@pytest.mark.parametrize(("filtered", "expected"), [(True, State.SUPPORTED), (False, State.REFUTED)])
def test_eperm_is_that_of_a_filter(filtered, expected):
    """AppArmor says EACCES; without a seccomp filter EPERM is left to the control group."""
    assert expected is judged(Secluded(filtered, "snap.code.code (enforce)"), errno=1, filtered=filtered).state


def test_the_line_in_the_log_is_told():
    """It is evidence beside the label, and that of another profile is none."""
    around = Secluded(False, "snap.code.code (enforce)")
    with_line, without = judged(around, (LINE,)), judged(around, (LINE._replace(subject="another"),))

    assert "the kernel's log has a line of it" in [said.told for said in with_line.because]
    assert "the kernel's log has a line of it" not in [said.told for said in without.because]


@pytest.mark.parametrize(
    ("around", "command"),
    [
        (Secluded(True, "", "the snap code"), ("snap", "connect", "code:network")),
        (
            Secluded(False, "", "the flatpak org.gnome.Builder"),
            ("flatpak", "override", "--user", "--share=network", "org.gnome.Builder"),
        ),
        (Secluded(False, "my-shell (enforce)"), ("aa-complain", "my-shell")),
    ],
)
def test_each_is_opened_by_its_own_tool(around, command):
    """And only by that one."""
    steps = [step.command for step in judged(around).steps]

    assert command in steps
    assert 1 == len(
        [
            one
            for one in steps
            if one[:1] in (("snap",), ("flatpak",), ("aa-complain",)) and one[1] != "info" and one[1] != "connections"
        ]
    )
