"""What the journal tells of steps: which were done, which were taken back, and which were cut short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from portwise.fix.applier import DID, FORGOT, INTENDS, UNDID
from portwise.model.repair import Deed, Entry, Grade, Look

Line = Mapping[str, Any]


def entries(lines: Iterable[Line]) -> tuple[Entry, ...]:
    """Every step that was begun, in order; a line that is not of a step, or not whole, is another's."""
    found: dict[tuple[str, int], Entry] = {}
    for row in lines:
        if row.get("verb") != "fix":
            continue
        try:
            entry = read(row)
        except (KeyError, TypeError, ValueError):
            continue
        key = entry.id, entry.number
        if row.get("phase") in (UNDID, FORGOT):
            found[key] = entry._replace(undone=True)
        elif row.get("phase") == INTENDS or key not in found:  # once more, after it was taken back
            found.pop(key, None)
            found[key] = entry
    return tuple(found.values())


def read(row: Line) -> Entry:
    how, *what = cast("list[str]", row["look"])
    more = (tuple(row.get(name, ())) for name in ("then", "owner", "inside"))
    grade = Grade[row["grade"]]
    deed = Deed(row["kind"], tuple(row["argv"]), Look(how, tuple(what)), grade, row["irreversible"], *more)
    return Entry(row["id"], int(row["number"]), row["target"], deed, row["before"], row["wanted"], undone=False)


def to_undo(lines: Iterable[Line], id_: str) -> tuple[Entry, ...]:
    """The steps of one plan that stand, the last first; of the newest plan that has any where none is named."""
    standing = [entry for entry in entries(lines) if stands(entry)]
    id_ = id_ or next((entry.id for entry in reversed(standing)), "")
    return tuple(entry for entry in reversed(standing) if entry.id == id_)


def stands(entry: Entry) -> bool:
    """Done, not taken back, and of a kind that can be."""
    return not entry.undone and not entry.deed.irreversible


def cut_short(lines: Iterable[Line]) -> tuple[Entry, ...]:
    """Begun, and neither finished nor taken back: whoever did it was killed."""
    rows = [row for row in lines if row.get("verb") == "fix"]
    settled: set[tuple[object, object]] = set()
    for row in rows:
        (settled.add if row.get("phase") in (DID, UNDID, FORGOT) else settled.discard)(
            (row.get("id"), row.get("number"))
        )
    return tuple(entry for entry in entries(rows) if (entry.id, entry.number) not in settled)
