"""What is neither as it was nor as portwise left it, as a short difference of the three; no secret is shown."""

from __future__ import annotations

from portwise.fix.applier import Hands
from portwise.fix.steps import kinds
from portwise.host import redact
from portwise.model.repair import Difference, Entry

MOST = 6  # lines of each
LEFT_OUT = "…"
NOTHING = "(no line of its own)"


def told(hands: Hands, entry: Entry) -> Difference | None:
    """None where it cannot be looked at, or is as one of both: then it is told otherwise why it stays."""
    try:
        was, left, now = states(hands, entry)
    except (OSError, ValueError):
        return None
    if now in (was, left):
        return None
    rows = [text.splitlines() for text in (was, left, now)]
    same = set(rows[0]).intersection(*rows[1:])
    return Difference(*(shortened([line for line in lines if line not in same]) for lines in rows))


def states(hands: Hands, entry: Entry) -> tuple[str, str, str]:
    """Of a file its texts, of which the journal has digests alone; of all else what the journal has."""
    deed, kind = entry.deed, kinds()[entry.deed.kind]
    look = hands.look(deed.look)
    if not kind.copied or kind.text is None:
        return entry.before, entry.wanted, kind.state(deed, look)
    was = hands.kept(entry.before)
    return was, kind.text(deed, was), look


def shortened(lines: list[str]) -> tuple[str, ...]:
    shown = [redact.text(line.strip().expandtabs()) for line in lines[:MOST]]
    return (*(shown or [NOTHING]), *([LEFT_OUT] if len(lines) > MOST else []))
