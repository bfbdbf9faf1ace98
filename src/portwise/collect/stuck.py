"""What keeps the processes of a command from getting on, as far as the kernel and their command lines tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portwise.collect.openfiles import waiting
from portwise.formats.debuggers import waits_for_debugger
from portwise.host.api import Host
from portwise.model.service import Wait
from portwise.model.start import Member

STATES = {  # proc_pid_stat(5)
    "T": "it is stopped (SIGSTOP, or SIGTTIN for reading from the terminal)",
    "t": "a debugger holds it",
}


def held(host: Host, members: Iterable[Member]) -> tuple[str, ...]:
    """One sentence for each reason; who hides has none."""
    return tuple(dict.fromkeys(why for member in members for why in reasons(host, member)))


def reasons(host: Host, member: Member) -> Iterator[str]:
    if member.state in STATES:
        yield STATES[member.state]
        return
    try:
        if waits_for_debugger(host.command(member.process.pid)):
            yield "it waits for a debugger before its first line"
        elif (wait := waiting(host, member.process)) is not None:
            yield said(wait)
    except (OSError, ValueError):
        return


def said(wait: Wait) -> str:
    if wait.kind == "terminal":
        return "it waits for an answer on its terminal"
    holder = f", which pid {wait.holder} has" if wait.holder else ""
    return f"it waits for the lock on {wait.what or 'a file'}{holder}"
