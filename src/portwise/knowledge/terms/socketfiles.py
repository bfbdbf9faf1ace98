"""Socket files: what keeps somebody from a server who has the path, and no port."""

from __future__ import annotations

from errno import errorcode

from portwise.knowledge.terms import processes
from portwise.model.behind import Door, SocketFile
from portwise.model.cause import View
from portwise.model.facts import ATTEMPT, HERE, OWNERS, SELF, SOCKET_FILE, UNIX_LISTENERS

TOLD = {  # why nobody can use it, where that does not depend on who asks
    "missing": "it does not exist",
    "stale": "the file is there, and no process listens behind it",
    "other": "it is no socket",
    "full": "the application does not accept, and the queue in front of it is full",
}


def own(view: View) -> SocketFile:
    """What is in our own way at the socket that was asked for; which process we are is nothing to cite."""
    return view[SOCKET_FILE.of(Door(view.seen[SELF.of(HERE)], view.target.path))]


def holder(view: View, path: str) -> str | None:
    """Who listens at that path, as a reader knows it: ``gunicorn (pid 42)``."""
    found = (one for one in view[UNIX_LISTENERS.of(HERE)] if one.path == path)
    held_by = next((process for one in found for process in view[OWNERS.of(one.inode)]), None)
    return held_by and processes.introduced(view, held_by)


def namesake(view: View) -> str | None:
    """A path at which somebody does listen, whose last part is that of the target."""
    name = view.target.path.rpartition("/")[2]
    others = (one.path for one in view[UNIX_LISTENERS.of(HERE)] if one.path != view.target.path)
    return next((path for path in others if path.rpartition("/")[2] == name), None)


def met(view: View) -> str:
    """What our own attempt met there: ``connect(2) says ENOENT of /run/app.sock``."""
    number = view[ATTEMPT.of(view.spot)].errno
    return f"connect(2) says {errorcode.get(number, number)} of {view.target.path}"


def trouble(file: SocketFile) -> str | None:
    """In words; None where nothing is in the way, and where it depends on who asks."""
    if file.trouble == "missing" and file.at.startswith("@"):
        return "no process has that name"
    told = TOLD.get(file.trouble)
    return f"{told} ({file.mode})" if told and file.mode else told
