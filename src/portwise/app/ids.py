"""The ids of causes, for who types one."""

from __future__ import annotations

from portwise import knowledge


def beginning(typed: str) -> list[str]:
    """Those that begin so, in the order of the alphabet."""
    return sorted(id_ for id_ in knowledge.ids() if id_.startswith(typed))
