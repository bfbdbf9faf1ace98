"""
The index of all causes: ``python -m tools.index`` writes src/portwise/knowledge/index.tsv anew, from their files.

It says of each cause what rules it out where nothing is found that it could be about, so that most files need not be
read in a diagnosis; `portwise.model.filed` says how.
"""

from __future__ import annotations

import sys
from pathlib import Path

from portwise import knowledge
from portwise.model.filed import row_of

FILE = Path(__file__).resolve().parent.parent / "src" / "portwise" / "knowledge" / knowledge.INDEX


def index() -> str:
    package = knowledge.__name__
    return "".join(f"{row_of(m.CAUSE, m.__name__.removeprefix(f'{package}.'), package)}\n" for m in knowledge.modules())


def main() -> int:
    FILE.write_text(index())
    print(f"{len(knowledge.ids())} causes in {FILE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
