"""A real browser with a past fails where a clean one gets the page, and its own word makes it the finding."""

import pytest

from portwise.render.json import document
from portwise_lab.run import parts, vantages
from portwise_lab.worn import CASES, again

pytestmark = pytest.mark.needs("chromium")

# 431 and no page: then Chromium shows "HTTP ERROR 431", and calls it so
WORDS = {
    "browser-cached-state": "ERR_HTTP_RESPONSE_CODE_FAILURE",
    "browser-profile-or-version-fault": "ERR_CONNECTION_REFUSED",
}
WORN = [part for part in parts(CASES) if part[1] is vantages()[0]]

each_past = pytest.mark.parametrize("worn", WORN, ids=lambda part: f"worn: {part[0]} [{part[1].name}]")


@each_past
def test_what_it_says_makes_it_the_finding(worn, past):
    """Nobody made the word up: it was said by a Chromium with that memory, or that switch."""
    play = past[worn]
    report = again(worn[0], play)

    assert (WORDS[worn[0].scenario],) == play.peers
    assert worn[0].blamed == tuple(dict.fromkeys(f.cause for f in report.supported))
    assert play.said == document(report)
