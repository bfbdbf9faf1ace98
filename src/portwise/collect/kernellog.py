"""
The processes whose end the kernel's log tells of.

With kernel.dmesg_restrict, which most distributions set, only root may read the log itself; a member of the group adm
or systemd-journal reads the copy that the journal keeps.  Pids are those of the first pid namespace.
"""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import KERNEL_LOG
from portwise.model.service import Kill

LOG = ("dmesg", "--raw")
JOURNAL = (
    *("journalctl", "--dmesg", "--quiet", "--no-pager", "--output=short-monotonic", "--lines=100"),
    "--grep=Killed process|oom-kill:|segfault at|general protection",
)
SOURCE, TO_KNOW = "dmesg, journalctl -k", "sudo dmesg"


def killed(host: Host, _: Evidence, __: str) -> tuple[Kill, ...]:
    from portwise.formats import kernellog  # only where a server that ran is gone

    return tuple(kernellog.kills(log(host), host.now()))


def log(host: Host) -> str:
    """What the journal has, where the kernel does not tell; its refusal is the one that is told."""
    try:
        return host.output(LOG)
    except OSError as refused:
        try:
            return host.output(JOURNAL)
        except OSError:
            raise refused from None


READING = Collector(
    KERNEL_LOG, Cost.SLOW, SOURCE, TO_KNOW, each(killed, SOURCE, TO_KNOW), privilege="reads the kernel's log"
)
