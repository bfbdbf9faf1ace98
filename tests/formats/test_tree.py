"""YAML, JSON and TOML as one tree of values with their lines."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import tree
from portwise.formats.tree import Node

SCALARS = st.text("ab:#{}[],'\"\\ \n-*&!|>éß", max_size=8) | st.integers(-9, 9).map(str)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab-# ", max_size=3), inner, max_size=3),
)


def plain(node: Node):
    """Without the lines."""
    if isinstance(node.value, dict):
        return {key: plain(held) for key, held in node.value.items()}
    return [plain(held) for held in node.value] if isinstance(node.value, list) else node.value


@given(VALUES.filter(lambda value: not isinstance(value, str)), st.sampled_from([None, 0, 1, 4]))
def test_json_is_read_as_the_standard_library_reads_it(value, indent):
    """Whatever JSON says, in one line or in many, is said here, too."""
    assert value == plain(tree.yaml(json.dumps(value, indent=indent)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb:\n  c: x\n", {"a": "1", "b": {"c": "x"}}),
        ("a:\n- 1\n- 2\nb: 3", {"a": ["1", "2"], "b": "3"}),
        ("- a: 1\n  b: 2\n-   c: 3\n    d: 4", [{"a": "1", "b": "2"}, {"c": "3", "d": "4"}]),
        ("- - 1\n  - 2\n-\n  - 3", [["1", "2"], ["3"]]),
        ("a: { b: [1, {c: 'd'}], e: }", {"a": {"b": ["1", {"c": "d"}], "e": ""}}),
        ("a: [1,\n  # two\n  2,\n]\nb: 3", {"a": ["1", "2"], "b": "3"}),
        ("u: http://h:80/x#y # no\n", {"u": "http://h:80/x#y"}),
        ("a: &x {k: 1}\nb: *x\nc:\n  <<: *x\n  d: 2", {"a": {"k": "1"}, "b": {"k": "1"}, "c": {"k": "1", "d": "2"}}),
        ("a: &x\n  k: 1\nb: [*x]", {"a": {"k": "1"}, "b": [{"k": "1"}]}),
        ("a: |\n  b: 1\n   c\nd: 2", {"a": "", "d": "2"}),
        ("a: !!str 1\n'b c': \"d\\te\"", {"a": "1", "b c": "d\te"}),
        ("---\na: 1\n---\na: 2", {"a": "1"}),
        ("a: one\n  more\nb: 2", {"a": "one", "b": "2"}),
        ("", ""),
    ],
)
def test_yaml(text, expected):
    """What people write by hand means what it means to a reader of YAML."""
    assert expected == plain(tree.yaml(text))


@pytest.mark.parametrize("text", ["a: *x", "a: [1, 2", "a: {b: c", "{" * 70, "a:\n   b: 1\n  c: 2"])
def test_what_cannot_be_read_is_an_error(text):
    """Half of a configuration is not taken for the whole."""
    with pytest.raises(ValueError, match=r"line|nested"):
        tree.yaml(text)


def test_every_value_knows_its_line():
    """Also within collections over several lines, behind blanks and comments."""
    read = tree.yaml("# head\n\na:\n  - b: {x: 1,\n\n      y: [2,\n          3]}\n")
    (row,) = read.at("a").rows

    assert [4, 6, 7] == [row.at("b", "x").line, *(each.line for each in row.at("b", "y").rows)]


TOML = '[a]\nu = "http://x"\n[[a.s]]\nu = "http://y"\n[[a.s]]\nu = "http://x"\non = true\n'


def test_toml_is_what_the_standard_library_reads():
    """With the truth values in the words of YAML."""
    assert tomllib.loads(TOML)["a"]["s"][0] == plain(tree.toml(TOML))["a"]["s"][0]


def test_texts_of_toml_stand_where_they_are_next_found():
    """The same text twice is found twice."""
    read = tree.toml(TOML)

    assert [2, 4, 6] == [read.at("a", "u").line, *(row.at("u").line for row in read.at("a", "s").rows)]
