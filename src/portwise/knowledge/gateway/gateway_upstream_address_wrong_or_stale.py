"""
The gateway is well and the application is well, and they do not meet: the configuration
names an address at which the application does not listen.  ``proxy_pass
http://127.0.0.1:3000`` does not find a Node server that was told ``localhost`` and listens
at [::1]:3000; an address of yesterday's network or container does not find one that
was started anew.  nginx looks a name up once, when it reads its configuration, and keeps
what it got until the next reload (ngx_http_upstream_init_round_robin()).

The proof is a control experiment: at the configured place no connection comes about, and
at the same port of another address of this machine one does.  A server on another *port*
is not concluded from: any of them could be meant.

The address of yesterday may also be in the gateway's memory alone.  nginx, HAProxy, Apache and Caddy
read their files when they start and when they are told to, Envoy its bootstrap and Traefik its
static file when they start, and whoever corrects a line sees no difference until then.  Of the
files that its bootstrap names, Envoy takes what is moved into their place, and does not see what
an editor writes there.  What the file says is then no word about what runs: where it was
written after it was read, and the server that it names now answers this very request by
itself, the gateway's own 502 is about another one.
"""

from __future__ import annotations

from portwise.knowledge.terms import edits, processes, rereads, web
from portwise.knowledge.terms.gateways import (
    GIVES_UP,
    IN_VAIN,
    gateway,
    gateways,
    in_vain,
    place,
    upstreams,
    written,
)
from portwise.knowledge.terms.rereads import NGINX, RELOADED, late
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ASIDE, CONDITION, DOORSTEP, HERE, KIN, LISTENERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.process import BY_USER, Process
from portwise.model.record import NamedTuple
from portwise.model.settings import Upstream


class Missed(NamedTuple):
    """Where the gateway goes, and where the server is."""

    row: Upstream
    socket: Socket


def missed(view: View) -> Missed | None:
    refusing = [r for r in upstreams(view) if r.port and view[DOORSTEP.of(place(r))].outcome is not Outcome.CONNECTED]
    pairs = (Missed(row, s) for row in refusing for s in view[LISTENERS.of(HERE)] if s.port == row.port)
    return next((it for it in pairs if answers(view, it.socket)), None)


def answers(view: View, socket: Socket) -> bool:
    """A server on every address of a family is not asked there: which of them would it be?"""
    return not socket.address.is_unspecified and view[ASIDE.of(socket.endpoint)].outcome is Outcome.CONNECTED


def apart(view: View, _: None) -> bool:
    return late(view) is not None or missed(view) is not None


def looks(view: View, _: None) -> str | None:
    if since := late(view):
        return f"goes by what {since.file} said before it was changed: it now names {place(since.row)}, which answers"
    it = missed(view)
    return it and f"looks for the server behind it at {place(it.row)}, and it listens at {it.socket.endpoint}"


def shown(view: View, _: None) -> str | None:
    if since := late(view):
        answers = f"straight at {place(since.row)} the same request is answered"
        return f"{rereads.told(since)}; {answers}"
    return f"{where(view, _)} sends this request to {configured(view, _)}, where nobody answers; {at(view)}"


def at(view: View) -> str:
    it = missed(view)
    return f"{processes.who(view, it.socket)} answers at {it.socket.endpoint}" if it else ""


def reread(view: View, _: None) -> str | None:
    """The master of an nginx that has to read a file again."""
    return master(view, _) if late(view) else None


def keeper(view: View, process: Process) -> str | None:
    """The service of one that its unit has read again, where the topmost of that name is the main process of it."""
    if process.name not in RELOADED:
        return None
    above = reversed(view[KIN.of(process)].ancestors)
    service = view[KIN.of(next((one for one in above if one.name == process.name), process))].service
    return service if service and not service.startswith(BY_USER) else None


def unit(view: View, _: None) -> str | None:
    """Of one that has to read a file again."""
    return (since := late(view)) and keeper(view, since.reader)


def kept(view: View, _: None) -> str | None:
    """Of one whose file names the wrong place."""
    found = () if late(view) else (keeper(view, process) for process in gateways(view))
    return next(filter(None, found), None)


def restarted(view: View, _: None) -> str | None:
    """Another gateway that has to, and that no unit of the system keeps."""
    since = late(view)
    return gateway(view, _) if since and since.reader.name in RELOADED and not unit(view, _) else None


def configured(view: View, _: None) -> str | None:
    it = None if late(view) else missed(view)
    return it and place(it.row)


def where(view: View, _: None) -> str | None:
    it = None if late(view) else missed(view)
    return it and written(it.row)


def real(view: View, _: None) -> str | None:
    if since := late(view):
        return place(since.row)
    it = missed(view)
    return it and str(it.socket.endpoint)


