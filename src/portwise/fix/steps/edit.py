"""
One word of one line of a file becomes another: `sed -i.before 7s|127\\.0\\.0\\.1:3000|[::1]:3000| nginx.conf`.

Only of a file that the report itself speaks of, only where the word stands in that line once, and with every other
byte as it was.  Such files hold passwords: the journal has digests of them, and the copy lies beside it.
"""

from __future__ import annotations

import re
from hashlib import sha256

from portwise.fix.steps.kind import Argv, Kind
from portwise.fix.steps.waking import identified
from portwise.model.evidence import Evidence, Known
from portwise.model.repair import Deed, Grade, Look

EDIT = re.compile(r"([1-9]\d{0,6})s\|((?:\\.|[^|\\\n])+)\|((?:\\.|[^|\\\n])*)\|")
ESCAPED = re.compile(r"\\(.)")
MEANS_MORE = re.compile(r"(?<!\\)(?:\\\\)*[.\[*^$]")  # of a basic regular expression, re_format(7)
REREADS = ("nginx",)  # on SIGHUP; others end by it, signal(7)
WHOLE_MATCH = re.compile(r"(?<!\\)(?:\\\\)*&")


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    found = EDIT.fullmatch(argv[2]) if len(argv) == 4 and argv[:2] == ("sed", "-i.before") else None
    if found is None or MEANS_MORE.search(found[2]) or WHOLE_MATCH.search(found[3]) or not spoken_of(argv[3], seen):
        return None
    return Deed("edit", argv, Look("file", (argv[3],)), Grade.EXACT)


def with_next(argv: Argv, then: Argv, seen: Evidence) -> Deed | None:
    """And the signal that makes its owner read the file again."""
    deed = reads(argv, seen)
    owner = identified(then[2], seen) if len(then) == 3 and then[:2] == ("kill", "-HUP") else None
    if deed is None or owner is None or owner.name not in REREADS:
        return None
    return deed._replace(then=then, owner=(str(owner.pid), str(owner.started), owner.name))


def spoken_of(path: str, seen: Evidence) -> bool:
    """A row of what was observed says that it stands in that file."""
    values = (observation.said.value for observation in seen if isinstance(observation.said, Known))
    rows = (row for value in values if isinstance(value, tuple) for row in value)
    return path.startswith("/") and any(getattr(row, "file", None) == path for row in rows)


def state(_: Deed, seen: str) -> str:
    return "sha256:" + sha256(seen.encode("utf-8", "surrogateescape")).hexdigest()


def changed(deed: Deed, content: str) -> str:
    """The same where the line has no such word, or more than one."""
    found = EDIT.fullmatch(deed.argv[2])
    rows = content.split("\n")
    if found is None or int(found[1]) > len(rows):
        return content
    place, (old, new) = int(found[1]) - 1, (ESCAPED.sub(r"\1", found[n]) for n in (2, 3))
    parts = rows[place].split(old)
    if len(parts) != 2 or (parts[1][:1].isdigit() and old[-1].isdigit()):  # 3000 is not what stands in 30001
        return content
    rows[place] = new.join(parts)
    return "\n".join(rows)


def wanted(deed: Deed, _: str, seen: str) -> str:
    return state(deed, changed(deed, seen))


def back(_: Deed, __: str, ___: str) -> Argv:
    """It is written, as it was."""
    return ()


KIND = Kind("edit", reads, state, wanted, back, text=changed, with_next=with_next, copied=True)
