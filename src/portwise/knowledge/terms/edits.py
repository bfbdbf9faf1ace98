"""
A line of a file that is to be another, and what makes the server take it.

The two are one step: where systemd keeps the server it is started anew by systemd, where somebody started it by hand it
is started again as it was, and where nobody can know how, the step is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from portwise.knowledge.terms import processes, restarts
from portwise.model.cause import Remedy, Safety, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import COMMAND, KIN, LINKED
from portwise.model.process import BY_USER, Process
from portwise.model.record import NamedTuple

KEPT = "systemd unit "  # as KIN tells of a supervisor
BOXED = "container "  # in the name of any other that starts it by itself
MEANS_MORE = "\\.[*^$|"  # in what sed looks for, re_format(7)
MEANS_MORE_THEN = "\\&|"  # in what it puts there

Slot = Callable[[View, Any], Any]


class Change(NamedTuple):
    """Of one line: these words become those; where *old* is empty, they become a line behind it."""

    file: str
    line: int
    old: str
    new: str
    loses: str = ""  # where it answers by now, and does not then

    @property
    def script(self) -> str:
        """For sed."""
        if not self.old:
            return f"{self.line}a\\{self.new}"
        return f"{self.line}s|{escaped(self.old, MEANS_MORE)}|{escaped(self.new, MEANS_MORE_THEN)}|"

    @property
    def says(self) -> str:
        if not self.old:
            return f"write {self.new.strip()} below line {self.line} of {self.file}"
        lost = f"; at {self.loses} it does not answer any more" if self.loses else ""
        return f"write {self.new} instead of {self.old} in line {self.line} of {self.file}{lost}"


def lying(view: View, path: str) -> str:
    """The file itself: sed would put a file of its own in the place of a link."""
    with suppress(Unreadable):
        return view[LINKED.of(path)]
    return path


def escaped(text: str, signs: str) -> str:
    return "".join(f"\\{sign}" if sign in signs else sign for sign in text)


def keeper(view: View, process: Process) -> str:
    return view[KIN.of(process)].supervisor


def unit(view: View, process: Process) -> str | None:
    """That ends with it, and comes up with it; not the editor, the terminal or the runner that others started it in."""
    found = view[KIN.of(process)].service
    return None if found.startswith(BY_USER) else found or None


def unit_of_user(view: View, process: Process) -> str | None:
    """The same of the systemd of the user who asks, who needs no right for it."""
    found = view[KIN.of(process)].service
    return found.removeprefix(BY_USER) if found.startswith(BY_USER) else None


def by_hand(view: View, process: Process) -> str | None:
    """The command that starts it again; None where somebody else would, or where a title hides it."""
    kept, argv = keeper(view, process), view[COMMAND.of(process)]
    if kept.startswith(KEPT) or BOXED in kept or (len(argv) == 1 and " " in argv[0].strip()):
        return None
    return restarts.written(view, process, argv) or None


def slots(
    change: Slot, process: Slot, again: Callable[[View, Any, Process], str | None] | None = None
) -> dict[str, Slot]:
    """*again* is the command that has it as it should be; without it, it is started as it was."""

    def readable(get: Slot) -> Slot:
        def got(view: View, it: Any) -> Any:
            with suppress(Unreadable):
                return get(view, it)
            return None

        return got

    def where(of: Callable[[Change], str]) -> Slot:
        return readable(lambda view, it: (found := change(view, it)) and of(found))

    def owned(get: Callable[[View, Any, Process], str | None]) -> Slot:
        def got(view: View, it: Any) -> str | None:
            held = process(view, it) if change(view, it) else None
            return get(view, it, held) if held else None

        return readable(got)

    def anew(view: View, it: Any, held: Process) -> str | None:
        as_it_was = by_hand(view, held)
        return again(view, it, held) if as_it_was and again else as_it_was

    made: dict[str, Slot] = {
        "edit": where(lambda found: found.script),
        "edited": readable(lambda view, it: (found := change(view, it)) and lying(view, found.file)),
        "writes": where(lambda found: found.says),
        "of_unit": owned(lambda view, _, held: unit(view, held)),
        "of_user": owned(lambda view, _, held: unit_of_user(view, held)),
        "anew": owned(anew),
        "ends": owned(lambda _, __, held: str(held.pid)),
        "holder": owned(lambda view, _, held: processes.introduced(view, held)),
    }
    return {**made, "unknown_way": restarts.unknown(made["of_unit"], made["of_user"], made["anew"])}


def remedies(why: str = "") -> tuple[Remedy, ...]:
    """For a change whose server reads it when it starts; *why* says what the change opens."""
    does, plain = f"or {{writes}}{why}", f"or write it into the file that says where it listens{why}"
    undo = "mv {edited}.before {edited}, and start it again"
    sed = ("sed", "-i.before", "{edit}", "{edited}")
    return (
        Remedy(does, sed, Safety.ASK, needs_root=True, undo=undo, when="of_unit", plain=plain),
        Remedy(
            "then have systemd start {of_unit} again, for it reads that when it starts",
            ("systemctl", "restart", "{of_unit}"),
            Safety.ASK,
            needs_root=True,
            undo=undo,
            when="of_unit",
            plain="then have systemd start it again, for it reads that when it starts",
        ),
        Remedy(does, sed, Safety.ASK, undo=undo, when="of_user", plain=plain),
        Remedy(
            "then have your own systemd start {of_user} again, for it reads that when it starts",
            ("systemctl", "--user", "restart", "{of_user}"),
            Safety.ASK,
            undo=undo,
            when="of_user",
            plain="then have your own systemd start it again, for it reads that when it starts",
        ),
        Remedy(does, sed, Safety.ASK, undo=undo, when="anew", plain=plain),
        Remedy(
            "then stop {holder}",
            ("kill", "{ends}"),
            Safety.ASK,
            undo=undo,
            when="anew",
            plain="then stop it",
        ),
        Remedy("then start it again", ("{anew}",), Safety.ASK, undo=undo, when="anew"),
    )
