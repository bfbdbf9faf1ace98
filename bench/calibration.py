"""
Whether a promised 90 % is kept nine times in ten: the reliability of portwise's probabilities on the lab.

    python bench/calibration.py

Prints the fitted numbers and those in use (portwise/reason/think.py), their Brier scores,
the former's on families of causes that the fit had not seen, and a reliability table.
"""

from __future__ import annotations

import sys

from portwise.reason.think import FIT
from portwise_lab.calibrate import calibrate
from portwise_lab.case import cases
from portwise_lab.run import Play, all_parts, play_all


def main() -> int:
    played = play_all(all_parts(cases()))
    plays = {part: play for part, play in played.items() if isinstance(play, Play)}
    result = calibrate(plays)
    print(f"{len(plays)} recordings, each also looked at with observations hidden")
    print(f"fitted: {result.fit}\n        Brier score {result.brier:.4f}, on families left out of the fit")
    print(f"in use: {FIT}\n        Brier score {result.in_use:.4f}\n")
    print(f"{'promised at least':>18}{'promises':>10}{'promised':>10}{'kept':>8}")
    for row in result.bins:
        print(f"{row.low:>18.2f}{row.promises:>10}{row.promised:>10.3f}{row.kept:>8.3f}")
    return 0 if len(plays) == len(played) else 1


if __name__ == "__main__":
    sys.exit(main())
