"""
WSL as Windows tells of it: ``wsl -l -v``, and the file ``%USERPROFILE%\\.wslconfig``.

wsl.exe writes UTF-16, which is read here with a NUL behind each letter; with WSL_UTF8=1 it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from portwise.formats.windows.printed import lines
from portwise.model.windows import Distribution

ROW = re.compile(r"[ \t]*(\*?)[ \t]*(\S{1,128})[ \t]{2,}(\S[^\t\r\n]{0,60}?)[ \t]+([12])[ \t]*")
SECTION = re.compile(r"\[[ \t]*([\w-]{1,60})[ \t]*\]")
SETTING = re.compile(r"([A-Za-z][\w-]{0,60})[ \t]*=[ \t]*([^#\r\n]{0,500})(?:#.{0,500})?")
YES, NO = ("true", "1"), ("false", "0")


def distributions(text: str) -> tuple[Distribution, ...]:
    """One row each; the star is before the one that starts by default."""
    rows = (ROW.fullmatch(line) for line in lines(text.replace("\0", "").lstrip("\ufeff")))
    return tuple(Distribution(row[2], row[3].strip(), int(row[4]), bool(row[1])) for row in rows if row)


def settings(text: str) -> Mapping[str, str]:
    """``.wslconfig`` as ``wsl2.networkingmode``: "mirrored"; names in lower case, as WSL reads them."""
    return dict(_settings(text))


def _settings(text: str) -> Iterator[tuple[str, str]]:
    section = ""
    for line in map(str.strip, lines(text.lstrip("\ufeff"))):
        if head := SECTION.fullmatch(line):
            section = head[1].lower()
        elif found := SETTING.fullmatch(line):
            yield f"{section}.{found[1].lower()}", found[2].strip().strip("\"'")


def is_on(said: Mapping[str, str], name: str, usual: bool) -> bool:
    """A switch of either section; what is neither yes nor no is left at what is usual, as WSL does."""
    value = next((said[f"{part}.{name}"].lower() for part in ("wsl2", "experimental") if f"{part}.{name}" in said), "")
    return value in YES if value in (*YES, *NO) else usual


def mode(said: Mapping[str, str]) -> str:
    """nat unless it says otherwise; it stood under [experimental] at first."""
    return (said.get("wsl2.networkingmode") or said.get("experimental.networkingmode") or "nat").lower()
