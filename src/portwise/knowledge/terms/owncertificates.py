"""A certificate that vouches for itself, and its key, both on this machine: made anew by whoever made it."""

from __future__ import annotations

import re
from collections.abc import Callable

from portwise.knowledge.terms import processes, restarts, splits
from portwise.model.cause import Remedy, Safety, View
from portwise.model.exchange import Certificate, CertificateFile
from portwise.model.facts import CERTIFICATE_FILES, CWD, HERE, LISTENERS, LOCAL
from portwise.model.process import Process

PLAIN = re.compile(r"/[\w./@+-]+")  # it stands in a line of a shell
Trouble = Callable[[View, Certificate], bool]  # for which it has to be made anew
Slot = Callable[[View, Certificate], str | None]


def server(view: View) -> Process | None:
    """Who shows it, on this machine."""
    if not view[LOCAL.of(view.at.address)]:
        return None
    socket = splits.serving(view[LISTENERS.of(HERE)], view.at)
    return processes.holder(view, socket) if socket else None


def lying(view: View, held: Certificate, trouble: Trouble) -> CertificateFile | None:
    """The file of one that vouches for itself, with its key beside it, where a server works."""
    who = server(view) if held.self_signed and trouble(view, held) else None
    rows = view[CERTIFICATE_FILES.of(view[CWD.of(who)])] if who else ()
    plain = (row for row in rows if row.certificate == held and PLAIN.fullmatch(row.file) and PLAIN.fullmatch(row.key))
    return next(plain, None)


def slots(trouble: Trouble) -> dict[str, Slot]:
    """``file``, ``key``, and ``again``, the command that starts its server."""

    def of_file(part: str) -> Slot:
        def got(view: View, held: Certificate) -> str | None:
            found = lying(view, held, trouble)
            return str(getattr(found, part)) if found else None

        return got

    def again(view: View, held: Certificate) -> str | None:
        who = server(view) if lying(view, held, trouble) else None
        return restarts.again(view, who) if who else None

    return {"file": of_file("file"), "key": of_file("key"), "again": again}


THEN = Remedy(
    "then start its server again: it shows what it read when it started",
    ("{again}",),
    Safety.ASK,
    undo="start it as it was",
    when="file",
)
