"""What a sign is not: who came is no place, a connect no bind, a complaint no refusal, any request no library."""

import pytest

from portwise.model.reading import Failure, Stated
from portwise.read.places import places
from portwise.read.readers import understood
from portwise.read.signs.statements import fails, works


def failures(said):
    return [(noted.sign.outcomes[0], noted.sign.host, noted.sign.port) for noted in understood(said).signs(Failure)]


@pytest.mark.parametrize(
    "line",
    [
        'rejected connection from "10.4.0.9:51002" (tls: bad certificate)',
        "http: TLS handshake error from [::1]:49200: EOF",
        "Accepted from 192.0.2.7:40112",
    ],
)
def test_who_came_is_no_place_that_somebody_calls(line):
    """His port is one that his system gave him."""
    assert [] == [*places(line)]


@pytest.mark.parametrize(
    "line", ["Connection refused [::ffff:10.98.44.17]:1883", "connect ECONNREFUSED ::ffff:10.98.44.17:1883"]
)
def test_a_mapped_address_is_that_of_ipv4(line):
    """RFC 4291, 2.5.5.2: .NET and Node.js write it so, where one socket is for both families."""
    assert [("10.98.44.17", 1883)] == [(place.host, place.port) for place in places(line)]


def test_a_connect_that_is_denied_is_no_bind():
    """Windows says the same of both."""
    forbidden = "An attempt was made to access a socket in a way forbidden by its access permissions."

    assert [("denied", "192.0.2.4", 443)] == failures(f"dial tcp 192.0.2.4:443: connectex: {forbidden}")
    assert [("bind-EACCES", "0.0.0.0", 90)] == failures(f"listen tcp 0.0.0.0:90: bind: {forbidden}")


def test_that_somebody_cannot_connect_is_no_refusal():
    """Safari says so of a refusal, and people of anything."""
    assert [] == failures("Since Monday my friends can't connect to the server")
    assert ["refused"] == [outcome for outcome, *_ in failures("Safari can't connect to the server")]


def test_what_firefox_says_of_any_websocket_is_no_refusal():
    """It says the same where the answer was not 101."""
    assert [] == failures("NS_ERROR_WEBSOCKET_CONNECTION_REFUSED")
    assert ["refused"] == [outcome for outcome, *_ in failures("NS_ERROR_CONNECTION_REFUSED")]


@pytest.mark.parametrize(
    ("said", "python"),
    [
        ("some requests fail", False),
        ("with requests from the phone it fails", False),
        ("requests.get fails", True),
        ("the requests library fails", True),
        ("it fails with requests", True),
    ],
)
def test_not_every_request_is_a_library_of_python(said, python):
    """It is one where it is named as such."""
    assert python is any(noted.sign.when == "python" for noted in understood(said).signs(Stated))


def test_a_websocket_has_a_scheme_as_well():
    """ws is http, and wss is https."""
    text = understood("ws://localhost:9001 fails\nwss://localhost:9001 works")

    assert ((1,), (2,)) == (fails(text, "http"), works(text, "https"))
