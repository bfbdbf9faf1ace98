"""The tables that come with portwise."""

from __future__ import annotations

from pkgutil import get_data


def packaged(file: str) -> str:
    """Also from inside a zip.  Raises OSError where it is not there."""
    return (get_data("portwise.read", file) or b"").decode()
