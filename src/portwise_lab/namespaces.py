"""Namespaces, users and capabilities: the system calls that make a world."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shlex
import signal
import socket
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x20000, 0x10000000, 0x20000000, 0x40000000  # linux/sched.h
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18  # linux/mount.h
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4  # linux/prctl.h
SIOCSIFFLAGS, IFF_UP = 0x8914, 1  # linux/sockios.h, linux/if.h
SYS_CAPSET = {"x86_64": 126, "aarch64": 91, "riscv64": 91}  # asm/unistd_64.h, asm-generic/unistd.h
LINUX_CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h
NOBODY = 65534
SYSTEM = "/usr/sbin:/usr/bin:/sbin:/bin"  # where its own programs are
PATIENCE = 120.0  # seconds that a command of a scenario may take, on however busy a machine

libc = ctypes.CDLL(None, use_errno=True)


def inside(work: Callable[[], bytes], answer: int, network: int = CLONE_NEWNET) -> None:
    """
    Run *work* as pid 1 of a new world and write what it returns to *answer*.  Never returns.

    ``network=0``: in the network of whoever calls; only a kernel of one's own is to be had so.

    The world ends with whoever made it, also with one that is killed: each process between asks for
    SIGKILL when its parent ends (prctl(2), PR_SET_PDEATHSIG), after its last change of credentials, which clears that.
    """
    user = 0 if os.geteuid() == 0 else CLONE_NEWUSER
    uid, gid = os.geteuid(), os.getegid()
    call("unshare", user | CLONE_NEWNS | CLONE_NEWPID | network)
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
        Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if first := os.fork():
        os._exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) & 0xFF)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    furnish()
    with os.fdopen(answer, "wb") as pipe:
        pipe.write(work())
    os._exit(0)


def furnish() -> None:
    """A /proc and a scratch folder that belong to this world only."""
    call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    call("mount", b"proc", b"/proc", b"proc", 0, None)
    call("mount", b"tmpfs", b"/mnt", b"tmpfs", 0, None)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as anyone:  # netdevice(7), sooner done than ip(8) is started
        fcntl.ioctl(anyone, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))


def machine() -> int:
    """A second network namespace, held by a sleeping child; returns its pid once it exists."""
    ready, tell = os.pipe()
    if pid := os.fork():
        os.close(tell)
        os.read(ready, 1)
        os.close(ready)
        return pid
    call("unshare", CLONE_NEWNET)
    os.write(tell, b"!")
    while True:
        signal.pause()


def become_nobody() -> None:
    """Drop to a user without privileges, and let /proc/self stay our own."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)


def drop_capabilities() -> None:
    """capset(2) to the empty set: root in name only."""
    header = struct.pack("=II", LINUX_CAPABILITY_VERSION_3, 0)
    call("syscall", SYS_CAPSET[os.uname().machine], header, bytes(24))


def run(command: str) -> None:
    """Run a command of the scenario.  Raises RuntimeError with what it said where it fails, or does not end."""
    try:
        done = subprocess.run(shlex.split(command), check=False, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired as late:
        raise RuntimeError(f"{command}: it had not ended after {PATIENCE:.0f} s") from late
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr.strip() or done.stdout.strip()}")


def call(name: str, *arguments: object) -> None:
    if getattr(libc, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def cover(folder: bytes) -> None:
    """Whoever writes to *folder* writes to the world's own layer over it, overlayfs; the machine's stays as it is."""
    if not os.access(folder, os.W_OK):
        return
    layers = [Path("/mnt/over") / name for name in ("upper", "work")]
    for layer in layers:
        layer.mkdir(parents=True)
    upper, work = (os.fsencode(layer) for layer in layers)
    call(
        "mount", b"overlay", folder, b"overlay", 0, b"lowerdir=" + folder + b",upperdir=" + upper + b",workdir=" + work
    )
