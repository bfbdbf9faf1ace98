"""
Security modules of the kernel, what they denied, and the sandboxes around a process.

Which modules there are, securityfs tells (admin-guide/LSM), where it is mounted.  What they deny goes to auditd, where
one runs, else to the kernel's log; the journal may have either.  Of a process the kernel shows its label
(/proc/PID/attr/current), whether a seccomp filter is around it and whether it may have more rights than now
(proc_pid_status(5)); Landlock shows nowhere there, and in the log of audit alone, where that is enabled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.pidfiles import here_or
from portwise.formats import procstat
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import DENIALS, GUARDS, SECLUDED
from portwise.model.guard import Denial, Guards, Secluded

MODULES = "/sys/kernel/security/lsm"
SELINUX, APPARMOR = "/sys/fs/selinux/enforce", "/sys/module/apparmor/parameters/enabled"
AUDIT = "/var/log/audit/audit.log"
KERNEL = ("dmesg", "--raw")
JOURNAL = (  # of the kernel and of audit: what any program writes there proves nothing, systemd.journal-fields(7)
    *("journalctl", "--quiet", "--no-pager", "--output=cat", "--lines=200", "--since=-1day"),
    r'--grep=avc: +denied|apparmor="DENIED"|blockers=[a-z_.,]*net\.|domain=[0-9a-f]+ status=allocated',
    *("_TRANSPORT=kernel", "_TRANSPORT=audit"),
)
FLATPAK = "/.flatpak-info"  # flatpak-metadata(5)
APPLICATION = r"(?m)^name=(\S+)$"
FILTER = 2  # SECCOMP_MODE_FILTER, linux/seccomp.h
WHERE = f"{MODULES}, {APPARMOR}, {SELINUX}, sestatus"
LOGS, TO_KNOW = f"{AUDIT}, dmesg, journalctl, ausearch -m avc", "sudo ausearch -m avc,user_avc -ts today"
LABELS = ("attr/current", "attr/apparmor/current")
AROUND = "/proc/PID/status and /proc/PID/attr/current"


def guards(host: Host, _: Evidence, __: str) -> Guards:
    with_selinux = text(host, SELINUX)
    mode = {"1": "enforcing", "0": "permissive"}.get(with_selinux.strip(), "")
    modules = tuple(filter(None, text(host, MODULES).strip().split(",")))
    return Guards(mode, text(host, APPARMOR).strip() == "Y", modules)


def text(host: Host, path: str) -> str:
    """What is not there rules nothing; what may not be read (AppArmor's, by a user) neither names it."""
    try:
        return host.read(path)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return ""


def denied(host: Host, _: Evidence, __: str) -> tuple[Denial, ...]:
    """Raises the first refusal where no log is open to us."""
    from portwise.formats import auditlog  # only where a security module rules

    refused: OSError | None = None
    found: list[str] = []
    for log in (audit, kernel, journal):
        try:
            found.append(log(host))
        except OSError as error:
            refused = refused or error
    if not found and refused:
        raise refused
    return tuple(dict.fromkeys(denial for log in found for denial in auditlog.denials(log)))


def audit(host: Host) -> str:
    return "\n".join(host.tail(AUDIT).lines)


def kernel(host: Host) -> str:
    return host.output(KERNEL)


def journal(host: Host) -> str:
    return host.output(JOURNAL)


def secluded(host: Host, who: int | str) -> Secluded:
    status = procstat.status(host.read(f"/proc/{who}/status"))
    label = next(filter(None, labels(host, who)), "")
    return Secluded(status.seccomp == FILTER, label, next(packages(host, who), ""), status.no_new_privs)


def labels(host: Host, who: int | str) -> Iterator[str]:
    """Where several modules label processes, the first of them has attr/current, and AppArmor a folder of its own."""
    for place in LABELS:
        with suppress(OSError):  # EINVAL without a module that labels processes
            yield host.read(f"/proc/{who}/{place}").strip("\0\n ")


def packages(host: Host, who: int | str) -> Iterator[str]:
    """Of ourselves alone: a snap says so in the environment, a flatpak by a file in its root."""
    if who != "self":
        return
    snap = dict(host.environment(("SNAP_INSTANCE_NAME", "SNAP_NAME")))
    if name := snap.get("SNAP_INSTANCE_NAME") or snap.get("SNAP_NAME"):
        yield f"the snap {name}"
    if found := re.search(APPLICATION, text(host, FLATPAK)):
        yield f"the flatpak {found[1]}"


GUARDING = Collector(GUARDS, Cost.CHEAP, WHERE, "sudo aa-status", each(guards, WHERE, "sudo aa-status"))
DENYING = Collector(
    DENIALS, Cost.SLOW, LOGS, TO_KNOW, each(denied, LOGS, TO_KNOW), privilege="the log of what security modules denied"
)
SECLUDING = here_or(SECLUDED, secluded, AROUND, "grep -E 'Seccomp|NoNewPrivs' /proc/self/status")
ALL = (GUARDING, DENYING, SECLUDING)
