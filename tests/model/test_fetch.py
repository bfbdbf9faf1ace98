"""Who asks, where it is a page of a browser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.model.fetch import Fetch, NotAPage, serialised


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("http://localhost:5173", "http://localhost:5173"),
        ("localhost:5173", "http://localhost:5173"),
        ("HTTP://LocalHost:80/page?x=1#top", "http://localhost"),
        ("https://shop.test:443", "https://shop.test"),
        ("https://shop.test:80", "https://shop.test:80"),
        ("http://[::1]:3000/", "http://[::1]:3000"),
        ("http://user:secret@localhost:3000", "http://localhost:3000"),
        ("chrome-extension://abcdefgh", "chrome-extension://abcdefgh"),
        ("file:///home/page.html", "null"),
        ("null", "null"),
    ],
)
def test_an_origin_is_scheme_host_and_port(written, origin):
    """As the browser puts it into its header: lower case, no path, no port that is the scheme's own."""
    assert origin == serialised(written)


@pytest.mark.parametrize("written", ["", "http://", "http://local host", "http://localhost:80a"])
def test_what_is_no_origin_is_said_to_be_none(written):
    """It would be sent as a header."""
    with pytest.raises(NotAPage):
        serialised(written)


@given(st.text(max_size=200))
def test_no_text_leaves_the_header(text):
    """A line break in it would be a header of its own."""
    try:
        origin = serialised(text)
    except NotAPage:
        return

    assert origin.isascii()
    assert origin.isprintable()


def test_a_get_with_plain_headers_needs_no_question_before():
    """The names that a form sends too."""
    simple = [Fetch.of("null", *asked).is_simple for asked in ((), ("HEAD",), ("get", ("Accept", "Range")))]

    assert [True, True, True] == simple


def test_a_post_is_one_of_json():
    """Which scripts send, and which asks before."""
    assert Fetch("http://localhost:1", "POST", ("content-type",)) == Fetch.of("localhost:1", "post")


def test_methods_are_in_capitals_where_browsers_put_them_so():
    """A patch in lower case stays as it is, and servers refuse it: https://fetch.spec.whatwg.org, normalize."""
    assert ["PUT", "patch"] == [Fetch.of("null", method).method for method in ("put", "patch")]


@pytest.mark.parametrize("word", ["PUT /", "", "x\r\ny", "a" * 65])
def test_a_header_is_one_word(word):
    """It goes out on the wire."""
    with pytest.raises(NotAPage):
        Fetch.of("null", "GET", (word,))
