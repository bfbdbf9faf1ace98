"""
Work done in another network namespace of this machine: setns(2) in a child of our own.

The child sees processes and files as we do, and besides the network of that place its
hosts file, resolv.conf and nsswitch.conf.  These are mounted over ours in a mount
namespace of its own, mount_namespaces(7), as ip-netns(8) does it; whatever ends the
child, all of it ends with it.  It asks for SIGKILL when we end (prctl(2),
PR_SET_PDEATHSIG), and it is waited for however our own work ends.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, Protocol, runtime_checkable

from portwise.model.record import NamedTuple

if TYPE_CHECKING:
    from portwise.host.api import Host

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x20000, 0x10000000, 0x40000000  # linux/sched.h
MS_BIND, MS_REC, MS_PRIVATE, MNT_DETACH = 4096, 16384, 1 << 18, 2  # linux/mount.h
PR_SET_PDEATHSIG = 1  # linux/prctl.h
SYS_OPENAT2, RESOLVE_IN_ROOT, O_CLOEXEC = 437, 0x10, 0o2000000  # the same on every architecture; linux/openat2.h
NAMING = ("hosts", "resolv.conf", "nsswitch.conf")  # what the resolver of the C library reads, below /etc
SCRATCH = ("/mnt", "/media", "/srv", "/run", "/var")  # one of them is covered for a moment, by us alone
CACHES = ("/run/nscd", "/var/run/nscd")  # of names, nscd(8): it would answer in the name of our own place
MOST_TEXT = 1 << 20  # bytes of one file
PIECE = 1 << 16

Work = Callable[["Host"], bytes]


class Room(NamedTuple):
    """A network namespace, and where the files are that tell names there."""

    net: str  # /run/netns/web, /proc/1234/ns/net
    user: str = ""  # the user namespace that it may belong to, /proc/1234/ns/user
    root: str = ""  # the root of its files, /proc/1234/root: what is not below its /etc is not there
    etc: str = ""  # or a folder of files that stand instead of ours, /etc/netns/web, where they are


@runtime_checkable
class Visits(Protocol):
    """A machine whose other rooms can be gone into."""

    def inside(self, room: Room, work: Work) -> bytes: ...


class OwnFault(Exception):
    """The work itself failed in the child: its traceback."""


def inside(room: Room, work: Callable[[], bytes]) -> bytes:
    """What *work* gives in there.  Raises OSError where nobody may go in, and `OwnFault`."""
    if not sys.platform.startswith("linux"):
        raise OSError(errno.ENOSYS, "network namespaces are of Linux")
    ready, tell = os.pipe()
    parent = os.getpid()
    child, before = born()
    if not child:
        os.close(ready)
        there(room, work, tell, parent, before)
    ended = False
    try:
        os.close(tell)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        answer = heard(ready)
        ended = True
    finally:
        os.close(ready)
        if not ended:
            os.kill(child, signal.SIGKILL)  # it is ours, and not yet waited for
        os.waitpid(child, 0)
    return opened(answer)


def born() -> tuple[int, set[signal.Signals | int]]:
    """
    A child, and the signals that were blocked before: now all of them are, in both.

    An interrupt right after fork(2) would meet neither who puts the child away nor, in the child, who is none of us.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        return os.fork(), before
    except OSError:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        raise


def heard(ready: int) -> bytes:
    pieces = []
    while piece := os.read(ready, PIECE):
        pieces.append(piece)
    return b"".join(pieces)


def opened(answer: bytes) -> bytes:
    """Raises what the child could not."""
    kind, said = answer[:1], answer[1:]
    if kind == b"=":
        return said
    if kind == b"!":
        number, _, why = said.decode().partition(" ")
        raise OSError(int(number), why)
    raise OwnFault(said.decode() or "the child ended without a word")


