"""
What is in the way of a process that connects to a socket file.

connect(2) on a Unix socket needs write permission on the file and search permission on every folder
above it, unix(7), of whoever connects: that root gets through says nothing about a worker of nginx.
It says ECONNREFUSED of a socket that nobody listens at, and of any other kind of file as well
(net/unix/af_unix.c, unix_find_bsd()).
"""

from __future__ import annotations

from collections.abc import Iterator
from errno import EAGAIN, ECONNREFUSED, ENOENT, ENOTDIR
from stat import S_ISSOCK, S_IWGRP, S_IWUSR, S_IXGRP, S_IXUSR

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
FORMAT = "%f %u %g %A %G"  # stat(1): mode in hex, owner, group, mode as ls -l writes it, group by name
TROUBLE = {ENOENT: "missing", ENOTDIR: "missing", EAGAIN: "full"}

READ = "connect(2), and stat of the file and of every folder above it: namei -l PATH"


class Rights(NamedTuple):
    """Whose permission counts, credentials(7)."""

    uid: int
    groups: frozenset[int]
    overrides: bool


def socket_file(host: Host, _: Evidence, door: Door) -> SocketFile:
    if door.path.startswith("@"):
        return _nameless(host, door)
    root = _root(host, door.process.pid)
    met, at = host.unix(root + door.path), door.path if root.startswith("/proc/") else root + door.path
    if met.errno in TROUBLE:
        return SocketFile(TROUBLE[met.errno], at, "", -1)
    if met.errno == ECONNREFUSED:
        raw, _uid, _gid, shown, _group = _stat(host, root + door.path)
        return SocketFile("stale", at, "", -1) if S_ISSOCK(int(raw, 16)) else SocketFile("other", at, shown, -1)
    if barred := _barrier(host, root, door):
        return barred
    if met.outcome not in (Outcome.CONNECTED, Outcome.DENIED):
        raise ValueError("connect(2) says what portwise has no word for")
    return SocketFile("", door.path, "", -1)


def _nameless(host: Host, door: Door) -> SocketFile:
    """In the abstract namespace, which belongs to a network namespace: no file, no permissions, nothing left over."""
    if host.link(f"/proc/{door.process.pid}/ns/net") != host.link("/proc/self/ns/net"):
        raise ValueError("an abstract socket of another network namespace")
    met = host.unix(door.path)
    trouble = {0: "", ECONNREFUSED: "missing", EAGAIN: "full"}.get(met.errno)
    if trouble is None:
        raise ValueError("connect(2) says what portwise has no word for")
    return SocketFile(trouble, door.path, "", -1)


def _stat(host: Host, path: str) -> list[str]:
    return host.output(("stat", "-L", "-c", FORMAT, path)).split()


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
        raw, uid, gid, shown, group = _stat(host, root + path)
        need, of_group = (S_IWUSR, S_IWGRP) if path == whole else (S_IXUSR, S_IXGRP)
        if not permits(int(raw, 16), int(uid), int(gid), rights, need):
            return SocketFile("forbidden", path, shown, int(uid), group if int(raw, 16) & of_group else "")
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
    sends="a connection to a socket file that was asked for or that a configuration names, let go at once",
    privilege="reads the files of other users",
)
