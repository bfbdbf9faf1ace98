"""
A real systemd, as pid 1 of namespaces of its own, in a root file system of its own: namespaces(7), systemd(1).

The root is a scratch file system with a few units of the lab, the world's folder, and /usr of the machine to be read
only; nothing else of the machine can be reached from it, and systemd is not started before that was looked at: its
systemd-tmpfiles would empty /tmp.  The network namespace is the world's.  Settings of the kernel that belong to no
namespace (/proc/sys, /sys) can be read and not written.  systemd finds a cgroup namespace with version 2 alone, also on
a machine where controllers belong to version 1: it asks for none.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copyfile

from portwise.formats import mountinfo
from portwise_lab import engine, groups, hooks
from portwise_lab.case import Case
from portwise_lab.namespaces import CLONE_NEWNS, CLONE_NEWPID, MS_BIND, MS_REC, PR_SET_PDEATHSIG, call, libc

CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x2000000, 0x4000000, 0x8000000  # linux/sched.h
MS_RDONLY, MS_REMOUNT, MNT_DETACH = 1, 32, 2  # linux/mount.h, sys/mount.h
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41, "riscv64": 41}  # asm/unistd_64.h, asm-generic/unistd.h
PR_CAPBSET_DROP = 24  # linux/prctl.h
# Of the machine, not of a namespace: SYS_MODULE, SYS_RAWIO, SYS_BOOT, SYS_TIME, AUDIT_CONTROL, SYSLOG
DROPPED = (16, 17, 22, 25, 30, 34)  # linux/capability.h
INIT, UNITS = "/usr/lib/systemd/systemd", Path("/usr/lib/systemd/system")
NEEDED = (
    *("systemd-journald.service", "systemd-journald.socket", "systemd-journald-dev-log.socket"),
    *("dbus.socket", "dbus.service"),  # who is not root asks systemd by way of it
)
TARGETS = ("lab.target", "sysinit.target", "basic.target", "sockets.target", "shutdown.target")
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
ROOT, READY = Path("/mnt/root"), "@portwise-lab"  # an abstract address belongs to a network namespace, unix(7)
BROKEN = b"systemd was not started: "
PATIENCE = 30.0  # seconds until it has booted, on a busy machine
BOOTED: list[int] = []  # pid of the systemd of this world
FILES = {
    "etc/passwd": "root:x:0:0::/root:/bin/sh\nmessagebus:x:100:100::/:\nnobody:x:65534:65534::/:/bin/sh\n",
    "etc/group": "root:x:0:\nadm:x:4:\nmessagebus:x:100:\nnogroup:x:65534:\n",
    "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
    "etc/systemd/journald.conf": "[Journal]\nStorage=volatile\nAudit=no\nReadKMsg=no\nForwardToWall=no\n",
}


def boot(case: Case, fill: Callable[[str], str]) -> None:
    """Start systemd with the units of the case, wait until it has booted, and run the orders of the case."""
    with waiting_room() as door:
        BOOTED.append(begun(case, fill))
        heard = b""
        while b"READY=1" not in heard:
            heard = door.recv(1 << 16)
            if heard.startswith(BROKEN):
                raise RuntimeError(heard.decode())
    for order in case.orders:
        done = subprocess.run((*entering(), "sh", "-c", order), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{order}: {done.stderr or done.stdout}")


@contextmanager
def waiting_room() -> Iterator[socket.socket]:
    """Where systemd tells whoever started it in a container that it has booted, sd_notify(3)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(f"\0{READY[1:]}")
        door.settimeout(PATIENCE)
        yield door


def group() -> Path:
    """Of version 2; the guard that waits for the end of a Docker's takes it away."""
    mounts = mountinfo.mounts(Path("/proc/self/mountinfo").read_text())
    return Path(next(filter(hooks.is_two, mounts)).point) / engine.group(engine.GUARD[1])


def begun(case: Case, fill: Callable[[str], str]) -> int:
    """Its pid, as the world sees it."""
    group().mkdir()
    ready, tell = os.pipe()
    if os.fork():
        os.close(tell)
        with os.fdopen(ready) as pipe:
            return int(pipe.read())
    try:
        os.close(ready)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        groups.enter(group())
        call("unshare", CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC)
        if pid := os.fork():
            os.write(tell, str(pid).encode())
            os.close(tell)
            os.waitpid(pid, 0)
        else:
            os.close(tell)
            become_init(case, fill)
    except BaseException:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as complaint:
            complaint.sendto(BROKEN + traceback.format_exc().encode(), f"\0{READY[1:]}")
    finally:
        os._exit(1)


