"""
Gateway and application on one machine often meet at a file: php-fpm, gunicorn, uwsgi and
puma listen on a Unix socket.  connect(2) then fails in ways of its own, unix(7), and the
client sees 502 in each:

- ENOENT (nginx logs "2: No such file or directory"): nobody has made the file, or it
  lies elsewhere; /run is empty after a boot, a unit with PrivateTmp has a /tmp of its own, and a
  HAProxy with ``chroot`` looks for the path inside of that folder;
- ECONNREFUSED (111): the file is a leftover, for a socket that ends does not remove its
  name, so that a crashed application leaves a door with nobody behind it;
- EACCES (13): writing to the file, or passing one of the folders above it, is not
  allowed to the *worker* of the gateway; root, who looks into it, passes everywhere;
- EAGAIN (11): the application does not accept, and its backlog is full.
"""

from __future__ import annotations

from collections.abc import Callable

from portwise.knowledge.terms import web
from portwise.knowledge.terms.gateways import ITS_OWN_PAGE, gateway, gateways, upstreams, written
from portwise.model.behind import Door, SocketFile
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import HTTP, SOCKET_FILE
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.settings import Upstream


class Closed(NamedTuple):
    """An upstream that the gateway cannot use, and why."""

    row: Upstream
    file: SocketFile


TOLD = {
    "missing": "it does not exist",
    "stale": "the file is there, and no process listens behind it",
    "full": "the application does not accept, and the queue in front of it is full",
}


def closed(view: View) -> list[Closed]:
    """Each upstream file once; a gateway of several processes needs all of them to get through."""
    found: dict[str, Closed] = {}
    for row in (row for row in upstreams(view) if row.unix_path):
        for process in gateways(view):
            file = view[SOCKET_FILE.of(Door(process, row.unix_path))]
            if file.trouble:
                found.setdefault(row.unix_path, Closed(row, file))
    return list(found.values())


def first(view: View) -> Closed | None:
    return next(iter(closed(view)), None)


def path(view: View, _: None) -> str | None:
    it = first(view)
    return it and it.row.unix_path


def where(view: View, _: None) -> str | None:
    it = first(view)
    return it and written(it.row)


def trouble(view: View, _: None) -> str | None:
    it = first(view)
    if it is None:
        return None
    if it.file.trouble in TOLD:
        jail = it.file.at.removesuffix(it.row.unix_path)
        return TOLD[it.file.trouble] + (f", for {gateway(view, None)} is locked into {jail} (chroot)" if jail else "")
    what = "its mode" if it.file.at == it.row.unix_path else f"the folder {it.file.at}"
    return f"{what} ({it.file.mode}) keeps the worker out"


def when(trouble: str) -> Callable[[View, None], str | None]:
    """The path, for the steps of one trouble; the others leave those steps out."""

    def slot(view: View, _: None) -> str | None:
        it = first(view)
        return it.row.unix_path if it and it.file.trouble == trouble else None

    return slot


CAUSE = Cause(
    id="reverse-proxy-unix-socket-problem",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX}),
    prior=0.0,
    title="{gateway} cannot use the socket of the server behind it, {path}: {trouble}",
    plain="The gateway cannot use the Unix socket of the server behind it",
    about=web.REQUEST,
    needs=(
        Clause(
            "the answer is 502 or 503",
            lambda view, _: view[HTTP.of(view.at)].status in (502, 503),
            denied="the answer is neither 502 nor 503",
            trivial=True,
        ),
        ITS_OWN_PAGE,
        Clause(
            "its configuration names a Unix socket for this request, and that socket cannot be used",
            lambda view, _: bool(closed(view)),
            told="{written} sends this request to {path}: {trouble}",
            denied="no Unix socket that its configuration names for this request is unusable",
        ),
    ),
    slots={
        "gateway": gateway,
        "path": path,
        "written": where,
        "trouble": trouble,
        "missing": when("missing"),
        "stale": when("stale"),
        "forbidden": when("forbidden"),
        "full": when("full"),
    },
    remedies=(
        Remedy(
            "see which sockets processes listen at: {missing} may have moved",
            ("ss", "-xlp"),
            Safety.SAFE,
            plain="see which sockets processes listen at: the one that the gateway wants may have moved",
        ),
        Remedy(
            "start the application that belongs at {missing}, or correct the path in {written}",
            (),
            Safety.SHOW,
            undo="put the old path back, and reload",
            platform="any",
            plain="start the application that belongs at that socket, or correct the path in the gateway's settings",
        ),
        Remedy(
            "start the application again: it has ended and left {stale} behind; most remove such a file themselves",
            (),
            Safety.SHOW,
            undo="stop it",
            platform="any",
        ),
        Remedy(
            "see who may pass to {forbidden}, folder by folder",
            ("namei", "-l", "{forbidden}"),
            Safety.SAFE,
            plain="where the gateway says Permission denied, see who may pass to the socket, folder by folder",
        ),
        Remedy(
            "let the application make {forbidden} for the group of {gateway} (listen.group, --umask 007)",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="put the old setting back",
            platform="any",
        ),
        Remedy(
            "find out what the application at {full} waits for, and only then raise its backlog",
            ("ss", "-xlp"),
            Safety.SAFE,
        ),
    ),
    prevention=(
        "let the unit that starts the application make the socket and its folder (RuntimeDirectory=, a .socket unit)",
        "test it as the gateway's user: sudo -u www-data curl --unix-socket PATH http://localhost/",
    ),
    suspect="a socket file that the gateway cannot use",
    see=("man 7 unix", "man 7 path_resolution", "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass"),
)