def edit(view: View, _: None) -> str | None:
    """For sed: the line, what stands there, and what is to stand there."""
    it = None if late(view) else missed(view)
    if it is None or not it.row.line or not (master(view, _) or kept(view, _)):
        return None
    old = "".join(f"\\{sign}" if sign in "\\.[*^$|" else sign for sign in place(it.row))
    return f"{it.row.line}s|{old}|{it.socket.endpoint}|"


def file(view: View, _: None) -> str | None:
    it = None if late(view) else missed(view)
    return edits.lying(view, it.row.file) if it and it.row.line else None


def master(view: View, _: None) -> str | None:
    """Who is told that the file has changed: nginx reads it again on SIGHUP, and its workers follow."""
    process = next((process for process in gateways(view) if process.name == NGINX), None)
    if process is None:
        return None
    top = next((above for above in reversed(view[KIN.of(process)].ancestors) if above.name == NGINX), process)
    return str(top.pid) if view[CONDITION.of(top)].state not in "Tt" else None


def others(view: View, _: None) -> str | None:
    return None if late(view) or master(view, None) or kept(view, None) else "others"


def mended(view: View, _: None) -> str | None:
    return None if late(view) else master(view, None)


CAUSE = Cause(
    id="gateway-upstream-address-wrong-or-stale",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX, Outcome.HANG}),
    prior=0.0,
    title="{gateway} {looks}",
    plain="The gateway looks for the server behind it at an address where it does not listen",
    about=web.REQUEST,
    needs=(
        GIVES_UP,
        IN_VAIN,
        Clause(
            "no connection comes about where its configuration says, and one does at another address of the same port; "
            "or the configuration was changed after it was read, and the server that it names now answers",
            apart,
            told="{shown}",
            denied="no server answers at the port of its upstream, at another address",
        ),
    ),
    slots={
        "gateway": gateway,
        "in_vain": in_vain,
        "looks": looks,
        "shown": shown,
        "configured": configured,
        "where": where,
        "real": real,
        "edit": edit,
        "file": file,
        "mended": mended,
        "others": others,
        "reread": reread,
        "unit": unit,
        "kept": kept,
        "restarted": restarted,
        **rereads.SLOTS,
    },
    remedies=(
        Remedy("see that the server answers there", ("curl", "-v", "http://{real}/"), Safety.SAFE, platform="any"),
        Remedy(
            "write {real} instead of {configured} in {where}",
            ("sed", "-i.before", "{edit}", "{file}"),
            Safety.ASK,
            needs_root=True,
            undo="mv {file}.before {file}, and have it read again",
            when="edit",
        ),
        Remedy(
            "then have {gateway} read it again; it keeps what it has where the new file is wrong",
            ("kill", "-HUP", "{mended}"),
            Safety.ASK,
            needs_root=True,
            when="mended",
        ),
        Remedy(
            "then have {gateway} check it and read it again, by its unit",
            ("systemctl", "reload", "{kept}"),
            Safety.ASK,
            needs_root=True,
            when="kept",
        ),
        Remedy(
            "have {gateway} read its files again, as nginx -s reload does; it keeps what it has where they are wrong",
            ("kill", "-HUP", "{reread}"),
            Safety.ASK,
            needs_root=True,
            undo="put the old lines back, and have them read again",
            when="reread",
            plain="where its files were changed after it had read them, have it read them again: nginx -s reload",
        ),
        Remedy(
            "have {gateway} check its files and read them again, by its unit",
            ("systemctl", "reload", "{unit}"),
            Safety.ASK,
            needs_root=True,
            undo="put the old lines back, and have them read again",
            when="unit",
            plain="where a unit keeps another gateway, have that check its files and read them again",
        ),
        Remedy(
            "have its configuration checked, and then read again: systemctl reload {restarted}, or start it again",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="put the old lines back, and have them read again",
            platform="any",
            when="restarted",
            plain="have the configuration of another gateway checked, and then read again: systemctl reload haproxy",
        ),
        *rereads.REMEDIES,
        Remedy(
            "write {real} instead of {configured} in {where}, then have the configuration checked and read again",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="put the old address back, and reload",
            platform="any",
            when="others",
        ),
        Remedy(
            "or start the server at the address that the configuration names: --host, HOST or its own setting",
            (),
            Safety.SHOW,
            undo="start it as it was",
            platform="any",
            when="configured",
        ),
    ),
    prevention=(
        "write one address in both places, 127.0.0.1 rather than localhost",
        "in networks whose addresses change, let nginx look the name up again: resolver, and a variable in proxy_pass",
    ),
    suspect="a gateway with an old address",
    see=(
        "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
        "https://nginx.org/en/docs/http/ngx_http_core_module.html#resolver",
        "https://nginx.org/en/docs/control.html#reconfiguration",
    ),
)
