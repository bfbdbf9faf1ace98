"""Moments as people write them: ``2026-11-19``, ``2026-11-19 14:30``, ``10:30``, ``yesterday``, ``monday``."""

from __future__ import annotations

from portwise.words.testimony import NotTestimony

FORM = "--worked-until takes a date or a time: 2026-11-19, 2026-11-19T14:30, 10:30, yesterday, monday"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def moment(text: str, now: float) -> float:
    """
    Seconds since the epoch, in the time zone of this machine.  Raises `NotTestimony`.

    A day without a time is taken from its beginning, so that no change of that day is
    missed; a time without a day is the last one that has been.
    """
    from datetime import date, datetime, timedelta
    from datetime import time as clock

    here = datetime.fromtimestamp(now)  # noqa: DTZ006 - people write the time of their wall clock
    word = text.strip().casefold()
    midnight = datetime.combine(here.date(), clock())
    try:
        if word in ("today", "yesterday"):
            told = midnight - timedelta(days=word == "yesterday")
        elif word in DAYS:
            told = midnight - timedelta(days=(here.weekday() - DAYS.index(word)) % 7 or 7)
        elif ":" in word and "-" not in word:
            told = datetime.combine(here.date(), clock.fromisoformat(word))
            told -= timedelta(days=told > here)
        elif len(word) == len("2026-11-19"):
            told = datetime.combine(date.fromisoformat(word), clock())
        else:
            told = datetime.fromisoformat(text.strip())
        seconds = told.timestamp()
    except (ValueError, OverflowError, OSError):
        raise NotTestimony(FORM) from None
    if seconds > now:
        raise NotTestimony("--worked-until takes a moment that has been")
    return seconds
