"""
Does a port get free, and is anybody signalled who should not be?  Random layouts of real processes, each in a process
namespace of its own: forked servers, shared ports, inherited sockets, workers without a master, clients, neighbours of
the same name, the same port in another network, other users, multiplexers, supervisors that start again, and numbers
that are given again between the plan and the yes.  Several are played side by side.

    python bench/stop.py [--layouts 1000] [--peers 100] [--seed 1] [--at-once 6]

A wrong signal is a process that ended or was stopped although it neither listened on the port nor was below one that
did, or although the whole stop had to be refused.  The peers are what people type: fuser -k and lsof -ti | xargs kill.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from portwise.app.stop import plan, stop
from portwise.host.local import Local
from portwise.model.stop import Told
from portwise_lab import namespaces
from portwise_lab.run import LAZY  # all that is imported when it is needed, once, before the forks

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
    told: Told = Told(kill=True)
    again: bool = False  # a number is given to another process between the plan and the yes


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


def supervised(dice: random.Random) -> list[Life]:
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
            with suppress(OSError):
                lives = family(workers)

    top = spawned(supervisor, dice.choice(("supervisord", "nodemon", "foreman", "pm2")))
    pids = os.read(up, 4096).split()
    os.close(up)
    os.close(down)
    return [Life(top, ours=False), *(Life(int(pid), ours=False) for pid in pids)]


def with_supervisor(dice: random.Random) -> list[Life]:
    return [life._replace(ours=True) for life in supervised(dice)]


FREE = (alone, forked, deaf, halted, shared, beneath, orphans, addresses, taken_over, beside_abroad)
KEEP = (of_another, multiplexer, mixed, supervised, abroad)
AGAIN = "the number of a {} given again"
LAYOUTS = (
    *(Layout(work.__name__.replace("_", " "), False, work) for work in FREE),
    Layout("with --supervisor", False, with_supervisor, Told(kill=True, supervisor=True)),
    *(Layout(work.__name__.replace("_", " "), True, work) for work in KEEP),
    Layout(AGAIN.format("server"), True, alone, again=True),
    Layout(AGAIN.format("worker"), False, lambda dice: family(dice.randint(1, 3)), again=True),
)


class Result(NamedTuple):
    kind: str
    wrong: int  # processes that ended or were stopped, and should not have been
    freed: bool
    refuse: bool
    elapsed: float  # seconds
    broken: str = ""  # why the layout could not be played


def letter(pid: int) -> str:
    """Of its state, proc_pid_stat(5); X of one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def free() -> bool:
    try:
        server(PORT).close()
    except OSError:
        return False
    return True


def by_portwise(told: Told) -> None:
    first = plan(Local(), PORT, told)[1]
    if first.endings:
        stop(Local(), first, told, PATIENCE)


def by_fuser(_: Told) -> None:
    subprocess.run(("fuser", "-k", "-TERM", f"{PORT}/tcp"), capture_output=True, check=False)
    time.sleep(PATIENCE)  # a peer returns at once; it has as long as we have
    subprocess.run(("fuser", "-k", f"{PORT}/tcp"), capture_output=True, check=False)


def by_lsof(_: Told) -> None:
    for number in ("-TERM", "-KILL"):
        subprocess.run(f"lsof -ti tcp:{PORT} | xargs -r kill {number}", shell=True, capture_output=True, check=False)
        time.sleep(PATIENCE)


Act = Callable[[Told], None]


def played(layout: Layout, dice: random.Random, act: Act) -> Result:
    lives = [*layout.build(dice), *bystanders(dice)]
    before = {life: letter(life.pid) in "Tt" for life in lives}
    began = time.monotonic()
    act(layout.told)
    took = time.monotonic() - began
    wrong = sum(letter(life.pid) in ("ZX" if before[life] else "ZXTt") for life in lives if not life.ours)
    return Result(layout.kind, wrong, free(), layout.refuse, took)


