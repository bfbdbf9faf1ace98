"""
A kernel of one's own: User-Mode Linux, a kernel that is an ordinary program (Documentation/virt/uml).

Some settings belong to no namespace: nf_conntrack_max counts in the first network of a machine alone, and no test may
touch that of the machine.  Here a world of the lab starts another kernel, whose first network is free for the taking.
That needs no rights and nothing of the processor.  All files of the machine are there, as the world has them, and none
can be written to: neither by way of the world, whose mounts are made read-only before, nor by way of the kernel, whose
root is.  Its memory and its answer are files of the world's scratch folder, and it ends with the world.

Debian's has ip_tables, and of nf_tables the family of bridges alone: a rule stands there as the older iptables has it.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import shlex
import struct
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from portwise_lab import namespaces
from portwise_lab.namespaces import call, libc
from portwise_lab.run import broken

TREE = Path(sys.prefix) / "debs" / "user-mode-linux"  # of tools/unpacked.py
LINUX = TREE / "usr/bin/linux.uml"
MODULES = TREE / "usr/lib/uml/modules"
WANTED = ("ipv6", "overlay", "udp_diag", "nf_conntrack_netlink", "nf_tables", "iptable_filter", "xt_conntrack")
FOLDER = Path("/mnt/kernel")  # a name without a blank, for it stands among the words of the kernel
INIT, ORDER, ANSWER = (FOLDER / name for name in ("init", "order", "answer"))
WORDS = (
    *("mem=512M", "quiet", "con=null", "con0=null,fd:1"),  # the world gives what is used of it
    *("root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", f"init={INIT}"),
)
# In the place of sys.path is what this interpreter has there: a checkout, a wheel, an archive
START = "import sys; sys.path[:] = sys.argv[1:]; from portwise_lab import kernel; kernel.first()"
PATIENCE = 300.0  # seconds for all that is done in there, on however busy a machine
LAST_WORDS = 2000  # characters of its console

SYS_MOUNT_SETATTR, SYS_FINIT_MODULE = 442, 313  # asm/unistd_64.h of x86_64, the one processor that it is packaged for
AT_FDCWD, AT_RECURSIVE, MOUNT_ATTR_RDONLY = -100, 0x8000, 1  # linux/fcntl.h, linux/mount.h
LINUX_REBOOT_CMD_POWER_OFF = 0x4321FEDC  # linux/reboot.h


def within(work: Callable[[], bytes], patience: float = PATIENCE) -> bytes:
    """
    What *work* returns as process 1 of a world in a new kernel, in the first network of that.

    To be called in a world of the lab, whose files can no longer be written to then, but for /mnt; *work* goes through
    pickle.  Raises RuntimeError with the last words of a kernel that ends without an answer,
    subprocess.TimeoutExpired after *patience* seconds, and FileNotFoundError where no such kernel is unpacked.
    """
    FOLDER.mkdir()
    ORDER.write_bytes(pickle.dumps((dict(os.environ), work)))
    INIT.write_text(f"#!/bin/sh\nexec {shlex.join((sys.executable, '-c', START, *sys.path))}\n")
    INIT.chmod(0o755)
    seal()
    variables = {**os.environ, "HOME": str(FOLDER), "TMPDIR": str(FOLDER)}  # where it keeps its memory and a socket
    console = subprocess.run(
        (LINUX, *WORDS),
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=patience,
        check=False,
    ).stdout
    if not ANSWER.exists():
        raise RuntimeError(f"{LINUX.name} ended without a word: {console.decode(errors='replace')[-LAST_WORDS:]}")
    return ANSWER.read_bytes()


def seal() -> None:
    """Whatever this mount namespace has is read-only from now on, but for /mnt: mount_setattr(2)."""
    for place, depth, added, removed in (
        (b"/", AT_RECURSIVE, MOUNT_ATTR_RDONLY, 0),
        (b"/mnt", 0, 0, MOUNT_ATTR_RDONLY),
    ):
        wanted = struct.pack("=QQQQ", added, removed, 0, 0)
        call("syscall", SYS_MOUNT_SETATTR, AT_FDCWD, place, depth, wanted, ctypes.c_size_t(len(wanted)))


def first() -> NoReturn:
    """
    In there, as the process with which all of it ends: do what is ordered, bring it home, switch off.

    Raises RuntimeError anywhere else, before anything is done: reboot(2) would switch off the machine.
    """
    if os.getpid() != 1:
        raise RuntimeError("this is not the first process of a kernel")
    try:
        variables, work = pickle.loads(ORDER.read_bytes())
        os.environ.update(variables)
        call("mount", b"sysfs", b"/sys", b"sysfs", 0, None)
        call("mount", b"tmpfs", b"/run", b"tmpfs", 0, None)
        for name in WANTED:
            load(name)
        said = told(work)
        call("mount", b"none", os.fsencode(FOLDER), b"hostfs", 0, os.fsencode(FOLDER))
        with ANSWER.open("wb") as answer:
            answer.write(said)
            answer.flush()
            os.fsync(answer.fileno())
    except BaseException:
        traceback.print_exc()  # on its console
    finally:
        libc.reboot(LINUX_REBOOT_CMD_POWER_OFF)
        os._exit(1)


def told(work: Callable[[], bytes]) -> bytes:
    """In a world with processes of its own, without the threads of the kernel, and with the network of the kernel."""
    ready, tell = os.pipe()
    if child := os.fork():
        os.close(tell)
        with os.fdopen(ready, "rb") as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
        return said
    try:
        namespaces.inside(work, tell, network=0)
    except BaseException:
        os.write(tell, broken())
    finally:
        os._exit(1)


def load(name: str) -> None:
    """A module, after those that it needs: modules.dep(5) has the nearest first, and finit_module(2) loads one."""
    (folder,) = MODULES.iterdir()
    lines = (line.split() for line in (folder / "modules.dep").read_text().splitlines())
    chains = {Path(chain[0]).name: [file.rstrip(":") for file in chain] for chain in lines}
    for file in reversed(chains[f"{name}.ko:"]):
        with (folder / file).open("rb") as module, suppress(FileExistsError):  # loaded before
            call("syscall", SYS_FINIT_MODULE, module.fileno(), b"", 0)
