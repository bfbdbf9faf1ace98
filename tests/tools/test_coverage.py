"""What the five documents ask, and what answers it: nothing named there is missing, and nothing of it is stale."""

from collections import Counter

import pytest

from tools import coverage

FOUND = coverage.documents(coverage.ROWS.read_text())
ROWS = tuple(row for one in FOUND for row in one.rows)


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.letter)
def test_everything_named_exists(one):
    """Causes by their ids, facts, checks, words of `portwise explain`, verbs with their options."""
    assert [] == [(row.item, ref) for row in one.rows for ref in row.refs if coverage.missing(ref)]


@pytest.mark.parametrize(
    "ref",
    [
        *("no-such-cause", "fact:aura", "check:aura", "word:xyzzy-no-such-word", "run:aura", "run:why --aura"),
        *("open:", "kind:of"),
    ],
)
def test_what_does_not_exist_is_missed(ref):
    """A name that is gone from the product makes its row wrong, and not empty."""
    assert coverage.missing(ref)


def test_the_page_is_what_the_tool_writes():
    """python -m tools.coverage, after the rows or the causes have changed."""
    assert coverage.page(FOUND) == coverage.PAGE.read_text()


def test_nothing_of_diagnosis_is_open():
    """What people see, do and ask when a connection fails has an answer; what is not built is a practice."""
    assert [] == [row.item for row in ROWS if row.open and row.kind in coverage.DIAGNOSIS]


def test_every_row_has_its_kind_and_is_said_once():
    """Of every document: its causes, its checks and what it does."""
    again = Counter((row.document, row.kind, row.item) for row in ROWS)

    assert set() == {row.kind for row in ROWS} - coverage.KINDS.keys()
    assert [] == [row for row, times in again.items() if times > 1]
    assert [] == [one.letter for one in FOUND if {"cause", "command", "check"} - {row.kind for row in one.rows}]
