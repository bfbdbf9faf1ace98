"""Leads with what two people say who have it, and one next door: none is idle, and none is one thread's own."""

from importlib import import_module

import pytest

from tests.read.leads.heard import apart, done, told
from tests.read.leads.speaking import text

TABLES = (apart, done, told)
LEADS = [
    (table.SAID, lead)
    for table in TABLES
    for name in table.FILES
    for lead in import_module(f"portwise.read.leads.{name}").LEADS
]


@pytest.mark.parametrize(("said", "lead"), LEADS, ids=lambda one: "" if isinstance(one, dict) else one.says)
def test_a_lead_is_heard_from_two_people_and_not_from_their_neighbour(said, lead):
    """One that was made of a single thread helps nobody else, and one that always speaks nobody."""
    *owners, neighbour = said[lead.says]

    assert [] == [raw for raw in owners if not lead.holds(text(raw))]
    assert not lead.holds(text(neighbour))


def test_no_text_is_for_a_lead_that_is_gone():
    """Nor is a lead without one."""
    assert {lead.says for _, lead in LEADS} == {says for table in TABLES for says in table.SAID}
