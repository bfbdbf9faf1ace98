"""What is neither as it was nor as portwise left it, as a short difference of the three; no secret is shown."""

from __future__ import annotations

from portwise.fix import absence
from portwise.fix.doing import Hands
from portwise.fix.steps import kinds
from portwise.host import redact
from portwise.model.repair import Difference, Entry

MOST = 6  # lines of each
LEFT_OUT = "…"
NOTHING = "(no line of its own)"
GONE, UNSEEN = "(gone)", "(it cannot be looked at)"


def told(hands: Hands, entry: Entry) -> Difference | None:
    """None where it is as one of both, or was lost: then it is told otherwise why it stays."""
    try:
        was, left = written(hands, entry)
    except (OSError, ValueError):
        return None
    try:
        now = shown(entry, hands.look(entry.deed.look))
    except (OSError, ValueError) as error:
        there = GONE if isinstance(error, OSError) and absence.absent(error, entry) else UNSEEN
        return Difference(shortened(was.splitlines()), shortened(left.splitlines()), (there,))
    if now in (was, left):
        return None
    rows = [text.splitlines() for text in (was, left, now)]
    same = set(rows[0]).intersection(*rows[1:])
    return Difference(*(shortened([line for line in lines if line not in same]) for lines in rows))


def written(hands: Hands, entry: Entry) -> tuple[str, str]:
    """As it was and as it was left: of a file its texts, of which the journal has digests alone."""
    deed, kind = entry.deed, kinds()[entry.deed.kind]
    if not kind.copied or kind.text is None:
        return entry.before, entry.wanted
    was = hands.kept(entry.before)
    return was, kind.text(deed, was)


def shown(entry: Entry, look: str) -> str:
    kind = kinds()[entry.deed.kind]
    return look if kind.copied and kind.text is not None else kind.state(entry.deed, look)


def shortened(lines: list[str]) -> tuple[str, ...]:
    shown = [redact.text(line.strip().expandtabs()) for line in lines[:MOST]]
    return (*(shown or [NOTHING]), *([LEFT_OUT] if len(lines) > MOST else []))
