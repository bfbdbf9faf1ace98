"""Rounds of asking, and the one that tells."""

import pytest

from portwise.knowledge import causes
from portwise.model.cause import View, Way
from portwise.model.evidence import Answer, Evidence, Known, Missing, Unknown
from portwise.model.facts import ADDRESSES, AGE, ATTEMPT
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.target import Endpoint, Target
from portwise.reason import judge
from portwise.reason.think import asks, think

TARGET = Target.parse("127.0.0.1:3000")
SPOT = Endpoint(TARGET.address, 3000)
REFUSED = Evidence(TARGET).plus(
    [
        Answer(ADDRESSES.of("127.0.0.1"), Known((TARGET.address,)), "test"),
        Answer(ATTEMPT.of(SPOT), Known(Attempt(Outcome.REFUSED, 111, None, None, 1, 0.1)), "test"),
    ]
)


def test_each_question_is_asked_once():
    """Several causes want to know who listens; the collector hears it once."""
    asked = asks(causes(), REFUSED).questions

    assert asked
    assert len(set(asked)) == len(asked)


def test_a_round_of_asking_tells_no_finding(monkeypatch):
    """Titles and steps are put together when all is known, and not once more with every round."""
    told = []
    monkeypatch.setattr(judge, "found", told.append)
    asks(causes(), REFUSED)

    assert [] == told


@pytest.mark.parametrize("deep", [False, True])
def test_what_is_asked_is_not_known_yet(deep):
    """A question whose answer lies there would be asked for ever."""
    assert [] == [question for question in asks(causes(), REFUSED, deep).questions if question in REFUSED]


@pytest.mark.parametrize("deep", [False, True])
def test_the_next_round_is_as_if_all_who_asked_were_judged_again(deep):
    """Answers come a few at a time, and a round is made of those alone whom they concern."""
    seen, still = REFUSED, asks(causes(), REFUSED, deep)
    rounds = 0
    while still.asked:
        hidden = Unknown("hidden by the test", "not to be known")
        seen = seen.plus(Answer(question, hidden, "test") for question in still.questions[::3])
        before, still = still, still.after(seen)
        rounds += 1

        assert asks((cause for cause, _ in before.asked), seen, deep) == still

    assert rounds > 3


def test_who_has_no_answer_is_not_judged_again(monkeypatch):
    """He asks the same as before, and the others are judged."""
    first = asks(causes(), REFUSED)
    answered = first.questions[0]
    judged = []
    monkeypatch.setattr("portwise.reason.think.judge", lambda cause, *_: judged.append(cause.id) or ())
    still = first.after(REFUSED.plus([Answer(answered, Unknown("hidden by the test", "not to be known"), "test")]))

    assert {cause.id for cause, asked in first.asked if answered in asked} == set(judged)
    assert [one for one in first.asked if answered not in one[1]] == [*still.asked]


def test_every_cause_of_the_way_is_judged():
    """No finding gets lost between the judgements and the order of the report, and none speaks of another way."""
    found = {finding.cause for finding in think(causes(), REFUSED, Outcome.REFUSED).findings}

    assert {cause.id for cause in causes() if Way.TCP in cause.ways} == found


def test_what_many_rows_need_is_asked_in_one_round():
    """Three hundred processes are three hundred questions, and not as many rounds."""
    questions = [AGE.of(Process(pid, 1, "sleep")) for pid in range(300)]
    with pytest.raises(Missing) as unasked:
        View(REFUSED, SPOT).all(questions)

    assert tuple(questions) == unasked.value.questions


def test_answers_come_in_the_order_of_the_questions():
    """And each counts as read, so that a finding cites it."""
    questions = [AGE.of(Process(pid, 1, "sleep")) for pid in (2, 1)]
    view = View(REFUSED.plus(Answer(q, Known(float(q.key.pid)), "test") for q in questions), SPOT)

    assert [2.0, 1.0] == view.all(questions)
    assert questions == view.read
