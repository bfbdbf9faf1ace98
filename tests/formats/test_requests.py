"""Heads of requests in the name of another host."""

import pytest

from portwise.formats.requests import is_request, named, size

OURS = b"GET /a HTTP/1.1\r\nhost:  localhost:4000 \r\nAccept: */*\r\n"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (b"", b""),
        (b"Origin: http://localhost:4000\r\n", b"Origin: https://api.internal:8443\r\n"),
        (b"Origin: http://localhost:40001\r\n", b"Origin: http://localhost:40001\r\n"),
        (b"Origin: null\r\n", b"Origin: null\r\n"),
        (b"Referer: http://localhost:4000/x?y=1\r\n", b"Referer: https://api.internal:8443/x?y=1\r\n"),
        (b"Referer: http://other/http://localhost:4000/\r\n", b"Referer: http://other/http://localhost:4000/\r\n"),
        (b"X-Host: localhost:4000\r\n", b"X-Host: localhost:4000\r\n"),
    ],
)
def test_the_host_and_what_is_compared_with_it(fields, told):
    """Origin and Referer where they are of our own place; all else stays byte for byte."""
    head = named(OURS + fields + b"\r\n", "api.internal:8443", "https://api.internal:8443")

    assert b"GET /a HTTP/1.1\r\nhost: api.internal:8443\r\nAccept: */*\r\n" + told + b"\r\n" == head.sent
    assert (0, False) == (head.length, head.over)


@pytest.mark.parametrize(
    ("fields", "length", "over"),
    [
        (b"Content-Length: 12\r\n", 12, False),
        (b"transfer-encoding: gzip, chunked\r\n", None, False),
        (b"Upgrade: websocket\r\nConnection: upgrade\r\n", 0, True),
        (b"X-Content-Length: 9\r\n", 0, False),
    ],
)
def test_what_follows(fields, length, over):
    """RFC 9112 section 6; after an upgrade it may be another protocol."""
    head = named(OURS + fields + b"\r\n", "a", "https://a")

    assert (length, over) == (head.length, head.over)


def test_what_is_no_request():
    """HTTP/2 with prior knowledge, TLS, anything."""
    assert [False] * 3 == [is_request(said) for said in (b"PRI * HTTP/2.0\r\n\r\n", b"\x16\x03\x01", b"hello\r\n\r\n")]
    assert is_request(OURS + b"\r\n")


def test_the_size_of_a_chunk():
    """In hexadecimal digits, with or without an extension."""
    assert (26, 0) == (size(b"1a;x=y\r\n"), size(b"0\r\n"))
