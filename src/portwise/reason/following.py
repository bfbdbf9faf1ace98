"""
When to stop watching a command that was started: looks in, an end out.

Nothing tells when a server is ready.  It is taken to be when it listens and either says so or opens nothing further for
a moment; it is taken to be stuck when its last words ask or give up, or somebody has stopped it, and nothing
moves any more.  All times are seconds after the start, and come with the looks.
"""

from __future__ import annotations

from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.service import Kind, Line, cut
from portwise.model.start import Doing, End, Exit, Glimpse, Member, Opened, Refusal, Start, doors

STEADY = 0.5  # seconds without a new door: a server with two addresses opens both within milliseconds
SAID = 0.125  # the same where it has said that it is ready
ELSEWHERE = 2.0  # where it opened another port than the wanted one: that one may still come
QUIET = 1.5  # seconds in which nothing moves
LINGER = 2.0  # what a command left to others to start, docker or systemd, may take so long after its own end
STOPPED = "Tt"  # proc_pid_stat(5)
STUCK = frozenset({Kind.ASKING, Kind.LOCKED, Kind.WAITING})
WORKS = "RD"  # proc_pid_stat(5)
HANDED_OUT = 32768  # ip_local_port_range as Linux ships it: above it tools talk among themselves, Gradle for one
MOST_SAID = 40  # lines
LONGEST = 160  # letters of one


class Followed(NamedTuple):
    """What the looks came to so far."""

    wanted: int = 0  # the port that somebody asked for, 0 for none
    at: float = 0.0
    moved: float = 0.0  # when anything was last seen to move
    worked: float = 0.0  # when a process was last seen to compute or to read from a disk
    opened_at: float = 0.0  # when the doors last changed
    ended_at: float | None = None
    members: tuple[Member, ...] = ()
    opened: tuple[Opened, ...] = ()  # the last that there were: they are gone with their process
    strangers: frozenset[int] = frozenset()
    said: tuple[Line, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    last: tuple[str, ...] = ()
    unfinished: Line | None = None
    exit: Exit | None = None
    held: tuple[str, ...] = ()
    there: bool = False

    @property
    def doors(self) -> tuple[Opened, ...]:
        """Where clients could come in now."""
        return doors(self.opened, self.said)

    @property
    def quiet(self) -> bool:
        """Whether nothing has moved for a while."""
        return self.at - self.moved >= QUIET

    @property
    def idle(self) -> bool:
        """Whether nobody has even computed for a while: a compiler is quiet, and gets on."""
        return self.quiet and self.at - self.worked >= QUIET

    @property
    def words(self) -> tuple[Line, ...]:
        """All that was understood, a line without its end as well."""
        return (*self.said, self.unfinished) if self.unfinished else self.said


def saw(before: Followed, now: Glimpse) -> Followed:
    """One look more."""
    changed = (places(now.opened), now.there) != (places(before.opened), before.there)
    moved = changed or now.spoke or now.exit != before.exit or people(now.members) != people(before.members)
    gone = bool(before.opened) and not now.opened and not now.members  # kept, to tell where it was
    return before._replace(
        at=now.at,
        moved=now.at if moved else before.moved,
        worked=now.at if any(member.state in WORKS for member in now.members) else before.worked,
        opened_at=now.at if changed else before.opened_at,
        ended_at=before.ended_at if before.ended_at is not None else now.at if now.exit else None,
        members=now.members,
        opened=before.opened if gone else now.opened,
        strangers=now.strangers,
        said=(*before.said, *now.lines)[-MOST_SAID:],
        refusals=tuple(dict.fromkeys((*before.refusals, *now.refusals)))[-MOST_SAID:],
        last=now.last,
        unfinished=now.unfinished,
        exit=now.exit,
        held=now.held,
        there=now.there,
    )


def ending(how: Exit | None) -> str:
    """How it ended, as a sentence that stands beside what it said itself."""
    if how is None:
        return ""
    return f"it was ended by {how.signal}" if how.signal else f"it ended with status {how.status}"


def started(state: Followed, command: tuple[str, ...], folder: str, process: Process, end: End) -> Start:
    """What came of it; an end that was a failure is the last of its words, with whatever it said before."""
    failed = state.exit is not None and (state.exit.status or state.exit.signal)
    before = f": {state.last[-1].strip()}" if state.last else ""
    own = (Line(Kind.ERROR, 0, cut(f"{ending(state.exit)}{before}", LONGEST)),) if failed else ()
    return Start(
        command=command,
        folder=folder,
        process=process,
        end=end,
        exit=state.exit,
        watched_ms=round(state.at * 1000, 1),
        running=state.members,
        opened=state.opened,
        said=(*state.words, *own),
        refusals=state.refusals,
        last=state.last,
        held=state.held,
    )


def places(opened: tuple[Opened, ...]) -> set[tuple[Doing, object]]:
    return {(one.doing, one.endpoint) for one in opened}


def over(state: Followed, patience: float) -> End | None:
    """Why to stop watching now; None: go on."""
    if ended(state):
        return End.ENDED
    if state.members and ready(state):
        return End.LISTENS
    if stuck(state):
        return End.STUCK
    return End.TIME if state.at >= patience else None


def people(members: tuple[Member, ...]) -> set[tuple[int, bool]]:
    """Who there is, and who of them is stopped; that one runs and then sleeps again is no news."""
    return {(member.process.pid, member.state in STOPPED) for member in members}


def ended(state: Followed) -> bool:
    """Nobody is left; or the one that was started failed, and what it leaves behind opens nothing."""
    if state.exit is None or state.ended_at is None:
        return False
    since = state.at - state.ended_at
    failed = bool(state.exit.status or state.exit.signal)
    if state.members:
        return failed and not state.doors and since >= QUIET
    handed_over = not failed and state.wanted and not state.opened and state.wanted not in state.strangers
    return not handed_over or since >= LINGER


def ready(state: Followed) -> bool:
    ports = {door.port for door in state.doors}
    if state.there:
        return state.at - state.opened_at >= STEADY
    if not ports:
        return False
    named = {line.port for line in state.said if line.kind is Kind.LISTENING}
    if state.wanted and state.wanted not in ports:
        return state.at - state.opened_at >= ELSEWHERE
    if min(ports) >= HANDED_OUT and not ports & {*named, state.wanted}:
        return state.idle and state.at - state.opened_at >= ELSEWHERE
    told = bool(named & ports)
    return state.at - state.opened_at >= (SAID if told else STEADY)


def stuck(state: Followed) -> bool:
    """Its last understood words are a question or a giving up, or the kernel says what keeps it; and nothing moves."""
    if not state.quiet or not state.members:
        return False
    last = state.words[-1].kind if state.words else None
    return last in STUCK or (last is Kind.IN_USE and state.idle) or bool(state.held)
