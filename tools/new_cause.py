"""
``python -m tools.new_cause FAMILY CAUSE_ID`` writes the two files of a new cause.

They are complete as Python and TOML, and the tests fail on them until somebody
has filled them in: the cause blames nothing, its scenario expects that it does.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from portwise.model.cause import Hop

ROOT = Path(__file__).resolve().parent.parent
UNFILLED = "FILL IN"  # tests/house refuses a cause or a scenario that still says so
WORDS = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
FAMILY = re.compile(r"[a-z]+")

OTHERS = {"policy": Hop.FILTER, "proxy": Hop.CLIENT, "browser": Hop.CLIENT, "gateway": Hop.HTTP}

CAUSE = '''"""
{unfilled}: the mechanism, as a good textbook tells it: what the kernel does, by
which file or RFC section, and what the client sees of it.

What tells this cause from the others that look like it.
"""

from portwise.model.cause import WHOLE, Cause, Clause, Hop, Remedy, Safety, Scope
from portwise.model.facts import ATTEMPT
from portwise.model.outcome import Outcome

CAUSE = Cause(
    id="{id}",
    hop=Hop.{hop},
    scope=Scope.ADDRESS,
    explains=frozenset({{Outcome.REFUSED}}),
    prior=0.0,
    title="{unfilled}: the headline, with {{slots}}",
    plain="{unfilled}: the headline when a slot stays empty",
    about=WHOLE,
    needs=(
        Clause(
            "{unfilled}: a sentence, and beside it the test that makes it true (this one never is)",
            lambda view, _: view[ATTEMPT.of(view.at)].outcome is Outcome.NAME_FAILURE,
        ),
    ),
    slots={{}},
    remedies=(Remedy("{unfilled}: what a person does about it", (), Safety.SHOW),),
    prevention=(),
    see=("{unfilled}: man page, RFC section or kernel file",),
)
'''

SCENARIO = """\
[[case]]
name = "{unfilled}: the fault itself"
ask = "127.0.0.1:8000"
symptom = "refused"
blamed = ["{id}"]

[[case]]
name = "{unfilled}: the same machine, healthy"
servers = ["listen 127.0.0.1:8000"]
ask = "127.0.0.1:8000"
symptom = "connected"
blamed = []

[[case]]
name = "{unfilled}: a near miss, which another cause explains better"
ask = "127.0.0.1:8001"
symptom = "{unfilled}"
blamed = []
"""


def files(family: str, cause: str) -> dict[str, str]:
    """Path below the project -> text.  Raises ValueError for a name that cannot become a file and a stable id."""
    if not FAMILY.fullmatch(family):
        raise ValueError(f"a family is one lower-case word, such as listener, not {family!r}")
    if not WORDS.fullmatch(cause):
        raise ValueError(f"a cause id is lower-case words joined by dashes, such as nothing-listening, not {cause!r}")
    stem = f"{family}/{cause.replace('-', '_')}"
    words = {"id": cause, "hop": hop(family).name, "unfilled": UNFILLED}
    return {
        f"src/portwise/knowledge/{stem}.py": CAUSE.format(**words),
        f"src/portwise_lab/scenarios/{stem}.toml": SCENARIO.format(**words),
    }


def hop(family: str) -> Hop:
    """Most families are named after their hop; of the others somebody has to choose."""
    return Hop.__members__.get(family.upper(), OTHERS.get(family, Hop.LISTENER))


def write(root: Path, family: str, cause: str) -> list[str]:
    """The paths written.  Raises FileExistsError before anything is written."""
    texts = files(family, cause)
    package = f"src/portwise/knowledge/{family}/__init__.py"
    if not (root / package).exists():
        texts[package] = f'"""Causes of the {family}."""\n'
    if taken := [path for path in texts if (root / path).exists()]:
        raise FileExistsError(f"{taken[0]} exists")
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return list(texts)


def main(argv: list[str], root: Path = ROOT) -> int:
    if len(argv) != 2:
        print("usage: python -m tools.new_cause FAMILY CAUSE_ID", file=sys.stderr)
        return 2
    try:
        written = write(root, *argv)
    except (ValueError, FileExistsError) as error:
        print(f"new_cause: {error}", file=sys.stderr)
        return 2
    print("\n".join(written))
    print(f"next: replace every {UNFILLED}, then  make test")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
