"""The table of collectors is what the files hold."""

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import pytest

from portwise import collect
from portwise.collect import ALL, TELLS, within
from portwise.model.facts import HTTP, LISTENERS, ROUTE, SAW

FILES = [info.name for info in iter_modules(collect.__path__)]


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_in_the_table_with_all_that_it_tells(file):
    """A collector that nobody lists would never be asked; one that is listed elsewhere would not be found."""
    module = import_module(f"{collect.__name__}.{file}")
    own = {one.answers for one in within(vars(module).values()) if ALL.places.get(one.answers) == file}

    assert set(TELLS.get(file, ())) == own


def test_no_collector_is_without_a_place():
    """Whatever a file makes, some row of the table names it."""
    modules = (import_module(f"{collect.__name__}.{file}") for file in FILES)

    assert set(ALL.places) == {one.answers for module in modules for one in within(vars(module).values())}


def test_a_fact_has_one_place():
    """Two files that told the same would answer twice."""
    told = [fact for facts in TELLS.values() for fact in facts]

    assert len(told) == len(set(told)) == len(ALL)


def test_those_that_tell_are_found_in_order():
    """By their facts, whatever the order in which these are asked; a fact that is only given has none."""
    found = [collector.answers for collector in ALL.answering([HTTP, LISTENERS, ROUTE, SAW])]

    assert [LISTENERS, ROUTE, HTTP] == found
    assert [ALL.of(fact) for fact in found] == [one for one in ALL if one.answers in found]


def test_a_slice_is_a_list():
    """As of any sequence."""
    assert [ALL[0], ALL[1]] == ALL[:2]


def test_only_what_is_asked_is_imported():
    """That is what the table is for."""
    code = (
        "import sys; from portwise.collect import ALL; from portwise.model.facts import LISTENERS; ALL.of(LISTENERS);"
        "print(sum(name.startswith('portwise.collect.') for name in sys.modules))"
    )
    loaded = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True).stdout

    assert int(loaded) < 5
