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
"""

from typing import NamedTuple

from portwise.knowledge.terms import edits, processes, web
from portwise.knowledge.terms.gateways import ITS_OWN_PAGE, gateway, gateways, place, upstreams, written
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ASIDE, CONDITION, DOORSTEP, HERE, HTTP, KIN, LISTENERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.settings import Upstream

NGINX = "nginx"


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


def configured(view: View, _: None) -> str | None:
    it = missed(view)
    return it and place(it.row)


def where(view: View, _: None) -> str | None:
    it = missed(view)
    return it and written(it.row)


def real(view: View, _: None) -> str | None:
    it = missed(view)
    return it and str(it.socket.endpoint)


def edit(view: View, _: None) -> str | None:
    """For sed: the line, what stands there, and what is to stand there."""
    it = missed(view)
    if it is None or not it.row.line:
        return None
    old = "".join(f"\\{sign}" if sign in "\\.[*^$|" else sign for sign in place(it.row))
    return f"{it.row.line}s|{old}|{it.socket.endpoint}|"


def file(view: View, _: None) -> str | None:
    it = missed(view)
    return edits.lying(view, it.row.file) if it and it.row.line else None


def master(view: View, _: None) -> str | None:
    """Who is told that the file has changed: nginx reads it again on SIGHUP, and its workers follow."""
    process = next((process for process in gateways(view) if process.name == NGINX), None)
    if process is None:
        return None
    top = next((above for above in reversed(view[KIN.of(process)].ancestors) if above.name == NGINX), process)
    return str(top.pid) if view[CONDITION.of(top)].state not in "Tt" else None


def others(view: View, _: None) -> str | None:
    return None if master(view, None) else "others"


def who(view: View, _: None) -> str | None:
    it = missed(view)
    return it and processes.who(view, it.socket)


CAUSE = Cause(
    id="gateway-upstream-address-wrong-or-stale",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX}),
    prior=0.0,
    title="{gateway} looks for the server behind it at {configured}, and it listens at {real}",
    plain="The gateway looks for the server behind it at an address where it does not listen",
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
            "no connection comes about where its configuration says, and one does at another address of the same port",
            lambda view, _: missed(view) is not None,
            told="{where} sends this request to {configured}, where nobody answers; {who} answers at {real}",
            denied="no server answers at the port of its upstream, at another address",
        ),
    ),
    slots={
        "gateway": gateway,
        "configured": configured,
        "where": where,
        "real": real,
        "who": who,
        "edit": edit,
        "file": file,
        "master": master,
        "others": others,
    },
    remedies=(
        Remedy("see that the server answers there", ("curl", "-v", "http://{real}/"), Safety.SAFE, platform="any"),
        Remedy(
            "write {real} instead of {configured} in {where}",
            ("sed", "-i.before", "{edit}", "{file}"),
            Safety.ASK,
            needs_root=True,
            undo="mv {file}.before {file}, and have it read again",
            when="master",
        ),
        Remedy(
            "then have {gateway} read it again; it keeps what it has where the new file is wrong",
            ("kill", "-HUP", "{master}"),
            Safety.ASK,
            needs_root=True,
            when="master",
        ),
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
    ),
)
