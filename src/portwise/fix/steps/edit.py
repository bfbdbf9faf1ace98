r"""
One word of one line of a file becomes another: `sed -i.before 7s|127\.0\.0\.1:3000|[::1]:3000| nginx.conf`; or a line
is added behind another: `sed -i.before '9a\  bindIp: localhost' mongod.conf`; or becomes a comment, `3s/^/#/`.

Only of a file that the report itself speaks of, only where the word stands in that line once, and with every other
byte as it was, the ends of lines too.  Such files hold passwords: the journal has digests of them, and the copy lies
beside it.  What makes the server take it is the second command of the step: a signal, where it reads the file again on
one, or whatever starts it anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from portwise.fix import engines
from portwise.fix.steps.kind import Argv, Kind
from portwise.fix.steps.waking import identified
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import COMMAND, CONTAINERS, CWD, KIN, LINKED, OWNERS
from portwise.model.process import BY_USER, Process
from portwise.model.repair import Deed, Grade, Look

EDIT = re.compile(r"([1-9]\d{0,6})s\|((?:\\.|[^|\\\n])+)\|((?:\\.|[^|\\\n])*)\|")
ADDED = re.compile(r"([1-9]\d{0,6})a\\([^\\\n\r]+)")
COMMENTED = re.compile(r"([1-9]\d{0,6})s/\^/#/")
ESCAPED = re.compile(r"\\(.)")
MEANS_MORE = re.compile(r"(?<!\\)(?:\\\\)*[.\[*^$]")  # of a basic regular expression, re_format(7)
REREADS = ("nginx",)  # on SIGHUP; others end by it, signal(7)
WHOLE_MATCH = re.compile(r"(?<!\\)(?:\\\\)*&")
IN = ("env", "-C")  # and the folder
HOSTS = "/etc/hosts"  # has a kind of its own
# What has a unit take it, and how the unit is known then
RESTARTS: Mapping[Argv, str] = {
    ("systemctl", "restart"): "",
    ("systemctl", "reload"): "",
    ("systemctl", "--user", "restart"): BY_USER,
}
EXEMPTING = ("NO_PROXY", "no_proxy")


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    if len(argv) != 4 or argv[:2] != ("sed", "-i.before") or not spoken_of(argv[3], seen):
        return None
    found = EDIT.fullmatch(argv[2])
    if found and (MEANS_MORE.search(found[2]) or WHOLE_MATCH.search(found[3])):
        return None
    known = found or ADDED.fullmatch(argv[2]) or (COMMENTED.fullmatch(argv[2]) and argv[3] != HOSTS)
    return Deed("edit", argv, Look("file", (argv[3],)), Grade.EXACT) if known else None


def with_next(argv: Argv, then: Argv, seen: Evidence) -> Deed | None:
    """And what makes its owner take it."""
    deed = reads(argv, seen)
    if deed is None:
        return None
    for heeded in (reread, unit, composed, anew, exported):
        if found := heeded(deed, then, seen):
            return found._replace(then=then)
    return None


def reread(deed: Deed, then: Argv, seen: Evidence) -> Deed | None:
    """The signal that makes its owner read the file again."""
    owner = identified(then[2], seen) if len(then) == 3 and then[:2] == ("kill", "-HUP") else None
    return deed._replace(owner=named(owner)) if owner and owner.name in REREADS else None


def unit(deed: Deed, then: Argv, seen: Evidence) -> Deed | None:
    """Its service is started anew, or reads it again, where its main process is seen, not who merely works in it."""
    if then[:-1] not in RESTARTS:
        return None
    kins = (one.said.value for one in seen if one.question.fact is KIN and isinstance(one.said, Known))
    kept = any(kin.service == RESTARTS[then[:-1]] + then[-1] for kin in kins)
    return deed._replace(grade=Grade.EQUIVALENT) if kept else None


def composed(deed: Deed, then: Argv, seen: Evidence) -> Deed | None:
    """Its container is created anew as it was created, by the file as it is then."""
    told = (one.said.value for one in seen if one.question.fact is CONTAINERS and isinstance(one.said, Known))
    named = names_of(deed.look.what[0], seen)
    mine = (bool(named & {*box.files}) and then == box.anew() for boxes in told for box in boxes)
    return deed._replace(grade=Grade.EQUIVALENT) if then and any(mine) else None


def anew(deed: Deed, then: Argv, seen: Evidence) -> Deed | None:
    """Its owner is ended and started again in the foreground: the one that listens and works there by that program."""
    if then[:2] != IN or len(then) < 4:
        return None
    known = [one.said.value for one in seen if one.question.fact is OWNERS and isinstance(one.said, Known)]
    holders = dict.fromkeys(who for value in known for who in value)
    mine = [who for who in holders if seen.get(CWD.of(who)) == then[2]]
    own = [who for who in mine if (seen.get(COMMAND.of(who)) or ("",))[:1] == then[3:4]]
    return deed._replace(grade=Grade.EQUIVALENT, owner=named(own[0])) if len(own) == 1 else None


def exported(deed: Deed, then: Argv, _: Evidence) -> Deed | None:
    """Who is started from now on has the variables so; of the shells that are open, each for itself."""
    names = [word.partition("=")[0] for word in then[1:]]
    return deed if then[:1] == ("export",) and names and all(name in EXEMPTING for name in names) else None


def named(who: Process) -> tuple[str, str, str]:
    return str(who.pid), str(who.started), who.name


def spoken_of(path: str, seen: Evidence) -> bool:
    """A row of what was observed says that it stands in that file; those of a project begin in its folder."""
    rows = (
        (observation.question.key, getattr(row, "file", ""))
        for observation in seen
        if isinstance(observation.said, Known) and isinstance(observation.said.value, tuple)
        for row in observation.said.value
    )
    paths = names_of(path, seen)
    return path.startswith("/") and any(file and paths & {file, f"{key}/{file}"} for key, file in rows)


def names_of(path: str, seen: Evidence) -> set[str]:
    """What the report calls it, too, where that is a link to it."""
    links = ((one.question.key, one.said) for one in seen if one.question.fact is LINKED)
    return {path, *(key for key, said in links if isinstance(said, Known) and said.value == path)}


def state(_: Deed, seen: str) -> str:
    return "sha256:" + sha256(seen.encode("utf-8", "surrogateescape")).hexdigest()


def changed(deed: Deed, content: str) -> str:
    """The same where the line has no such word, or more than one."""
    rows = content.split("\n")
    if added := ADDED.fullmatch(deed.argv[2]):
        return with_line(rows, int(added[1]), added[2])
    found = EDIT.fullmatch(deed.argv[2]) or COMMENTED.fullmatch(deed.argv[2])
    if found is None or int(found[1]) > len(rows):
        return content
    if found.re is COMMENTED:
        row = rows[int(found[1]) - 1]
        rows[int(found[1]) - 1] = row if row.lstrip()[:1] in ("", "#") else f"#{row}"
        return "\n".join(rows)
    place, (old, new) = int(found[1]) - 1, (ESCAPED.sub(r"\1", found[n]) for n in (2, 3))
    parts = rows[place].split(old)
    if len(parts) != 2 or goes_on(old[-1], parts[1][:1]) or goes_on(parts[0][-1:], old[0]):
        return content
    rows[place] = new.join(parts)
    return "\n".join(rows)


def goes_on(left: str, right: str) -> bool:
    """3000 is not what stands in 30001."""
    return left.isdigit() and right.isdigit()


def with_line(rows: list[str], place: int, text: str) -> str:
    """Behind line *place*, with the end that lines have here; not where it stands already."""
    there = len(rows) - (rows[-1] == "")
    end = "\r" if rows[0].endswith("\r") else ""
    if place <= there and rows[place : place + 1] not in ([text], [text + end]):
        if place == len(rows):  # the last line has no end, and gets one
            rows[-1] += end
            end = ""
        rows.insert(place, text + end)
    return "\n".join(rows)


def wanted(deed: Deed, _: str, seen: str) -> str:
    return state(deed, changed(deed, seen))


def back(_: Deed, __: str, ___: str) -> Argv:
    """It is written, as it was."""
    return ()


KIND = Kind("edit", reads, state, wanted, back, text=changed, with_next=with_next, copied=True, loses=engines.loses)
