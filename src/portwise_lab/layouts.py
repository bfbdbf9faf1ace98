"""
Layouts of real processes around one port, for whoever frees it: who may be ended, and who only stands by.

They are built where they are played, in a process namespace of their own, which ends all of them.
"""

from __future__ import annotations

import ctypes
import os
import random
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress

from portwise.model.record import NamedTuple
from portwise.model.stop import Told
from portwise_lab import namespaces

PORT = 3000
SOMEBODY_ELSE = 33
PR_SET_NAME = 15  # linux/prctl.h
libc = ctypes.CDLL(None)


class Life(NamedTuple):
    """A process of a layout: its pid, and whether a stop may end it."""

    pid: int
    ours: bool  # listens on the port, or is below one that does


class Layout(NamedTuple):
    kind: str
    refuse: bool  # nothing may be signalled at all
    build: Callable[[random.Random], list[Life]]
    told: Told = Told(kill=True)
    again: bool = False  # a number is given to another process between the plan and the yes
    back: bool = False  # somebody takes the port again at once: it has to be said


def spawned(work: Callable[[Callable[[], object]], None], name: str = "node") -> int:
    """A child that runs *work* and waits for ever, in a session of its own; returns once *work* has said so."""
    ready, tell = os.pipe()
    if pid := os.fork():
        os.close(tell)
        up = os.read(ready, 1)
        os.close(ready)
        if not up:
            raise RuntimeError("a process of the layout did not come up")
        return pid
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ends below it leaves its number at once, wait(2)
    libc.prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
    work(lambda: os.write(tell, b"!"))
    while True:
        signal.pause()


def waiting(said: Callable[[], object]) -> None:
    said()


def server(port: int, reuse: bool = False, address: str = "127.0.0.1") -> socket.socket:
    mine = socket.socket()
    mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if reuse:
        mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    mine.bind((address, port))
    mine.listen(64)
    return mine


def family(workers: int, name: str = "node", deaf: bool = False, uid: int = 0, reuse: bool = False) -> list[Life]:
    """A master that listens, and workers that have its socket from it."""
    up, down = os.pipe()

    def master(said: Callable[[], object]) -> None:
        mine = server(PORT, reuse)
        pids = [spawned(waiting, name) for _ in range(workers)]
        if deaf:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if uid:
            os.setresuid(uid, uid, uid)
        os.write(down, (" ".join(map(str, pids)) + "\n").encode())
        globals()["kept"] = mine
        said()

    top = spawned(master, name)
    pids = os.read(up, 4096).split()
    os.close(up)
    os.close(down)
    return [Life(top, ours=True), *(Life(int(pid), ours=True) for pid in pids)]


def free() -> bool:
    try:
        server(PORT).close()
    except OSError:
        return False
    return True


def bystanders(dice: random.Random) -> list[Life]:
    """Clients of the port, servers of other ports under the same name, and some who only wait."""

    def client(said: Callable[[], object]) -> None:
        globals()["kept"] = socket.create_connection(("127.0.0.1", PORT))
        said()

    def neighbour(said: Callable[[], object]) -> None:
        globals()["kept"] = server(0)
        said()

    def datagrams(said: Callable[[], object]) -> None:
        globals()["kept"] = mine = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        mine.bind(("127.0.0.1", PORT))
        said()

    works = [client] * dice.randint(0, 3) + [neighbour] * dice.randint(0, 2) + [waiting] * dice.randint(0, 2)
    works += [datagrams] * dice.randint(0, 1)
    return [Life(spawned(work), ours=False) for work in works if work is not client or not free()]


def alone(_: random.Random) -> list[Life]:
    return family(0)


def forked(dice: random.Random) -> list[Life]:
    return family(dice.randint(1, 4))


def deaf(dice: random.Random) -> list[Life]:
    return family(dice.randint(0, 2), deaf=True)


def halted(dice: random.Random) -> list[Life]:
    lives = family(dice.randint(0, 2))
    os.kill(lives[0].pid, signal.SIGSTOP)
    os.waitid(os.P_PID, lives[0].pid, os.WSTOPPED)
    return lives


def shared(dice: random.Random) -> list[Life]:
    return [life for _ in range(dice.randint(2, 3)) for life in family(0, reuse=True)]


def beneath(dice: random.Random) -> list[Life]:
    """A launcher that listens to nothing stays; what it has started is ended."""
    up, down = os.pipe()

    def launcher(said: Callable[[], object]) -> None:
        lives = family(dice.randint(0, 2))
        os.write(down, (" ".join(str(life.pid) for life in lives) + "\n").encode())
        said()

    top = spawned(launcher, "sh")
    pids = os.read(up, 4096).split()
    return [Life(top, ours=False), *(Life(int(pid), ours=True) for pid in pids)]


