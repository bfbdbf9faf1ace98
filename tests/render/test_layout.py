"""Lines of a given width, whatever is in them."""

from unicodedata import category

from hypothesis import given
from hypothesis import strategies as st

from portwise.render.escape import ascii_only, printable
from portwise.render.layout import Look, cells, command, hanging, paragraph, wrap
from portwise.render.words import date, quoted, sentence

WIDTHS = st.integers(24, 120)
PROSE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Mn", "Me", "Mc"]))


@given(PROSE, WIDTHS)
def test_no_line_is_wider_than_the_terminal(text, width):
    """Wide characters count twice, and a word that is too long is broken where the line ends."""
    look = Look(width)
    lines = [*paragraph(look, text, 2), *hanging(look, "  Ruled out", text, under=15)]

    assert [] == [line for line in lines if cells(line) > width]


@given(PROSE, WIDTHS)
def test_wrapping_keeps_every_word(text, width):
    """Blanks change, letters do not."""
    assert "".join(text.split()) == "".join("".join(wrap(text, width)).split())


@given(st.text())
def test_nothing_steers_the_terminal(text):
    """Whatever a process calls itself: no control, no mark of direction, no separator, no half of a character."""
    assert set() == {category(c) for c in printable(text)} & {"Cc", "Cf", "Zl", "Zp", "Cs"}


@given(st.text())
def test_plain_is_ascii(text):
    """Every character has a twin or an escape."""
    assert ascii_only(printable(text)).isascii()


def test_each_control_has_its_escape():
    """C0, C1, bidi marks and halves of characters, as Python writes them."""
    assert r"\x1b\x9b\u202e\ud800\U000e0001" == printable("\x1b\x9b\u202e\ud800\U000e0001")


def test_colour_has_no_width():
    """The same lines with colour and without."""
    words = "a server that answers " * 9
    plain, coloured = ([*paragraph(Look(60, colour=c), words, 2, "31")] for c in (False, True))

    assert plain == [line.replace("\x1b[31m", "").replace("\x1b[0m", "") for line in coloured]


def test_a_long_command_can_be_copied():
    """A line that goes on ends with a backslash, as a shell reads it."""
    words = [f"--option-{n}" for n in range(12)]
    lines = [*command(Look(50), words, 4)]

    assert [True] * (len(lines) - 1) + [False] == [line.endswith(" \\") for line in lines]
    assert words == " ".join(line.removesuffix("\\") for line in lines).split()
    assert [] == [line for line in lines if len(line) > 50]


def test_shell_words_are_quoted():
    """As a POSIX shell would take them, for reading only."""
    assert ["sport", "'a b'", "''", "'it'\"'\"'s'"] == [quoted(w) for w in ("sport", "a b", "", "it's")]


def test_a_script_of_several_lines_is_one_word():
    """On one line, and a shell has its lines back: without their ends it would be another script."""
    assert r"$'let a = \'\\\\\'\nrun(a)\t'" == quoted("let a = '\\\\'\nrun(a)\t")


def test_days_are_those_of_the_calendar():
    """Leap days of centuries too."""
    known = {0: "1970-01-01", 951782400: "2000-02-29", 1735689599: "2024-12-31", 4107542400: "2100-03-01"}

    assert [*known.values()] == [date(seconds) for seconds in known]


def test_a_sentence_begins_with_a_capital_unless_with_a_name():
    """bind(2) and ::1 are not words."""
    texts = ("the port is taken", "bind(2) said no", "::1 fails", "node (pid 4) ends", "nginx waits")
    said = [sentence(text) for text in texts]

    assert ["The port is taken.", "bind(2) said no.", "::1 fails.", "node (pid 4) ends.", "nginx waits."] == said


def test_what_is_to_be_done_begins_with_a_capital():
    """Whoever it is done to comes later."""
    does = ("have it on 3000: stop node (pid 4)", "systemd-resolved is to forget it")

    assert ["Have it on 3000: stop node (pid 4).", f"{does[1]}."] == [sentence(one, told=False) for one in does]
