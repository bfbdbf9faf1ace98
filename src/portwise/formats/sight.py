"""Whether /proc shows every process: the mount options of proc(5) against the capabilities of who looks."""

from __future__ import annotations

from portwise.formats import procstat

CAP_SYS_PTRACE = 1 << 19  # linux/capability.h; fs/proc/root.c, has_pid_permissions() asks ptrace_may_access()
HIDING = ("2", "invisible", "4", "ptraceable")  # numbers before Linux 5.8, names since
SEPARATOR = "-"  # proc_pid_mountinfo(5): after the optional fields


def blind(mountinfo: str, status: str) -> str:
    """Why processes may be missing from /proc, "" where none can be.  The gid= of the mount is not looked at."""
    hides = hidepid(mountinfo) in HIDING
    if hides and not procstat.status(status).cap_effective & CAP_SYS_PTRACE:
        return "/proc is mounted with hidepid and does not list processes of other users"
    return ""


def hidepid(mountinfo: str) -> str:
    """The option of the last mount on /proc, which is the one that is seen; "" without one."""
    mounts = [line.split() for line in mountinfo.splitlines()]
    options = [words[-1] for words in mounts if words[4:5] == ["/proc"] and SEPARATOR in words]
    named = (option.partition("=") for option in (options[-1].split(",") if options else ()))
    return next((value for name, _, value in named if name == "hidepid"), "")
