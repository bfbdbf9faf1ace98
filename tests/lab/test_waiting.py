"""Looking again until it is so, by a clock of the test's own."""

import pytest

from portwise_lab import waiting

LOOK = 1.0  # second


class Clock:
    """Stands for `time`: a look takes a second, and sleep takes what it is asked to."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def looks(self, *answers):
        rest = iter(answers)

        def look():
            self.now += LOOK
            return next(rest)

        return look


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(waiting, "time", made := Clock())
    return made


def test_what_holds_is_not_waited_for(clock):
    """One look, and no sleep."""
    assert waiting.waited(clock.looks(True), 60.0)
    assert [] == clock.slept


def test_a_dear_look_is_taken_less_often(clock):
    """Looking takes a tenth of the time, and no more."""
    assert waiting.waited(clock.looks(False, False, True), 60.0)
    assert [9 * LOOK, 9 * LOOK] == clock.slept


def test_a_cheap_look_still_leaves_a_moment(clock):
    """Who looks for nothing would have the processor for himself."""
    told = iter([False, True])

    assert waiting.waited(lambda: next(told), 60.0)
    assert [waiting.LOOK_AGAIN] == clock.slept


def test_it_ends_when_it_cannot_come_any_more(clock):
    """A program that has ended will not listen."""
    assert not waiting.waited(clock.looks(False, False), 60.0, over=lambda: clock.slept)
    assert [9 * LOOK] == clock.slept


def test_it_ends_when_time_is_up(clock):
    """However long the last sleep was."""
    assert not waiting.waited(clock.looks(*[False] * 5), 25.0)
    assert 130.0 == clock.now


def test_what_was_looked_for_is_brought(clock):
    """The first that is fine; those before it are of no use any more."""
    assert "three" == waiting.brought(clock.looks("one", "two", "three"), lambda one: one == "three", 60.0)
    assert [9 * LOOK, 9 * LOOK] == clock.slept


def test_what_does_not_come_is_told_as_it_was_last(clock):
    """Whoever asserts of it can say what was there instead."""
    assert "two" == waiting.brought(clock.looks("one", "two", "three"), lambda _: False, 15.0)
