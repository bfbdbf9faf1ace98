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
- ECONNREFUSED also where the path leads to something that is no socket;
- EAGAIN (11): the application does not accept, and its backlog is full.

Whoever asks for the socket itself, ``unix:/run/app.sock``, meets the same without a gateway: where nobody is behind
the file, nothing listens there; that the file forbids, or its queue is full, is this cause again.
"""

from __future__ import annotations

from collections.abc import Callable

from portwise.knowledge import terms
from portwise.knowledge.terms import socketfiles, web
from portwise.knowledge.terms.gateways import ITS_OWN_PAGE, gateway, gateways, upstreams, written
from portwise.model.behind import Door, SocketFile
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.facts import HTTP, SOCKET_FILE
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.settings import Upstream


class Closed(NamedTuple):
    """A socket file that cannot be used, and why; without a row it is the target itself."""

    row: Upstream | None
    path: str
    file: SocketFile


def closed(view: View) -> list[Closed]:
    """Each file once; a gateway of several processes needs all of them to get through."""
    if terms.by_path(view):
        file = socketfiles.own(view)
        return [Closed(None, view.target.path, file)] if file.trouble in ("forbidden", "full") else []
    found: dict[str, Closed] = {}
    for row in (row for row in upstreams(view) if row.unix_path):
        for process in gateways(view):
            file = view[SOCKET_FILE.of(Door(process, row.unix_path))]
            if file.trouble:
                found.setdefault(row.unix_path, Closed(row, row.unix_path, file))
    return list(found.values())


def first(view: View) -> Closed | None:
    return next(iter(closed(view)), None)


def about(view: View) -> tuple[None, ...]:
    return (None,) if terms.by_path(view) else web.connected(view)


def who(view: View, _: None) -> str:
    """Who cannot use it: the gateway, or whoever asks."""
    it = first(view)
    if it and not it.row:
        return "You cannot use" if it.file.trouble == "forbidden" else "Nobody can use"
    return f"{gateway(view, None)} cannot use"


def whose(view: View, _: None) -> str | None:
    return None if terms.by_path(view) else gateway(view, None)


def what(view: View, _: None) -> str | None:
    it = first(view)
    return it and (f"the socket of the server behind it, {it.path}" if it.row else f"the socket {it.path}")


def where(view: View, _: None) -> str | None:
    it = first(view)
    return it and it.row and written(it.row)


def trouble(view: View, _: None) -> str | None:
    it = first(view)
    if it is None:
        return None
    if it.file.trouble == "forbidden":
        return forbids(it)
    jail = it.file.at.removesuffix(it.path)
    told = socketfiles.trouble(it.file)
    return told and told + (f", for {gateway(view, None)} is locked into {jail} (chroot)" if jail and it.row else "")


def forbids(it: Closed) -> str:
    """What forbids it, and to whom."""
    what = "its mode" if it.file.at == it.path else f"the folder {it.file.at}"
    told = f"{what} ({it.file.mode}) keeps {'the worker' if it.row else 'you'} out"
    return f"{told}, who are not in the group {it.file.group}" if group_of(it) else told


def group_of(it: Closed) -> str:
    """Whose members pass, where we ask ourselves and do not; nobody joins that of root."""
    return it.file.group if not it.row and it.file.group != "root" else ""


def said(view: View, _: None) -> str | None:
    """What shows that it cannot be used."""
    it = first(view)
    if it is None:
        return None
    if it.row:
        return f"{written(it.row)} sends this request to {it.path}: {trouble(view, None)}"
    return f"{socketfiles.met(view)}: {trouble(view, None)}"


def when(trouble: str) -> Callable[[View, None], str | None]:
    """The path, for the steps of one trouble; the others leave those steps out."""

    def slot(view: View, _: None) -> str | None:
        it = first(view)
        return it.path if it and it.file.trouble == trouble else None

    return slot


def holder(view: View, _: None) -> str | None:
    """Who listens at a socket whose queue is full."""
    it = first(view)
    return it and (socketfiles.holder(view, it.path) if it.file.trouble == "full" else None)


def group(view: View, _: None) -> str | None:
    it = first(view)
    return (it and group_of(it)) or None


CAUSE = Cause(
    id="reverse-proxy-unix-socket-problem",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX, Outcome.DENIED, Outcome.TIMEOUT}),
    prior=0.0,
    title="{who} {what}: {trouble}",
    plain="The gateway cannot use the Unix socket of the server behind it",
    about=About("the connection for an HTTP request came about, or a socket itself was asked for", about, trivial=True),
    needs=(
        Clause(
            "the answer is 502 or 503, where a gateway was asked",
            lambda view, _: terms.by_path(view) or view[HTTP.of(view.at)].status in (502, 503),
            denied="the answer is neither 502 nor 503",
            trivial=True,
        ),
        ITS_OWN_PAGE._replace(holds=lambda view, about: terms.by_path(view) or ITS_OWN_PAGE.holds(view, about)),
        Clause(
            "the Unix socket that its configuration names for this request, or that was asked for, cannot be used",
            lambda view, _: bool(closed(view)),
            told="{said}",
            denied="no Unix socket that was asked for, or that its configuration names for this request, is unusable",
        ),
    ),
    slots={
        "gateway": whose,
        "who": who,
        "what": what,
        "written": where,
        "trouble": trouble,
        "said": said,
        "holder": holder,
        "group": group,
        "missing": when("missing"),
        "stale": when("stale"),
        "forbidden": when("forbidden"),
        "full": when("full"),
        "other": when("other"),
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
            "see what lies at {other}: Docker makes a folder where the file that it is to mount is missing",
            ("ls", "-ld", "{other}"),
            Safety.SAFE,
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
            "join the group {group} (usermod --append --groups {group} and your name), and log in again; it may have "
            "more rights than to use this socket: Docker's own amounts to root",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="leave it again: gpasswd --delete, your name and {group}",
        ),
        Remedy(
            "find out what {holder} waits for, and only then raise its backlog",
            ("ss", "-xlp"),
            Safety.SAFE,
            plain="find out what the application waits for, and only then raise its backlog",
            when="full",
        ),
    ),
    prevention=(
        "let the unit that starts the application make the socket and its folder (RuntimeDirectory=, a .socket unit)",
        "test it as the gateway's user: sudo -u www-data curl --unix-socket PATH http://localhost/",
    ),
    ways=frozenset({Way.TCP, Way.UNIX}),
    suspect="a socket file that cannot be used",
    see=("man 7 unix", "man 7 path_resolution", "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass"),
)
