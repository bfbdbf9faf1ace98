"""What a program wrote to a terminal, as lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats.terminal import LONGEST, Lines, plain

READ = {
    "\x1b[32m➜\x1b[39m  \x1b[1mLocal\x1b[22m: http://localhost:5173/": "➜  Local: http://localhost:5173/",
    "\x1b]0;vite\x07ready": "ready",
    "\x1b]8;;http://a/\x1b\\link\x1b]8;;\x1b\\": "link",
    "\x1b[2J\x1b[3J\x1b[Hcleared": "cleared",
    "\x1b(B\x1b[mnext": "next",
    " 10 %\r 50 %\r100 %\r": "100 %",
    "abd\x08c": "abc",
    "\x1b[1G⠙\x1b[0K\x1b[1G\x1b[0Kready": "ready",
    "\x1b[1G⠙\x1b[0K\x1b[1G\x1b[0K": "",
    "building\x1b[2K\rdone": "done",
    "bell\x07": "bell",
    "a\tb": "a    b",
    "\x9b31mred": "red",
    "": "",
}


@pytest.mark.parametrize("written", READ)
def test_a_line_is_what_a_person_reads(written):
    """Colours, titles, links, a cleared screen and a line drawn again leave nothing behind."""
    assert READ[written] == plain(written)


@given(st.text())
def test_no_control_is_left(text):
    """Whatever a program writes cannot steer the terminal of who reads it."""
    assert not any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in plain(text))


@given(st.lists(st.text(alphabet="aä\n", max_size=8)), st.integers(1, 5))
def test_lines_do_not_depend_on_how_the_bytes_come(texts, size):
    """Also a letter of two bytes may come in two pieces."""
    data = "".join(texts).encode()
    lines, found = Lines(), []
    for at in range(0, len(data), size):
        found += lines.feed(data[at : at + size])

    assert "".join(texts).split("\n") == [*found, lines.rest]


def test_a_question_has_no_end_of_line():
    """It stays in the rest, where it is seen all the same."""
    lines = Lines()

    assert [] == lines.feed(b"Ok to proceed? (y) ")
    assert "Ok to proceed? (y)" == lines.rest


def test_a_line_without_end_is_cut():
    """A program that never ends a line costs no more memory than one that does."""
    lines = Lines()
    (line,) = lines.feed(b"x" * (LONGEST * 2))

    assert (LONGEST, "") == (len(line), lines.rest)
