"""Lines that are kept short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats.logs import LONGEST, lines
from portwise.formats.refusals import refusals
from portwise.model.service import cut


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("connected to db.acme.me (3c:22:fb:aa:bb:cc)", "connected to db.acme.me"),
        ("connected to the db (10.20.30.40)", "connected to the db"),
        ("it is all about gitea-prod.acme-holding.me", "it is all about"),
        ("http://db/of/the/holding/and/of/its/neighbours", "http://db/of/the/holding/and"),
        ("x" * 40, "x" * 30),
        ("short", "short"),
    ],
)
def test_no_word_is_halved(text, short):
    """Half an address is known for none, and would not be renamed; a text that is one word is cut anyway."""
    assert short == cut(text, 30)


@given(st.text(max_size=200), st.integers(1, 200))
def test_it_is_a_beginning_and_short(text, most):
    """Whatever it holds, and not much less than may be."""
    kept = cut(text, most)

    assert text.startswith(kept)
    assert len(kept) <= most


def test_a_line_of_a_log_ends_before_an_address_that_has_no_room():
    """What is kept of it has whole names and addresses alone."""
    head = "Error: listen EADDRINUSE: address already in use at ".ljust(LONGEST - 14, ".")
    text = f"{head} (3c:22:fb:aa:bb:cc)"

    assert [] == [
        one.text for one in (*lines([text]), *refusals([text])) if "3c:22" in one.text or len(one.text) < LONGEST // 2
    ]
    assert 2 == len([*lines([text]), *refusals([text])])
