"""Clients that got through."""

import pytest

from portwise.model.reading import Success
from portwise.read.signs.successes import statuses, words
from portwise.read.text import Text

PRINTED = {
    "$ curl -I 127.0.0.1:8080\nHTTP/1.1 404 Not Found": Success("curl", "127.0.0.1", 8080, "", 404),
    "* Connected to localhost (::1) port 3000 (#0)": Success("curl", "::1", 3000),
    "Connection to 10.0.0.5 8899 port [tcp/*] succeeded!": Success("curl", "10.0.0.5", 8899),
    "$ telnet localhost 5432\nTrying ::1...\nConnected to localhost.": Success("telnet", "localhost", 5432),
    "PS> tnc db -Port 5432\nTcpTestSucceeded : True": Success("telnet", "db", 5432),
    '$ curl http://localhost:7100/v2\n{"ok": true}': Success("curl", "localhost", 7100, "http"),
    "$ curl 10.4.0.9:7100\n<html><body>hi": Success("curl", "10.4.0.9", 7100),
    "<Response [200]>": Success("", "", None, "", 200),
}
TOLD = {
    "http://localhost:5000 is nice. My phone http://192.168.31.50:5000 refuses": [("localhost", 5000)],
    "http://127.0.0.1:3000 works but http://localhost:3000 does not": [("127.0.0.1", 3000)],
    "does http://localhost:3000 work?": [],
    "http://localhost:3000 never works": [],
    "http://localhost:7000/ 可以访问": [("localhost", 7000)],
    "http://localhost:7000/ 无法访问": [],
}


@pytest.mark.parametrize(("text", "expected"), PRINTED.items())
def test_what_a_client_prints_of_a_connection_is_a_success(text, expected):
    """Whatever an answer of HTTP says, somebody answered."""
    assert expected in [noted.sign for noted in statuses(Text.of(text))]


def test_an_answer_of_a_gateway_is_none():
    """Behind it something failed."""
    assert [] == [noted.sign for noted in statuses(Text.of("HTTP/1.1 502 Bad Gateway"))]


@pytest.mark.parametrize(("text", "expected"), TOLD.items())
def test_words_of_success_count_for_their_own_clause(text, expected):
    """And are marked as somebody's words."""
    found = [noted.sign for noted in words(Text.of(text))]

    assert (expected, {True} if expected else set()) == ([(s.host, s.port) for s in found], {s.told for s in found})


def test_the_page_of_a_gateway_that_reached_nobody_is_no_success():
    """It is printed as any other."""
    assert [] == list(statuses(Text.of("$ curl http://localhost:7100/\n<html>\n<title>502 Bad Gateway</title>")))
