"""What was said, how it goes together with what was measured, and what would settle the rest."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.client import Client
from portwise.model.report import Report
from portwise.model.testimony import Elsewhere, Heard, Saw
from portwise.render import words
from portwise.render.layout import DIM, YELLOW, Look, command, hanging
from portwise.render.offered import offered

COLUMN = 15  # as "Ruled out"
MOST_CHANGES = 5
NARROW = 50


def lines(report: Report, look: Look) -> Iterator[str]:
    if report.heard is None:
        return
    under = COLUMN if look.columns >= NARROW else 4
    yield from hanging(look, "  You said", said(report.heard), under=under)
    for line in report.heard.contradictions:
        yield from hanging(look, "  But", line, YELLOW, under=under)
    yield from since(report.heard, look, under)
    fits = [one for one in report.heard.fits if look.verbose or one in offered(report)]
    if fits:
        says = f"{words.listed(fits, 'or')}, which could not be tested"
        yield from hanging(look, "  It fits", says, under=under)
    yield from elsewhere(report, look, under)


def said(heard: Heard) -> str:
    told = [f"{one.client} {met(one)}" for one in heard.testimony.saw]
    until = [f"it worked until {heard.since}"] if heard.since else []
    return words.listed([*told, *until])


def failing(heard: Heard) -> str:
    return words.listed(f"{one.client} {met(one)}" for one in heard.testimony.saw if not one.works)


def met(one: Saw) -> str:
    return "gets through" if one.works else f"meets {one.word}"


def since(heard: Heard, look: Look, under: int) -> Iterator[str]:
    """Offered with their times and never as a proof: much changes on a machine, and little of it matters."""
    if not heard.since:
        return
    rows = heard.changes.rows if look.verbose else heard.changes.rows[:MOST_CHANGES]
    told = [f"{row.when}  {row.what}" for row in rows] or [f"nothing that this machine remembers, since {heard.since}"]
    more = len(heard.changes.rows) - len(rows)
    told += [f"and {more} more (--verbose)"] if more else []
    for n, line in enumerate(told):
        yield from hanging(look, "" if n else "  Changed", line, under=under)
    for why in heard.changes.unread if look.verbose else ():
        yield from hanging(look, "", f"not looked at: {why}", DIM, under=under)


def elsewhere(report: Report, look: Look, under: int) -> Iterator[str]:
    """What hits the one client and spares the other; a test each, for none of it can be seen from here."""
    if report.heard is None or not report.heard.elsewhere:
        return
    rows = [row for row in report.heard.elsewhere if look.verbose or row.cause in offered(report)]
    left = len(report.heard.elsewhere) - len(rows)
    if not rows:  # three causes stand, and explain it
        return
    who = words.listed(
        one.client for one in report.heard.testimony.saw if not one.works and one.kind is not Client.CURL
    )
    yield from hanging(look, "  Differs", f"what hits {who} and spares curl, each with its test:", under=under)
    for n, row in enumerate(rows, 1):
        yield from one_of(n, row, look, under)
    if left:
        yield from hanging(look, "", f"and {left} more (--verbose)", DIM, under=under)


def one_of(n: int, row: Elsewhere, look: Look, under: int) -> Iterator[str]:
    start = " " * (under - 3) + f"{n}"
    yield from hanging(look, start, f"{row.says} ({row.cause})", under=under)
    yield from hanging(look, "", f"Test: {row.test}", DIM, under=under)
    if row.command:
        yield from command(look, [look.clean(words.quoted(word)) for word in row.command], under)
