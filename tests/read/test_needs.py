"""The words that an expression needs stand in all that it matches."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portwise.read.needs import needs

KNOWN = {
    r"browser refuses": {"browser refuses"},
    r"\b(?:docker|podman) ps\b": {"docker", "podman"},
    r"a?bcd.{0,60}efghij": {"efghij"},
    r"(?:foo)?barx|quxx": {"barx", "quxx"},
    r"host\.docker\.internal": {"host.docker.internal"},
    r"(?!never)this": {"this"},
    r"colou?r": {"colo"},
    r"x{2,3}yyy": {"yyy"},
    r"[^\]]foo": {"foo"},
    r"(?:foo|.)x": set(),
    r"\d+:\w+": set(),
    r"(?i)anything": set(),
}
PIECES = st.sampled_from(["abc", "xyz", "q", r"\d", ".", "[ab]", r"\.", " ", r"\b"])
ATOMS = st.builds("".join, st.lists(PIECES, min_size=1, max_size=3))
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["?", "*", "{1,2}", "{0,3}", "+"])),
        st.builds("{}{}".format, inner, inner),
        st.builds("{}|{}".format, inner, inner),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(("pattern", "words"), KNOWN.items())
def test_the_best_words_are_found(pattern, words):
    """A branch that needs nothing makes the whole need nothing; of a sequence the longest stay."""
    assert words == needs(pattern)


@settings(max_examples=200, deadline=None)
@given(EXPRESSIONS, st.text(alphabet="abcxyzq1. ", max_size=30))
def test_what_matches_holds_one_of_the_words(pattern, text):
    """Leaving an expression out because a word is missing never changes what is found."""
    found = re.search(pattern, text)
    words = needs(pattern)

    assert not (found and words) or any(word in found.group() for word in words)
