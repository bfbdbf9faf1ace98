"""What a browser takes for leave, held against the standard (https://fetch.spec.whatwg.org, 4.8 to 4.10)."""

from ipaddress import ip_address

import pytest

from portwise.knowledge.terms.origins import trouble
from portwise.model.exchange import AsPage, Permission
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Fetch

SPOT = Endpoint(ip_address("127.0.0.1"), 3000)
MINE = "http://localhost:5173"


def met(status=200, origins=(MINE,), credentials=(), methods=(), headers=()):
    return Permission(Outcome.CONNECTED, status, origins, credentials, methods, headers)


def said(met, fetch, preflight=False):
    return trouble(met, AsPage(SPOT, fetch, preflight))


GET = Fetch(MINE)
WITH_COOKIES = Fetch(MINE, credentials=True)
LOGIN = Fetch(MINE, headers=("authorization",))


@pytest.mark.parametrize(
    ("answer", "fetch"),
    [
        (met(), GET),
        (met(origins=("*",)), GET),
        (met(404), GET),
        (met(credentials=("true",)), WITH_COOKIES),
        (met(origins=("null",)), Fetch("null")),
    ],
)
def test_a_page_may_read(answer, fetch):
    """Its very origin, or everybody's where nothing of its user goes along; the status is its own affair."""
    assert said(answer, fetch) == ""


@pytest.mark.parametrize(
    ("answer", "fetch", "word"),
    [
        (met(origins=()), GET, "no Access-Control-Allow-Origin"),
        (met(origins=("http://127.0.0.1:5173",)), GET, "is http://127.0.0.1:5173"),
        (met(origins=(f"{MINE}/",)), GET, f"is {MINE}/"),
        (met(origins=("HTTP://LOCALHOST:5173",)), GET, "is HTTP"),
        (met(origins=(MINE, MINE)), GET, "several values"),
        (met(origins=(f"{MINE}, *",)), GET, "several values"),
        (met(origins=("*",), credentials=("true",)), WITH_COOKIES, "does not count"),
        (met(), WITH_COOKIES, "is not true"),
        (met(credentials=("True",)), WITH_COOKIES, "is not true"),
        (met(origins=("*",)), Fetch("null", credentials=True), "does not count"),
    ],
)
def test_a_page_may_not_read(answer, fetch, word):
    """The comparison is literal, byte by byte."""
    assert word in said(answer, fetch)


@pytest.mark.parametrize(
    ("answer", "fetch"),
    [
        (met(204, methods=("PUT",)), Fetch(MINE, "PUT")),
        (met(204, methods=("*",)), Fetch(MINE, "PATCH")),
        (met(204), Fetch(MINE, "POST", ("content-type",))._replace(headers=())),
        (met(299, headers=("authorization",)), LOGIN),
        (met(204, headers=("*",)), Fetch(MINE, headers=("x-shop",))),
        (met(204), Fetch(MINE, "HEAD", ("accept",))),
    ],
)
def test_a_preflight_is_a_yes(answer, fetch):
    """Any status of success; GET, HEAD and POST need not be named."""
    assert said(answer, fetch, True) == ""


@pytest.mark.parametrize(
    ("answer", "fetch", "word"),
    [
        (met(301), LOGIN, "sent on"),
        (met(401), LOGIN, "HTTP 401, and browsers send no login"),
        (met(405), LOGIN, "HTTP 405"),
        (met(204, origins=()), LOGIN, "no Access-Control-Allow-Origin"),
        (met(204, methods=("GET", "put")), Fetch(MINE, "PUT"), "the method PUT"),
        (met(204, credentials=("true",), methods=("*",)), Fetch(MINE, "PUT", (), True), "the method PUT"),
        (met(204, headers=("*",)), LOGIN, "the header authorization"),
        (met(204, headers=("content-type",)), Fetch(MINE, headers=("x-shop",)), "the header x-shop"),
        (met(204, credentials=("true",), headers=("*",)), Fetch(MINE, "GET", ("x",), True), "the header x"),
        (met(0)._replace(outcome=Outcome.RESET), LOGIN, "resets the connection"),
    ],
)
def test_a_preflight_is_no_yes(answer, fetch, word):
    """A star is a name like any other where something of the user goes along, and never stands for a login."""
    assert word in said(answer, fetch, True)
