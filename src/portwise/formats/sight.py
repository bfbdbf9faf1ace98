"""Whether /proc shows every process: the mount options of proc(5) against the capabilities of who looks."""

from __future__ import annotations

from portwise.formats import mountinfo, procstat

CAP_SYS_PTRACE = 1 << 19  # linux/capability.h; fs/proc/root.c, has_pid_permissions() asks ptrace_may_access()
HIDING = {"hidepid=2", "hidepid=invisible", "hidepid=4", "hidepid=ptraceable"}  # numbers before Linux 5.8, names since


def blind(mounts: str, status: str) -> str:
    """Why processes may be missing from /proc, "" where none can be.  The gid= of the mount is not looked at."""
    if hides(mounts) and not procstat.status(status).cap_effective & CAP_SYS_PTRACE:
        return "/proc is mounted with hidepid and does not list processes of other users"
    return ""


def hides(text: str) -> bool:
    """By the last mount on /proc, which is the one that is seen."""
    mounted = [mount.options for mount in mountinfo.mounts(text) if mount.point == "/proc"]
    return bool(mounted) and not HIDING.isdisjoint(mounted[-1])
