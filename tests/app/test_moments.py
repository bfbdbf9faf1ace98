"""Moments as people write them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.app.moments import moment
from portwise.words.testimony import NotTestimony

NOON = datetime(2026, 11, 20, 12, 0)  # noqa: DTZ001 - a Friday, by the clock on the wall
NOW = NOON.timestamp()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-19", (19, 0, 0)),
        ("2026-11-19T14:30", (19, 14, 30)),
        ("2026-11-19 14:30", (19, 14, 30)),
        ("10:30", (20, 10, 30)),
        ("13:00", (19, 13, 0)),
        ("today", (20, 0, 0)),
        ("Yesterday", (19, 0, 0)),
        ("monday", (16, 0, 0)),
        ("friday", (13, 0, 0)),
    ],
)
def test_a_moment_is_the_last_one_that_fits(text, meant):
    """A day from its beginning, a time of today, or of yesterday where today's is still to come."""
    day, hour, minute = meant

    assert NOON.replace(day=day, hour=hour, minute=minute).timestamp() == moment(text, NOW)


def test_another_time_zone_may_be_written():
    """ISO 8601 with an offset means that instant, wherever this machine is."""
    assert 1_763_550_000.0 == moment("2025-11-19T12:00:00+01:00", NOW)


@pytest.mark.parametrize("text", ["", "soon", "25:00", "2026-13-01", "2026-11-21", "next monday", "2026"])
def test_what_is_no_moment_that_has_been_is_refused(text):
    """In one line that says what can be said."""
    with pytest.raises(NotTestimony) as told:
        moment(text, NOW)

    assert str(told.value).startswith("--worked-until takes")


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_refused(text):
    """Never a moment to come, and never another exception."""
    try:
        found = moment(text, NOW)
    except NotTestimony:
        return
    assert found <= NOW
