"""What a portwise that was killed has left behind, removed at once.  `portwise undo --leftovers`."""

from __future__ import annotations


def swept() -> tuple[str, ...]:
    """The names of what was removed.  Windows has none of it."""
    try:
        from portwise.host.leftovers import swept as removed
    except ImportError:  # flock(2)
        return ()
    return removed()
