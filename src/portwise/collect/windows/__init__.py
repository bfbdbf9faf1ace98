"""
What Windows tells otherwise than Linux: one file per source, as in the folder above.

Its own programs are asked (netstat, netsh, reg, route, ipconfig, tasklist, wsl).  Most of them print in the language of
the machine: the parsers of `portwise.formats.windows` go by shape, and where that says nothing the registry is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portwise.model.facts import (
    EXCLUDED,
    HTTP_SYS,
    WSL,
    Fact,
)

TELLS: Mapping[str, tuple[Fact[Any, Any], ...]] = {
    "kept": (EXCLUDED, HTTP_SYS, WSL),
}
