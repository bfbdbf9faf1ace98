"""The words that an expression needs stand in all that it matches."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portwise.read.needs import DIGEST, dumped, fits, needs, read, shipped, worked_out
from portwise.read.readers import understood
from tools.needs import examples, sought

KNOWN = {
    r"browser refuses": [{"browser refuses"}],
    r"\b(?:docker|podman) ps\b": [{"docker", "podman"}, {" ps"}],
    r"a?bcd.{0,60}efghij": [{"efghij"}, {"bcd"}],
    r"(?:foo)?barx|quxx": [{"barx", "quxx"}],
    r"(?:the (?:first|last)|any) port": [{" port"}, {"the ", "any"}],
    r"host\.docker\.internal": [{"host.docker.internal"}],
    r"(?!never)this": [{"this"}],
    r"colou?r": [{"colo"}],
    r"x{2,3}yyy": [{"yyy"}],
    r"[^\]]foo": [{"foo"}],
    r"one.two.three.four.five": [{"three"}, {"four"}, {"five"}, {"one"}],
    r"(?P<name>\w+) or (?P=name)": [{" or "}],
    r"(?m)^one\b": [{"one"}],
    r"(?:foo|.)x": [],
    r"\d+:\w+": [],
    r"(?i)anything": [],
}


def compiles(pattern):
    """Two groups may have got one name."""
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


PIECES = st.sampled_from(["abc", "xyz", "q", r"\d", ".", "[ab]", r"\.", " ", r"\b", "\t"])
TWICE = st.builds("(?P<{0}>{1}){2}(?P={0})".format, st.uuids().map(lambda n: f"n{n.hex}"), PIECES, PIECES)
ATOMS = st.builds("".join, st.lists(PIECES, min_size=1, max_size=3))
EXPRESSIONS = st.recursive(
    ATOMS | TWICE,
    lambda inner: st.one_of(
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["?", "*", "{1,2}", "{0,3}", "+"])),
        st.builds("{}{}".format, inner, inner),
        st.builds("{}|{}".format, inner, inner),
        st.builds("{}(?!{}){}".format, inner, inner, inner),
    ),
    max_leaves=6,
).filter(compiles)


@pytest.mark.parametrize(("pattern", "words"), KNOWN.items())
def test_the_unlikeliest_words_are_found(pattern, words):
    """Something of each set; of branches one that needs nothing makes the whole need nothing."""
    assert words == list(map(set, needs(pattern)))


@settings(max_examples=200, deadline=None)
@given(EXPRESSIONS, st.text(alphabet="abcxyzq1. \t", max_size=30))
def test_what_matches_holds_a_word_of_each(pattern, text):
    """Leaving an expression out because a word is missing never changes what is found."""
    found = re.search(pattern, text)

    assert not found or fits(pattern, found.group())


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS)
def test_a_row_says_what_was_worked_out(pattern):
    """Written and read again it is the same."""
    row = dumped(pattern)

    assert worked_out(pattern) == read(row[DIGEST:])


@pytest.mark.parametrize("example", examples(), ids=lambda path: path.stem)
def test_the_file_has_what_is_looked_for(example):
    """What a text of the documentation makes portwise look for was worked out before, as it would be now."""
    patterns = sought(example.read_text())
    rows = {digest + row for digest, row in shipped().items()}

    assert [] == [pattern for pattern in sorted(patterns) if dumped(pattern) not in rows]


@pytest.mark.parametrize("example", examples(), ids=lambda path: path.stem)
def test_nothing_that_matches_is_left_out(example):
    """Of all expressions that a text is searched with, those that match it pass for their words."""
    raw = example.read_text()
    told = understood(raw).folded
    matching = [pattern for pattern in sought(raw) if re.search(pattern, told, re.MULTILINE)]

    assert matching
    assert [] == [pattern for pattern in matching if not fits(pattern, told)]
