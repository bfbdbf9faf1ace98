"""
Which cases come out otherwise now and then: each is played many times, and every answer that is not the expected one
is counted.

A quiet machine hides what a busy one shows: --busy starts loops that only compute.

    python bench/flakes.py [startup-race worker-pool] [--times 20] [--busy 2]
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from portwise.render.json import document
from portwise_lab.case import cases
from portwise_lab.run import Part, Play, all_parts, play_all

# Whose cases wait for something that takes its time
SENSITIVE = ("fd-or-watcher", "cpu-or-io", "listen-backlog", "worker-pool", "startup-race", "ephemeral-port-exhaustion")


def chosen(words: Iterable[str]) -> tuple[Part, ...]:
    """The parts in whose name, as pytest shows it, one of the words occurs."""
    every = all_parts(cases())
    return tuple(part for part in every if any(word in f"{part[0]} [{part[1].name}]" for word in words))


def wrong(part: Part, played: Play | RuntimeError) -> str:
    """What came out otherwise; "" where nothing did."""
    if isinstance(played, RuntimeError):
        return f"no world: {str(played).strip().splitlines()[-1]}"
    case, vantage = part
    if case.symptom not in played.met:
        return f"a plain client met {' '.join(played.met)}"
    usual, deep = played.again(case)
    if document(usual) != played.said:
        return "the recording tells another story"
    blamed = [tuple(dict.fromkeys(finding.cause for finding in report.supported)) for report in (usual, deep)]
    if blamed[0] != case.expects(vantage.value):
        return f"blamed: {' '.join(blamed[0]) or 'nobody'}"
    return f"with everything asked: {' '.join(blamed[1]) or 'nobody'}" if {*blamed[0]} != {*blamed[1]} else ""


@contextmanager
def busy(loops: int) -> Iterator[None]:
    """Processes that compute and do nothing else."""
    pids = []
    for _ in range(loops):
        if not (pid := os.fork()):
            while True:
                pass
        pids.append(pid)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", default=SENSITIVE, help="parts of the names of cases")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--busy", type=int, default=0, metavar="LOOPS")
    asked = parser.parse_args()
    some = chosen(asked.words)
    otherwise: Counter[tuple[str, str]] = Counter()
    started = time.monotonic()
    with busy(asked.busy):
        for _ in range(asked.times):
            for part, played in play_all(some).items():
                if said := wrong(part, played):
                    otherwise[f"{part[0]} [{part[1].name}]", said] += 1
    for (name, said), count in otherwise.most_common():
        print(f"{count:4} of {asked.times}  {name}: {said}")
    took = time.monotonic() - started
    print(
        f"{len(some)} cases, {asked.times} times, {asked.busy} busy loops: {otherwise.total()} otherwise, {took:.0f} s"
    )
    sys.exit(1 if otherwise else 0)


if __name__ == "__main__":
    main()
