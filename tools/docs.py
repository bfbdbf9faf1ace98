"""
``python -m tools.docs site`` writes a page for each cause, from the cause itself.

Nothing of it is committed: a page that is written by hand stays behind the code.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from shlex import join
from types import ModuleType
from typing import Any

from portwise import knowledge
from portwise.model.cause import Cause, Remedy

SLOT = re.compile(r"{(\w+)}")


def main(argv: list[str]) -> int:
    site = Path(argv[0] if argv else "site")
    site.mkdir(parents=True, exist_ok=True)
    modules = tuple(knowledge.modules())
    for module in modules:
        (site / f"{module.CAUSE.id}.md").write_text(page(module))
    (site / "index.md").write_text(index(module.CAUSE for module in modules))
    print(f"{len(modules)} causes in {site}/")
    return 0


def index(causes: Iterator[Cause[Any]]) -> str:
    """All causes, in the order of the way from client to application."""
    rows = sorted(causes, key=lambda cause: (cause.hop, cause.id))
    lines = (f"| {c.hop.name.lower()} | [{c.id}]({c.id}.md) | {shown(c.plain)} |" for c in rows)
    return "\n".join(("# Causes", "", "| hop | cause | |", "|---|---|---|", *lines, ""))


def page(module: ModuleType) -> str:
    """One cause as Markdown; a part of which the cause says nothing has no heading."""
    cause: Cause[Any] = module.CAUSE
    parts = (
        ("", [cleandoc(module.__doc__ or "")]),
        ("Blamed when", [f"- {clause.says}" for clause in cause.needs]),
        ("Ruled out when", [f"- {clause.says}" for clause in cause.excludes]),
        ("More likely when", [f"- {hint.says}" for hint in cause.hints if hint.weight > 0]),
        ("Less likely when", [f"- {hint.says}" for hint in cause.hints if hint.weight < 0]),
        ("Gives way to", [f"- [{better}]({better}.md)" for better in cause.yields_to]),
        ("How to fix", [line for remedy in cause.remedies for line in fix(remedy)]),
        ("How to verify", [f"- `{shown(text)}`" for text in dict.fromkeys(r.verify for r in cause.remedies)]),
        ("Prevention", [f"- {way}" for way in cause.prevention]),
        ("See", [f"- {link(place)}" for place in cause.see]),
    )
    title = f"# {shown(cause.plain)}\n\n`{cause.id}`, found at the {cause.hop.name.lower()}"
    return "\n\n".join((title, *(section(heading, lines) for heading, lines in parts if any(lines)))) + "\n"


def section(heading: str, lines: list[str]) -> str:
    return "\n".join((f"## {heading}\n", *lines) if heading else lines)


def fix(remedy: Remedy) -> Iterator[str]:
    root = ", as root" if remedy.needs_root else ""
    yield f"- {shown(remedy.does)} ({remedy.platform}, {remedy.safety.value}{root}; undo: {shown(remedy.undo)})"
    if remedy.argv:
        yield f"\n      {join(map(shown, remedy.argv))}\n"


def shown(template: str) -> str:
    """Slots as a reader knows them from manual pages."""
    return SLOT.sub(lambda slot: slot[1].upper(), template)


def link(place: str) -> str:
    return f"<{place}>" if place.startswith("http") else place


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
