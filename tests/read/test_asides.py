"""What might be, and what was ruled out, speaks for nothing."""

import pytest

from portwise.model.reading import Ended
from portwise.read.readers import understood
from portwise.read.text import Text

QUESTIONS = ("Could a VPN be in the way?", "3. Are there proxies that it may use?", "- might it be the firewall?")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_whether_something_could_be_is_not_searched(question):
    """Who wonders about a firewall has not said that there is one."""
    assert () == Text.of(f"It is refused.\n{question}\n").find(r"\bvpn\b|\bprox|\bfirewall\b")


def test_what_is_listed_as_ruled_out_is_not_searched():
    """The list ends where something else is said."""
    text = Text.of(
        "Already ruled out:\n- the firewall (off)\n- a proxy\nThe VPN is on.\nNot likely to be: a firewall\n"
    )

    assert ((), (4,)) == (text.find(r"\bfirewall\b|\bproxy\b"), text.find(r"\bvpn\b"))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Bare metal, no container involved.", ()),
        ("Debian 12 (not in docker)", ()),
        ("no container can reach it", (1,)),
        ("it works without docker, and not with it", (1,)),
    ],
)
def test_a_container_that_there_is_none_of_is_not_searched(line, found):
    """Where it stands alone in its clause."""
    assert found == Text.of(line).find(r"\bcontainers?\b|\bdocker\b")


def test_a_title_that_asks_is_searched():
    """Most reports begin with one."""
    assert (1,) == Text.of("Why is port 3000 refused behind the firewall?").find(r"\bfirewall\b")


def test_curly_quotes_are_straight_ones():
    """Phones and word processors write them, and no expression has to know them."""
    assert (1,) == Text.of("This site can\u2019t be reached").find(r"can't be reached")


@pytest.mark.parametrize(
    "line",
    [
        'our handbook mentions "out of memory: killed process" as an example',
        'the handbook has "out of memory: killed process", but dmesg has nothing like it',
        "the handbook has 'out of memory: killed process', and dmesg has no such line",
        "I looked for `out of memory: killed process`, there is no such line",
        "[12.3] Out of memory: Killed process 4711 (chrome) total-vm:123kB",
    ],
)
def test_what_is_only_mentioned_is_not_searched(line):
    """Words of a handbook have killed nobody here, and a browser is no server."""
    text = understood(f"It is refused.\n{line}\n")

    assert ((), []) == (text.find("out of memory: killed process"), text.signs(Ended))


@pytest.mark.parametrize(
    "line", ['dmesg says "out of memory: killed process 7 (node)" again', "Out of memory: Killed process 7 (node) rss"]
)
def test_what_is_quoted_is_searched(line):
    """Most quote what they met, and there is nothing else to go by."""
    assert (1,) == understood(line).find("out of memory: killed process")
