"""
Where a process comes from, who keeps it running, and whether everybody who started it is gone.

A process whose parent ends goes to the nearest subreaper above it, else to pid 1 (prctl(2), PR_SET_CHILD_SUBREAPER;
kernel/exit.c, find_new_reaper()); ``systemd --user`` is such a one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portwise.collect.pidfiles import collector, stat_of
from portwise.formats.procstat import Stat
from portwise.host.api import Host
from portwise.model.facts import KIN
from portwise.model.process import BY_USER, Kin, Process

if TYPE_CHECKING:
    from portwise.formats.supervisors import Supervisor

ENDED = "ZX"
MOST = 20  # ancestors; a chain that is longer goes on as it began
INIT = 1
LONGEST = 12  # digits of a pid; a variable holds whatever somebody put there
NAMED_BY_LOGIN = ("user@", "session-", "init.scope")  # units that hold whatever a user starts, pam_systemd(8)
SESSIONS = (*NAMED_BY_LOGIN, "app-")  # and what a desktop starts for a user, systemd.special(7)
OF_A_USER = "/user@"  # systemd(1) --user keeps its units below it
OWN_GROUP = ("", "/init.scope")  # of that systemd itself, below its unit
OF_SESSION = "/session.slice/"  # what the desktop itself consists of, systemd.special(7)
UNIT = "systemd unit "
MAIN = "SYSTEMD_EXEC_PID"  # systemd.exec(5): whoever was started by it has its number in it, and hands it on


def kin(host: Host, process: Process) -> Kin:
    own = stat_of(host, process.pid)
    above = tuple(ancestors(host, own))
    keeper = placed(host, process.pid) or known(host, above)
    orphaned = not keeper and adopted(above) and leaderless(host, own)
    return Kin(tuple(map(identity, above)), keeper, orphaned, mained(host, own) if keeper.startswith(UNIT) else "")


def ancestors(host: Host, stat: Stat) -> Iterator[Stat]:
    """Parent, grandparent, …; the parent of a process whose parent lives outside its pid namespace is 0."""
    for _ in range(MOST):
        if stat.ppid == 0:
            return
        try:
            stat = stat_of(host, stat.ppid)
        except (FileNotFoundError, ProcessLookupError):
            return  # it ended while we climbed
        yield stat


def identity(stat: Stat) -> Process:
    return Process(stat.pid, stat.starttime, stat.comm)


def placed(host: Host, pid: int) -> str:
    """A container or a unit puts its name into the path of the cgroup, "" where neither did."""
    from portwise.formats import cgroup  # patterns that only this question needs

    path = cgroup.path(cgroup.cgroups(host.read(f"/proc/{pid}/cgroup")))
    if container := cgroup.container(path):
        return f"{container.engine or 'a'} container {container.id[:12]}"
    unit = cgroup.unit(path)
    return f"{UNIT}{unit}" if unit.endswith(".service") and not unit.startswith(NAMED_BY_LOGIN) else ""


def mained(host: Host, stat: Stat) -> str:
    """
    The unit that ends and comes up with it; an editor, a terminal and a runner of jobs hold what others started.

    systemd is its parent, or that of the shell or the runner of scripts which leads its session, in the same group.
    One of our own user's systemd begins with ``--user``; another user's is not ours to ask.
    """
    from portwise.formats import cgroup

    path = cgroup.path(cgroup.cgroups(host.read(f"/proc/{stat.pid}/cgroup")))
    unit = cgroup.unit(path)
    of_user = OF_A_USER in path
    if unit.startswith(SESSIONS) or OF_SESSION in path or (of_user and not mine(host, path)):
        return ""
    main = begun(host, stat, path, of_user)
    if main is None or in_anothers(host, main.pid):
        return ""
    try:
        ours = cgroup.path(cgroup.cgroups(host.read("/proc/self/cgroup")))
    except OSError:
        return ""
    if cgroup.unit(ours) == unit:
        return ""
    return f"{BY_USER}{unit}" if of_user else unit


def mine(host: Host, path: str) -> bool:
    """Whether it is of the systemd of the user that we are."""
    number, below = manager(path)
    return bool(below) and number == str(host.me().uid)


def manager(path: str) -> tuple[str, str]:
    """``/…/user@1000.service/app.slice/x.service``: the user, and what is below the unit of the user's systemd."""
    number, named, below = path.partition(OF_A_USER)[2].partition(".service")
    return (number, below) if named and number.isdecimal() else ("", "")


