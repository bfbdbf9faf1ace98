"""What Windows has reserved: excluded ranges of ports, URLs of its HTTP driver, forwarded ports; versions of WSL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Noted, Seen
from portwise.read.text import Text

RANGE = re.compile(r"^\W*(?P<first>\d{1,5})\s+(?P<last>\d{1,5})\s*(?P<managed>\*)?\s*$")
RANGES = re.compile(
    r"excludedportrange|Exclusion Range|Port Range|-{6,}\s+-{6,}|Start ?Port|Startport|portas? de|"
    r"Puerto",
    re.IGNORECASE,
)
HEADER = 4  # lines between a title and its first row
SYSTEM = re.compile(
    r"^\W*TCP\s+(?:\[[0-9a-fA-F:]*\]|[\d.]+|\*):(?P<port>\d{1,5})\s+\S+\s+(?!ESTABLISHED|TIME_WAIT|CLOSE)\w+\s+4\s*$"
    r"|\bSystem\s+4\s+TCP\s+(?P<other>\d{1,5})\b|\bSystem\b.{0,20}\b(?:PID:? ?4)\b.{0,40}?(?P<third>\d{2,5})?",
    re.IGNORECASE,
)
URL = re.compile(r"\bhttps?://(?:\+|\*|[\w.]+):(?P<port>\d{1,5})/?[A-Za-z0-9_./-]{0,80}", re.IGNORECASE)
HTTP_SYS = re.compile(r"servicestate|urlacl|Reserved URL|Registered URL|Request queue name|iplisten", re.IGNORECASE)
DISTRO = re.compile(r"^\W*(?P<name>[\w.-]+)\s+(?P<state>Running|Stopped|Installing)\s+(?P<version>[12])\s*$")


def ranges(text: Text) -> Iterator[Noted[Seen]]:
    """``netsh interface ipv4 show excludedportrange``, in the words of any language."""
    title = -99
    for n, line in enumerate(text.lines):
        if RANGES.search(line.text):
            title = n
        row = RANGE.match(line.text)
        if row and n - title <= HEADER and int(row["first"]) <= int(row["last"]) <= 65535:
            title = n
            yield Noted(Seen("excluded range", f"{row['first']}-{row['last']}"), (line.number,))


def system(text: Text) -> Iterator[Noted[Seen]]:
    """Listeners of process 4, and URLs that are registered with the driver."""
    driver = False
    for line in text.lines:
        driver = driver or bool(HTTP_SYS.search(line.text))
        if found := SYSTEM.search(line.text):
            yield Noted(Seen("system listens", found["port"] or found["other"] or found["third"] or ""), (line.number,))
        if driver and (url := URL.search(line.text)):
            yield Noted(Seen("registered url", url["port"]), (line.number,))


def distros(text: Text) -> Iterator[Noted[Seen]]:
    """``wsl -l -v``."""
    for line in text.lines:
        if found := DISTRO.match(line.text):
            yield Noted(Seen(f"wsl {found['version']}", f"{found['name']} {found['state'].lower()}"), (line.number,))


READERS = (ranges, system, distros)
