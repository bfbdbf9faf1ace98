"""Where a redirect leads, and how long an answer is: RFC 9112 and RFC 9110."""

import pytest

from portwise.formats.responses import Answer, answer, led_back

ORIGINS = ("https://api.internal:443", "https://api.internal")
HERE = b"http://localhost:8080"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"https://api.internal/login?next=/", b"http://localhost:8080/login?next=/"),
        (b"https://API.internal:443", b"http://localhost:8080"),
        (b"https://api.internal?x", b"http://localhost:8080?x"),
        *((same, same) for same in (b"/login", b"https://api.internal.evil.example/", b"https://api.internal:8443/")),
        *((same, same) for same in (b"http://api.internal/", b"https://x/?to=https://api.internal/", b"")),
    ],
)
def test_a_redirect_to_the_server_itself_leads_to_us(said, told):
    """Its own origin and no other, at the beginning alone; the rest of the head stays byte for byte."""
    head = b"HTTP/1.1 302 Found\r\nlocation:  %b \r\nX-Location: https://api.internal/\r\n\r\n"

    assert head % told == led_back(head % said, ORIGINS, HERE)


@pytest.mark.parametrize(
    ("head", "method", "found"),
    [
        (b"200 OK\r\nContent-Length: 5", b"GET", Answer(200, 5, until_end=False, over=False)),
        (b"200 OK\r\nContent-Length: 5", b"HEAD", Answer(200, 0, until_end=False, over=False)),
        (b"200 OK\r\nTransfer-Encoding: gzip, chunked", b"GET", Answer(200, None, until_end=False, over=False)),
        (b"200 OK\r\nX: 1", b"GET", Answer(200, 0, until_end=True, over=False)),
        (b"304 Not Modified\r\nContent-Length: 5", b"GET", Answer(304, 0, until_end=False, over=False)),
        (b"204 No Content\r\nX: 1", b"GET", Answer(204, 0, until_end=False, over=False)),
        (b"100 Continue\r\nX: 1", b"POST", Answer(100, 0, until_end=False, over=False)),
        (b"101 Switching Protocols\r\nX: 1", b"GET", Answer(101, 0, until_end=False, over=True)),
        (b"200 OK\r\nX: 1", b"CONNECT", Answer(200, 0, until_end=False, over=True)),
    ],
)
def test_how_long_an_answer_is(head, method, found):
    """Section 6.3: by the method, the status, the chunks, the length, and else the end of the connection."""
    assert found == answer(b"HTTP/1.1 " + head + b"\r\n\r\n", method)


def test_what_is_no_answer():
    """Whoever speaks otherwise is not read as HTTP."""
    with pytest.raises(ValueError, match="no response"):
        answer(b"SSH-2.0-OpenSSH\r\n\r\n", b"GET")
