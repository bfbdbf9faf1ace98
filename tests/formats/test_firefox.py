"""Marionette's messages, the addresses of error pages, and the log of sockets; as Firefox ESR 153 wrote them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats.firefox import ask, dialled, error, messages

REFUSED = "about:neterror?e=connectionFailure&u=http%3A//localhost%3A1234/&c=UTF-8&captivePortalState=unknown&d=&a="
HEAD = "[Parent 1: Socket Thread]: D/nsSocketTransport "
LOG = [
    HEAD + line
    for line in (
        "nsSocketTransport::Init [this=7f host=localhost:1234 origin=localhost:1234 proxy=:0]",
        "nsSocketTransport::Init [this=8e host=push.example:443 origin=push.example:443 proxy=:0]",
        "nsSocketTransport::SendStatus [this=8e status=4b0007]",
        "  trying address: 192.0.2.1",
        "nsSocketTransport::SendStatus [this=7f status=4b0007]",
        "  trying address: 127.0.0.1",
        "nsSocketTransport::OnSocketDetached [this=7f cond=804b000d]",
        "nsSocketTransport::SendStatus [this=7f status=4b0007]",
        "  trying address: ::1",
        "nsSocketTransport::SendStatus [this=7f status=4b0004]",
    )
]


def test_a_message_is_its_length_and_json():
    """What is asked can be read back, whole messages first and the rest later."""
    sent = ask(1, "WebDriver:Navigate", {"url": "http://localhost:3000/"})
    found, rest = messages(sent + sent[:9])

    assert ([[0, 1, "WebDriver:Navigate", {"url": "http://localhost:3000/"}]], sent[:9]) == (found, rest)


def test_what_is_no_message_is_told():
    """Somebody else may have that port by now."""
    with pytest.raises(ValueError, match="no message"):
        messages(b"HTTP/1.1 400 Bad Request")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    """Nothing but ValueError comes out."""
    with contextlib.suppress(ValueError):
        messages(data)


@pytest.mark.parametrize(
    "page, code, told",
    [
        (REFUSED, "", "NS_ERROR_CONNECTION_REFUSED"),
        (
            "about:neterror?e=nssFailure2&u=x&c=UTF-8&d=%20",
            "SSL_ERROR_RX_RECORD_TOO_LONG",
            "SSL_ERROR_RX_RECORD_TOO_LONG",
        ),
        (
            "about:certerror?e=nssBadCert&u=x",
            "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT",
            "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT",
        ),
        ("about:neterror?e=deniedPortAccess&u=x", "", "NS_ERROR_PORT_ACCESS_NOT_ALLOWED"),
        ("about:neterror?e=somethingNew&u=x", "", "NS_ERROR_FAILURE"),
        ("http://localhost:3000/", "", ""),
        ("http://localhost:3000/?to=about:neterror?e=dnsNotFound", "", ""),
    ],
)
def test_an_error_page_names_what_was_met(page, code, told):
    """By its own address, and by the code that it knows where TLS failed."""
    assert told == error(page, code)


def test_the_log_tells_the_addresses_of_the_page_alone():
    """Who else was asked meanwhile is of no matter; each address once, with how it went."""
    tried, proxy = dialled(LOG, "localhost", 1234)

    assert [("127.0.0.1", "NS_ERROR_CONNECTION_REFUSED"), ("::1", "")] == [
        (str(one.address), one.error) for one in tried
    ]
    assert "DIRECT" == proxy


@given(st.lists(st.sampled_from(LOG)))
def test_any_order_of_lines_is_read(lines):
    """A log that was cut, or mixed up, breaks nothing."""
    assert 2 >= len(dialled(lines, "localhost", 1234)[0])