def of_another(dice: random.Random) -> list[Life]:
    return [life._replace(ours=False) for life in family(dice.randint(0, 2), uid=SOMEBODY_ELSE)]


def multiplexer(dice: random.Random) -> list[Life]:
    name = dice.choice(("tmux", "sshd", "docker-proxy", "containerd-shim", "code"))
    return [life._replace(ours=False) for life in family(dice.randint(0, 1), name)]


def mixed(_: random.Random) -> list[Life]:
    """Half of those who share the port may not be touched: then nobody is."""
    both = [*family(0, reuse=True), *family(0, "tmux", reuse=True)]
    return [life._replace(ours=False) for life in both]


def orphans(dice: random.Random) -> list[Life]:
    """Workers that have the socket from a master who is gone."""
    master, *workers = family(dice.randint(1, 3))
    os.kill(master.pid, signal.SIGKILL)
    os.waitpid(master.pid, 0)
    return workers


def addresses(_: random.Random) -> list[Life]:
    """Two servers of one port, each with an address of its own."""

    def at(address: str) -> Callable[[Callable[[], object]], None]:
        def work(said: Callable[[], object]) -> None:
            globals()["kept"] = server(PORT, address=address)
            said()

        return work

    return [Life(spawned(at(address)), ours=True) for address in ("127.0.0.1", "127.0.0.2")]


def taken_over(_: random.Random) -> list[Life]:
    """A connection that the server accepted has gone to a process that is not below it."""
    mine = server(PORT)

    def keeps(*sockets: socket.socket) -> Callable[[Callable[[], object]], None]:
        def work(said: Callable[[], object]) -> None:
            for one in {mine, *ends} - {*sockets}:
                one.close()
            said()

        return work

    ends: tuple[socket.socket, ...] = ()
    listens = spawned(keeps(mine))
    ends = (socket.create_connection(("127.0.0.1", PORT)), mine.accept()[0])
    lives = [Life(listens, ours=True), *(Life(spawned(keeps(end)), ours=False) for end in ends)]
    for one in (mine, *ends):
        one.close()
    return lives


def abroad(_: random.Random) -> list[Life]:
    """The same port in a network namespace of its own."""

    def work(said: Callable[[], object]) -> None:
        namespaces.call("unshare", namespaces.CLONE_NEWNET)
        globals()["kept"] = server(PORT, address="0.0.0.0")
        said()

    return [Life(spawned(work), ours=False)]


def beside_abroad(dice: random.Random) -> list[Life]:
    return [*abroad(dice), *family(dice.randint(0, 2))]


def supervised(
    dice: random.Random, names: tuple[str, ...] = ("supervisord", "nodemon", "foreman", "pm2"), pause: float = 0
) -> list[Life]:
    """Whoever ends the server has it again at once."""
    up, down = os.pipe()

    def supervisor(said: Callable[[], object]) -> None:
        workers = random.Random(dice.random()).randint(0, 2)
        lives = family(workers)
        os.write(down, (" ".join(str(life.pid) for life in lives) + "\n").encode())
        said()
        while True:
            with suppress(ChildProcessError):
                os.waitpid(lives[0].pid, 0)
            time.sleep(pause)
            with suppress(OSError):
                lives = family(workers)

    top = spawned(supervisor, dice.choice(names))
    pids = os.read(up, 4096).split()
    os.close(up)
    os.close(down)
    return [Life(top, ours=False), *(Life(int(pid), ours=False) for pid in pids)]


def loop(dice: random.Random) -> list[Life]:
    """The same by who has no name for it; some pause first, and the next one listens after a while."""
    pause = dice.choice((0, 0.01, 0.05, 0.15))
    top, *below = supervised(dice, ("sh", "make", "node", "python3"), pause)
    return [top, *(life._replace(ours=True) for life in below)]


def with_supervisor(dice: random.Random) -> list[Life]:
    return [life._replace(ours=True) for life in supervised(dice)]


FREE = (alone, forked, deaf, halted, shared, beneath, orphans, addresses, taken_over, beside_abroad)
KEEP = (of_another, multiplexer, mixed, supervised, abroad)
AGAIN = "the number of a {} given again"
LAYOUTS = (
    *(Layout(work.__name__.replace("_", " "), False, work) for work in FREE),
    Layout("with --supervisor", False, with_supervisor, Told(kill=True, supervisor=True)),
    *(Layout(work.__name__.replace("_", " "), True, work) for work in KEEP),
    Layout("loop", False, loop, back=True),
    Layout(AGAIN.format("server"), True, alone, again=True),
    Layout(AGAIN.format("worker"), False, lambda dice: family(dice.randint(1, 3)), again=True),
)
