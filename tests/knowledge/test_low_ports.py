"""Of what gives a low port to whoever has no right to it, the narrowest goes first."""

from ipaddress import ip_address

from portwise.knowledge.listener.privileged_port_without_capability import CAUSE
from portwise.model.cause import Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ATTEMPT, EXE, HERE, LIMITS, POWERS, SAME_FILES, TOLD
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.settings import Limits, Powers
from portwise.model.target import Endpoint, Target
from portwise.reason.judge import judge

AT = Endpoint(ip_address("0.0.0.0"), 80)


def told(**files):
    """The steps by their programs, where processes with those files want the port."""
    wanting = {Process(41 + n, 7, name): file for n, (name, file) in enumerate(files.items())}
    facts = {
        TOLD.of(80): tuple(wanting),
        **{EXE.of(process): file for process, file in wanting.items()},
        **{SAME_FILES.of(process): name != "boxed" for name, process in zip(files, wanting, strict=True)},
        ATTEMPT.of(AT): Attempt(Outcome.BIND_EACCES, 13, None, None, 1, 0.1),
        LIMITS.of(HERE): Limits((32768, 60999), 1024, 4096, (0, 0)),
        POWERS.of(HERE): Powers(1000, False),
    }
    seen = Evidence(Target.to_bind("0.0.0.0:80")).plus(Answer(q, Known(v), "test") for q, v in facts.items())
    (judgement,) = judge(CAUSE, seen)
    return {step.command[0]: step for step in judgement.finding.steps if step.command}


def test_a_setting_of_the_kernel_goes_before_a_right_that_stays_in_a_file():
    """And that right is only shown, with what it means for an interpreter: nobody says which program is to have it."""
    steps = told()
    order = list(steps)

    assert order.index("sysctl") < order.index("setcap")
    assert (Safety.ASK, "sysctl -w net.ipv4.ip_unprivileged_port_start=1024") == (
        steps["sysctl"].safety,
        steps["sysctl"].undo,
    )
    assert Safety.SHOW is steps["setcap"].safety
    assert "interpreter" in steps["setcap"].does


def test_a_program_of_its_own_that_wants_the_port_has_it_before_every_user_has():
    """Its file alone is given the right; an interpreter's never is by us."""
    own, lent = told(gate="/srv/gate"), told(node="/usr/bin/node")

    assert list(own).index("setcap") < list(own).index("sysctl")
    assert (Safety.ASK, "/srv/gate") == (own["setcap"].safety, own["setcap"].command[2])
    assert list(lent).index("sysctl") < list(lent).index("setcap")
    assert (Safety.SHOW, "/usr/bin/node") == (lent["setcap"].safety, lent["setcap"].command[2])


def test_a_program_of_a_container_names_no_file_of_this_machine():
    """What has that name here is another file, and nobody is told to give it a right."""
    steps = told(boxed="/srv/gate")

    assert (Safety.SHOW, "/path/to/the/server") == (steps["setcap"].safety, steps["setcap"].command[2])
