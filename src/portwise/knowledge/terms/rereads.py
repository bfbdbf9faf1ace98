"""Files of a gateway that were written after it had read them, and what has each gateway go by them."""

from __future__ import annotations

from typing import NamedTuple

from portwise.knowledge.terms.gateways import gateways, place, serving
from portwise.model.cause import Remedy, Safety, View
from portwise.model.facts import KEPT, UNREAD
from portwise.model.process import Process
from portwise.model.settings import Upstream

NGINX = "nginx"
RELOADED = ("haproxy", "apache2", "httpd")  # by their units, and by a signal; the others by a start alone
SERVER_ERROR = 500


class Late(NamedTuple):
    """A file that was written after it was read, and the server that it names now, which answers."""

    file: str
    row: Upstream
    reader: Process
    by_move: bool


def late(view: View) -> Late | None:
    for process in gateways(view):
        kept = view[UNREAD.of(process)]
        rows = serving(list(kept.rows), view.at.port, view.target.host, view.target.path or "/") if kept else ()
        for row in rows:
            if kept and row.port and 0 < view[KEPT.of(place(row))].first.status < SERVER_ERROR:
                return Late(kept.file, row, process, kept.by_move)
    return None


def told(since: Late) -> str:
    written = f"{since.file} was written after {since.reader.name} had read it"
    return f"{written}, and that takes only what is moved into its place" if since.by_move else written


def moved(view: View, _: None) -> str | None:
    """The file that a gateway follows by moves, as Envoy does."""
    since = late(view)
    return since.file if since and since.by_move else None


def anew(view: View, _: None) -> str | None:
    """The file that a gateway reads when it starts, and has no signal for."""
    since = late(view)
    return since.file if since and not since.by_move and since.reader.name not in (NGINX, *RELOADED) else None


SLOTS = {"moved": moved, "anew": anew}
REMEDIES = (
    Remedy(
        "move a copy of it into its place, which is what {gateway} looks for: cp {moved} {moved}.new, then "
        "mv {moved}.new {moved}",
        (),
        Safety.SHOW,
        needs_root=True,
        undo="put the old lines back, and move that file into its place",
        platform="any",
        when="moved",
        plain="where Envoy follows a file, move a copy of it into its place: it does not see what is written there",
    ),
    Remedy(
        "start {gateway} again: {anew} is read when it starts, and then alone; have it checked before that "
        "(envoy --mode validate -c FILE, caddy validate)",
        (),
        Safety.SHOW,
        needs_root=True,
        undo="put the old lines back, and start it again",
        platform="any",
        when="anew",
        plain="start Envoy or Traefik again, where the file that it reads at its start was changed since",
    ),
)
