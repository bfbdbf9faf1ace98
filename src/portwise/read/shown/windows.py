"""What Windows keeps for itself, by what netsh printed: excluded ports, addresses of HTTP.sys, ports handed on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.formats.windows import httpsys, netsh
from portwise.model.evidence import Answer, Known
from portwise.model.facts import EXCLUDED, HANDED_ON, HERE, HTTP_SYS
from portwise.model.reading import Line, source
from portwise.model.target import Target
from portwise.read.sections import Section, elsewhere, of, sections, typed_here
from portwise.read.text import Text

NETSH = r"netsh(?:\.exe)? "
EXCLUDES = re.compile(
    NETSH + r"int(?:erface)? (?:ip|(?P<family>ipv[46])) sh(?:ow)? excludedportrange (?:protocol=)?[\"']?tcp\b",
    re.IGNORECASE,
)
REGISTERS = re.compile(NETSH + r"http sh(?:ow)? servicestate\b")
HANDS_ON = re.compile(NETSH + r"int(?:erface)? portproxy (?:sh(?:ow)?|dump)\b(?! [\w ]*\|)")
FILTERED = re.compile(r"\||findstr|select-string|grep")
DASHES = re.compile(r"^\W*-{4,}\s+-{4,}\W*$")  # of the table, where its command was left out
TITLED = re.compile(r"port|exclu|startport|puerto|porta", re.IGNORECASE)
CUT = re.compile(r"^\W{0,3}(?:\.{2,5}|\u2026|snip\w*)\W{0,3}$", re.IGNORECASE)
TITLE = 4  # lines above the dashes
ANOTHER = re.compile(r"udp|ipv6", re.IGNORECASE)  # words that no language translates


def excluded(text: Text, _: Target) -> Iterator[Answer]:
    """The ranges of the two versions are apart; a table without its command is that of IPv4."""
    told = {line.number for section in sections(text) if "netsh" in section.command for line in section.printed}
    told |= elsewhere(text)
    for section, begins in of(typed_here(text), EXCLUDES):
        if not FILTERED.search(section.command):
            version = 6 if begins["family"] == "ipv6" else 4
            yield from of_table(section.printed, section.line, version)
    for n, line in enumerate(text.every):
        title = text.every[max(n - TITLE, 0) : n] if line.number not in told and DASHES.match(line.text) else ()
        if any(TITLED.search(one.text) for one in title) and not any(ANOTHER.search(one.text) for one in title):
            yield from of_table(text.every[n:], line, 4)


def of_table(lines: tuple[Line, ...], line: Line, version: int) -> Iterator[Answer]:
    """Cited by its first line; whoever cut rows out says so, and then it is no table."""
    rows = [one.text for one in lines]
    try:
        found = netsh.excluded("\n".join(table(rows)))
    except ValueError:
        return
    yield Answer(EXCLUDED.of(version), Known(found), source(line.number))


def table(rows: list[str]) -> Iterator[str]:
    """From the dashes as far as there are ranges."""
    begun = False
    for row in rows:
        if DASHES.match(row):
            begun = True
            yield row.strip()
        elif begun:
            if CUT.match(row):
                raise ValueError("rows were cut out")
            if not netsh.RANGE.fullmatch(row):
                return
            yield row


def prefixes(text: Text, _: Target) -> Iterator[Answer]:
    """Of request queues the processes are told, of the sessions not; both name every address."""
    for section, _begins in of(typed_here(text), REGISTERS):
        found = httpsys.registered(section.text)
        if found and not FILTERED.search(section.command):
            yield Answer(HTTP_SYS.of(HERE), Known(found), source(section.line.number))


def handed(text: Text, _: Target) -> Iterator[Answer]:
    for section, _begins in of(typed_here(text), HANDS_ON):
        found = netsh.handed(section.text)
        if found or nothing(section):
            yield Answer(HANDED_ON.of(HERE), Known(found), source(section.line.number))


def nothing(section: Section) -> bool:
    """Whether it printed nothing, and somebody went on typing."""
    return section.ended and not section.printed


ANSWERS = (excluded, prefixes, handed)
