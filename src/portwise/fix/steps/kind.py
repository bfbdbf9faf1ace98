"""What every kind of step says of itself.  All of it is pure: what is done, is done by `portwise.fix.applier`."""

from __future__ import annotations

import operator
from collections.abc import Callable

from portwise.model.evidence import Evidence
from portwise.model.record import NamedTuple
from portwise.model.repair import Deed

Argv = tuple[str, ...]


LINUX, MACOS, WINDOWS = "linux", "macos", "windows"  # as a remedy names them


def nothing(_: Deed, __: object = None) -> Argv:
    return ()


def unkept(_: Deed, __: Argv, ___: str) -> Argv:
    return ()


def nobody(_: Deed) -> tuple[Argv, ...]:
    return ()


UNTIL_SET_UP = "the machine starts again, or the network is set up anew: whoever does that has to know of it"


def until_set_up(_: object) -> str:
    """What ip(8) does is NetworkManager's, systemd-networkd's or ifupdown's to do the next time."""
    return UNTIL_SET_UP


def silence(_: object, __: object = None) -> str:
    return ""


def dropin(unit: str, line: str) -> Argv:
    """A line for the service of a unit of the system, systemd.unit(5), beside what its own file says."""
    folder = f"/etc/systemd/system/{unit}.d"
    made = f"mkdir -p {folder} && printf '[Service]\\n{line}\\n' > {folder}/portwise.conf"
    return "sh", "-c", f"{made} && systemctl daemon-reload"


class Kind(NamedTuple):
    """
    A kind of change, known by the command that makes it.

    `reads` knows its own commands and nothing else; `with_next` those that are nothing without the one behind them.
    `state` makes of what a look showed the one thing that the step is about; `wanted` says what that is afterwards,
    `back` how it becomes *before* again; both by what a look shows.  `text` is the new content of a file, for kinds
    that change one: then it is written, and nothing is run.  Where it is `copied`, the state is a digest, and what is
    to come back lies beside the journal.
    """

    name: str
    reads: Callable[[Argv, Evidence], Deed | None]
    state: Callable[[Deed, str], str]
    wanted: Callable[[Deed, str, str], str]  # of the deed, the state before, and the look that it is of
    back: Callable[[Deed, str, str], Argv]  # of the deed, the state before, and a look; () where nothing brings it back
    text: Callable[[Deed, str], str] | None = None  # of the deed and the content before
    reached: Callable[[str, str], bool] = operator.eq  # of the state now, and the one that is wanted
    with_next: Callable[[Argv, Argv, Evidence], Deed | None] | None = None  # of two commands that are one step
    lasting: Callable[[Deed, Evidence], Argv] = nothing  # what makes it so after the next start as well
    keepers: Callable[[Deed], tuple[Argv, ...]] = nobody  # what tells who would keep it so; the first that answers
    kept: Callable[[Deed, Argv, str], Argv] = unkept  # that one's command, by the question and its answer
    stays: bool = False  # its command is one that runs until it is ended, in the foreground
    holds: Callable[[Deed], str] = silence  # until when, where no one command makes it last
    until: bool = False  # it is so until then even where a command makes it last
    restarts: bool = False  # the process of the look, by the command of the deed
    tells: bool = False  # its command is a signal to its owner, who is that very process still
    of_owner: bool = False  # what it changes is a process that listens, and ends with it
    renews: bool = False  # somebody has to come up again after it, and it takes its time
    idle: str = ""  # why, most likely, a command that ended well has changed nothing
    later: str = ""  # what has to be done for it to take effect, where nothing follows: no probe meets it before
    serves: bool = False  # the proof is that the program of its look listens at the port: nobody else may bind it
    unseen: bool = False  # its tool is named where nobody looked whether it is there
    copied: bool = False  # it may hold secrets, which no journal shows
    alike: Callable[[str, str], bool] = operator.eq  # of two states: whether the one is the other that came back
    takes: float = 0  # seconds until what was done can be seen
    otherwise: Callable[[str, str], str] = silence  # of two that are alike: what of it did not come back
    loses: Callable[[Deed], str] = silence  # what never does
    foresees: Callable[[Deed, str], Argv] | None = None  # what tells beforehand what would not come back
    foretold: Callable[[str, str], str] = silence  # that, by the state before and the answer
    platforms: tuple[str, ...] = (LINUX,)  # where its tools are, and its way back is known
