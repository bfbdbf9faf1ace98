"""What the files of a project say of a port."""

from __future__ import annotations

from collections.abc import Callable

from portwise.knowledge.terms import processes
from portwise.model.cause import View
from portwise.model.facts import DECLARED, READABLE
from portwise.model.settings import Declared


def naming(view: View, port: int, fitting: Callable[[Declared], bool] = lambda _: True) -> tuple[Declared, ...]:
    """Rows of the project that was asked from; where there are none and a file is broken, that is not known."""
    project = processes.asked_project(view)
    if project is None:
        return ()
    rows = tuple(row for row in view[DECLARED.of(project.root)] if row.port == port and fitting(row))
    return rows if rows or all_read(view, project.root) else ()


def all_read(view: View, root: str) -> bool:
    return view[READABLE.of(root)]
