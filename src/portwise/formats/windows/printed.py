"""Lines of a tool's output, each no longer than a tool of Windows writes it: what is longer is somebody's trick."""

from __future__ import annotations

LONGEST = 9_000  # letters; a value of the registry may have eight thousand


def lines(text: str, longest: int = LONGEST) -> list[str]:
    """Without their ends, cut; CRLF is one end."""
    return [line[:longest] for line in text.splitlines()]
