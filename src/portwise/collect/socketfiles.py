"""
What is in the way of a process that connects to a socket file.

connect(2) on a Unix socket needs write permission on the file and search permission on every folder
above it, unix(7), of whoever connects: that root gets through says nothing about a worker of nginx.
"""

from __future__ import annotations

from collections.abc import Iterator
from errno import EAGAIN, ECONNREFUSED, ENOENT, ENOTDIR
from stat import S_IWUSR, S_IXUSR

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.upstreams import MASTER
from portwise.formats import procstat
from portwise.host.api import Host
from portwise.model.behind import Door, SocketFile
from portwise.model.evidence import Evidence
from portwise.model.facts import SOCKET_FILE
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple

CAP_DAC_OVERRIDE = 1 << 1  # linux/capability.h
FORMAT = "%f %u %g %A"  # stat(1): mode in hex, owner, group, as ls -l writes it
TROUBLE = {ENOENT: "missing", ENOTDIR: "missing", ECONNREFUSED: "stale", EAGAIN: "full"}

READ = "connect(2), and stat of the file and of every folder above it: namei -l PATH"


class Rights(NamedTuple):
    """Whose permission counts, credentials(7)."""

    uid: int
    groups: frozenset[int]
    overrides: bool


def socket_file(host: Host, _: Evidence, door: Door) -> SocketFile:
    root = _root(host, door.process.pid)
    if door.path.startswith("@"):
        raise ValueError("a socket without a file")
    met = host.unix(root + door.path)
    if met.errno in TROUBLE:
        return SocketFile(TROUBLE[met.errno], door.path if root.startswith("/proc/") else root + door.path, "", -1)
    if barred := _barrier(host, root, door):
        return barred
    if met.outcome not in (Outcome.CONNECTED, Outcome.DENIED):
        raise ValueError("connect(2) says what portwise has no word for")
    return SocketFile("", door.path, "", -1)


def _root(host: Host, pid: int) -> str:
    """Its files as it sees them, also in a container, or where it has locked itself in (chroot(2))."""
    if host.link(f"/proc/{pid}/ns/mnt") != host.link("/proc/self/ns/mnt"):
        return f"/proc/{pid}/root"
    return host.link(f"/proc/{pid}/root").rstrip("/")


def _barrier(host: Host, root: str, door: Door) -> SocketFile | None:
    """The first part of the path that keeps one of those out who connect."""
    found = (_barred(host, root, door.path, pid) for pid in _connecting(host, door.process.pid))
    return next(filter(None, found), None)


def _connecting(host: Host, pid: int) -> tuple[int, ...]:
    """The workers of a master, for it does not connect itself (src/os/unix/ngx_process_cycle.c); else the process."""
    if not " ".join(host.command(pid)).startswith(MASTER):
        return (pid,)
    return tuple(map(int, host.read(f"/proc/{pid}/task/{pid}/children").split())) or (pid,)


def _barred(host: Host, root: str, whole: str, pid: int) -> SocketFile | None:
    rights = _rights(host.read(f"/proc/{pid}/status"))
    for path in () if rights.overrides else parts(whole):
        raw, uid, gid, shown = host.output(("stat", "-L", "-c", FORMAT, root + path)).split()
        need = S_IWUSR if path == whole else S_IXUSR
        if not permits(int(raw, 16), int(uid), int(gid), rights, need):
            return SocketFile("forbidden", path, shown, int(uid))
    return None


def parts(path: str) -> Iterator[str]:
    """``/run``, ``/run/app``, ``/run/app/app.sock``: the root folder is open to all."""
    for at, letter in enumerate(path):
        if letter == "/" and at:
            yield path[:at]
    yield path


def permits(mode: int, uid: int, gid: int, rights: Rights, need: int) -> bool:
    """The class that fits first decides alone, path_resolution(7): an owner is not helped by the bits of others."""
    if rights.uid == uid:
        return bool(mode & need)
    return bool(mode & (need >> 3 if gid in rights.groups else need >> 6))


def _rights(status: str) -> Rights:
    told = procstat.status(status)
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    groups = frozenset(map(int, (*fields["Gid"].split()[1:2], *fields["Groups"].split())))
    return Rights(told.effective_uid, groups, bool(told.cap_effective & CAP_DAC_OVERRIDE))


STANDING = Collector(
    SOCKET_FILE,
    Cost.SLOW,
    READ,
    "namei -l PATH",
    each(socket_file, READ, "sudo namei -l PATH"),
    sends="a connection to a socket file that a configuration of this machine names, let go at once",
    privilege="reads the files of other users",
)
