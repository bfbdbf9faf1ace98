"""The ports at which debuggers are awaited; nobody who asks for a server means one of them."""

from __future__ import annotations

INSPECTORS = frozenset({9229, 9230, 5005, 5678})  # Node, JDWP and debugpy, as their manuals name them
