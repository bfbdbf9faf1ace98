"""From what people type or paste to what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.words.errors import WORDINGS
from portwise.words.lookup import meanings, near
from portwise.words.wording import COLUMNS, said


@pytest.mark.parametrize(
    "typed",
    [
        "ECONNREFUSED",
        "econnrefused",
        " 'ECONNREFUSED' ",
        "111",
        "errno 111",
        "[Errno 111] Connection refused",
        "os error 111",
        "WinError 10061",
        "[WinError 10061] No connection could be made because the target machine actively refused it",
        "net::ERR_CONNECTION_REFUSED",
        "chrome -102",
        "connect ECONNREFUSED 127.0.0.1:3000",
        "ECONNREFUSED 127.0.0.1:3000",
        "curl (7) Connection refused",
        "dial tcp 127.0.0.1:3000: connect: connection refused",
        "java.net.ConnectException: Connection refused",
        "requests.exceptions.ProxyError",
    ],
)
def test_spelling_does_not_matter(typed):
    """Case, quotes, prefixes and what stands around are forgiven; only refused is meant."""
    assert ("refused",) == meanings(typed)[0].outcomes


@pytest.mark.parametrize(
    "typed, word",
    [
        ("Error: listen EADDRINUSE: address already in use :::61999", "bind-EADDRINUSE"),
        ("OSError: [Errno 98] Address already in use", "bind-EADDRINUSE"),
        ("Error: listen EACCES: permission denied 0.0.0.0:80", "bind-EACCES"),
        ("Errno -2", "name-failure"),
        ("gaierror: [Errno 8] nodename nor servname provided", "name-failure"),
        ("NSURLErrorDomain Code=-1003", "name-failure"),
        ("NSURLErrorTimedOut", "timeout"),
        ("WSAETIMEDOUT", "timeout"),
        ("curl: (35) error:0A00010B:SSL routines::wrong version number", "tls-error"),
        ("HTTP/1.1 502 Bad Gateway", "http-5xx"),
        ("504 Gateway Time-out", "http-5xx"),
    ],
)
def test_a_pasted_line_is_understood(typed, word):
    """The number and the words of a line are read together."""
    assert word == meanings(typed)[0].outcomes[0]


def test_words_beside_a_number_settle_what_it_means():
    """curl ends with 7 for many events; the text that it prints tells which."""
    alone, told = meanings("curl 7")[0], meanings("curl: (7) No route to host")[0]

    assert 1 < len({row.outcome for row in alone.rows})
    assert ["unreachable"] == [row.outcome for row in told.rows]


def test_curl_has_one_line_for_every_connect_that_fails():
    """Since 7.8x no errno stands in it: refused is the likeliest, and not the only thing that it can mean."""
    said = meanings("curl: (7) Failed to connect to localhost port 3000 after 0 ms: Couldn't connect to server")[0]

    assert ("refused", "unreachable", "denied", "invalid", "addr-not-avail") == said.outcomes


def test_a_gateways_log_is_not_taken_for_the_clients_error():
    """The errno in a log of nginx was met by nginx; the client got a status."""
    line = meanings("connect() failed (111: Connection refused) while connecting to upstream")[0]

    assert ("log line", ("http-5xx", "refused")) == (line.kind, line.outcomes)


def test_the_case_of_a_process_state_counts():
    """T was stopped by a signal, t is held by a debugger."""
    assert ["T (stopped)", "t (traced)"] == [meanings(letter)[0].word for letter in "Tt"]


def test_a_bare_number_tells_everything_that_it_can_be():
    """61 is refused on macOS, and a port."""
    assert ["ECONNREFUSED", "port 61"] == [meaning.word for meaning in meanings("61")]


@pytest.mark.parametrize(
    "typed", ["3000", ":3000", "port 3000", "localhost:3000", "127.0.0.1:3000", "3000/tcp", "tcp port 3000"]
)
def test_a_port_may_be_written_as_people_do(typed):
    """A port is a port with whatever stands before it."""
    assert "port 3000" == meanings(typed)[0].word


@pytest.mark.parametrize("row", WORDINGS, ids=lambda row: row.happens[:40])
def test_every_clients_word_leads_back_to_its_event(row):
    """From an event to a client's word and back: the event is among what the word can mean."""
    words = [word for column in COLUMNS for word in said(row, column) if not word.lstrip("-").isdigit()]
    lost = [word for word in words if not any(row in m.rows or row.outcome in m.outcomes for m in meanings(word))]

    assert [] == lost


@pytest.mark.parametrize("typed", ["", "   ", "xyzzy", "why is my thing so slow", "???"])
def test_an_unknown_word_means_nothing(typed):
    """Rather no page than a wrong one."""
    assert () == meanings(typed)


def test_a_slip_is_answered_with_what_is_near():
    """Suggestions are words that have a page."""
    assert "ECONNREFUSED" == near("ECONREFUSED")[0]
    assert "nothing-listening" in near("nothing-listning", ["nothing-listening"])
    assert () == near("qqqqqqqqqq")


@given(st.text(max_size=200))
def test_any_text_can_be_asked(text):
    """Nothing that somebody types or pastes breaks the lookup."""
    assert isinstance(meanings(text), tuple)


@given(st.integers())
def test_any_number_can_be_asked(number):
    """No number does either, however long."""
    assert isinstance(meanings(str(number)), tuple)
