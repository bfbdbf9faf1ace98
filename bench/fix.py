"""
From broken to proven healthy: how long a diagnosis with its plan takes, and how long the repair with its proof.

Every fault of the lab whose plan has a step that can be done is repaired in a world of its own, as root, and taken
back.  Nobody reads the plan in between.

    python bench/fix.py [CAUSE ...]
"""

from __future__ import annotations

import os
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable

from portwise_lab import fixing
from portwise_lab.case import cases
from portwise_lab.run import Part, Play, Vantage, parts, play_all

TOGETHER = "all of them"


def chosen(words: Iterable[str]) -> tuple[Part, ...]:
    wanted = set(words)
    return tuple(
        part
        for part in parts(cases())
        if part[1] is Vantage.ROOT
        and part[0].kind == "fault"
        and not part[0].place
        and (not wanted or part[0].scenario in wanted)
    )


def mended(play: Play | RuntimeError) -> bool:
    """Whether a plain client met a server afterwards, after steps that were all done."""
    if isinstance(play, RuntimeError):
        return False
    states = {state for _, state, _ in play.said["done"]}
    return states == {"APPLIED"} and play.said["verdict"] == "reachable"


def row(cause: str, plays: list[Play]) -> str:
    plan, repair = zip(*(play.said["seconds"] for play in plays), strict=True)
    undone = sum(not play.said["changed"] for play in plays)
    figures = f"{statistics.median(plan) * 1000:9.0f} ms {statistics.median(repair) * 1000:9.0f} ms"
    return f"{cause:42} {len(plays):5} {figures} {f'{undone} of {len(plays)}':>14}"


def main() -> None:
    if os.geteuid():
        sys.exit("the lab's worlds as root take root")
    found: dict[str, list[Play]] = defaultdict(list)
    every = play_all(chosen(sys.argv[1:]), fixing.observe)
    tried = [play for play in every.values() if not isinstance(play, RuntimeError) and play.said["done"]]
    for (case, _), play in every.items():
        if not isinstance(play, RuntimeError) and mended(play):
            found[case.scenario].append(play)
    print(f"{'':42} {'cases':>5} {'plan':>12} {'repair':>12} {'machine as before':>14}")
    for cause in sorted(found):
        print(row(cause, found[cause]))
    if found:
        print(row(TOGETHER, [play for plays in found.values() for play in plays]))
    back = sum(not play.said["changed"] for play in tried)
    answer = sum(map(len, found.values()))
    print(
        f"\n{len(tried)} repairs were tried, {answer} made the target answer; {back} machines were as before after undo"
    )


if __name__ == "__main__":
    main()
