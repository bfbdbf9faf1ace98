"""Control experiments that a sandbox does not let us make."""

import errno
import os
from ipaddress import ip_address

import pytest

from portwise.collect.experiments import ASIDES, CONTROLS
from portwise.host.api import Relay
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import ASIDE, CONTROL
from portwise.model.net import Attempt, Icmp
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target

HERE = ip_address("127.0.0.1")
ASKED = ((ASIDES, ASIDE.of(Endpoint(HERE, 3000))), (CONTROLS, CONTROL.of(HERE)))


class Machine(Relay):
    """Every attempt meets the same."""

    def __init__(self, met):
        self.met = met

    def _answer(self, method, *about):
        return self.met if method == "control" else (self.met,)


def said(collector, question, met):
    (answer,) = collector.collect(Machine(met), Evidence(Target.parse("http://[::1]:3000")), (question,))
    return answer.said


@pytest.mark.parametrize(("collector", "question"), ASKED)
@pytest.mark.parametrize("number", [errno.EPERM, errno.EACCES, errno.EAFNOSUPPORT])
def test_our_own_denial_says_nothing_of_the_other_end(collector, question, number):
    """socket(2) or connect(2) that a sandbox forbids is unknown, and no server that does not answer."""
    met = Attempt(Outcome.DENIED, number, None, None, 1, 0.0)

    assert os.strerror(number) == said(collector, question, met).why


@pytest.mark.parametrize(("collector", "question"), ASKED)
def test_a_filter_that_answers_is_an_answer(collector, question):
    """EACCES with an ICMP error behind it came from the way."""
    met = Attempt(Outcome.DENIED, errno.EACCES, Icmp(1, 1, HERE), None, 1, 0.0)

    assert Known(met) == said(collector, question, met)
