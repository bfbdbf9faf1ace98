"""
Does a port get free, and is anybody signalled who should not be?  Random layouts of real processes, each in a process
namespace of its own: forked servers, shared ports, inherited sockets, clients, neighbours of the same name, other
users, multiplexers, and numbers that are given again between the plan and the yes.

    python bench/stop.py [--layouts 1000] [--peers 100] [--seed 1]

A wrong signal is a process that ended although it neither listened on the port nor was below one that did, or although
the whole stop had to be refused.  The peers are what people type: fuser -k and lsof -ti | xargs kill.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from portwise.app.stop import plan, stop
from portwise.host.local import Local
from portwise.model.stop import Told
from portwise_lab import namespaces

PORT = 3000
SOMEBODY_ELSE = 33
PR_SET_NAME = 15  # linux/prctl.h
PATIENCE = 0.3  # seconds before force
libc = ctypes.CDLL(None)


class Life(NamedTuple):
    """A process of a layout: its pid, and whether a stop may end it."""

    pid: int
    ours: bool  # listens on the port, or is below one that does


class Layout(NamedTuple):
    kind: str
    refuse: bool  # nothing may be signalled at all
    build: Callable[[random.Random], list[Life]]


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


def bystanders(dice: random.Random) -> list[Life]:
    """Clients of the port, servers of other ports under the same name, and some who only wait."""

    def client(said: Callable[[], object]) -> None:
        globals()["kept"] = socket.create_connection(("127.0.0.1", PORT))
        said()

    def neighbour(said: Callable[[], object]) -> None:
        globals()["kept"] = server(0)
        said()

    works = [client] * dice.randint(0, 3) + [neighbour] * dice.randint(0, 2) + [waiting] * dice.randint(0, 2)
    return [Life(spawned(work), ours=False) for work in works]


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


LAYOUTS = (
    *(Layout(work.__name__, False, work) for work in (alone, forked, deaf, halted, shared, beneath)),
    *(Layout(work.__name__, True, work) for work in (of_another, multiplexer, mixed)),
)


class Result(NamedTuple):
    kind: str
    wrong: int  # processes that ended and should not have
    freed: bool
    refuse: bool
    elapsed: float  # seconds


def ended(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in "ZX"


def free() -> bool:
    try:
        server(PORT).close()
    except OSError:
        return False
    return True


def by_portwise() -> None:
    told = Told(kill=True)
    first = plan(Local(), PORT, told)[1]
    if first.endings:
        stop(Local(), first, told, PATIENCE)


def by_fuser() -> None:
    subprocess.run(("fuser", "-k", "-TERM", f"{PORT}/tcp"), capture_output=True, check=False)
    time.sleep(PATIENCE)  # a peer returns at once; it has as long as we have
    subprocess.run(("fuser", "-k", f"{PORT}/tcp"), capture_output=True, check=False)


def by_lsof() -> None:
    for number in ("-TERM", "-KILL"):
        subprocess.run(f"lsof -ti tcp:{PORT} | xargs -r kill {number}", shell=True, capture_output=True, check=False)
        time.sleep(PATIENCE)


def played(layout: Layout, dice: random.Random, act: Callable[[], None]) -> Result:
    lives = [*layout.build(dice), *bystanders(dice)]
    began = time.monotonic()
    act()
    took = time.monotonic() - began
    wrong = sum(ended(life.pid) for life in lives if not life.ours)
    result = Result(layout.kind, wrong, free(), layout.refuse, took)
    for life in lives:
        try:
            os.kill(life.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return result


def given_again(_: random.Random) -> Result:
    """The server ends after the plan, and another process, which listens too, gets its number before the yes."""
    (old,) = family(0)
    first = plan(Local(), PORT, Told())[1]
    os.kill(old.pid, signal.SIGKILL)
    os.waitpid(old.pid, 0)
    Path("/proc/sys/kernel/ns_last_pid").write_text(str(old.pid - 1))
    (new,) = family(0)
    began = time.monotonic()
    stop(Local(), first, Told(kill=True), PATIENCE)
    took = time.monotonic() - began
    result = Result("given again" if new.pid == old.pid else "another number", ended(new.pid), free(), True, took)
    os.kill(new.pid, signal.SIGKILL)
    os.waitpid(new.pid, 0)
    return result


def world(seed: int, act: Callable[[], None], again: bool) -> Result:
    """One layout in namespaces of its own."""
    dice = random.Random(seed)
    layout = dice.choice(LAYOUTS)

    def work() -> bytes:
        os.environ["XDG_STATE_HOME"] = "/mnt"
        result = given_again(dice) if again else played(layout, dice, act)
        return json.dumps(result).encode()

    answer, tell = os.pipe()
    if not (pid := os.fork()):
        os.close(answer)
        namespaces.inside(work, tell)
    os.close(tell)
    with os.fdopen(answer, "rb") as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return Result(*json.loads(text))


def row(name: str, results: list[Result]) -> str:
    done = [result for result in results if not result.refuse]
    kept = [result for result in results if result.refuse]
    freed = f"{sum(result.freed for result in done)} of {len(done)}"
    wrong = sum(result.wrong for result in results)
    spared = f"{sum(not result.wrong for result in kept)} of {len(kept)}"
    took = f"{statistics.median(result.elapsed for result in done) * 1000:.0f} ms" if done else ""
    return f"{name:28} {len(results):7} {freed:>14} {wrong:14} {spared:>14} {took:>9}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layouts", type=int, default=1000)
    parser.add_argument("--peers", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if os.geteuid():
        sys.exit("other users and numbers that are given again take root")
    print(f"{'':28} {'layouts':>7} {'ports freed':>14} {'wrong signals':>14} {'left alone':>14} {'median':>9}")
    tenth = asked.layouts // 10
    ours = [world(asked.seed + n, by_portwise, again=n < tenth) for n in range(asked.layouts)]
    print(row("portwise stop --yes --kill", ours))
    for name, act in (("fuser -k", by_fuser), ("lsof -ti | xargs kill", by_lsof)):
        print(row(name, [world(asked.seed + tenth + n, act, again=False) for n in range(asked.peers)]))


if __name__ == "__main__":
    main()
