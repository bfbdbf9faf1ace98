"""The kinds of steps, one file each; finding the file is registering it."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from portwise.fix.steps.kind import Kind


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name."""
    names = (info.name for info in pkgutil.iter_modules(__path__) if info.name != "kind")
    found = (importlib.import_module(f"{__name__}.{name}").KIND for name in names)
    return {kind.name: kind for kind in found}
