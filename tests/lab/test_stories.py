"""Bad days: several faults at once.  All that must change is told, in order, and nothing else."""

import pytest

from portwise_lab.case import cases
from portwise_lab.run import Vantage, parts

MENDERS = (Vantage.ROOT, Vantage.OUTSIDER)  # who may change the world that he looks at
PARTS = [part for part in parts(case for case in cases() if case.mends) if part[1] in MENDERS]

each_story = pytest.mark.parametrize("story", PARTS, ids=lambda part: f"{part[0]} [{part[1].name}]")


@each_story
def test_each_mend_takes_one_fault_away_and_the_rest_is_still_told(story, told):
    """The blocked path is whole from the first look on: nothing that must change comes to light only later."""
    blamed = story[0].blamed
    first, *rest = [tuple(one[1]) for one in told[story].said["told"]]

    assert blamed == first
    assert [set(blamed[n:]) for n in range(1, len(blamed) + 1)] == list(map(set, rest))


@each_story
def test_with_all_mends_it_answers_and_not_sooner(story, told):
    """What is told is needed, all of it, and enough."""
    verdicts = [verdict for verdict, _, _ in told[story].said["told"]]

    assert "reachable" == verdicts[-1]
    assert "reachable" not in verdicts[:-1]


@each_story
def test_every_fault_of_a_story_comes_with_something_to_do(story, told):
    """A cause that must change is told with a step, in the same order."""
    first = told[story].said["told"][0]

    assert first[1] == first[2]
