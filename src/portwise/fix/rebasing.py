"""The line of a step goes out of a file in which others have written since."""

from __future__ import annotations

from portwise.fix.doing import Hands
from portwise.fix.steps import kinds
from portwise.model.record import NamedTuple
from portwise.model.repair import Entry, Grade


class Hunk(NamedTuple):
    """The one place where two texts differ, with the line above and the line below, where there are any."""

    above: list[str]
    old: list[str]
    new: list[str]
    below: list[str]


def rebased(hands: Hands, entry: Entry, now: str) -> Entry | None:
    """The same step as if the others had written first; None where its lines are not there as they were left."""
    kind, deed = kinds()[entry.deed.kind], entry.deed
    if kind.text is None or deed.look.how != "file" or deed.irreversible:
        return None
    try:
        was = hands.kept(entry.before) if kind.copied else entry.before
    except OSError:
        return None
    left = kind.text(deed, was)
    then = without(was, left, now) if kind.state(deed, left) == entry.wanted else None
    if then is None:
        return None
    if kind.copied:
        hands.keep(kind.state(deed, then), then)
    deed = deed._replace(grade=Grade.EQUIVALENT)
    return entry._replace(deed=deed, before=kind.state(deed, then), wanted=kind.state(deed, now))


def without(was: str, left: str, now: str) -> str | None:
    """
    *now* with what stood before in place of what we wrote; the lines of others stay.

    None where ours do not stand there exactly once, or no longer beside the lines beside which we left them.
    """
    found = hunk(was.split("\n"), left.split("\n"))
    rows = now.split("\n")
    ours = [*found.above, *found.new, *found.below]
    places = found.new and starts(rows, found.new)
    if not places or len(places) != 1 or places[0] - len(found.above) not in starts(rows, ours):
        return None
    place = places[0]
    return "\n".join([*rows[:place], *found.old, *rows[place + len(found.new) :]])


def hunk(was: list[str], left: list[str]) -> Hunk:
    """Below the last line is no line: there others may have added theirs."""
    if was[-1:] == left[-1:] == [""]:
        was, left = was[:-1], left[:-1]
    elif left[-1:] == [""]:  # the last line had no end, and got one
        left = left[:-1]
    same = alike(was, left)
    end = alike(was[same:][::-1], left[same:][::-1])
    new = left[same : len(left) - end]
    below = left[len(left) - end :][:1]
    return Hunk(left[:same][-1:], was[same : len(was) - end], new, below)


def alike(one: list[str], other: list[str]) -> int:
    """How many lines are the same, from the top."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def starts(rows: list[str], wanted: list[str]) -> list[int]:
    return [n for n in range(len(rows) - len(wanted) + 1) if rows[n : n + len(wanted)] == wanted]
