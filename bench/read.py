"""
How often ``portwise read`` names the cause that settled a report:
``python bench/read.py [FOLDER|--heard|--strangers|--fresh|--whole] [--missed]``.

FOLDER holds reports as tests/read/settled.py describes them; without it the development set is read, by which leads
were written and weighed.  ``--heard``: those that were read for their words; ``--strangers``: the half of them for
which nothing else was done.  ``--fresh``: threads that were gathered last, whatever their cause, from which nothing was
learnt; they are nearest to what somebody else meets.  ``--whole``: one of each cause with all that decides for it, made
up ones included.  Each is read by words that were not learnt from it.  Conditions are printed with the figures.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
OWN = "own"  # made up to have a form that no public report had; they would flatter
sys.path.insert(0, str(ROOT))

from portwise import knowledge  # noqa: E402
from portwise.app.reading import read  # noqa: E402
from tests.read.settled import Settled, fresh, heard, parsed, reports, strangers, whole  # noqa: E402
from tools.likeness import unlearnt  # noqa: E402


def main(asked: Iterable[Settled], missed: bool) -> None:
    """One line per layer, one for all, and what was said instead where it was missed."""
    others = [one for one in asked if one.source != OWN or one in whole()]
    places, seconds = [], []
    for report in others:
        known = unlearnt(report)  # nothing is judged by what was learnt from it
        began = time.perf_counter()
        said = [f.cause for f in read(report.text, known=known).findings if f.state.value != "refuted"]
        seconds.append(time.perf_counter() - began)
        places.append((report, said.index(report.cause) + 1 if report.cause in said else 0, said))
    print(f"{len(others)} reports of {len({r.cause for r in others})} causes, median {median(seconds) * 1000:.0f} ms")
    for name, of in (("layer", layer), ("platform", lambda report: report.platform), ("settled", certain)):
        table(name, of, places)
    if missed:
        for report, at, said in places:
            if at != 1:
                print(f"{at or '-':>2}  {report.name}\n       said {', '.join(said[:4]) or 'nothing'}")


def layer(report: Settled) -> str:
    hops = {cause.id: cause.hop.name.lower() for cause in knowledge.causes()}
    return hops.get(report.cause, "not built")


def certain(report: Settled) -> str:
    return "by its text" if report.judged else "by its thread"


def table(name, of, places) -> None:
    rows = defaultdict(list)
    for report, at, _ in places:
        rows[of(report)].append(at)
    print(f"\n{name:<12} reports  first  among three")
    for key, found in (*sorted(rows.items()), ("all", [at for _, at, _ in places])):
        first, three = (sum(1 <= at <= most for at in found) / len(found) for most in (1, 3))
        print(f"{key:<12} {len(found):>7}  {first:>5.0%}  {three:>11.0%}")


if __name__ == "__main__":
    folders = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
    of_folder = (parsed(path) for folder in folders for path in sorted(folder.glob("*--*.md")))
    kinds = {"--heard": heard, "--strangers": strangers, "--fresh": fresh, "--whole": whole}
    chosen = next((kinds[word] for word in sys.argv if word in kinds), reports)
    main(of_folder if folders else chosen(), "--missed" in sys.argv)
