"""A page on a terminal of any width, in ASCII, and as JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.model.page import Entry, NoPage, Page, Section
from portwise.render.layout import NARROWEST, Look
from portwise.render.page import WIDEST, as_json, document, missing, render

PAGE = Page(
    "refused",
    "outcome",
    "somebody answered — and the answer was no",
    ("A reset came back for the SYN, or an ICMP port unreachable did. Mostly that is the kernel of the target.",),
    (
        Section(
            "Causes",
            (
                Entry("Nothing listens on the port, on any address that the client tried", "nothing-listening"),
                Entry("A filter on this machine resets the connection", "firewall-reject-rst"),
            ),
        ),
        Section("Next", (Entry("see what answers", "", ("portwise", "why", "a b"), ("to undo it: nothing",)),)),
    ),
    ("refused",),
    ("nothing-listening",),
)


@given(st.integers(min_value=0, max_value=400))
def test_no_line_is_wider_than_the_terminal(width):
    """Lines are broken between words, and are never longer than people can read."""
    assert max(map(len, render(PAGE, Look(width)).splitlines())) <= max(NARROWEST, min(width, WIDEST))


@pytest.mark.parametrize("width", [30, 60, 120])
def test_every_word_is_shown_at_any_width(width):
    """Breaking lines loses nothing."""
    words = " ".join(render(PAGE, Look(width)).split())

    for sentence in (*PAGE.prose, PAGE.title, "see what answers", "to undo it: nothing", "portwise why 'a b'"):
        assert sentence in words


def test_labels_stand_in_one_column_where_there_is_room():
    """Two causes begin their text in the same column; on a narrow terminal the text goes below."""
    wide = [line for line in render(PAGE, Look(100)).splitlines() if "listens" in line or "filter" in line]
    narrow = render(PAGE, Look(45)).splitlines()

    assert wide[0].index("Nothing") == wide[1].index("A filter")
    assert "  nothing-listening" in narrow


def test_a_command_is_shown_as_a_shell_would_take_it():
    """An argument with a space is quoted."""
    assert "      portwise why 'a b'" in render(PAGE).splitlines()


def test_plain_is_ascii():
    """For terminals and logs that know nothing else; dashes become hyphens."""
    text = render(PAGE._replace(prose=("→ Größe …",)), Look(plain=True))

    assert text.isascii()
    assert "refused - somebody answered - and" in text
    assert "-> Gr\\xf6\\xdfe ..." in text


def test_headings_stand_out_only_when_asked():
    """No escape sequence reaches a file."""
    assert "\x1b" not in render(PAGE)
    assert "\x1b[1mCauses\x1b[0m" in render(PAGE, Look(colour=True))


def test_a_typed_word_cannot_steer_the_terminal():
    """What a person pasted is shown, never obeyed."""
    assert "\x1b" not in render(PAGE._replace(word="a\x1b[2J"))
    assert "\x1b" not in missing(NoPage("a\x1b[2J", ()))


def test_lines_of_a_listing_are_kept():
    """A paragraph with line breaks of its own is a table."""
    assert "  a  1\n  bb 2\n" in render(PAGE._replace(prose=("a  1\nbb 2",)))


def test_json_says_the_same():
    """One object; commands are argv lists, and nothing is lost."""
    shown = json.loads(as_json(PAGE))

    assert document(PAGE) == shown
    assert "portwise.page/1" == shown["schema"]
    assert ["portwise", "why", "a b"] == shown["sections"][1]["entries"][0]["command"]


def test_what_is_missing_is_one_line():
    """Suggestions fit on one line of stderr."""
    assert "portwise: no page about 'EKONN'; near it: ECONNREFUSED" == missing(NoPage("EKONN", ("ECONNREFUSED",)))
    assert "portwise explain" in missing(NoPage("x", ()))


@pytest.mark.parametrize("word", ["postgres://me:secret@db/shop", "token " + 40 * "s"])
def test_what_may_hold_a_secret_is_not_repeated(word):
    """Somebody pastes a URL with a password in it; it does not reach a log of errors."""
    assert "portwise: no page about that text; `portwise explain` lists the causes" == missing(NoPage(word, ()))
