"""What portwise does to a machine: runs a command, writes a file, wakes a process.  Only the applier calls it."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from portwise.formats.filerights import BINDS_LOW
from portwise.host import carriers, filerights, journal, signals
from portwise.host.api import Host
from portwise.model.process import Process
from portwise.model.repair import Look, process_of

TO_REREAD = 3.0  # seconds; one whose new file is wrong goes on by the old one for good
PAUSE = 0.01
THREADED = "S"  # its first thread is a zombie, and the others wait for something
PATIENCE = 30.0  # seconds
LOGGED = "{"  # a line of a log in JSON, which Caddy writes before it says what is wrong
TO_RENEW = 200.0  # a service has 90 seconds to end and 90 to start, systemd-system.conf(5)
PIECE = 1 << 16
LONGEST = 4 << 20  # bytes of a file that is kept in the journal and written back
REPLACED = (errno.EBUSY, errno.EXDEV, errno.EPERM, errno.EACCES)  # a mount point, or a folder that is not ours


def not_here(_: object, __: object = None) -> None:
    raise PermissionError(errno.EPERM, "nothing is ended here")


def nobody_here(_: object) -> bool:
    return False


class Local:
    """This machine.  Who may be ended, and started again, its caller knows."""

    def __init__(
        self,
        host: Host,
        end: Callable[[Process], None] = not_here,
        restart: Callable[[Process, tuple[str, ...]], None] = not_here,
        revive: Callable[[Process], bool] = nobody_here,
        opens: Callable[[tuple[str, ...]], None] = not_here,
    ) -> None:
        self.host = host
        self._end = end
        self._restart = restart
        self._revive = revive
        self._opens = opens
        self._unset: dict[str, str | None] = {}  # variables of this process that a step has set, as they were

    def look(self, look: Look) -> str:
        if look.how == "process":
            return state(int(look.what[0]), int(look.what[1]))
        if look.how == "owner":
            with told_to(process_of(look.what)) as grip:
                return str(grip.process.pid)
        if look.how == "capability":
            self.must_be_here()
            return filerights.held(look.what[0])
        if look.how == "file":
            return whole(Path(look.what[0])) if self.here else self.host.read(look.what[0])
        try:
            return self.host.output(look.what)
        except ValueError as error:
            raise OSError(errno.EBADMSG, f"what {look.what[0]} prints is not understood: {error}") from error

    @property
    def here(self) -> bool:
        """Whether it is the machine that we run on, and no record of one."""
        return self.host.me().pid == os.getpid()

    def run(self, argv: tuple[str, ...], renews: bool = False) -> None:
        self.must_be_here()
        limit = TO_RENEW if renews else PATIENCE
        try:
            done = subprocess.run(argv, capture_output=True, timeout=limit, check=False, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired as late:
            raise TimeoutError(errno.ETIMEDOUT, f"{argv[0]} did not end within {limit:.0f} s") from late
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip()).decode(errors="replace").splitlines()  # netsh: stdout
            words = [line for line in said if not line.startswith(LOGGED)] or said
            raise OSError(errno.EIO, words[0] if words else f"{argv[0]} ended with {done.returncode}")

    def must_be_here(self) -> None:
        if not self.here:
            raise PermissionError(errno.EPERM, "that machine is only a record, and nothing is done to it")

    def write(self, path: str, text: str) -> None:
        self.must_be_here()
        written(Path(path), text.encode("utf-8", "surrogateescape"))

    def mark(self, file: tuple[str, ...], digits: str) -> None:
        """What a program file may do: taken back in any case, and given where nothing stands against it."""
        self.must_be_here()
        path, pid, started = file
        if digits == BINDS_LOW:
            filerights.give(path, int(pid), int(started))
        else:
            filerights.put(path, digits)

    def unmarked(self, file: tuple[str, ...]) -> str:
        path, pid, started = file
        return filerights.refused(path, int(pid), int(started))

    def end(self, process: Process) -> None:
        self._end(process)

    def restart(self, process: Process, argv: tuple[str, ...]) -> None:
        self._restart(process, argv)

    def revive(self, process: Process) -> bool:
        return self._revive(process)

    def open(self, argv: tuple[str, ...]) -> None:
        self.must_be_here()
        self._opens(argv)

    def shut(self, argv: tuple[str, ...]) -> None:
        """Whoever carries connections by these words, wherever it runs; it may have ended by itself."""
        self.must_be_here()
        with signals.gripped(carriers.carrying(argv)) as grips:
            mine = [one for one in grips if signals.holds(one.process, carriers.listening())]
            for one in mine:
                one.send(signal.SIGTERM)
            if signals.waited(mine, carriers.TO_END):
                raise TimeoutError(errno.ETIMEDOUT, f"{argv[0]} was asked to end, and has not")

    def export(self, argv: tuple[str, ...]) -> None:
        """For ourselves, as the shell of a client would: what is asked from now on is asked like that."""
        for name, _, value in (word.partition("=") for word in argv[1:]):
            self._unset.setdefault(name, os.environ.get(name))
            os.environ[name] = value

    def unexport(self) -> None:
        """Also when the repair is over: whoever goes on with other work is no new shell."""
        for name, value in self._unset.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._unset.clear()

    def wake(self, process: Process, goes_on: bool) -> None:
        with signals.gripped([process]) as grips:
            if not grips:
                raise ProcessLookupError(errno.ESRCH, "the process has ended")
            grips[0].send(signal.SIGCONT if goes_on else signal.SIGSTOP)
            if not goes_on:
                signals.halted((process,))

    def tell(self, process: Process, argv: tuple[str, ...]) -> None:
        """It reads its configuration again, and those who work by the old one take no more connections."""
        with told_to(process) as grip:
            before = workers(process)
            grip.send(signal.Signals[f"SIG{argv[1].removeprefix('-')}"])
            until = self.host.now() + TO_REREAD
            while any(signals.holds(worker, carriers.listening()) for worker in before) and self.host.now() < until:
                time.sleep(PAUSE)  # it tells nobody when it is done

    def keep(self, digest: str, text: str) -> None:
        journal.keep(digest, text)

    def kept(self, digest: str) -> str:
        return journal.kept(digest)

    def forget(self, digest: str) -> None:
        journal.forget(digest)

    def note(self, entry: Mapping[str, object]) -> None:
        journal.note(entry)


@contextmanager
def told_to(process: Process) -> Iterator[signals.Grip]:
    """Somebody who may be told to read a file again: who listens, and sees the files that we see."""
    with signals.gripped([process]) as grips:
        if not grips:
            raise ProcessLookupError(errno.ESRCH, f"{process.name} has ended")
        if not signals.holds(process, carriers.listening()):
            raise PermissionError(errno.EPERM, f"{process.name} (pid {process.pid}) listens nowhere")
        if not same_files(process.pid):
            raise OSError(errno.EXDEV, f"{process.name} sees other files than we do")
        yield grips[0]


def workers(process: Process) -> tuple[Process, ...]:
    """Its children, proc_tid_children(5)."""
    numbers = map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())
    return tuple(Process(pid, begun, "") for pid in numbers if (begun := signals.started(pid)) is not None)


def same_files(pid: int) -> bool:
    """Whether a name of a file means the same to it as to us, mount_namespaces(7)."""
    return Path(f"/proc/{pid}/ns/mnt").readlink() == Path("/proc/self/ns/mnt").readlink()


def whole(path: Path) -> str:
    """All of a file: what is looked at here may be written back."""
    data = b""
    with path.open("rb", buffering=0) as file:
        while len(data) <= LONGEST and (piece := file.read(PIECE)):  # a setting of the kernel refuses larger ones
            data += piece
    if len(data) > LONGEST:
        raise OSError(errno.EFBIG, f"{path} is longer than {LONGEST >> 20} MiB, and is not changed by a program")
    return data.decode("utf-8", "surrogateescape")


def state(pid: int, started: int) -> str:
    """The letter of proc_pid_stat(5); "" where that process has ended, with every thread of it."""
    found = signals.stat(pid)
    if found is None or found.starttime != started:
        return ""
    return found.state if found.state != "Z" else THREADED if signals.alone(pid) else ""


def written(path: Path, data: bytes) -> None:
    """
    A new file in its place, with owner and mode of the old one, so that nobody ever reads half of it.

    Where it cannot be replaced, as a bind mount of a container cannot, or has a second name, which would keep the old
    one, it is written in place, rename(2).
    """
    path = path.resolve()  # a link stays a link
    old = path.stat()
    if old.st_nlink > 1:
        return in_place(path, data)
    name = beside(path)
    try:
        name.unlink(missing_ok=True)
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | journal.CLOSED, journal.OWN)
    except OSError as error:
        if error.errno not in REPLACED:
            raise
        return in_place(path, data)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), old.st_mode & 0o7777)
            os.fchown(file.fileno(), old.st_uid, old.st_gid)
            file.flush()
            os.fsync(file.fileno())
        name.replace(path)
    except BaseException as error:
        with suppress(FileNotFoundError):
            name.unlink()
        if not isinstance(error, OSError) or error.errno not in REPLACED:
            raise
        in_place(path, data)


def beside(path: Path) -> Path:
    """Always the same name: whoever was killed in the middle leaves one that the next one finds."""
    return path.with_name(f".{path.name}.portwise")


def swept(path: str) -> None:
    """What somebody who was killed may have left beside a file."""
    with suppress(OSError):
        beside(Path(path).resolve()).unlink(missing_ok=True)


def in_place(path: Path, data: bytes) -> None:
    """The journal has what it was."""
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
