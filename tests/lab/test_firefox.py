"""Firefox meets, says and proves what Chromium does: some of its cases, asked once more."""

import pytest

from portwise.model.facts import BROWSED, HERE
from portwise.render.json import document
from portwise_lab.case import cases
from portwise_lab.foxes import again
from portwise_lab.run import parts, vantages

pytestmark = pytest.mark.needs("firefox-esr")

# Each start costs seconds of a processor
WORDS = {
    "browser-blocked-port: a page on the port of X11: Chromium does not even try": "NS_ERROR_PORT_ACCESS_NOT_ALLOWED",
    "browser-profile-or-version-fault: its browser says refused, and a clean profile gets the page": "",
    "browser-profile-or-version-fault: its browser says refused, and so does a clean profile": (
        "NS_ERROR_CONNECTION_REFUSED"
    ),
    "cors-blocked: a redirect, whose own answer allows the page, leads to one that does not": "NS_ERROR_DOM_BAD_URI",
    "cors-blocked: the server tells browsers otherwise than whoever asks like one": "",
    "browser-extension-or-policy-block: an administrator forbids the page": "NS_ERROR_BLOCKED_BY_POLICY",
    "browser-local-network-access: a page that came over https asks another machine in the clear": "",
}
KEPT = {"NS_ERROR_DOM_BAD_URI": "cors:CORSMissingAllowOrigin"}
ASKED = [part for part in parts(cases()) if str(part[0]) in WORDS and part[1] is vantages()[0]]

VISITS, FETCHES = ([part for part in ASKED if bool(part[0].fetch) is by_script] for by_script in (False, True))

each_page = pytest.mark.parametrize("guided", ASKED, ids=lambda part: f"Firefox: {part[0]} [{part[1].name}]")


@pytest.fixture
def report(guided, foxes):
    return again(guided[0], foxes[guided])


@each_page
def test_firefox_shows_the_same(guided, report):
    """The same causes, the leading one first; and its own word for what it met."""
    browsed = report.evidence[BROWSED.of(HERE)]

    assert guided[0].expects(guided[1].value) == tuple(dict.fromkeys(f.cause for f in report.supported))
    assert ("firefox", WORDS[str(guided[0])]) == (browsed.browser.kind, browsed.error)
    assert (browsed.status == 200) is browsed.works is not bool(browsed.error or browsed.blocked)


@each_page
def test_firefox_is_never_to_be_started_as_chromium_is(guided, report):
    """It has no such switches: it would start, and open their words as a page."""
    program = report.evidence[BROWSED.of(HERE)].browser.path
    started = [step.command for finding in report.supported for step in finding.steps if program in step.command]
    switches = ("--explicitly-allowed-ports", "--user-data-dir")

    assert [] == [command for command in started if any(word.startswith(switches) for word in command)]


@each_page
def test_a_port_that_it_refuses_is_allowed_where_firefox_keeps_it(guided, report):
    """In about:config, and that is offered for no other fault."""
    told = [step.does for finding in report.supported for step in finding.steps if "about:config" in step.does]
    refused = [guided[0].target.port] if WORDS[str(guided[0])] == "NS_ERROR_PORT_ACCESS_NOT_ALLOWED" else []

    assert [f"override with the value {port}" for port in refused] == [does.rpartition(".")[2] for does in told]


@pytest.mark.parametrize("guided", VISITS, ids=lambda part: f"Firefox: {part[0]}")
def test_its_log_tells_whom_it_asked(guided, report):
    """Every address of the target that it tried, and how that went; of a port or a page that it blocks none."""
    tried = {(one.endpoint, one.error) for one in report.evidence[BROWSED.of(HERE)].tried}
    blocked = guided[0].scenario in ("browser-blocked-port", "browser-extension-or-policy-block")

    assert (set() if blocked else {(spot.spot, WORDS[str(guided[0])]) for spot in report.attempts}) == tried


@each_page
def test_what_firefox_met_replays(guided, foxes, report, unfit):
    """A recorded machine tells the same, and it fits the published schema."""
    assert foxes[guided].said == document(report)
    assert [] == unfit(foxes[guided].said)


@pytest.mark.parametrize("guided", FETCHES, ids=lambda part: f"Firefox: {part[0]}")
def test_a_page_of_another_origin_is_told_why(guided, report):
    """By the name that Firefox itself has for it, and nobody was asked for the page."""
    browsed = report.evidence[BROWSED.of(HERE)]

    mixed = guided[0].scenario == "browser-local-network-access"

    assert guided[0].target.fetch.origin == browsed.origin
    assert ("mixed-content" if mixed else KEPT.get(browsed.error, "")) == browsed.blocked
    assert bool(browsed.blocked) is bool(browsed.said)
