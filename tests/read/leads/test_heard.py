"""Leads with what people say who have it, and one next door: none is idle, and none is one thread's own."""

from importlib import import_module

import pytest

from tests.read.leads.heard import apart, done, ends, one, told
from tests.read.leads.speaking import text

TABLES = (apart, done, ends, one, told)


def leads(table):
    """Those that it has words for."""
    return [lead for name in table.FILES for lead in import_module(f"portwise.read.leads.{name}").LEADS]


@pytest.mark.parametrize(
    ("said", "lead"),
    [pytest.param(table.SAID, lead, id=f"{lead.cause}: {lead.says}") for table in TABLES for lead in leads(table)],
)
def test_a_lead_is_heard_from_those_who_have_it_and_not_from_their_neighbour(said, lead):
    """A pattern that is broken would never be missed otherwise; one that always speaks helps nobody."""
    owner, *others, neighbour = said[lead.says]

    assert [] == [raw for raw in (owner, *others) if not lead.holds(text(raw))]
    assert not lead.holds(text(neighbour))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__.rpartition(".")[2])
def test_no_text_is_for_a_lead_that_is_gone(table):
    """Nor is a lead without one."""
    assert set(table.SAID) == {lead.says for lead in leads(table)}
