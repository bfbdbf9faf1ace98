"""What is said of a browser beside a clean profile that gets the page: one of three causes, or none."""

import pytest

from portwise.knowledge.browser import browser_cached_state, browser_profile_or_version_fault, browser_socket_state
from portwise.knowledge.terms import profiles
from portwise.model.browse import Browsed, Browser, Extension
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import BROWSED, EXTENSIONS, HERE, SAW
from portwise.model.report import State
from portwise.model.target import Target
from portwise.model.testimony import YOU_SAID
from portwise.reason.think import think
from portwise.words.errors import WORDINGS
from portwise.words.testimony import saw
from portwise.words.wording import said

CAUSES = tuple(
    module.CAUSE for module in (browser_cached_state, browser_profile_or_version_fault, browser_socket_state)
)
TARGET = Target.parse("http://localhost:3000/")
BROWSERS = ("chrome", "firefox", "safari")
WORDS = sorted({(name, word) for name in BROWSERS for row in WORDINGS for word in said(row, name)})


def browsed(status=200, error=""):
    browser = Browser("chromium", "Chromium", "156.0", "/usr/bin/chromium")
    return Browsed(browser, TARGET.url, error, status, TARGET.url, 900.0)


def blamed(*texts, page=None, target=TARGET):
    told = [saw(text) for text in texts]
    answers = [Answer(BROWSED.of(HERE), Known(page), "chromium")]
    seen = Evidence(target).plus([*answers, *(Answer(SAW.of(one.client), Known(one), YOU_SAID) for one in told)])
    return [f.cause for f in think(CAUSES, seen, None).findings if f.state is State.SUPPORTED]


@pytest.mark.parametrize(
    "text, cause",
    [
        ("chrome=431", "browser-cached-state"),
        ("chrome=ERR_TOO_MANY_REDIRECTS", "browser-cached-state"),
        ("chrome=ERR_SSL_PROTOCOL_ERROR", "browser-cached-state"),  # http was asked: it remembers https
        ("chrome=wrong-content", "browser-cached-state"),
        ("chrome=ERR_NETWORK_CHANGED", "browser-socket-state"),
        ("chrome=ERR_INTERNET_DISCONNECTED", "browser-socket-state"),
        ("firefox=NS_ERROR_OFFLINE", "browser-socket-state"),
        ("browser=hang", "browser-socket-state"),
        ("chrome=ERR_CONNECTION_REFUSED", "browser-profile-or-version-fault"),
        ("edge=ERR_NAME_NOT_RESOLVED", "browser-profile-or-version-fault"),
        ("chrome=ERR_CONNECTION_RESET", "browser-profile-or-version-fault"),
        ("safari=-1004", "browser-profile-or-version-fault"),
    ],
)
def test_the_word_of_the_browser_tells_which_it_is(text, cause):
    """Its memory, its sockets, or the rest of its profile."""
    assert [cause] == blamed(text, page=browsed())


@pytest.mark.parametrize("name, word", WORDS, ids=lambda part: part)
def test_no_word_is_of_two_kinds(name, word):
    """One cause at most; a word that names a rule, a port or a proxy is of none of these."""
    found = blamed(f"{name}={word}", page=browsed())

    assert len(found) <= 1
    if not found:
        assert saw(f"{name}={word}").causes


@pytest.mark.parametrize("page", [None, browsed(0, "ERR_CONNECTION_REFUSED"), browsed(431), browsed(502), browsed(0)])
def test_nothing_is_blamed_without_a_clean_profile_that_gets_the_page(page):
    """What was said alone proves nothing."""
    assert [] == blamed("chrome=ERR_CONNECTION_REFUSED", page=page)


@pytest.mark.parametrize("text", ["chrome=ok", "curl=refused", "node=ECONNREFUSED", "app=refused"])
def test_nothing_is_blamed_where_no_browser_fails(text):
    """A profile is of a browser."""
    assert [] == blamed(text, page=browsed())


def test_a_certificate_is_of_the_server_where_https_was_asked_for():
    """Only where http was asked for can TLS come out of a memory."""
    assert [] == blamed(
        "chrome=ERR_CERT_AUTHORITY_INVALID", page=browsed(), target=Target.parse("https://localhost:3443/")
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("chrome=ERR_CONNECTION_REFUSED", "shield (webRequest)"),
        ("edge=ERR_CONNECTION_REFUSED", "toolbar"),
        ("firefox=NS_ERROR_CONNECTION_REFUSED", "guard"),
        ("brave=ERR_CONNECTION_REFUSED", None),  # where it has its own from, nobody has read
    ],
)
def test_an_extension_is_that_of_the_browser_which_has_it(text, told):
    """A policy of Edge gives nothing to Chrome, though both are built on Chromium."""
    rows = (("Chrome", "shield", ("webRequest",)), ("Edge", "toolbar", ()), ("Firefox", "guard", ()))
    view = {EXTENSIONS.of(HERE): tuple(Extension(*row, "/etc/x.json") for row in rows)}

    assert told == profiles.extensions(view, saw(text))
