"""What was done is taken back, or told, or settled by who knows better.  `portwise undo`."""

from __future__ import annotations

import shlex
from contextlib import suppress

from portwise.app.manner import AS_USUAL
from portwise.fix import applier, differing, history
from portwise.fix.steps import kinds
from portwise.host import journal
from portwise.host.api import Host
from portwise.host.hands import Local as Hands
from portwise.host.hands import swept
from portwise.host.journal import Busy as Busy  # noqa: PLC0414 - named for ui, which asks no host
from portwise.model.evidence import Evidence
from portwise.model.repair import Entry, Undone
from portwise.model.target import NOWHERE

FORGOTTEN = "it stays as it is now, and is no longer offered to be taken back"


def undo(host: Host, id_: str = "") -> tuple[Undone, ...]:
    """
    Take back the steps of a plan, the last first; the newest plan where none is named.  Stops where one cannot.

    What somebody else has changed meanwhile is told as it was, as portwise left it, and as it is.  Raises
    `journal.Busy` where another portwise is changing this machine.
    """
    hands = Hands(host)
    told: list[Undone] = []
    with journal.alone(f"undo {id_}".rstrip()):
        for entry in history.to_undo(journal.lines(), id_):
            fine, says = applier.taken_back(hands, entry)
            if fine and entry.deed.look.how == "file":
                swept(entry.deed.look.what[0])
            says = f"{applier.TAKEN}; {why}" if fine and (why := unserved(host, entry)) else says
            told.append(Undone(entry, says, fine, None if fine else differing.told(hands, entry)))
            if not fine:
                break
    return tuple(told)


def unserved(host: Host, entry: Entry) -> str:
    """How the server was started that had read the file, where none runs in its folder by that program any more."""
    if not entry.deed.starts:
        return ""
    from portwise import collect
    from portwise.app.asking import know
    from portwise.model.facts import COMMAND, WORKING

    folder, words = entry.deed.then[2], entry.deed.then[3:]
    seen = know(host, collect.ALL, Evidence(NOWHERE), [WORKING.of(folder)], AS_USUAL)
    workers = seen.get(WORKING.of(folder))
    if workers is None:
        return ""
    seen = know(host, collect.ALL, seen, [COMMAND.of(who) for who in workers], AS_USUAL)
    if any((seen.get(COMMAND.of(who)) or ("",))[:1] == words[:1] for who in workers):
        return ""
    return f"no server runs there any more; it was started by: cd {shlex.quote(folder)} && {shlex.join(words)}"


def forget(host: Host, id_: str) -> tuple[Undone, ...]:
    """The steps of a plan are settled as they are: nothing is touched, and their copies are no longer kept."""
    with journal.alone(f"undo {id_} --forget"):
        entries = history.to_undo(journal.lines(), id_)
        for entry in entries:
            applier.forgotten(Hands(host), entry)
    return tuple(Undone(entry, FORGOTTEN, fine=True) for entry in entries)


def over(host: Host, id_: str) -> None:
    """Of a plan what was so for as long as somebody ran, who has ended by now: it is written down that it is over."""
    with suppress(OSError), journal.alone(f"undo {id_}"):
        for entry in history.to_undo(journal.lines(), id_):
            if kinds()[entry.deed.kind].stays:
                applier.taken_back(Hands(host), entry)


def is_known(id_: str) -> bool:
    """Whether there ever was a plan of that name that did something."""
    return any(entry.id == id_ for entry in history.entries(journal.lines()))


def standing() -> tuple[Undone, ...]:
    """Every step that was done and not taken back, the last first."""
    found = history.entries(journal.lines())
    return tuple(Undone(entry, "", fine=True) for entry in reversed(found) if history.stands(entry))


def older(told: tuple[Undone, ...]) -> str:
    """The newest plan that stands beside the one that could not be taken back; "" where there is none."""
    stuck = {row.entry.id for row in told if not row.fine}
    return next((row.entry.id for row in standing() if row.entry.id not in stuck), "") if stuck else ""


def interrupted(host: Host) -> tuple[Undone, ...]:
    """
    Steps of a run that was killed: begun, and neither finished nor taken back.

    What nobody can undo is told once.  While another portwise is at work, nobody was killed.
    """
    try:
        if not journal.lines():  # nothing is written by who only looks
            return ()
        with journal.alone("fix"):
            found = history.cut_short(journal.lines())
            for entry in found:
                if entry.deed.irreversible:
                    applier.acknowledged(Hands(host), entry)
    except OSError:  # another user's: it is told when something is to be written or taken back
        return ()
    return tuple(Undone(entry, "", fine=False) for entry in found)
