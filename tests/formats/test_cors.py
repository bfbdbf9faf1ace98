"""What a browser sends for a page, and the headers that answer it."""

from portwise.formats import cors, http1
from portwise.model.target import Fetch, Target

TARGET = Target.parse("http://localhost:3000/api")
ORIGIN = "http://localhost:5173"


def test_a_page_says_where_it_is_from():
    """Else the request is that of any client."""
    lines = cors.request(TARGET, Fetch.of(ORIGIN), preflight=False).split(b"\r\n")

    assert [b"GET /api HTTP/1.1", b"Origin: http://localhost:5173", b"Host: localhost:3000"] == lines[:3]
    assert [b"", b""] == lines[-2:]


def test_a_preflight_names_the_method_and_the_headers():
    """In lower case, in order, without blanks: the standard, CORS-preflight fetch."""
    lines = cors.request(TARGET, Fetch.of(ORIGIN, "PUT", ("X-Shop", "Authorization")), preflight=True).split(b"\r\n")

    assert lines[0] == b"OPTIONS /api HTTP/1.1"
    assert b"Access-Control-Request-Method: PUT" in lines
    assert b"Access-Control-Request-Headers: authorization,x-shop" in lines


def test_a_preflight_without_headers_names_none():
    """An empty list would be a list."""
    assert b"Request-Headers" not in cors.request(TARGET, Fetch.of(ORIGIN, "PUT"), preflight=True)


def test_what_comes_twice_is_kept_twice():
    """That is the fault; lists may come in several lines."""
    data = (
        b"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\naccess-control-allow-origin: null\r\n"
        b"Access-Control-Allow-Methods: GET, PUT\r\nAccess-Control-Allow-Methods: PATCH,\r\n\r\n"
    )
    page = http1.parse(data)

    assert ("*", "null") == cors.values(page, "origin")
    assert ("GET", "PUT", "PATCH") == cors.listed(page, "methods")