def there(
    room: Room, work: Callable[[], bytes], tell: int, parent: int, blocked: set[signal.Signals | int]
) -> NoReturn:
    """In the child, which never comes back."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        answer = answered(room, work, parent)
    except BaseException:  # noqa: BLE001 - carried to whoever asked
        answer = b"?" + traceback.format_exc().encode()
    try:
        while answer:
            answer = answer[os.write(tell, answer) :]
    finally:
        os._exit(0)


def answered(room: Room, work: Callable[[], bytes], parent: int) -> bytes:
    try:
        die_with(parent)
        enter(room)
    except OSError as error:
        return f"!{error.errno or errno.EIO} {error.strerror or error}".encode()
    return b"=" + work()


def die_with(parent: int) -> None:
    call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def enter(room: Room) -> None:
    """The files are read first: behind the mounts and in another user namespace nobody may find them any more."""
    files = naming(room)
    net = os.open(room.net, os.O_RDONLY | O_CLOEXEC)
    try:
        if os.fstat(net).st_ino != os.stat("/proc/self/ns/net").st_ino:
            join(net, room)
    finally:
        os.close(net)
    cover(files)


def join(net: int, room: Room) -> None:
    """Whoever made a user namespace may do in it what root may, user_namespaces(7): containers without root."""
    try:
        call("setns", net, CLONE_NEWNET)
    except PermissionError:
        if not room.user or os.stat(room.user).st_ino == os.stat("/proc/self/ns/user").st_ino:
            raise
        user = os.open(room.user, os.O_RDONLY | O_CLOEXEC)
        call("setns", user, CLONE_NEWUSER)
        os.close(user)
        call("setns", net, CLONE_NEWNET)


def naming(room: Room) -> dict[str, bytes]:
    """The files of that place that are not ours."""
    if room.root:
        theirs, ours = os.stat(f"{room.root}/."), os.stat("/")
        if (theirs.st_dev, theirs.st_ino) == (ours.st_dev, ours.st_ino) and same_mounts(room.root):
            return {}
        return {name: found(room.root, f"etc/{name}") or b"" for name in NAMING}
    files = {name: found(room.etc, name) for name in NAMING} if room.etc else {}
    return {name: text for name, text in files.items() if text is not None}


def same_mounts(root: str) -> bool:
    """Whether that process sees the same mounts as we do; a container may have the root of the machine and its own."""
    ours, theirs = os.stat("/proc/self/ns/mnt"), os.stat(f"{root.removesuffix('/root')}/ns/mnt")
    return ours.st_ino == theirs.st_ino


def found(root: str, name: str) -> bytes | None:
    """A file below *root*, whose links lead nowhere else: openat2(2), RESOLVE_IN_ROOT.  None: it is not there."""
    try:
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | O_CLOEXEC)
    except FileNotFoundError:
        return None
    how = struct.pack("=QQQ", os.O_RDONLY | os.O_NONBLOCK | O_CLOEXEC, 0, RESOLVE_IN_ROOT)
    try:
        file = call("syscall", SYS_OPENAT2, folder, name.encode(), how, len(how))
    except FileNotFoundError:
        return None
    finally:
        os.close(folder)
    with open(file, "rb") as text:
        return text.read(MOST_TEXT)


def cover(files: dict[str, bytes]) -> None:
    """Mount each over ours, where we alone see it."""
    if not files:
        return
    call("unshare", CLONE_NEWNS)
    call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    scratch = next(folder for folder in SCRATCH if os.path.isdir(folder))
    call("mount", b"tmpfs", scratch.encode(), b"tmpfs", 0, b"mode=755")
    for name, text in files.items():
        with open(f"{scratch}/{name}", "wb") as copy:
            copy.write(text)
        os.chmod(f"{scratch}/{name}", 0o644)
        lay(f"{scratch}/{name}", f"/etc/{name}", bool(text))
    call("umount2", scratch.encode(), MNT_DETACH)  # what was laid stays, for the mounts hold it
    for folder in filter(os.path.isdir, CACHES):
        call("mount", b"tmpfs", folder.encode(), b"tmpfs", 0, b"mode=755")


def lay(source: str, target: str, matters: bool) -> None:
    """Where we have no such file nothing can be mounted; an empty one would say the same as none."""
    try:
        call("mount", source.encode(), target.encode(), None, MS_BIND, None)
    except FileNotFoundError as error:
        if matters:
            raise OSError(errno.ENOENT, f"that place has a {target}, and here is none to stand for it") from error


def call(name: str, *arguments: object) -> int:
    """One of the C library's functions.  Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    done: int = getattr(libc, name)(*arguments)
    if done < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return done
