"""What leads are worth beside one another."""

from portwise import knowledge
from portwise.read.readers import all_leads, own_leads
from portwise.read.worth import dumped, loaded, shipped
from tools.worth import Known, chances, fitted, kept, loss

IDS = [cause.id for cause in knowledge.causes()]
ONE, OTHER = IDS[0], IDS[1]
RIGHT, WRONG, TWIN = (ONE, "it is so"), (OTHER, "it is so too"), (ONE, "it is so again")
WRITTEN = {RIGHT: 2.0, WRONG: 2.0, TWIN: 2.0}
EVEN = (0.0,) * len(IDS)


def test_what_is_shipped_is_of_leads_that_exist():
    """`python -m tools.worth` writes it anew; a row of none would be dead."""
    assert set() == shipped().keys() - {(lead.cause, lead.says) for lead in own_leads()}


def test_no_lead_is_turned_round():
    """What is told as a reason for a cause speaks for it."""
    written = {(lead.cause, lead.says): lead.weight for lead in own_leads()}

    assert [] == [(lead.cause, lead.says) for lead in all_leads() if lead.weight * written[lead.cause, lead.says] < 0]


def test_it_is_read_as_it_was_written():
    """To a hundredth."""
    assert {RIGHT: 1.23, WRONG: -0.5} == loaded(dumped({RIGHT: 1.234, WRONG: -0.5}))


def test_who_is_wrong_loses_and_twins_share():
    """A lead that always holds in texts of another cause is worth less than those that hold in its own."""
    seen = [Known(0, EVEN, (RIGHT, TWIN, WRONG))] * 30
    worth = fitted(seen, WRITTEN)
    at = {RIGHT: 0, TWIN: 0, WRONG: 1}

    assert worth[WRONG] < WRITTEN[WRONG] <= worth[RIGHT] == worth[TWIN]
    assert loss(seen, worth, at) < loss(seen, WRITTEN, at)


def test_a_lead_that_holds_nowhere_keeps_what_its_author_wrote():
    """Nothing is known against it."""
    assert WRITTEN == fitted([], WRITTEN)


def test_chances_are_of_all_causes_together():
    """They sum to one, and a lead raises its own."""
    odds = chances(Known(0, EVEN, (RIGHT,)), WRITTEN, {RIGHT: 0})

    assert abs(sum(odds) - 1) < 1e-9
    assert max(odds) == odds[0]


def test_worths_have_bounds():
    """One lead alone settles nothing for ever."""
    assert [6.0, 0.0, -6.0, 0.0] == [kept(9, 1), kept(-1, 1), kept(-9, -1), kept(1, -1)]