def given_again(layout: Layout, dice: random.Random) -> Result:
    """One of them ends after the plan, and another process gets its number before the yes."""
    lives = layout.build(dice)
    first = plan(Local(), PORT, layout.told)[1]
    old = lives[-1].pid
    os.kill(old, signal.SIGKILL)
    if len(lives) == 1:
        os.waitpid(old, 0)
    while letter(old) != "X":
        os.sched_yield()
    Path("/proc/sys/kernel/ns_last_pid").write_text(str(old - 1))
    (new,) = family(0) if len(lives) == 1 else [Life(spawned(waiting), ours=False)]
    began = time.monotonic()
    stop(Local(), first, layout.told, PATIENCE)
    took = time.monotonic() - began
    kind = layout.kind if new.pid == old else "another number was given"
    return Result(kind, letter(new.pid) in "ZXTt", free(), layout.refuse, took)


def start(seed: int, act: Act) -> tuple[int, int]:
    """One layout in namespaces of its own; its pid, and the pipe its result comes through."""
    dice = random.Random(seed)
    layout = dice.choice([one for one in LAYOUTS if act is by_portwise or not one.again])

    def work() -> bytes:
        os.environ["XDG_STATE_HOME"] = "/mnt"
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        try:
            return json.dumps(given_again(layout, dice) if layout.again else played(layout, dice, act)).encode()
        except Exception:  # noqa: BLE001 - what ends the world has to be told outside
            why = traceback.format_exc()
            return json.dumps(Result(layout.kind, 0, False, layout.refuse, 0, why)).encode()

    answer, tell = os.pipe()
    if pid := os.fork():
        os.close(tell)
        return pid, answer
    try:
        os.close(answer)
        namespaces.inside(work, tell)
    finally:
        os._exit(1)


def worlds(seeds: range, act: Act, at_once: int) -> Iterator[Result]:
    """Side by side, each result as soon as it is there."""
    waiting_, running = list(seeds), {}
    with selectors.DefaultSelector() as selector:
        while waiting_ or running:
            while waiting_ and len(running) < at_once:
                pid, pipe = start(waiting_.pop(0), act)
                running[pipe] = (pid, [])
                selector.register(pipe, selectors.EVENT_READ)
            for key, _ in selector.select():
                pid, chunks = running[key.fd]
                if chunk := os.read(key.fd, 1 << 16):
                    chunks.append(chunk)
                    continue
                selector.unregister(key.fd)
                os.close(key.fd)
                del running[key.fd]
                os.waitpid(pid, 0)
                yield Result(*json.loads(b"".join(chunks)))


def row(name: str, results: list[Result]) -> str:
    done = [result for result in results if not result.refuse]
    kept = [result for result in results if result.refuse]
    freed = f"{sum(result.freed for result in done)} of {len(done)}" if done else ""
    wrong = sum(result.wrong for result in results)
    spared = f"{sum(not result.wrong for result in kept)} of {len(kept)}" if kept else ""
    took = f"{statistics.median(result.elapsed for result in done) * 1000:.0f} ms" if done else ""
    return f"{name:38} {len(results):7} {freed:>11} {wrong:13} {spared:>11} {took:>8}"


def table(name: str, results: list[Result], kinds: bool) -> Iterator[str]:
    yield row(name, results)
    for kind in dict.fromkeys(layout.kind for layout in LAYOUTS) if kinds else ():
        if rows := [result for result in results if result.kind == kind]:
            yield row(f"  {kind}", rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layouts", type=int, default=1000)
    parser.add_argument("--peers", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=6)
    asked = parser.parse_args()
    if os.geteuid():
        sys.exit("other users and numbers that are given again take root")
    list(LAZY)
    broken: list[str] = []
    print(f"{'':38} {'layouts':>7} {'ports freed':>11} {'wrong signals':>13} {'left alone':>11} {'median':>8}")
    for name, act, number in (
        ("portwise stop --yes --kill", by_portwise, asked.layouts),
        ("fuser -k", by_fuser, asked.peers),
        ("lsof -ti | xargs kill", by_lsof, asked.peers),
    ):
        results = list(worlds(range(asked.seed, asked.seed + number), act, asked.at_once))
        broken += [result.broken for result in results if result.broken]
        fine = [result for result in results if not result.broken]
        print("\n".join(table(name, fine, kinds=act is by_portwise)), flush=True)
    for why in dict.fromkeys(broken):
        print(why, file=sys.stderr)
    sys.exit(f"{len(broken)} layouts could not be played" if broken else 0)


if __name__ == "__main__":
    main()
