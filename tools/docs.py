"""
``python -m tools.docs site`` writes a page for each cause: what ``portwise explain`` says, as Markdown.

Nothing of it is committed: a page that is written by hand stays behind the code.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from shlex import join

from portwise.app.cause_page import cause_page
from portwise.app.explain import contents, entries
from portwise.model.page import Entry, Page

LINK = re.compile(r"https?://[^\s,;)]+")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.docs", description="Write a page for each cause.")
    parser.add_argument("site", nargs="?", type=Path, default=Path("site"), help="the folder (default: site)")
    site: Path = parser.parse_args(argv).site
    site.mkdir(parents=True, exist_ok=True)
    pages = {"index": contents()}
    known = entries()
    pages |= {cause.id: cause_page(cause, known.prose[cause.id], known.causes) for cause in known.causes}
    for name, page in pages.items():
        (site / f"{name}.md").write_text(markdown(page, frozenset(pages)))
    print(f"{len(known.causes)} causes in {site}/")
    return 0


def markdown(page: Page, known: frozenset[str] = frozenset()) -> str:
    """*page* with links to the pages of *known*."""
    parts = [f"# {page.title}", *([f"`{page.word}`"] if page.word else ()), *map(paragraph, page.prose)]
    for section in page.sections:
        parts += [f"## {section.heading}", "\n".join(line for entry in section.entries for line in lines(entry, known))]
    return "\n\n".join(parts) + "\n"


def paragraph(text: str) -> str:
    """What kept its line breaks is a table or a listing, and stays one."""
    return f"```\n{text}\n```" if "\n" in text else linked(text)


def lines(entry: Entry, known: frozenset[str]) -> Iterator[str]:
    label = f"[{entry.label}]({entry.label}.md)" if entry.label in known else entry.label
    yield "- " + ": ".join(filter(None, (label, linked(entry.says))))
    if entry.command:
        yield f"\n      {join(entry.command)}\n"
    yield from (f"  - {line}" for line in entry.also)


def linked(text: str) -> str:
    return LINK.sub(lambda found: f"<{found[0]}>", text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
