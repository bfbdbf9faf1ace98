"""Every client's words for what it met, read from ``CLIENT=WORD``."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.model.client import Client
from portwise.model.target import Target
from portwise.words.elsewhere import SUSPECTS, filled, settling, suspects
from portwise.words.errors import WORDINGS
from portwise.words.outcomes import SYMPTOMS
from portwise.words.statuses import STATUSES
from portwise.words.testimony import CLIENTS, NotTestimony, saw
from portwise.words.wording import said

SAYINGS = [
    (name, word, row.outcome)
    for name, (_, column) in CLIENTS.items()
    for row in WORDINGS
    for word in (said(row, column) if column else ())
]
SECURE = Target.parse("https://localhost:3000")
LOCAL, NEAR, NAMED = map(Target.parse, ("http://localhost:3000", "http://192.0.2.7:3000", "http://shop.internal"))


def test_every_client_is_understood_in_its_own_words():
    """Each word of each column means, among what it can mean there, what its row says."""
    wrong = []
    for name, word, outcome in SAYINGS:
        found = saw(f"{name}={word}").outcomes
        if outcome not in found and not (outcome.startswith(("bind-", "start-")) or word == "0"):
            wrong.append((name, word, outcome, found))

    assert [] == wrong


@pytest.mark.parametrize(
    ("text", "word", "outcomes"),
    [
        ("curl=ok", "ok", ("connected",)),
        ("curl=502", "502", ("http-5xx",)),
        ("curl=HTTP 404", "404", ("http-4xx",)),
        ("browser=301", "301", ("connected",)),
        ("curl=52", "exit code 52", ("empty",)),
        ("curl=28", "exit code 28", ("timeout", "hang")),
        ("wget=2026-11-20 12:13:45 ERROR 502: Bad Gateway.", "502", ("http-5xx",)),
        ("python=urllib.error.HTTPError: HTTP Error 403: Forbidden", "403", ("http-4xx",)),
        ("java=Server returned HTTP response code: 502 for URL: http://127.0.0.1:8080/", "502", ("http-5xx",)),
        ("wget=5", "exit code 5", ("tls-error",)),
        ('go=Get "http://127.0.0.1:3000/": EOF', "EOF", ("empty", "tls-error")),
        (
            "go=dial tcp: lookup db on 127.0.0.53:53: read udp 127.0.0.1:9->127.0.0.53:53: read: connection refused",
            "dial tcp: lookup",
            ("name-failure",),
        ),
        ("wget=Connecting to localhost... failed: Connection refused.", "failed: Connection refused", ("refused",)),
        ("curl=curl: (7) Failed to connect to localhost: Connection refused", "Connection refused", ("refused",)),
        ("chrome=ERR_CONNECTION_REFUSED", "ERR_CONNECTION_REFUSED", ("refused",)),
        ("Chrome = net::ERR_CONNECTION_REFUSED", "ERR_CONNECTION_REFUSED", ("refused",)),
        ("edge=-102", "ERR_CONNECTION_REFUSED", ("refused",)),
        ("firefox=NS_ERROR_CONNECTION_REFUSED", "NS_ERROR_CONNECTION_REFUSED", ("refused",)),
        ("safari=-1001", "-1001", ("timeout", "hang")),
        ("node=ECONNREFUSED", "ECONNREFUSED", ("refused",)),
        ("node=connect ECONNREFUSED ::1:5432", "ECONNREFUSED", ("refused",)),
        ("node=111", "ECONNREFUSED", ("refused",)),
        ("go=dial tcp [::1]:8080: connect: connection refused", "connect: connection refused", ("refused",)),
        ("python=ConnectionRefusedError", "ConnectionRefusedError", ("refused",)),
        ("python=61", "ECONNREFUSED", ("refused",)),
        ("dotnet=10061", "ECONNREFUSED", ("refused",)),
        ("phone=took too long to respond", "took too long to respond", ("timeout",)),
        ("app=refused", "refused", ("refused",)),
        ("browser=ERR_UNSAFE_PORT", "ERR_UNSAFE_PORT", ("blocked-by-browser",)),
    ],
)  # fmt: skip
def test_what_people_paste(text, word, outcomes):
    """A word, a number or a whole message; what is kept is the word as its makers spell it, never the message."""
    found = saw(text)

    assert (word, outcomes) == (found.word, found.outcomes)


def test_a_server_that_starts_binds():
    """The same errno means something else to it."""
    assert ("denied",) == saw("node=EACCES").outcomes
    assert ("bind-EACCES",) == saw("node=EACCES", binding=True).outcomes


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("nonsense", "--saw takes CLIENT=WORD"),
        ("curl=", "--saw takes CLIENT=WORD"),
        ("netscape=ok", "chrome, chromium, edge"),
        ("chrome=gibberish", "like ERR_CONNECTION_REFUSED or ERR_CONNECTION_TIMED_OUT"),
        ("chrome=ERR_CONNECTION_REFUSD", "did you mean ERR_CONNECTION_REFUSED"),
        ("curl=99", "an HTTP status"),
        ("app=LISTEN", "like refused or timeout"),
    ],
)
def test_what_nobody_understands_says_what_can_be_said(text, offers):
    """One line, with how that client says refused and timeout."""
    with pytest.raises(NotTestimony) as told:
        saw(text)

    assert offers in str(told.value)
    assert 1 == len(str(told.value).splitlines())


def test_a_word_that_is_not_understood_is_not_repeated():
    """It may be a token that somebody pasted."""
    with pytest.raises(NotTestimony) as told:
        saw("chrome=hunter2-hunter2")

    assert "hunter2" not in str(told.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    """Nothing else comes out, and what comes out means something."""
    for word in (text, f"curl={text}", f"chrome={text}", f"app={text}"):
        with contextlib.suppress(NotTestimony):
            assert saw(word).outcomes


def test_every_status_is_an_outcome():
    """Below 400 the client got through."""
    known = {symptom.outcome for symptom in SYMPTOMS}

    assert {"connected", "http-4xx", "http-5xx"} == {saw(f"curl={number}").outcomes[0] for number in STATUSES}
    assert set() == {outcome for row in SUSPECTS for outcome in row.meets} - known - {"connected"}


@pytest.mark.parametrize(
    ("text", "target", "platform", "first"),
    [
        ("chrome=ERR_CONNECTION_REFUSED", LOCAL, "linux", "localhost-is-another-machine"),
        ("chrome=ERR_CONNECTION_REFUSED", NEAR, "linux", "security-software-interception"),
        ("chrome=ERR_NAME_NOT_RESOLVED", NAMED, "linux", "dead-or-misconfigured-proxy"),
        ("chrome=ERR_ADDRESS_UNREACHABLE", NEAR, "darwin", "security-software-interception"),
        ("chrome=ERR_UNSAFE_PORT", Target.parse("http://localhost:6000"), "linux", "browser-blocked-port"),
        ("chrome=blocked by CORS policy", LOCAL, "linux", "cors-blocked"),
        ("chrome=ERR_TOO_MANY_REDIRECTS", LOCAL, "linux", "hsts-or-bad-redirect"),
        ("phone=timeout", NEAR, "darwin", "desktop-firewall-inbound-block"),
        ("phone=timeout", NEAR, "win32", "desktop-firewall-inbound-block"),
        ("node=ECONNREFUSED", LOCAL, "linux", "env-proxy-captures-localhost"),
        ("node=UNABLE_TO_GET_ISSUER_CERT_LOCALLY", SECURE, "linux", "certificate-untrusted"),
        ("chrome=ERR_CERT_AUTHORITY_INVALID", SECURE, "linux", "certificate-untrusted"),
    ],
)
def test_what_hits_one_client_and_spares_ours(text, target, platform, first):
    """The word itself decides where it names a cause; else the client, where it asks and what it met."""
    assert first == next(suspects(saw(text), target, platform)).cause


def test_local_network_privacy_is_of_macos_and_of_no_loopback():
    """Apple TN3179: it is about addresses on interfaces that can broadcast, and shows as unreachable."""
    name = "macos-local-network-privacy"
    met, refused = saw("chrome=ERR_ADDRESS_UNREACHABLE"), saw("chrome=ERR_CONNECTION_REFUSED")

    assert [True, False, False, False] == [
        name in {row.cause for row in suspects(said_so, target, platform)}
        for said_so, target, platform in (
            (met, NEAR, "darwin"),
            (met, NEAR, "linux"),
            (met, LOCAL, "darwin"),
            (refused, NEAR, "darwin"),
        )
    ]


@pytest.mark.parametrize("name", [name for name, (kind, _) in CLIENTS.items() if kind is not Client.CURL])
def test_a_test_is_for_the_client_that_was_named(name):
    """Nobody is told to set a variable of Node.js for Chrome, or to start Chromium for Firefox."""
    one, column = saw(f"{name}=NET::ERR_CERT_AUTHORITY_INVALID"), CLIENTS[name][1]
    rows = [row for row in SUSPECTS if one.kind in row.hits]
    texts = [text for row in rows for test, command in [settling(row, one)] for text in (test, *command)]
    foreign = {
        "NODE_": one.kind is not Client.NODE,
        "REQUESTS_": one.kind is not Client.PYTHON,
        "chrom": column in ("firefox", "safari"),
        "about:": column != "firefox",
        "cacerts": one.kind is not Client.JAVA,
    }

    assert [] == [(word, text) for text in texts for word, wrong in foreign.items() if wrong and word in text]
    assert ["certificate-untrusted"] == [row.cause for row in suspects(one, SECURE, "linux") if one.causes]


@pytest.mark.parametrize("text", ["chrome=ERR_CERT_AUTHORITY_INVALID", "node=DEPTH_ZERO_SELF_SIGNED_CERT"])
def test_no_certificate_is_doubted_where_there_is_none(text):
    """A URL without TLS shows none; what else could be behind it is offered instead."""
    causes = [row.cause for row in suspects(saw(text), LOCAL, "linux")]

    assert "certificate-untrusted" not in causes
    assert ("hsts-or-bad-redirect" in causes) is text.startswith("chrome")


def test_every_row_has_a_test():
    """What cannot be seen from here is offered with what would settle it; no slot stays empty."""
    one = saw("chrome=ERR_CONNECTION_REFUSED")
    told = ((row.says, row.test, row.otherwise or row.test, *row.command) for row in SUSPECTS)
    texts = [filled(text, one, LOCAL) for texts in told for text in texts]

    assert [] == [text for text in texts if not text or "{" in text]
    assert {Client.CURL} == set(Client) - {kind for row in SUSPECTS for kind in row.hits}
