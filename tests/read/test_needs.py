"""The words that an expression needs stand in all that it matches."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portwise.read.needs import apart, digest, dumped, fitting, met, needs, parts, shipped, worked_out
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
    """Leaving out what lacks a word never changes where something is found."""
    first = re.search(pattern, text)
    found = [match.start() for match in re.finditer(pattern, text)]
    left = "|".join(fitting(pattern, text.__contains__))

    assert not first or met(needs(pattern), first.group().__contains__)
    assert found == ([match.start() for match in re.finditer(left, text)] if found or left else [])


def test_an_expression_is_parted_at_the_bars_that_are_in_no_group():
    """What flags or conditions hold for, and what a group has matched, is left whole."""
    assert ["a(?:b|c)", r"[|]\|", "", "d(?=e|f)|"[:-1]] == apart(r"a(?:b|c)|[|]\|||d(?=e|f)")
    assert ["(?i)a|b"] == apart("(?i)a|b")
    assert ["(?P<n>a)b|(?P=n)"] == apart("(?P<n>a)b|(?P=n)")


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS)
def test_a_row_says_what_was_worked_out(pattern):
    """Written and read again it is the same."""
    several = apart(pattern)

    assert pattern == "|".join(several)
    assert worked_out(pattern) == needs(pattern)
    assert tuple((part, worked_out(part)) for part in several) == parts(pattern)


@pytest.mark.parametrize("example", examples(), ids=lambda path: path.stem)
def test_the_file_has_what_is_looked_for(example):
    """What a text of the documentation makes portwise look for was worked out before, as it would be now."""
    patterns = sought(example.read_text())

    assert [] == [pattern for pattern in sorted(patterns) if dumped(pattern) != shipped().get(digest(pattern))]


@pytest.mark.parametrize("example", examples(), ids=lambda path: path.stem)
def test_nothing_that_matches_is_left_out(example):
    """Of all expressions that a text is searched with, those that match it match by the parts that it has words of."""
    raw = example.read_text()
    text = understood(raw)
    matching = [pattern for pattern in sought(raw) if re.search(pattern, text.folded, re.MULTILINE)]

    assert matching
    assert [] == [pattern for pattern in matching if not text.find(pattern)]
