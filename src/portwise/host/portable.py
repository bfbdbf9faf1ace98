"""
A machine that is not Linux, seen with what Python and psutil give everywhere.

What only Linux has (netlink, the error queue, the counters) raises ENOTSUP, and so
becomes *unknown* with that reason: fewer causes are proven, none is proven wrongly.
"""

from __future__ import annotations

import errno
import re
import socket
import sys
import time
from typing import TYPE_CHECKING

from portwise.host import files, psutils, redact, wire
from portwise.host.api import Holders, Me
from portwise.host.knock import OUTCOMES, family, place
from portwise.host.local import Local, wanted
from portwise.model.net import Acceptance, Attempt, Calibration
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.host.psutils import Held
    from portwise.host.sightings import Captured, Judged, Witnessed
    from portwise.model.browse import Browsed

WINDOWS = "win32"
NOT_HERE = "only Linux shows this"
MACOS = "darwin"
LONGEST = 2.5  # seconds per address
LONGEST_DATAGRAM = 1 << 16  # bytes
STAT = re.compile(r"/proc/(?P<pid>[0-9]+)/stat")
LINK = re.compile(r"/proc/(?P<pid>[0-9]+)/(?P<what>exe|cwd)")


class Portable(Local):
    """Answers where `Local` cannot.  The inode of a socket is the pid of its holder: other systems have no inodes."""

    def read(self, path: str) -> str:
        """Of /proc the two files that say who a process is; an absent one must not look like an absent setting."""
        if not path.startswith("/proc/"):
            return super().read(path)
        if path == "/proc/uptime":
            return psutils.uptime()
        if found := STAT.fullmatch(path):
            return psutils.stat(int(found["pid"]))
        raise not_here()

    def link(self, path: str) -> str:
        found = LINK.fullmatch(path)
        if found is None:
            return super().link(path)
        told = psutils.link(int(found["pid"]), found["what"])
        return slashed(told) if found["what"] == "cwd" else told

    def me(self) -> Me:
        mine = super().me()
        return mine._replace(folder=slashed(mine.folder))

    def environment(self, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Windows calls the home of a user otherwise."""
        found = super().environment(names)
        if sys.platform != WINDOWS or "HOME" not in names or "HOME" in dict(found):
            return found
        homes = super().environment(("USERPROFILE",))
        return (*found, *(("HOME", slashed(home)) for _, home in homes))

    def command(self, pid: int) -> tuple[str, ...]:
        return redact.command(psutils.command(pid))

    def names(self, path: str) -> tuple[str, ...]:
        """Of /proc the numbers alone: who runs."""
        if path == "/proc":
            return tuple(map(str, psutils.pids()))
        if path.startswith("/proc/"):
            raise not_here()
        return super().names(path)

    def running(self, words: str) -> tuple[int, ...]:
        return files.running(words, psutils.lines())

    def variables(self, pid: int, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Only a process of the same user shows them."""
        found = ((name, value) for name, value in psutils.variables(pid).items() if wanted(name, names))
        return tuple((name, redact.variable(name, value)) for name, value in found)

    def sock_diag(self, _: bytes) -> bytes:
        raise not_here()

    def rtnetlink(self, _: bytes) -> bytes:
        raise not_here()

    def table(self) -> tuple[Held, ...]:
        return psutils.table()

    def captured(self, *_: object) -> Captured:
        raise not_here()

    def judged(self, *_: object) -> Judged:
        raise not_here()

    def witnessed(self, *_: object) -> Witnessed:
        raise not_here()

    def browse(self, *_: object) -> Browsed:
        raise not_here()

    def holders(self, inodes: tuple[int, ...], every: bool = False) -> Holders:  # noqa: ARG002 - psutil tells one
        found: list[tuple[int, Process]] = []
        hidden = 0
        for pid in dict.fromkeys(filter(None, inodes)):
            try:
                found.append((pid, psutils.process(pid)))
            except PermissionError:
                hidden += 1
            except ProcessLookupError:
                continue  # it ended while we looked
        return Holders(tuple(found), hidden + inodes.count(0))

    def attempts(self, endpoints: tuple[Endpoint, ...], patience: float) -> tuple[Attempt, ...]:
        """One after another; each gets its share of what is left.  On Windows all at once: a refusal takes long."""
        if sys.platform == WINDOWS:
            from portwise.host import winsock

            return winsock.attempts(endpoints, patience)
        deadline, met = time.monotonic() + patience, []
        for n, endpoint in enumerate(endpoints):
            share = max(deadline - time.monotonic(), 0.1) / (len(endpoints) - n)
            met.append(_connected(endpoint, min(share, LONGEST)))
        return tuple(met)

    def datagram(self, endpoint: Endpoint, patience: float) -> Attempt:
        """Without an error queue an ICMP error is only an errno, and who sent it is not known."""
        started = time.monotonic()
        with socket.socket(family(endpoint), socket.SOCK_DGRAM) as udp:
            udp.settimeout(patience)
            try:
                udp.connect(place(endpoint))
                udp.send(b"")
                udp.recv(LONGEST_DATAGRAM)
            except TimeoutError:
                return Attempt(Outcome.SILENT, 0, None, None, 1, _since(started), queue=False)
            except ConnectionResetError as error:  # Winsock calls an ICMP error so that says that nobody is there
                return _failed(error, started)._replace(outcome=Outcome.REFUSED)
            except OSError as error:
                return _failed(error, started)
        return Attempt(Outcome.ANSWERED, 0, None, None, 1, _since(started), queue=False)

    def bind(self, endpoint: Endpoint, reuse: bool, datagrams: bool) -> Attempt:
        """SO_REUSEADDR of Windows takes a port away from whoever has it, and TIME_WAIT is in nobody's way there."""
        if sys.platform != WINDOWS:
            return super().bind(endpoint, reuse, datagrams)
        from portwise.host import winsock

        met = super().bind(endpoint, False, datagrams)
        return met._replace(outcome=winsock.BINDS.get(met.errno, met.outcome))

    def unix(self, path: str) -> Attempt:
        if not hasattr(socket, "AF_UNIX"):
            raise OSError(errno.ENOTSUP, "this platform has no Unix sockets in Python")
        started = time.monotonic()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream:
            stream.settimeout(1.0)
            error = stream.connect_ex(path)
        return Attempt(wire.UNIX.get(error, Outcome.INVALID), error, None, None, 1, _since(started), queue=False)

    def accepted(self, endpoint: Endpoint, patience: float) -> Acceptance:
        """macOS shows how many wait at a listener of its own; elsewhere nobody tells."""
        if sys.platform != MACOS:
            raise not_here()
        from portwise.host import waiting

        if not self.owns(endpoint.address):
            raise OSError(errno.ENOENT, "the server's end of the connection is not on this machine")
        return waiting.accepted(endpoint, patience, lambda: self.output(waiting.QUEUES))

    def calibrate(self) -> Calibration:
        raise not_here()


def slashed(folder: str) -> str:
    """A folder of Windows as its system calls take it too, so that one way of writing does for all."""
    return folder.replace("\\", "/") if sys.platform == WINDOWS else folder


def not_here() -> OSError:
    return OSError(errno.ENOTSUP, f"{NOT_HERE}, and this is {sys.platform}")


def _connected(endpoint: Endpoint, patience: float) -> Attempt:
    started = time.monotonic()
    try:
        with socket.socket(family(endpoint), socket.SOCK_STREAM) as tcp:
            tcp.settimeout(patience)
            tcp.connect(place(endpoint))
    except TimeoutError:
        return Attempt(Outcome.TIMEOUT, errno.ETIMEDOUT, None, None, 1, _since(started), queue=False)
    except OSError as error:
        return _failed(error, started)
    return Attempt(Outcome.CONNECTED, 0, None, None, 1, _since(started), queue=False)


def _failed(error: OSError, started: float) -> Attempt:
    number = error.errno or errno.EINVAL
    return Attempt(OUTCOMES.get(number, Outcome.INVALID), number, None, None, 1, _since(started), queue=False)


def _since(started: float) -> float:
    return (time.monotonic() - started) * 1000
