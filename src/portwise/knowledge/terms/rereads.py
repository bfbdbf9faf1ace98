"""Files of a gateway that were written after it had read them, and what has each gateway go by them."""

from __future__ import annotations

from itertools import pairwise

from portwise.knowledge.terms.gateways import gateways, place, serving
from portwise.model.cause import Remedy, Safety, View
from portwise.model.facts import COMMAND, KEPT, UNREAD, UPSTREAMS
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.settings import Upstream

NGINX, CADDY = "nginx", "caddy"
ADAPTER = ("--adapter", "-adapter", "-a")  # caddy run, by which its file is read that is no JSON
IN_ROOT, IN_URL = "/proc/", "http://"  # of another root than ours; of its own interface
RELOADED = ("haproxy", "apache2", "httpd")  # by their units, and by a signal; the others by a start alone
SERVER_ERROR = 500


class Late(NamedTuple):
    """A file that was written after it was read, and the server that it names now, which answers."""

    file: str
    row: Upstream
    reader: Process
    by_move: bool
    main: str = ""


def late(view: View) -> Late | None:
    for process in gateways(view):
        kept = view[UNREAD.of(process)]
        rows = serving(list(kept.rows), view.at.port, view.target.host, view.target.path or "/") if kept else ()
        for row in rows:
            if kept and row.port and 0 < view[KEPT.of(place(row))].first.status < SERVER_ERROR:
                return Late(kept.file, row, process, kept.by_move, kept.main)
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
    told = since is not None and (since.by_move or since.reader.name in (NGINX, *RELOADED) or loads(view, _))
    return since.file if since and not told else None


def loads(view: View, _: None) -> str | None:
    """What has a Caddy read its files again, at the interface where it was asked what runs."""
    since = late(view)
    if since is None or since.reader.name != CADDY or since.main.startswith(IN_ROOT):
        return None
    asked = (row.file.removeprefix(IN_URL) for row in view[UPSTREAMS.of(since.reader)] if row.file.startswith(IN_URL))
    admin = next((where.partition("/")[0] for where in asked), "")
    adapter = next((value for option, value in pairwise(view[COMMAND.of(since.reader)]) if option in ADAPTER), "")
    words = ("--adapter", adapter) if adapter else ()
    return "\0".join((CADDY, "reload", "--config", since.main, *words, "--address", admin)) if admin else None


SLOTS = {"moved": moved, "anew": anew, "loads": loads}
REMEDIES = (
    Remedy(
        "have {gateway} read its files again; it keeps what it has where they are wrong, and says why",
        ("{loads}",),
        Safety.ASK,
        undo="put the old lines back, and have them read again",
        platform="any",
        when="loads",
        plain="where the file of a Caddy was changed since, have it read that again: caddy reload --config FILE",
    ),
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
