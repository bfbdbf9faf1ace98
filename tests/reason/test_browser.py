"""What a browser met beside what portwise met itself, in one word and one verdict."""

from ipaddress import ip_address

import pytest

from portwise.model.browse import Browsed, Browser
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ATTEMPT, BROWSED, HERE
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.report import Verdict
from portwise.model.target import Endpoint, Target
from portwise.reason.verdict import symptom, verdict

TARGET = Target.parse("http://127.0.0.1:3000/")
SPOT = Endpoint(ip_address("127.0.0.1"), 3000)
CHROMIUM = Browser("chromium", "Chromium", "156.0.1.2", "/usr/bin/chromium")
WELL, ILL = Outcome.CONNECTED, Outcome.REFUSED


def seen(outcome, error, status):
    browsed = Browsed(CHROMIUM, TARGET.url, error, status, TARGET.url, 1.0)
    made = Attempt(outcome, 0, None, None, 1, 1.0)
    return Evidence(TARGET).plus(
        (Answer(ATTEMPT.of(SPOT), Known(made), "test"), Answer(BROWSED.of(HERE), Known(browsed), "test"))
    )


@pytest.mark.parametrize(
    ("outcome", "error", "status", "word", "expected"),
    [
        (WELL, "", 200, None, Verdict.REACHABLE),
        (WELL, "ERR_UNSAFE_PORT", 0, Outcome.BLOCKED_BY_BROWSER, Verdict.BROKEN),
        (WELL, "ERR_NAME_NOT_RESOLVED", 0, Outcome.NAME_FAILURE, Verdict.BROKEN),
        (WELL, "ERR_TOO_MANY_REDIRECTS", 0, None, Verdict.BROKEN),
        (WELL, "", 0, Outcome.HANG, Verdict.BROKEN),
        (ILL, "ERR_CONNECTION_REFUSED", 0, Outcome.REFUSED, Verdict.BROKEN),
        (ILL, "", 200, Outcome.REFUSED, Verdict.AMBIGUOUS),
    ],
)
def test_a_browser_has_the_last_word(outcome, error, status, word, expected):
    """Where it fails it is broken, whatever curl says; where it alone gets through, it depends on who asks."""
    evidence = seen(outcome, error, status)

    assert (word, expected) == (symptom(evidence), verdict(evidence, ()))
