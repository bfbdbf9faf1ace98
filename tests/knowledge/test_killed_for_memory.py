"""Whose kill it was: our own group is a container's only where it has a limit, and the kernel's log has dates."""

import pytest

from portwise.knowledge.limits.out_of_memory_kill import CAUSE
from portwise.model import facts
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import HERE
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.process import Memory, Project
from portwise.model.report import State
from portwise.model.service import End, Kill, Kind, Line, Log
from portwise.model.target import Endpoint, Target
from portwise.reason.judge import judge

TARGET = Target.parse("127.0.0.1:3000")
AT = Endpoint(TARGET.address, 3000)
SHOP = Project("/shop", "shop", "")
LISTENED = Line(Kind.LISTENING, 3000, "Listening on port 3000")
KILLED = Line(Kind.ERROR, 0, "Killed")
CONTAINER = Memory("/sys/fs/cgroup", "/", 1 << 25, 1)
TERMINAL = Memory("/sys/fs/cgroup/vte.scope", "/vte.scope", 0, 1)
HIDDEN = Unknown("not to be read", "sudo dmesg")


def kill(ago, group="/vte.scope"):
    return (Kill(77, "node", End.GROUP_MEMORY, group, ago),)


def judged(memory, lines, kernel):
    """Of a project in whose folder nobody works any more."""
    told = {
        facts.ATTEMPT.of(AT): Attempt(Outcome.REFUSED, 111, None, None, 1, 0.1),
        facts.LOCAL.of(AT.address): True,
        facts.LISTENERS.of(HERE): (),
        facts.UNITS.of(3000): (),
        facts.TOLD.of(3000): (),
        facts.FOLDER.of(HERE): "/shop",
        facts.STARTED.of(HERE): None,
        facts.PROJECT.of("/shop"): SHOP,
        facts.WORKING.of("/shop"): (),
        facts.LOGS.of("/shop"): (Log("/shop/server.log", 300.0, lines, ()),),
        facts.MEMORY.of(HERE): memory,
        facts.KERNEL_LOG.of(HERE): kernel,
    }
    answers = (Answer(q, v if isinstance(v, Unknown) else Known(v), "test") for q, v in told.items())
    (judgement,) = judge(CAUSE, Evidence(TARGET).plus(answers))
    return judgement.finding


@pytest.mark.parametrize(
    ("memory", "lines", "kernel", "state"),
    [
        (CONTAINER, (LISTENED, KILLED), HIDDEN, State.SUPPORTED),
        (CONTAINER, (LISTENED,), HIDDEN, State.UNTESTED),  # it ended without a word, and nobody says why
        (CONTAINER, (LISTENED,), kill(299.0, "/docker/4f"), State.SUPPORTED),  # named in full by the kernel
        (CONTAINER, (LISTENED,), kill(900.0, "/docker/4f"), State.REFUTED),  # it wrote on for ten minutes
        (CONTAINER, (LISTENED, KILLED), kill(900.0, "/docker/4f"), State.REFUTED),
        (CONTAINER._replace(kills=0), (LISTENED, KILLED), HIDDEN, State.REFUTED),
        (TERMINAL, (LISTENED, KILLED), HIDDEN, State.REFUTED),  # anybody may have died in it
        (HIDDEN, (LISTENED, KILLED), kill(299.0), State.UNTESTED),
    ],
)
def test_whose_kill_it_was(memory, lines, kernel, state):
    """A count alone blames nobody."""

    assert state is judged(memory, lines, kernel).state


def test_the_title_names_the_limit():
    """What there is to change stands in the first line."""

    assert judged(CONTAINER, (LISTENED, KILLED), ()).title.endswith("its control group may use 32 MiB")
