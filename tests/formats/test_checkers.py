"""Services that try an address for others: which are asked, and what they say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portwise.formats.checkers import NO_WORD, TWO_WORDS, Checker, NotAChecker, verdict
from portwise.model.outcome import Outcome

GOOD = "https://check.example/tcp?host={host}&port={port}&key=a-secret"


def test_a_template_becomes_a_url():
    """An IPv6 address is written so that it is one word of a path or a query."""
    checker = Checker.of(GOOD)

    assert "check.example" == checker.host
    assert "https://check.example/tcp?host=1.1.1.1&port=443&key=a-secret" == checker.url("1.1.1.1", 443)
    assert "https://check.example/tcp?host=2001%3Adb8%3A%3A1&port=443&key=***" == checker.shown("2001:db8::1", 443)


@pytest.mark.parametrize(
    "template, says",
    [
        ("https://check.example/ {host} {port}", "a URL without blanks"),
        ("https://[::1/{host}/{port}", "a URL, and this is none"),
        ("https://check.example:port/{host}/{port}", "a URL, and this is none"),
        ("https://{host}/{port}", "named by its own host"),
        ("https://me:secret@check.example/{host}/{port}", "without a login"),
        ("http://check.example/{host}/{port}", "asked by https"),
        ("http://127.0.0.1.check.example/{host}/{port}", "asked by https"),
        ("file:///{host}/{port}", "named by its own host"),
        ("ftp://check.example/{host}/{port}", "asked by https"),
        ("https://check.example/{host}", "has {host} and {port}"),
        ("https://check.example/{host}/{port}/{name}", "has {host} and {port}"),
        ("", "a URL without blanks"),
    ],
)
def test_who_is_not_asked(template, says):
    """One line for a person; nothing goes out in the clear, and no target chooses whom it is told to."""
    with pytest.raises(NotAChecker) as raised:
        Checker.of(template)

    assert says in str(raised.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "[::1]", "localhost"])
def test_by_http_only_this_machine_is_asked(host):
    """A checker of one's own is tried without a certificate."""
    checker = Checker.of(f"http://{host}:9000/{{host}}/{{port}}")

    assert host.strip("[]") == checker.host


@pytest.mark.parametrize(
    "said, outcome",
    [
        ({"open": True}, Outcome.CONNECTED),
        ({"reachable": True}, Outcome.CONNECTED),
        ({"connected": False}, Outcome.UNREACHABLE),
        ({"ok": True}, Outcome.CONNECTED),
        ({"ok": True, "open": False}, Outcome.UNREACHABLE),
        ({"status": "Open", "port": 443}, Outcome.CONNECTED),
        ({"status": "closed", "open": False}, Outcome.REFUSED),
        ({"status": "filtered"}, Outcome.TIMEOUT),
        ({"status": "timeout"}, Outcome.TIMEOUT),
    ],
)
def test_what_an_answer_says(said, outcome):
    """*ok* may be of the answer itself, and a status says more than a bare no."""
    assert outcome is verdict(json.dumps(said))


@pytest.mark.parametrize(
    "text, says",
    [
        ("open", "its answer is no JSON"),
        ("[" * 60_000, "its answer is no JSON"),
        ("[true]", "its answer is no JSON object"),
        ('{"status": "done"}', NO_WORD),
        ('{"open": "yes"}', NO_WORD),
        ('{"open": 1}', NO_WORD),
        ("{}", NO_WORD),
        ('{"open": true, "reachable": false}', TWO_WORDS),
        ('{"open": true, "status": "closed"}', TWO_WORDS),
    ],
)
def test_what_says_nothing(text, says):
    """It is unknown then, with the reason, and never a no."""
    with pytest.raises(ValueError) as raised:
        verdict(text)

    assert says == str(raised.value)


@given(some.text())
def test_any_text_is_an_answer_or_none(text):
    """Nothing that a stranger sends is a fault of portwise."""
    try:
        said = verdict(text)
    except ValueError:
        said = None

    assert said in (None, *Outcome)
