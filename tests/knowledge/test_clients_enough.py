"""The words by which servers turn away who is one too many."""

from ipaddress import ip_address

import pytest

from portwise.knowledge.limits.connection_or_task_limit_reached import CAUSE
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.exchange import Banner
from portwise.model.facts import ATTEMPT, BANNER, HERE, LISTENERS, LOCAL
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.report import State
from portwise.model.target import Endpoint, Target
from portwise.reason.judge import judge


def state(target, text):
    asked = Target.parse(target)
    at = Endpoint(ip_address("127.0.0.1"), asked.port)
    facts = {
        ATTEMPT.of(at): Attempt(Outcome.CONNECTED, 0, None, None, 1, 0.1),
        BANNER.of(at): Banner(Outcome.CONNECTED, "", text, 0.1),
        LOCAL.of(at.address): True,
        LISTENERS.of(HERE): (),
    }
    seen = Evidence(asked).plus(Answer(question, Known(value), "test") for question, value in facts.items())
    (judgement,) = judge(CAUSE, seen)
    return judgement.finding.state


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("redis://127.0.0.1", "-ERR max number of clients reached"),
        ("valkey://127.0.0.1:6379", "-ERR max number of clients reached"),
        ("mysql://127.0.0.1", "......Too many connections"),
        ("memcached://127.0.0.1:11211", "ERROR Too many open connections"),
        ("sftp://127.0.0.1", "Exceeded MaxStartups"),
        ("smtp://127.0.0.1", "421 4.7.0 mail.test Error: too many connections from 127.0.0.1"),
        ("ftp://127.0.0.1", "421 There are too many connected users, please try later."),
        ("imap://127.0.0.1", "* BYE Maximum number of connections from user+IP exceeded"),
    ],
)
def test_the_word_of_the_server_is_enough(target, text):
    """Each in the words of its own source or manual."""
    assert State.SUPPORTED is state(target, text)


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("redis://127.0.0.1", "+PONG"),
        ("redis://127.0.0.1", "Too many connections"),  # no word of Redis
        ("mysql://127.0.0.1", "J....8.0.36"),
        ("ssh://127.0.0.1", "SSH-2.0-OpenSSH_9.2"),
        ("postgres://127.0.0.1", "N"),  # says so only after a session was asked for
        ("127.0.0.1:6379", "-ERR max number of clients reached"),  # nobody said that it is Redis
    ],
)
def test_other_words_are_not(target, text):
    """A greeting, another protocol's words, and a target whose protocol is not known."""
    assert State.REFUTED is state(target, text)
