"""
The words that the expressions of ``portwise read`` need: ``python -m tools.needs`` writes src/portwise/read/needs.tsv.

Which expressions there are is learnt by reading the examples of the documentation and settled reports: what was looked
for in one of them is in the file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from portwise.read.needs import FILE, dumped
from portwise.read.readers import speaking, understood
from tests.read.settled import reports

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "src" / "portwise" / "read" / FILE
EVERY = 4  # of the reports: hardly an expression waits for a report of its own


def examples() -> list[Path]:
    return sorted((ROOT / "docs" / "examples").glob("*.txt"))


def sought(raw: str) -> set[str]:
    """All expressions that are looked for in a text."""
    text = understood(raw)
    speaking(text)
    return {pattern for patterns in text.sought for pattern in patterns}


def main() -> int:
    texts = (*(path.read_text() for path in examples()), *(report.text for report in reports()[::EVERY]))
    patterns = set().union(*map(sought, texts))
    PLACE.write_text("".join(f"{row}\n" for row in sorted(map(dumped, patterns))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
