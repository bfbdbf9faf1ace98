"""How long a name is waited for, and what is told where that was not enough."""

import errno
from ipaddress import ip_address

import pytest

from portwise.app.diagnose import diagnose
from portwise.app.manner import Manner
from portwise.host.api import Relay
from portwise.model.facts import ADDRESSES
from portwise.model.names import UNANSWERED
from portwise.model.outcome import Outcome
from portwise.model.target import Target
from portwise.probe.names import resolve
from portwise.render.headline import met, remarks

NAME = Target.parse("shop.example:80")


class Machine(Relay):
    """A resolver that takes *needs* seconds, on a clock of its own; nothing else is to be had."""

    def __init__(self, needs):
        self.needs, self.clock_ = needs, 0.0

    def _answer(self, method, *about):
        if method == "now":
            return self.clock_
        if method != "resolve":
            raise OSError(errno.ENOSYS, "not here")
        self.clock_ += min(self.needs, about[1])
        if self.needs > about[1]:
            raise TimeoutError(errno.ETIMEDOUT, f"{UNANSWERED}{about[1]:.2g} s")
        return (ip_address("192.0.2.1"),)


@pytest.mark.parametrize(
    ("manner", "known"),
    [
        (Manner(timeout=3.0), True),
        (Manner(timeout=2.0), False),
        (Manner(timeout=9.0), True),
        (Manner(timeout=1.0, naming=2.0), True),
    ],
)
def test_the_resolver_gets_two_thirds_of_the_time(manner, known):
    """Most clients wait for it much longer: what it says late is better than nothing."""
    said = {answer.question.fact: answer.said for answer in resolve(Machine(1.9), NAME, manner.for_the_name)}

    assert known is hasattr(said[ADDRESSES], "value")


def test_a_name_that_was_not_waited_for_is_not_called_unknown():
    """Nobody said that there is no such name."""
    report = diagnose(NAME, Machine(5.0), (), Manner(timeout=3.0))

    assert (Outcome.NAME_FAILURE, "No answer from the resolver so far") == (report.symptom, met(report))


@pytest.mark.parametrize(("needs", "told"), [(1.5, True), (0.01, False)])
def test_a_resolver_that_is_slow_is_told_of(needs, told):
    """Every client meets that, and calls the server slow."""
    report = diagnose(NAME, Machine(needs), (), Manner(timeout=3.0))

    assert told is any("The resolver took 1.5 s" in one for one in remarks(report))
