import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import pages
from portwise.formats.http1 import Response

NGINX = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
)


def page(status, body=b"", **headers):
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(status, "", pairs, body)


@pytest.mark.parametrize(
    ("marker", "met"),
    [
        ("tls-port", page(400, b"<title>400 The plain HTTP request was sent to HTTPS port</title>")),
        ("tls-port", page(400, b"Client sent an HTTP request to an HTTPS server.\n")),
        ("tls-port", page(400, b"Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />")),
        ("tls-port", page(400, b"Bad Request\r\nThis combination of host and port requires TLS.\r\n")),
        ("host-check: vite", page(403, b'Blocked request. This host ("a.test") is not allowed.')),
        ("host-check: webpack", page(403, b"Invalid Host header")),
        ("host-check: django", page(400, b"<title>DisallowedHost\n at /</title>")),
        ("host-check: rails", page(403, b"<h1>Blocked hosts: a.test</h1>")),
        ("host-check: mcp", page(421, b"Invalid Host header")),
        ("host-check: starlette", page(400, b"Invalid host header")),
        ("gateway: nginx", page(502, NGINX + b"<hr><center>nginx/1.22.1</center>\r\n")),
        ("gateway: nginx", page(503, b"<hr><center>nginx</center>")),
        ("gateway: envoy", page(503, b"upstream connect error or disconnect/reset before headers. reset reason: x")),
        (
            "gateway: haproxy",
            page(503, b"<h1>503 Service Unavailable</h1>\nNo server is available to handle this request."),
        ),
        ("gateway: apache", page(502, b"The proxy server received an invalid\r\nresponse from an upstream server.")),
        (
            "gateway: haproxy",
            page(502, b"<h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete response."),
        ),
        ("gateway: haproxy", page(504, b"<h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.")),
        (
            "gateway: apache",
            page(503, b"<p>The server is temporarily unable to service your\nrequest due to maintenance"),
        ),
        ("gateway: caddy", page(502, server="Caddy")),
        ("gateway: caddy", page(504, server="Caddy")),
        ("gateway: traefik", page(502, b"Bad Gateway")),
        ("edge: cloudflare 522", page(522, b"error code: 522", server="cloudflare")),
        ("edge: cloudflare 521", page(521, b"<html>", server="cloudflare")),
        ("edge: cloudflare 1033", page(530, b"error code: 1033", server="cloudflare")),
        ("edge: cloudflare 1033", page(530, b'<span class="cf-error-code">1033</span>', server="cloudflare")),
        ("edge: cloudflare 502", page(502, b"error code: 502", server="cloudflare")),
        ("edge: cloudflare 502", page(502, b'<div id="cf-error-details">', server="cloudflare")),
        ("gateway: nginx", page(502, b"<hr><center>nginx</center>", server="cloudflare")),
        ("", page(502, b"out of order", server="cloudflare")),
        ("edge: ngrok ERR_NGROK_8012", page(400, b"x", ngrok_error_code="ERR_NGROK_8012")),
        ("", page(502, b"x", ngrok_error_code="<b>")),
        ("edge: frp", page(404, b"<p><em>Faithfully yours, frp.</em></p>")),
        ("", page(200, b"<p><em>Faithfully yours, frp.</em></p>")),
        ("gateway: squid", page(503, b"x", x_squid_error="ERR_CONNECT_FAIL 111")),
    ],
)
def test_a_page_is_known_by_what_its_program_writes(marker, met):
    """One line per program; the text is the program's own."""
    assert marker == pages.marker(met)


@pytest.mark.parametrize(
    "met",
    [
        page(502, b'{"error": "upstream is down"}', server="nginx/1.22.1"),
        page(503, b"the application is in maintenance"),
        page(404, b"<hr><center>nginx/1.22.1</center>"),
        page(200, b"The plain HTTP request was sent to HTTPS port"),
        page(500, b"Traceback", server="uvicorn"),
        page(502, b"oops", server="Caddy"),
        page(403, b"Forbidden", server="cloudflare"),
    ],
)
def test_an_answer_of_the_application_has_no_marker(met):
    """A 5xx that a gateway only passes on is not the gateway's; a page of its own below 500 is an answer."""
    assert "" == pages.marker(met)


@given(st.integers(0, 999), st.binary(), st.text())
def test_any_page_has_a_marker_or_none(status, body, server):
    """Nothing a server writes makes the reader fail."""
    assert isinstance(pages.marker(page(status, body, server=server)), str)
