"""
The one place where a step is carried out, and the one where it is taken back.

Before anything is done the journal has what is done, how the thing is now and how it will be.  Whoever is killed in
between leaves a thing that is as before, as wanted, or neither; which of these, a look says, and nothing else is
believed.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Mapping
from contextlib import suppress

from portwise.fix import absence, engines, rebasing
from portwise.fix.doing import Hands
from portwise.fix.steps import kinds
from portwise.model.repair import Deed, Entry, Look, Move, State, process_of

PAUSE = 0.01  # seconds between two looks
INTENDS, DID, UNDID, FORGOT = "intends", "did", "undid", "forgot"
SAME = "it is as it was before"
NEITHER = "it is neither as it was before nor as portwise left it; nothing was done"
NOT_BACK = "it was tried, and it is neither as it was before nor as portwise left it"
NO_WAY_BACK = "nothing brings it back"
WITH_IT = "its process has ended, and this with it"
STAYS_GONE = "that is neither as it was before nor as portwise left it; nothing was done"
OTHERS_STAY = "to the same effect: what others have written into the file since stays"
MOVED_ON = "it was changed by somebody else meanwhile"
UNTOLD = "taken back; who had read it has ended, and whoever reads it now does so when it starts or reads it again"
TAKEN = "taken back"
NO_EFFECT = "the command ended well, and things are not as they should be then"
SHELLS_KEEP = "taken back; a shell that has read it keeps the variables until it ends, and so does what it has started"
KEEPS = "taken back; who was started meanwhile keeps the right until he ends"
STAYS = "taken back; a server that has read it keeps to what it read until it is started again"


def needless(hands: Hands, deed: Deed) -> bool:
    """Whether all is as it would be then.  What cannot be looked at may be needed; no file is edited unread."""
    try:
        before, wanted = expected(hands, deed)
    except OSError:
        return kinds()[deed.kind].copied
    return kinds()[deed.kind].reached(before, wanted)


def expected(hands: Hands, deed: Deed) -> tuple[str, str]:
    """How the thing is now, and how it is to be.  Raises OSError where its owner could not take note of it."""
    kind, look = kinds()[deed.kind], hands.look(deed.look)
    if deed.owner:
        hands.look(Look("owner", deed.owner))
    before = kind.state(deed, look)
    return before, kind.wanted(deed, before, look)


def contents(hands: Hands, deed: Deed) -> tuple[str, str]:
    """Of a file that a step edits: now, and then; nothing for all other kinds."""
    kind = kinds()[deed.kind]
    if kind.text is None or deed.look.how != "file":
        return "", ""
    now = hands.look(deed.look)
    return now, kind.text(deed, now)


def seen(hands: Hands, deed: Deed) -> str:
    return kinds()[deed.kind].state(deed, hands.look(deed.look))


def carried_out(hands: Hands, id_: str, move: Move, target: str) -> tuple[State, str, Entry | None]:
    """The state of the step, why, and what takes it back.  Raises OSError before anything was changed, never after."""
    deed = move.deed
    if deed is None:
        return State.DECLINED, move.why_shown, None
    before, wanted = expected(hands, deed)
    entry = Entry(id_, move.number, target, deed, before, wanted, undone=False)
    if kinds()[deed.kind].reached(before, wanted):
        return State.NEEDLESS, "", None
    if kinds()[deed.kind].copied:
        hands.keep(before, copy_of(hands, deed, before))
    hands.note(line(INTENDS, entry))
    written = False
    try:
        do(hands, deed, before)
        written = True
        heeded(hands, deed)
        now = come_to(hands, deed, wanted)
    except OSError as error:
        return failed(hands, entry, error.strerror or str(error), begun=bool(deed.then) and written)
    if not kinds()[deed.kind].reached(now, entry.wanted):
        return failed(hands, entry, kinds()[deed.kind].idle or NO_EFFECT, begun=bool(deed.then))
    with suppress(OSError):  # the disk is full by now: the intent that stands in the journal is enough to undo it
        hands.note(line(DID, entry))
    return State.APPLIED, "", entry


def come_to(hands: Hands, deed: Deed, wanted: str) -> str:
    """How it is, once it has had the time that it takes."""
    kind, until = kinds()[deed.kind], time.monotonic() + kinds()[deed.kind].takes
    while not kind.reached(now := seen(hands, deed), wanted) and time.monotonic() < until:
        time.sleep(PAUSE)  # nothing tells us when another's child has ended
    return now


def failed(hands: Hands, entry: Entry, why: str, begun: bool) -> tuple[State, str, Entry | None]:
    """Half a step is taken back at once; whom nobody had *begun* to tell of it is not told either."""
    fine, says = taken_back(hands, entry, begun or not entry.deed.then)
    if not fine:
        return State.STUCK, f"{why}; {says}", entry
    if begun or says != SAME:
        return State.ROLLED_BACK, f"{why}; {says}", None
    return State.FAILED, why, None


def do(hands: Hands, deed: Deed, before: str) -> None:
    kind = kinds()[deed.kind]
    if deed.look.how == "process":
        process = process_of(deed.look.what)
        if kind.restarts:
            return hands.restart(process, deed.argv)
        return hands.end(process) if deed.irreversible else hands.wake(process, goes_on=True)
    if kind.stays:
        return hands.open(deed.argv)
    if kind.tells and deed.owner:
        return hands.tell(process_of(deed.owner), deed.argv)
    if kind.text is None:
        return hands.run((*deed.inside, *deed.argv), renews=kind.renews)
    return put(hands, deed, kind.text(deed, copy_of(hands, deed, before) if kind.copied else before))


def put(hands: Hands, deed: Deed, text: str) -> None:
    """What the file is to hold, or the attribute of a program that says what it may do."""
    if deed.look.how == "capability":
        return hands.mark(deed.look.what, text)
    return hands.write(deed.look.what[0], text)


def heeded(hands: Hands, deed: Deed) -> None:
    """Whoever has read the file takes it as it is now."""
    if not deed.then:
        return
    if deed.starts:
        hands.restart(process_of(deed.owner), deed.then)
    elif deed.owner:
        hands.tell(process_of(deed.owner), deed.then)
    elif deed.exports:
        hands.export(deed.then)
    elif engines.composes(deed.then) and not hands.look(engines.there(deed.then)).strip():
        raise OSError(errno.ENXIO, f"the engine that {engines.engine(deed.then)} asks here has no such container")
    else:
        hands.run(deed.then, renews=True)


def copy_of(hands: Hands, deed: Deed, before: str) -> str:
    """The file, if it still is what was looked at."""
    text = hands.look(deed.look)
    if kinds()[deed.kind].state(deed, text) != before:
        raise OSError(errno.EAGAIN, MOVED_ON)
    return text


def told(hands: Hands, deed: Deed) -> str:
    """Whoever has read the file reads it again."""
    if deed.starts:
        return TAKEN if hands.revive(process_of(deed.owner)) else STAYS
    if kinds()[deed.kind].later and not deed.then:
        return KEEPS
    if deed.exports:
        hands.unexport()
        return SHELLS_KEEP
    try:
        heeded(hands, deed)
    except ProcessLookupError:
        return UNTOLD
    except OSError as error:
        if deed.owner:
            raise
        return f"{TAKEN}; {' '.join(deed.then)} did not work: {error.strerror or error}"
    return TAKEN


def taken_back(hands: Hands, entry: Entry, heard: bool = True) -> tuple[bool, str]:
    """Whether it is as before, and what was done for it."""
    kind, deed = kinds()[entry.deed.kind], entry.deed
    try:
        if kind.of_owner and gone(hands, deed):
            return settled(hands, entry, WITH_IT)
        look = hands.look(deed.look)
        if deed.look.how == "process" and not look and not deed.irreversible:
            return settled(hands, entry, WITH_IT)
        now = kind.state(deed, look)
        if kind.alike(now, entry.before):
            if heard:
                told(hands, deed)  # whoever was killed had written the file, and perhaps told nobody
            return settled(hands, entry, SAME)
        if not kind.reached(now, entry.wanted):
            own = rebasing.rebased(hands, entry, look)
            return among_others(hands, own, entry, heard) if own else (False, NEITHER)
        if deed.irreversible:
            return False, deed.irreversible
        if not undo(hands, entry, look):
            return False, NO_WAY_BACK
        says = told(hands, deed) if heard else TAKEN
        then = seen(hands, deed)
        if not kind.alike(then, entry.before):
            return False, NOT_BACK
        return settled(
            hands, entry, "; ".join(filter(None, (says, kind.otherwise(entry.before, then), kind.loses(deed))))
        )
    except OSError as error:
        lost = absence.absent(error, entry)
        if lost and absence.as_before(entry):
            return settled(hands, entry, f"{SAME}: {lost}, and this with it")
        return False, f"{lost}, and {STAYS_GONE}" if lost else error.strerror or str(error)


def among_others(hands: Hands, own: Entry, first: Entry, heard: bool) -> tuple[bool, str]:
    """Written down as the step that it is by now, so that whoever is killed in between leaves what can be told."""
    hands.note(line(INTENDS, own))
    if kinds()[first.deed.kind].copied:
        hands.forget(first.before)  # it may hold secrets, and what is written back is another copy by now
    hands.note(line(DID, own))
    fine, says = taken_back(hands, own, heard)
    return fine, f"{says}; {OTHERS_STAY}" if fine else says


def acknowledged(hands: Hands, entry: Entry) -> None:
    """A look says whether it was done before its doer was killed."""
    same = kinds()[entry.deed.kind].alike(seen(hands, entry.deed), entry.before)
    hands.note(line(UNDID if same else DID, entry))


def gone(hands: Hands, deed: Deed) -> bool:
    try:
        hands.look(Look("owner", deed.owner))
    except ProcessLookupError:
        return True
    return False


def settled(hands: Hands, entry: Entry, says: str) -> tuple[bool, str]:
    hands.note(line(UNDID, entry))
    if kinds()[entry.deed.kind].copied:
        hands.forget(entry.before)
    return True, says


def forgotten(hands: Hands, entry: Entry) -> None:
    """Whoever has settled it himself wants to hear no more of it."""
    hands.note(line(FORGOT, entry))
    if kinds()[entry.deed.kind].copied:
        hands.forget(entry.before)


def undo(hands: Hands, entry: Entry, look: str) -> bool:
    kind, deed = kinds()[entry.deed.kind], entry.deed
    if kind.text is not None:
        put(hands, deed, hands.kept(entry.before) if kind.copied else entry.before)
        return True
    if kind.stays:
        hands.shut(deed.argv)
        return True
    back = kind.back(deed, entry.before, look)
    if back and deed.look.how == "process":
        hands.wake(process_of(deed.look.what), goes_on=False)
    elif back:
        hands.run((*deed.inside, *back), renews=kind.renews)
    return bool(back)


def line(phase: str, entry: Entry) -> Mapping[str, object]:
    """As the journal keeps it."""
    deed = entry.deed
    return {
        "verb": "fix",
        "phase": phase,
        "id": entry.id,
        "number": entry.number,
        "target": entry.target,
        "kind": deed.kind,
        "argv": list(deed.argv),
        "look": [deed.look.how, *deed.look.what],
        "grade": deed.grade.name,
        "irreversible": deed.irreversible,
        "then": list(deed.then),
        "owner": list(deed.owner),
        "inside": list(deed.inside),
        "before": entry.before,
        "wanted": entry.wanted,
    }
