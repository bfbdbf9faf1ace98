import pytest

from portwise.knowledge.terms.processes import at_home, in_words, same
from portwise.knowledge.terms.typos import slip
from portwise.model.process import Project


@pytest.mark.parametrize(
    "meant, typed",
    [(8000, 8001), (5173, 5137), (8080, 880), (3000, 30000), (8443, 443), (61909, 619009), (5432, 5433), (8080, 8000)],
)
def test_one_slip_leads_there_and_back(meant, typed):
    """A digit left out, doubled, swapped or struck wrong, in either direction."""
    assert (True, True) == (slip(meant, typed), slip(typed, meant))


@pytest.mark.parametrize(
    "meant, typed", [(3000, 8000), (8000, 9999), (3000, 3000), (5173, 3000), (80, 8080), (1234, 2143)]
)
def test_two_slips_and_another_first_digit_are_no_typo(meant, typed):
    """Unrelated servers are not blamed for being near."""
    assert not slip(meant, typed)


@pytest.mark.parametrize(
    "seconds, words",
    [(0.4, "0 s"), (12.3, "12 s"), (119, "119 s"), (120, "2 minutes"), (3600, "1 hour"), (86400 * 3.9, "3 days")],
)
def test_age_as_people_say_it(seconds, words):
    """Seconds while they count, then the largest whole unit."""
    assert words == in_words(seconds)


@pytest.mark.parametrize(
    "path, asked_from, shown",
    [
        ("/home/ann/shop", "/home/ann/blog", "~/shop"),
        ("/home/ann", "/home/ann", "~"),
        ("/home/bob/shop", "/home/ann", "~bob/shop"),
        ("/root/shop", "/srv", "~root/shop"),
        ("/srv/shop", "/home/ann", "/srv/shop"),
        ("/homestead/shop", "/home/ann", "/homestead/shop"),
    ],
)
def test_a_home_is_shortened(path, asked_from, shown):
    """As a shell writes it, for whoever asks."""
    assert shown == at_home(path, asked_from)


@pytest.mark.parametrize(
    "one, other, alike",
    [
        (Project("/p/shop", "", ""), Project("/p/shop", "", ""), True),
        (Project("/p/shop", "", ""), Project("/p/shop/web", "", ""), True),
        (Project("/p/shop/api", "", "/p/shop"), Project("/p/shop/web", "", "/p/shop"), True),
        (Project("/p/shop", "", ""), Project("/p/shop2", "", ""), False),
        (Project("/p/shop", "shop", ""), Project("/p/blog", "shop", ""), False),
    ],
)
def test_one_project_or_two(one, other, alike):
    """Decided by folders and repository, never by the name."""
    assert alike is same(one, other)
