"""
Does a port get free, and is anybody signalled who should not be?  Random layouts of real processes, each in a process
namespace of its own: forked servers, shared ports, inherited sockets, workers without a master, clients, neighbours of
the same name, the same port in another network, other users, multiplexers, supervisors that start again, loops that
do so unnamed, and numbers that are given again between the plan and the yes.  Several are played side by side.

    python bench/stop.py [--layouts 1000] [--peers 100] [--seed 1] [--at-once 6]

A wrong signal is a process that ended or was stopped although it neither listened on the port nor was below one that
did, or although the whole stop had to be refused.  The peers are what people type: fuser -k and lsof -ti | xargs kill.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from portwise.app.stop import plan, stop
from portwise.host.local import Local
from portwise.model.stop import Told
from portwise_lab import namespaces
from portwise_lab.layouts import LAYOUTS, PORT, Layout, Life, bystanders, family, free, spawned, waiting
from portwise_lab.run import LAZY  # all that is imported when it is needed, once, before the forks
from portwise_lab.together import answers

PATIENCE = 0.3  # seconds before force


class Result(NamedTuple):
    kind: str
    wrong: int  # processes that ended or were stopped, and should not have been
    freed: bool  # where somebody takes it again at once: that it was said who
    refuse: bool
    elapsed: float  # seconds
    broken: str = ""  # why the layout could not be played


def letter(pid: int) -> str:
    """Of its state, proc_pid_stat(5); X of one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def by_portwise(told: Told) -> bool:
    """Whether it says who has started it again."""
    first = plan(Local(), PORT, told)[1]
    return bool(first.endings and stop(Local(), first, told, PATIENCE).again)


def by_fuser(_: Told) -> bool:
    subprocess.run(("fuser", "-k", "-TERM", f"{PORT}/tcp"), capture_output=True, check=False)
    time.sleep(PATIENCE)  # a peer returns at once; it has as long as we have
    subprocess.run(("fuser", "-k", f"{PORT}/tcp"), capture_output=True, check=False)
    return False


def by_lsof(_: Told) -> bool:
    for number in ("-TERM", "-KILL"):
        subprocess.run(f"lsof -ti tcp:{PORT} | xargs -r kill {number}", shell=True, capture_output=True, check=False)
        time.sleep(PATIENCE)
    return False


Act = Callable[[Told], bool]


def played(layout: Layout, dice: random.Random, act: Act) -> Result:
    lives = [*layout.build(dice), *bystanders(dice)]
    before = {life: letter(life.pid) in "Tt" for life in lives}
    began = time.monotonic()
    named = act(layout.told)
    took = time.monotonic() - began
    wrong = sum(letter(life.pid) in ("ZX" if before[life] else "ZXTt") for life in lives if not life.ours)
    return Result(layout.kind, wrong, named if layout.back else free(), layout.refuse, took)


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
    layout = dice.choice([one for one in LAYOUTS if act is by_portwise or not (one.again or one.back)])

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
    for _, answer in answers(seeds, lambda seed: start(seed, act), at_once):
        yield Result(*json.loads(answer))


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
