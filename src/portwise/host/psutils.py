"""Processes and sockets by psutil, in the words and formats of the rest; its errors as OSErrors."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeVar

from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    import psutil

T = TypeVar("T")
SOCK_STREAM = 1  # the same number on every system
TICKS = 100  # USER_HZ of Linux: processes are told apart by hundredths of a second
STATES = {"disk-sleep": "D", "stopped": "T", "tracing-stop": "t", "zombie": "Z", "running": "R", "idle": "I"}


class Held(NamedTuple):
    """A socket as a system without netlink tells it."""

    protocol: str  # tcp, udp
    state: str  # LISTEN, ESTABLISHED, … the names of netstat; NONE for UDP
    local: Endpoint
    remote: Endpoint | None
    inode: int  # what `holders` takes; 0 where nobody is shown


def present() -> None:
    """Portwise may be without its packages: in one file, or sent to another machine."""
    try:
        import psutil  # noqa: F401 - 12 ms that Linux does not wait for
    except ImportError:
        raise OSError(errno.ENOSYS, "the Python that portwise runs in has no psutil") from None


def table() -> tuple[Held, ...]:
    """All or nothing: a table without the sockets of other users would call their ports free."""
    present()
    import psutil

    try:
        rows = psutil.net_connections("inet")
    except psutil.AccessDenied as denied:
        raise PermissionError(
            errno.EACCES, "this system shows other users' sockets to an administrator only"
        ) from denied
    return tuple(held(row) for row in rows if row.laddr)


def held(row: Any) -> Held:
    """The pid stands for the inode, which other systems do not have."""
    protocol = "tcp" if row.type == SOCK_STREAM else "udp"
    remote = endpoint(row.raddr) if row.raddr else None
    return Held(protocol, str(row.status), endpoint(row.laddr), remote, row.pid or 0)


def endpoint(place: Any) -> Endpoint:
    return Endpoint(ip_address(place.ip), place.port)


def process(pid: int) -> Process:
    return asked(pid, lambda p: Process(pid, started(p), p.name()[:15]))


def command(pid: int) -> tuple[str, ...]:
    return tuple(asked(pid, lambda p: p.cmdline()))


def pids() -> tuple[int, ...]:
    present()
    import psutil

    return tuple(psutil.pids())


def lines() -> Iterator[tuple[int, bytes]]:
    """Command lines in the form of /proc, of all others that show theirs."""
    for pid in pids():
        if pid != os.getpid():
            with suppress(OSError):
                yield pid, "\0".join((*command(pid), "")).encode("utf-8", "surrogateescape")


def variables(pid: int) -> dict[str, str]:
    return asked(pid, lambda p: p.environ())


def link(pid: int, what: str) -> str:
    return str(asked(pid, lambda p: p.exe() if what == "exe" else p.cwd()))


def stat(pid: int) -> str:
    """proc_pid_stat(5), as far as psutil knows it; what it does not know is 0."""

    def line(p: psutil.Process) -> str:
        unknown = "0 " * 13
        state = STATES.get(p.status(), "S")
        numbers = f"{p.ppid()} 0 {session(pid)} {unknown}{threads(p)} 0 {started(p)}"
        return f"{pid} ({p.name()[:15]}) {state} {numbers}"

    return asked(pid, line)


def threads(p: psutil.Process) -> int:
    """macOS tells their number of one's own processes alone, and all the rest of everybody's."""
    import psutil

    try:
        return p.num_threads()
    except psutil.AccessDenied:
        return 0


def session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except (AttributeError, OSError):  # Windows has no sessions of this kind
        return 0


def uptime() -> str:
    present()
    import psutil

    return f"{time.time() - psutil.boot_time():.2f} 0.00"


def started(p: psutil.Process) -> int:
    present()
    import psutil

    return int((p.create_time() - psutil.boot_time()) * TICKS)


def asked(pid: int, ask: Callable[[psutil.Process], T]) -> T:
    present()
    import psutil

    try:
        return ask(psutil.Process(pid))
    except psutil.NoSuchProcess as gone:
        raise ProcessLookupError(errno.ESRCH, "the process has ended") from gone
    except psutil.AccessDenied as denied:
        raise PermissionError(errno.EACCES, "the process belongs to another user") from denied