def begun(host: Host, stat: Stat, path: str, of_user: bool) -> Stat | None:
    """The main process of its unit: itself, or what wraps it and nobody else; None where others are between."""
    session = stat.session
    for _ in range(MOST):
        if stat.session == stat.pid and manages(host, stat.ppid, of_user):
            return stat
        try:
            below, stat = stat, stat_of(host, stat.ppid)
            if stat.session != session or stat.tty_nr or not wraps(host, stat, path) or has_others(host, stat, below):
                return None
        except (FileNotFoundError, ProcessLookupError):
            return None
    return None


def has_others(host: Host, stat: Stat, below: Stat) -> bool:
    """
    Whether it has started somebody else too, who would end with it: `node a & node b & wait`.

    Any thread may have, proc_tid_children(5); a kernel that does not tell is no proof that nobody is there.
    """
    tasks = f"/proc/{stat.pid}/task"
    told = (host.read(f"{tasks}/{task}/children") for task in host.names(tasks))
    pids = {int(word) for text in told for word in text.split()} - {below.pid}
    return any(stat_of(host, pid).state not in ENDED for pid in pids)


def manages(host: Host, pid: int, of_user: bool) -> bool:
    """Pid 1, or the systemd of a user, which lives in a group of its own."""
    if not of_user:
        return pid == INIT
    from portwise.formats import cgroup

    try:
        path = cgroup.path(cgroup.cgroups(host.read(f"/proc/{pid}/cgroup")))
        number, below = manager(path)
        return pid != INIT and stat_of(host, pid).comm == "systemd" and bool(number) and below in OWN_GROUP
    except (FileNotFoundError, ProcessLookupError):
        return False


def wraps(host: Host, stat: Stat, path: str) -> bool:
    """A shell or a runner of scripts in the same group: its work is to start what it is told, and to end with it."""
    from portwise.formats import cgroup, supervisors

    if stat.pid == INIT or cgroup.path(cgroup.cgroups(host.read(f"/proc/{stat.pid}/cgroup"))) != path:
        return False
    known = supervisors.supervisor(stat.comm, host.command(stat.pid))
    return known is not None and known.rank in (supervisors.Rank.RUNNER, supervisors.Rank.SHELL)


def in_anothers(host: Host, pid: int) -> bool:
    """Whether the main process of its unit is another, which still runs; one that forks itself has ended by then."""
    try:
        main = dict(host.variables(pid, (MAIN,))).get(MAIN, "")
        return main.isdecimal() and len(main) < LONGEST and int(main) != pid and bool(stat_of(host, int(main)))
    except OSError:  # hidden, it is another user's, or has ended: nothing is known against it
        return False


def known(host: Host, above: tuple[Stat, ...]) -> str:
    """The ancestor that says most; of equals the nearest."""
    found = [keeper for stat in above if (keeper := recognised(host, stat))]
    return min(found, key=lambda keeper: keeper.rank).called if found else ""


def recognised(host: Host, stat: Stat) -> Supervisor | None:
    """Pid 1 adopts whoever is left over, so that being its child says nothing, unless it is launchd."""
    from portwise.formats import supervisors  # tables that only this question needs

    if stat.pid == INIT and stat.comm != "launchd":
        return None
    try:
        return supervisors.supervisor(stat.comm, host.command(stat.pid))
    except (FileNotFoundError, ProcessLookupError):
        return None


def adopted(above: tuple[Stat, ...]) -> bool:
    return bool(above) and (above[0].pid == INIT or above[0].comm == "systemd")


def leaderless(host: Host, stat: Stat) -> bool:
    """Whether the leader of its session is gone; session 0 is led from outside the pid namespace (getsid(2))."""
    if stat.session in (0, stat.pid):
        return False
    try:
        return stat_of(host, stat.session).session != stat.session
    except (FileNotFoundError, ProcessLookupError):
        return True


CLIMBING = collector(KIN, kin, "/proc/PID/stat and cgroup, pstree -s -p PID")
