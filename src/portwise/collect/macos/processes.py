"""
The condition of a process by ps(1), and where it comes from.

On macOS every process that lost its parent, and every program of the desktop, is a child of launchd: it keeps a process
only where that is one of its jobs.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from portwise.collect import kin as linux
from portwise.collect.pidfiles import collector, stat_of
from portwise.host.api import Host
from portwise.model.facts import CONDITION, KIN
from portwise.model.process import Condition, Kin, Process

if TYPE_CHECKING:
    from portwise.formats.procstat import Stat
    from portwise.formats.supervisors import Supervisor

STATES = {"I": "S", "U": "D"}  # ps(1) of macOS: idle for 20 seconds, and waiting without being interrupted
TRACED = "X"
BY_PS, BY_LIST = "ps -o stat= -p PID", "ps -o pid,ppid,sess,comm; launchctl list"


def condition(host: Host, process: Process) -> Condition:
    stat = stat_of(host, process.pid)
    letters = host.output(("ps", "-o", "stat=", "-p", str(process.pid))).strip()
    if not letters:
        raise ProcessLookupError(errno.ESRCH, "the process has ended")
    if TRACED in letters:
        raise OSError(errno.ENOTSUP, "a debugger holds it, and ps does not say which")
    return Condition(STATES.get(letters[0], letters[0]), stat.ppid, stat.session, 0, stat.num_threads)


def kin(host: Host, process: Process) -> Kin:
    own = stat_of(host, process.pid)
    above = tuple(linux.ancestors(host, own))
    keeper = job(host, process.pid) or known(host, above)
    identities = tuple(map(linux.identity, above))
    return Kin(identities, keeper, not keeper and left(above) and linux.leaderless(host, own))


def known(host: Host, above: tuple[Stat, ...]) -> str:
    """As on Linux, but for launchd, which is above everybody."""
    found = [keeper for stat in above if stat.pid != linux.INIT and (keeper := recognised(host, stat))]
    return min(found, key=lambda keeper: keeper.rank).called if found else ""


def recognised(host: Host, stat: Stat) -> Supervisor | None:
    """The command lines of others are hidden, login(1) of root between a terminal and its shell among them."""
    from portwise.formats import supervisors

    try:
        return linux.recognised(host, stat)
    except PermissionError:
        return supervisors.supervisor(stat.comm, ())


def left(above: tuple[Stat, ...]) -> bool:
    return bool(above) and above[0].pid == linux.INIT


def job(host: Host, pid: int) -> str:
    """The job of launchd that it is, "" where it is none."""
    from portwise.formats import launchd

    try:
        jobs = launchd.jobs(host.output(("launchctl", "list")))
    except (OSError, ValueError):
        return ""  # in a session without a desktop there may be none to ask
    return next((f"launchd job {one.label}" for one in jobs if one.pid == pid), "")


STATING = collector(CONDITION, condition, BY_PS)
CLIMBING = collector(KIN, kin, BY_LIST)
