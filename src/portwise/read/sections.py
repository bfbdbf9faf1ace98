"""A pasted terminal, cut where somebody typed a command: each with the lines that it printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from portwise.model.reading import Failure, Line
from portwise.read.shells import FIRST, Place, Typed, places
from portwise.read.text import Text

# of bash and its like, of PowerShell, of cmd.exe; a bare ">" is the mark of a quotation too, and was taken off
PROMPT = re.compile(
    r"^\s*(?:(?:PS(?: [^>\n]{0,120})?>|[A-Za-z]:\\[^>\n]{0,120}>)(?P<windows>.*)$"
    r"|(?:(?:\([\w.-]{1,40}\) ?)?\[?[\w.-]{1,40}@[^\s$#]{1,80}(?: [^\s$#]{1,80}\]?)?[$#%]"
    r"|[~/][^\s$#%\u276f]{0,80} ?[$#%\u276f]|[$#%\u276f\u03bb])(?:\s+(?P<typed>\S.*)|\s*)$)"
)
PROGRAMS = (
    r"(?:docker(?:-compose)?|podman(?:-compose)?|nerdctl|kubectl|oc|netsh|netstat|lsof|ss|fuser|curl|wget|wsl|"
    r"get-nettcpconnection|iptables|ip6tables|nft|ufw|systemctl|journalctl|ping|cat|tasklist|telnet|nc)"
)
BARE = re.compile(  # typed, and its prompt left out: no sentence begins so
    rf"^\s*(?:[-*\d.)]{{1,4}}\s+|[^\s|]{{0,60}}[$#%>\u276f\u03bb]\s*)?`?(?P<typed>(?:sudo\s+)?{PROGRAMS}(?:\.exe)?"
    r"(?:\s+[\w.:/@|=*\"'>{}$,%+()\[\]&~;-]{1,120}){0,20}(?<![.,!?]))`?:?\s*$",
    re.IGNORECASE,
)
LONGEST = 400  # characters of a command
HEARD = 8  # lines that tell whether it led elsewhere
SUDO = re.compile(r"^sudo\s+(?:-\w+\s+)?", re.IGNORECASE)
ROOT = re.compile(r"#\s+\S|^\s*(?:PS )?[^\n]{0,40}system32>", re.IGNORECASE)


HIDDEN = re.compile(r"^\W{0,3}(?:\.{2,5}|\u2026|snip\w*)\W{0,3}$", re.IGNORECASE)  # rows were cut out there


class Section(NamedTuple):
    """What was typed, folded and without sudo, and what came of it."""

    command: str
    line: Line
    printed: tuple[Line, ...]
    ended: bool  # whether somebody went on typing behind it: then nothing printed is known to be nothing
    prompted: bool
    as_root: bool  # by sudo, or at the prompt of root
    place: Place  # where it was typed

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.printed)


@lru_cache(maxsize=1)
def sections(text: Text) -> tuple[Section, ...]:
    """Of what was kept whole; where lines were passed over, nobody knows what a table has lost."""
    return tuple(cut(text))


def cut(text: Text) -> Iterator[Section]:
    lines = text.every
    starts = [(n, typed) for n, line in enumerate(lines) if (typed := command(line.text)) is not None]
    ends = [*(n for n, _ in starts[1:]), len(lines)][: len(starts)]
    plain = [SUDO.sub("", typed).casefold() for _, typed in starts]
    heard = (
        "\n".join(line.text for line in lines[n + 1 : min(end, n + HEARD)])
        for (n, _), end in zip(starts, ends, strict=True)
    )
    where = places(Typed(lines[n].text, one, said) for (n, _), one, said in zip(starts, plain, heard, strict=True))
    for at, ((n, typed), end, place) in enumerate(zip(starts, ends, where, strict=True)):
        if typed:
            last = end == len(lines)
            prompted = bool(PROMPT.match(lines[n].text))
            as_root = bool(SUDO.match(typed) or (prompted and ROOT.search(lines[n].text)))
            # who went on typing at once did not leave anything out
            ended = prompted and not last and lines[end].number - lines[end - 1].number <= 2
            yield Section(plain[at], lines[n], lines[n + 1 : end], ended, prompted, as_root, place)


def home(text: Text) -> Place:
    """The place of the client that failed; the first one, where no failure was printed below a command."""
    failed = {noted.lines[0] for noted in text.signs(Failure)}
    at = (one.place for one in sections(text) if any(line.number in failed for line in one.printed))
    return next(at, FIRST)


def typed_here(text: Text) -> Iterator[Section]:
    """What was asked where it failed: the rest is of another machine, or of a container."""
    here = home(text)
    yield from (one for one in sections(text) if one.place == here)


def elsewhere(text: Text) -> frozenset[int]:
    """The numbers of the lines that another machine printed."""
    here = home(text).machine
    return frozenset(line.number for one in sections(text) if one.place.machine != here for line in one.printed)


def command(line: str) -> str | None:
    """What was typed there; "" behind a prompt without a word, None where it is no such line."""
    if len(line) > LONGEST:
        return None
    found = PROMPT.match(line)
    if found:
        return (found["typed"] or found["windows"] or "").strip()
    bare = BARE.match(line)
    return bare["typed"].strip() if bare else None


def of(found: Iterable[Section], pattern: re.Pattern[str]) -> Iterator[tuple[Section, re.Match[str]]]:
    """Those whose command begins so."""
    for section in found:
        if begins := pattern.match(section.command):
            yield section, begins