def become_init(case: Case, fill: Callable[[str], str]) -> None:
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    furnish(case, fill)
    enter_root()
    for capability in DROPPED:
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    os.closerange(0, 1 << 16)
    for _ in range(3):
        os.open("/dev/null", os.O_RDWR)
    os.setsid()
    environment = {"container": "portwise-lab", "NOTIFY_SOCKET": READY, "PATH": "/usr/sbin:/usr/bin"}
    os.execve(INIT, ("systemd", "--unit=lab.target", "--log-target=null"), environment)


def furnish(case: Case, fill: Callable[[str], str]) -> None:
    ROOT.mkdir()
    mount("tmpfs", ROOT)
    for folder in ("usr", "etc/systemd/system", "var/log", "run", "tmp", "proc", "sys", "dev", "root", "mnt", "old"):
        (ROOT / folder).mkdir(parents=True)
    for link in ("bin", "sbin", "lib", "lib64"):
        (ROOT / link).symlink_to(f"usr/{link}")
    for name, text in {**FILES, "etc/hosts": case.hosts}.items():
        (ROOT / name).write_text(text)
    for name, text in case.units.items():
        (ROOT / "etc/systemd/system" / name).write_text(fill(text))
    bind("/usr", ROOT / "usr", closed=True)
    mount("tmpfs", ROOT / UNITS.relative_to("/"))
    known_units(ROOT / UNITS.relative_to("/"))
    for part in ("home", "lab"):
        (ROOT / "mnt" / part).mkdir()
        bind(f"/mnt/{part}", ROOT / "mnt" / part)
    kernel()


def known_units(folder: Path) -> None:
    """What Debian would start besides is not there to be started."""
    for name in NEEDED:
        copyfile(UNITS / name, folder / name)
    for name in TARGETS:
        (folder / name).write_text("[Unit]\nDefaultDependencies=no\n")
    (folder / "lab.target").write_text(
        "[Unit]\nDefaultDependencies=no\nRequires=systemd-journald.service dbus.service\n"
        "After=systemd-journald.service dbus.service\n"
    )


def kernel() -> None:
    mount("proc", ROOT / "proc")
    bind(str(ROOT / "proc/sys"), ROOT / "proc/sys", closed=True)
    mount("sysfs", ROOT / "sys")
    call("mount", None, os.fsencode(ROOT / "sys"), None, MS_BIND | MS_REMOUNT | MS_RDONLY, None)
    mount("cgroup2", ROOT / "sys/fs/cgroup")
    for scratch in ("dev", "run"):
        mount("tmpfs", ROOT / scratch)
    for name in DEVICES:
        (ROOT / "dev" / name).touch()
        bind(f"/dev/{name}", ROOT / "dev" / name)


def mount(kind: str, where: Path) -> None:
    call("mount", kind.encode(), os.fsencode(where), kind.encode(), 0, b"mode=755" if kind == "tmpfs" else None)


def bind(what: str, where: Path, closed: bool = False) -> None:
    call("mount", os.fsencode(what), os.fsencode(where), None, MS_BIND | MS_REC, None)
    if closed:
        call("mount", None, os.fsencode(where), None, MS_BIND | MS_REMOUNT | MS_RDONLY, None)


def enter_root() -> None:
    """pivot_root(2).  Raises RuntimeError where anything of the machine's own root could still be reached."""
    ours, theirs = os.stat(ROOT).st_dev, os.stat("/").st_dev
    os.chdir(ROOT)
    call("syscall", PIVOT_ROOT[os.uname().machine], b".", b"old")
    os.chdir("/")
    call("umount2", b"/old", MNT_DETACH)
    os.rmdir("/old")
    if ours == theirs or os.stat("/").st_dev != ours or os.stat("/tmp").st_dev != ours or os.listdir("/tmp"):
        raise RuntimeError("this is not the root file system that was made for systemd")


def entering() -> tuple[str, ...]:
    """Before a command that is to run where systemd is."""
    return tuple(
        word for pid in BOOTED for word in ("nsenter", f"--target={pid}", "--mount", "--pid", "--cgroup", "--")
    )


def begets() -> None:
    """What this process forks from now on lives among the processes of systemd."""
    joins("pid")


def enter() -> None:
    """This process sees the files and the control groups of systemd, from where a login would put it."""
    if BOOTED:
        session = group() / "user.slice/session-1.scope"
        session.mkdir(parents=True)
        groups.enter(session)
    joins("cgroup", "mnt")


def joins(*kinds: str) -> None:
    for pid in BOOTED:
        places = [os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC) for kind in kinds]
        for place in places:
            call("setns", place, 0)
            os.close(place)


def end() -> None:
    """All that systemd has started, for a pid namespace ends with its pid 1; the guard takes its groups away."""
    while BOOTED:
        with suppress(ProcessLookupError):
            os.kill(BOOTED.pop(), signal.SIGKILL)
