"""
A connection of HTTP/1.1 stays open after the answer, for the next request (RFC 9112 section 9.3).  Both sides have
a limit for how long they leave it idle, and neither tells when it hangs up: Node closes after 5 s, Uvicorn after
5 s, Gunicorn after 2 s, while nginx keeps a connection to a server behind it for 60 s.  A request that is sent in
the instant in which the other side closes meets a FIN or a reset, and comes back as 502: now and then, more often
under load, and never twice in a row when somebody tries it by hand, for that is a new connection.

nginx writes "upstream prematurely closed connection while reading response header from upstream" or "recv() failed
(104: Connection reset by peer)".  It repeats a GET by itself unless proxy_next_upstream forbids it, and no POST.
RFC 9112 section 9.5 asks of clients to expect this; RFC 9110 section 9.2.2 says which requests may be repeated.

portwise makes the same request twice on one connection to the server behind, a moment apart, and reads what that
says of itself (Keep-Alive: timeout=5).  A limit that is not told and is longer than that moment stays unseen.
"""

from portwise.knowledge.terms import web
from portwise.knowledge.terms.gateways import ITS_OWN_PAGE, gateway, place, upstreams, written
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.exchange import Kept
from portwise.model.facts import HTTP, KEPT
from portwise.model.outcome import Outcome
from portwise.model.settings import Upstream


def sooner(view: View) -> Upstream | None:
    """The server behind that answers, and hangs up before the gateway does."""
    rows = [row for row in upstreams(view) if row.keeps]
    return next((row for row in rows if closes(view[KEPT.of(place(row))], row.keeps)), None)


def closes(kept: Kept, after: float) -> bool:
    if kept.first.outcome is not Outcome.CONNECTED or kept.second is None:
        return False
    return kept.second.outcome is not Outcome.CONNECTED or (kept.said is not None and kept.said < after)


def behind(view: View, _: None) -> str | None:
    row = sooner(view)
    return row and place(row)


def where(view: View, _: None) -> str | None:
    row = sooner(view)
    return row and written(row)


def keeps(view: View, _: None) -> str | None:
    row = sooner(view)
    return row and f"{row.keeps:g} s"


def limit(view: View, _: None) -> str | None:
    """What it does with the second request, or what it says that it will do."""
    row = sooner(view)
    if row is None:
        return None
    kept = view[KEPT.of(place(row))]
    if kept.second and kept.second.outcome is not Outcome.CONNECTED:
        return "answers one request and closes when the next one comes on the same connection"
    return f"says that it closes them after {kept.said:g} s (Keep-Alive: timeout={kept.said:g})"


CAUSE = Cause(
    id="stale-keepalive-connection",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX}),
    prior=0.0,
    title="{gateway} uses connections that {behind} closes: it keeps them for {keeps}, the server for less",
    plain="The gateway uses connections that the server behind it has closed",
    about=web.REQUEST,
    needs=(
        Clause(
            "the answer is 502",
            lambda view, _: view[HTTP.of(view.at)].status == 502,
            denied="the answer is not 502",
            trivial=True,
        ),
        ITS_OWN_PAGE,
        Clause(
            "the server behind it answers on a new connection, and closes a kept one sooner than the gateway does",
            lambda view, _: sooner(view) is not None,
            told="asked directly, {behind} answers; it {limit}, and {gateway} keeps them for {keeps}",
            denied="no server behind it is seen to close connections sooner than the gateway does",
        ),
    ),
    slots={"gateway": gateway, "behind": behind, "where": where, "keeps": keeps, "limit": limit},
    remedies=(
        Remedy(
            "see how often it happens",
            ("portwise", "why", "{target}", "--repeat", "50"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "let the server at {behind} keep idle connections for longer than {keeps}: server.keepAliveTimeout = 65000 "
            "in Node, --timeout-keep-alive 75 of uvicorn, --keep-alive 75 of gunicorn",
            (),
            Safety.SHOW,
            undo="put the old value back, and start it again",
            platform="any",
            plain="let the server behind keep idle connections for longer than the gateway does",
        ),
        Remedy(
            "or let nginx hang up first: keepalive_timeout 4s; in the upstream block that {where} sends to, then "
            "nginx -t and nginx -s reload",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="take the line out again, and reload",
            platform="any",
            plain="or let the gateway hang up first",
        ),
        Remedy(
            "let the gateway repeat what may be repeated: proxy_next_upstream error timeout; is the default of nginx",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="put the old line back, and reload",
            platform="any",
        ),
    ),
    prevention=(
        "along the whole chain whoever is asked keeps an idle connection for longer than whoever asks",
        "let clients repeat a GET once when a kept connection breaks",
    ),
    suspect="a kept connection that was closed",
    see=(
        "https://www.rfc-editor.org/rfc/rfc9112#section-9.5",
        "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive",
        "https://nodejs.org/api/http.html#serverkeepalivetimeout",
    ),
)
