"""
The screens in README.md and docs/, taken from the lab: ``python -m tools.readme`` writes them anew.

A screen stands between ``<!-- screen: CAUSE -->`` (or ``CAUSE | part of a case's
name``) and the end of the code block that follows; ``fix: CAUSE`` is one of a
repair, ``agent: CAUSE`` one of an agent's session, and ``read: FILE`` one of a
text that somebody pasted.  tests/house holds them
against what portwise prints today; pids, ages and milliseconds may differ.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from portwise.render.layout import Look
from portwise.render.text import render
from portwise_lab import agent, fixing
from portwise_lab.case import BIND, Case, cases
from portwise_lab.run import Vantage, play, play_all, vantages

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = (README, ROOT / "docs" / "someone-sent-me-this.md")
SCREEN = re.compile(r"<!-- screen: (?P<what>[^\n]+?) -->\n```console\n(?P<body>.*?)\n```$", re.DOTALL | re.MULTILINE)
VOLATILE = (
    (re.compile(r"pid \d+|/proc/\d+|kill (-\w+ )?\d+"), "PID"),
    (re.compile(r"<?\d+(\.\d+)? (ms|s|min|h|days)\b( old)?"), "TIME"),
    (re.compile(r",?\s+\d+\s+knocks?"), ""),
    (re.compile(r"\d{8}-\d{6}-\d{3}"), "PLAN"),
    (re.compile(r"Version \d+(\.\d+)+"), "VERSION"),
    (re.compile(r"\s+"), " "),  # another pid may be longer, and wrap a line elsewhere
)
OTHERS = {"fix": fixing.observe, "agent": agent.observe}
WIDTH = 96  # columns; what a README shows without scrolling


def screens(text: str) -> dict[str, str]:
    """What each screen shows, by what it is of."""
    return {found["what"]: found["body"] for found in SCREEN.finditer(text)}


def case_of(what: str) -> Case:
    """The case that a screen is of.  Raises LookupError where the lab has none."""
    cause, _, part = (word.strip() for word in what.partition("|"))
    for case in cases():
        if case.scenario == cause and (part in case.name if part else case.kind == "fault"):
            return case
    raise LookupError(f"no case of the lab is {what!r}")


def taken(what: str) -> str:
    """The screen as it is today.  Raises LookupError where whoever asks may not play it."""
    kind, _, rest = what.rpartition(": ")
    if kind == "read":
        return pasted(rest)
    case = case_of(rest)
    vantage = next((v for v in vantages() if v.value in case.vantages), None)
    if vantage is None or (kind and Vantage.ROOT not in vantages()):
        raise LookupError(f"only root may play {rest!r}")
    part = (case, vantage if vantage is not Vantage.NOBODY else Vantage.ROOT)
    if kind:
        played = play_all([part], OTHERS[kind])[part]
        return str(played.said["screen"]) if not isinstance(played, RuntimeError) else f"no world: {played}"
    report, _ = play(part).again(case)
    return f"$ {asked(case)}\n{render(report, Look(width=WIDTH)).rstrip()}"


def pasted(file: str) -> str:
    """What follows from a text of this repository."""
    from portwise.app.reading import read
    from portwise.render.reading import render as told

    report = read((ROOT / file).read_bytes())
    return f"$ portwise read {Path(file).name}\n{told(report, Look(width=WIDTH)).rstrip()}"


def asked(case: Case) -> str:
    """As it is typed."""
    words = [f"why {case.ask}" if case.ask.startswith(BIND) or case.place else case.ask]
    words += [f"--vantage {case.place}"] if case.place else []
    return " ".join(("portwise", *words, *(f"--saw {word}" for word in case.saw)))


def steady(text: str) -> str:
    """Without what differs from run to run."""
    for pattern, word in VOLATILE:
        text = pattern.sub(word, text)
    return text


def renewed(text: str) -> str:
    """README with every screen taken anew."""
    return SCREEN.sub(lambda found: f"<!-- screen: {found['what']} -->\n```console\n{taken(found['what'])}\n```", text)


def main() -> int:
    for page in PAGES:
        page.write_text(renewed(page.read_text()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
