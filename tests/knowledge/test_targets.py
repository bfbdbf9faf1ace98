"""Which ports are offered for one that cannot exist."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.knowledge.target import target_port_out_of_range
from portwise.knowledge.terms import targets
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import HERE, LISTENERS
from portwise.model.target import HIGHEST_PORT, Target
from portwise.reason.think import think


@pytest.mark.parametrize(
    ("written", "ports"),
    [
        ("619009", [61900, 61909, 61009, 19009]),
        ("70000", [7000]),
        ("80a", [80]),
        ("-1", [1]),
        ("0", []),
    ],
)
def test_the_nearest_ports_leave_out_as_little_as_possible(written, ports):
    """One digit too many is the commonest slip, and a letter is no digit at all."""
    longest = max(map(len, map(str, ports)), default=0)

    assert sorted(ports) == sorted(p for p in targets.near(written) if len(str(p)) == longest)


@given(st.text())
def test_whatever_is_offered_exists(written):
    """No text leads to a port that is none, or to an exception."""
    assert all(0 < port <= HIGHEST_PORT for port in targets.near(written))


def test_the_low_bits_are_those_that_getaddrinfo_keeps():
    """glibc keeps 16 bits in silence; a word has none."""
    import socket

    found = socket.getaddrinfo("127.0.0.1", 619009, type=socket.SOCK_STREAM)[0][4][1]

    assert found == targets.low_bits("619009")
    assert targets.low_bits("80a") is None


@pytest.mark.parametrize(
    ("written", "trouble"),
    [
        ("9" * 5000, "the highest is 65535"),
        (f"-{'9' * 5000}", "the lowest is 1"),
        (f"9x{'9' * 50}", "it is not a number"),
    ],
)
def test_a_port_without_end_is_said_in_a_few_characters(written, trouble):
    """It is too large and not no number, and nobody is sent to look for it in files."""
    said = targets.shown(None, written), targets.trouble(None, written), targets.searched(None, written)

    assert (f"{written[:19]}…", trouble, None) == said


def step_words(target):
    """What the finding about *target* gives to type and to check by."""
    seen = Evidence(target).plus([Answer(LISTENERS.of(HERE), Known(()), "test")])
    (finding,) = think((target_port_out_of_range.CAUSE,), seen, None).findings
    return [" ".join(step.command) for step in finding.steps], {step.verify for step in finding.steps}


def test_a_server_is_sent_to_a_port_that_it_can_bind():
    """Who wants to bind is told to bind, and nothing of clients."""
    typed, checks = step_words(Target.to_bind(":99999"))

    assert "portwise why --bind :9999" in typed
    assert not any("localhost" in words for words in (*typed, *checks))


@pytest.mark.parametrize(("text", "found"), [(":0", False), ("-1", False), (":99999", True)])
def test_only_a_number_that_is_rare_is_searched_for(text, found):
    """In every file stands a 0: a search for it finds nothing."""
    typed, _ = step_words(Target.parse(text))

    assert found == any(words.startswith("grep") for words in typed)
