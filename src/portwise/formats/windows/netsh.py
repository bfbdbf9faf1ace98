"""
Tables of netsh: excluded port ranges, the range for outgoing connections, handed-on ports, the proxy of WinHTTP.

Headings and remarks are in the language of the machine; numbers, addresses and their order are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.formats.windows.printed import lines
from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT
from portwise.model.windows import Handed, Reserved

RANGE = re.compile(r"[ \t]*([0-9]{1,5})[ \t]+([0-9]{1,5})[ \t]*(\*?)[ \t]*(?:\(.{0,80})?")
DASHES = re.compile(r"[ \t]*-{4,}(?:[ \t]+-{4,})+[ \t]*")
NUMBER = re.compile(r"[^\r\n:]{1,80}:[ \t]*([0-9]{1,5})[ \t]*")
HANDED = re.compile(r"[ \t]*(\*|[0-9A-Fa-f:.]{2,45})[ \t]+([0-9]{1,5})[ \t]+([\w.:-]{1,253})[ \t]+([0-9]{1,5})[ \t]*")
# "    Proxy Server(s) :  127.0.0.1:8888", with a scheme or several: http=proxy:3128;https=proxy:3128
SERVER = re.compile(
    r"[^\r\n:]{1,60}:[ \t]{1,8}((?:(?:https?|socks)=)?[\w.-]{1,253}:[0-9]{1,5}(?:[; ][^\r\n]{0,500})?)[ \t]*"
)


class WinHttp(NamedTuple):
    """The proxy of services and of Windows itself; browsers have another one."""

    server: str  # "" for none
    bypass: str


def excluded(text: str) -> tuple[Reserved, ...]:
    """
    ``netsh interface ipv4 show excludedportrange protocol=tcp``.

    Raises ValueError where there is no table: nobody is to believe that nothing is excluded.
    """
    found = tuple(_ranges(text))
    if not found and not any(DASHES.fullmatch(line) for line in lines(text)):
        raise ValueError("netsh printed no table of excluded port ranges")
    return found


def _ranges(text: str) -> Iterator[Reserved]:
    for line in lines(text):
        if row := RANGE.fullmatch(line):
            first, last = int(row[1]), int(row[2])
            if first <= last <= HIGHEST_PORT:
                yield Reserved(first, last, row[3] == "*")


def dynamic(text: str) -> tuple[int, int]:
    """``netsh int ipv4 show dynamicport tcp``: where it starts and how many there are.  Raises ValueError."""
    numbers = [int(row[1]) for line in lines(text) if (row := NUMBER.fullmatch(line))]
    if len(numbers) < 2 or not 0 < numbers[0] <= HIGHEST_PORT or not numbers[1]:
        raise ValueError("netsh printed no range of ports")
    return numbers[0], min(numbers[0] + numbers[1] - 1, HIGHEST_PORT)


def handed(text: str) -> tuple[Handed, ...]:
    """``netsh interface portproxy show all``, which prints nothing where there is none."""
    rows = (HANDED.fullmatch(line) for line in lines(text))
    found = ((row[1], int(row[2]), row[3], int(row[4])) for row in rows if row)
    return tuple(Handed(*row) for row in found if 0 < row[1] <= HIGHEST_PORT and 0 < row[3] <= HIGHEST_PORT)


def winhttp(text: str) -> WinHttp:
    """``netsh winhttp show proxy``."""
    printed = lines(text)
    for number, line in enumerate(printed):
        if found := SERVER.fullmatch(line):
            rest = printed[number + 1].partition(":")[2].strip() if number + 1 < len(printed) else ""
            return WinHttp(found[1].strip(), "" if rest.startswith("(") else rest)
    return WinHttp("", "")
