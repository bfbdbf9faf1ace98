"""
Servers count their clients, and turn away who comes when there are enough.  The
port is open and the handshake completes; then it depends on the protocol.  Redis
says "-ERR max number of clients reached" and closes, MySQL sends error 1040, sshd
says "Exceeded MaxStartups", memcached "ERROR Too many open connections".  nginx
with limit_conn answers 503 by a page of its own, as if something behind it were down.

Whoever holds the connections is the one to look at: a pool in each of ten workers,
a client that never closes, a forgotten console.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import attempts, processes, queues
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ATTEMPT, BANNER, CAPS, HTTP
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.settings import Cap

SAID = {
    "redis": "max number of clients reached",  # networking.c, acceptCommonHandler()
    "mysql": "Too many connections",  # ER_CON_COUNT_ERROR, 1040
    "mariadb": "Too many connections",
    "memcached": "Too many open connections",  # memcached.c, drive_machine()
    "ssh": "Exceeded MaxStartups",  # sshd.c, drop_connection()
    "smtp": "oo many connections",  # 421, Postfix and Exim
    "ftp": "oo many c",  # 421: connections, or connected users
    "imap": "aximum number of connections",
}
OF_SCHEME = {"rediss": "redis", "valkey": "redis", "valkeys": "redis", "memcache": "memcached", "sftp": "ssh"}
PATTERNS = ("~", "@", "=")  # locations that are no prefix, ngx_http_core_module


class Limit(NamedTuple):
    """How it is known: by the server's own word, or by the number that its configuration allows."""

    word: str
    cap: Cap | None


def limits(view: View) -> Iterator[Limit]:
    if view[ATTEMPT.of(view.at)].outcome is not Outcome.CONNECTED or not view.target.scheme:
        return
    if view.target.speaks_http:
        yield from (Limit("", cap) for cap in reached(view)[:1])
        return
    protocol = OF_SCHEME.get(view.target.scheme, view.target.scheme)
    if protocol in SAID and SAID[protocol] in (text := view[BANNER.of(view.at)].text):
        yield Limit(text, None)


def reached(view: View) -> list[Cap]:
    """What limits this request by nginx's own refusal, where as many clients are connected as it allows."""
    page = view[HTTP.of(view.at)]
    if page.status != 503 or page.marker != "gateway: nginx":
        return []
    rows = [cap for socket in queues.serving(view) for cap in caps(view, socket) if applies(view, cap)]
    return [cap for cap in rows if len(queues.others(view)) >= cap.most]


def caps(view: View, socket: Socket) -> tuple[Cap, ...]:
    held_by = terms.owner(view, socket)
    return view[CAPS.of(held_by)] if held_by else ()


def applies(view: View, cap: Cap) -> bool:
    prefix = "" if cap.location.startswith(PATTERNS) else cap.location.removeprefix("^~").strip()
    return (not cap.listens or view.at.port in cap.listens) and (view.target.path or "/").startswith(prefix)


def server(view: View, _: Limit) -> str:
    """Who it is where he is to be seen."""
    names = (processes.name(view, socket) for socket in queues.serving(view))
    return next((name for name in names if name), "the server")


def how(view: View, limit: Limit) -> str:
    if limit.cap is None:
        return f"it says {limit.word!r}"
    here = f"{limit.cap.file}:{limit.cap.line} allows {limit.cap.most}"
    return (
        f"{here}, and {queues.clients(view, None)} of it {'is' if len(queues.others(view)) == 1 else 'are'} connected"
    )


CAUSE = Cause(
    id="connection-or-task-limit-reached",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.CONNECTED, Outcome.HTTP_5XX}),
    prior=1.0,  # where it is said, it is so
    title="{server} has as many clients as it may, and turns the next one away",
    plain="The server has as many clients as it may, and turns the next one away",
    about=About(
        "the server says that it has too many clients, or as many are connected as its configuration allows",
        limits,
        told="{how}",
        denied="the server does not turn clients away for their number",
        once=attempts.came_about,
    ),
    needs=(),
    slots={
        "server": server,
        "how": how,
        "port": terms.port,
        "where": lambda _, limit: f"{limit.cap.file}:{limit.cap.line}" if limit.cap else None,
    },
    remedies=(
        Remedy("see who holds its connections", ("ss", "-tnp", "dport = :{port} or sport = :{port}"), Safety.SAFE),
        Remedy(
            "end what need not be connected, and let clients share a pool that is smaller than the limit",
            (),
            Safety.SHOW,
            undo="start it again",
            platform="any",
        ),
        Remedy("or raise the limit at {where}, and reload", ("nginx", "-s", "reload"), Safety.SHOW, needs_root=True),
        Remedy(
            "or raise the limit: maxclients in Redis, max_connections in MySQL, -c of memcached, MaxStartups of sshd, "
            "limit_conn in nginx",
            (),
            Safety.SHOW,
            undo="set the old number again",
            platform="any",
        ),
    ),
    prevention=("the pools of all workers together stay below the limit", "watch the number of connections"),
    suspect="a limit of connections",
    see=(
        "https://redis.io/docs/latest/develop/reference/clients/#maximum-concurrent-connected-clients",
        "https://dev.mysql.com/doc/refman/en/too-many-connections.html",
        "https://nginx.org/en/docs/http/ngx_http_limit_conn_module.html",
        "man 5 sshd_config, MaxStartups",
    ),
)
