"""
The profiles of ``portwise read``: ``python -m tools.likeness`` writes src/portwise/read/likeness.tsv anew.

They are made of the causes' own pages, of the settled reports in tests/read/reports and of what was made up in
tests/read/told; a test holds that the file is what this prints.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from portwise import knowledge
from portwise.read.likeness import FILE, Likeness, built, dumped
from tests.read.settled import Settled, reports, told

FOLDS = 10
PLACE = Path(__file__).parents[1] / "src" / "portwise" / "read" / FILE


def pages() -> Iterator[tuple[str, str]]:
    """What every cause says of itself."""
    for module in knowledge.modules():
        cause = module.CAUSE
        steps = (word for remedy in cause.remedies for word in (remedy.does, *remedy.argv))
        yield cause.id, " ".join((module.__doc__ or "", cause.title, cause.plain, *steps, *cause.prevention))


def known(left_out: int | None = None) -> Likeness:
    """Of all texts, or of all but every `FOLDS`th: what is judged must not have been learnt from."""
    settled = (one for n, one in enumerate(reports()) if n % FOLDS != left_out)
    made_up = (one for n, one in enumerate(told()) if n % FOLDS != left_out)
    return built([*pages(), *made_up, *((one.cause, one.text) for one in settled)])


@cache
def unlearnt(report: Settled) -> Likeness:
    """Profiles to which this report gave nothing."""
    every = reports()
    return fold(every.index(report) % FOLDS) if report in every else known()


@cache
def fold(number: int) -> Likeness:
    return known(number)


def main() -> int:
    PLACE.write_text(dumped(known()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
