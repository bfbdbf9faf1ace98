"""
A development server often passes some paths on: ``server.proxy`` of vite and
``devServer.proxy`` of webpack send /api to a server of its own, so that the browser sees one
origin.  The pages come and the data does not: where that other server is not there, vite
answers 500 with an empty body and webpack 500 or 504 with "Error occurred while trying to
proxy", and both write "http proxy error … ECONNREFUSED" where they were started.  A
WebSocket that is passed on in this way is closed without a word.

``localhost`` in the target is resolved by Node: since version 17 in the order of the
resolver, often ::1 first, which is why a server on 127.0.0.1 alone may be refused here and
reached from elsewhere.

Nothing is run: the target is read where it stands as a URL in the configuration file.
"""

from portwise.knowledge.terms import processes, web, words
from portwise.knowledge.terms.gateways import DEV_SERVERS, gateways, place, proxied, written
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import DOORSTEP, HTTP, PROGRAM, UPSTREAMS
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.settings import Upstream


def sent_on(view: View) -> list[tuple[Process, Upstream]]:
    """Where the development server that listens here sends this path."""
    servers = [process for process in gateways(view) if view[PROGRAM.of(process)].name in DEV_SERVERS]
    path = view.target.path or "/"
    return [(server, row) for server in servers for row in proxied(list(view[UPSTREAMS.of(server)]), path)]


def refusing(view: View) -> tuple[Process, Upstream] | None:
    rows = sent_on(view)
    return next((it for it in rows if view[DOORSTEP.of(place(it[1]))].outcome is not Outcome.CONNECTED), None)


def upstream(view: View, _: None) -> str | None:
    it = refusing(view)
    return it and place(it[1])


def where(view: View, _: None) -> str | None:
    it = refusing(view)
    return it and written(it[1])


def app(view: View, _: None) -> str | None:
    it = refusing(view)
    return it and processes.called(view, it[0])


def location(view: View, _: None) -> str | None:
    it = refusing(view)
    return it and it[1].location


CAUSE = Cause(
    id="dev-server-proxy-or-websocket-upstream",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX, Outcome.EMPTY, Outcome.RESET}),
    prior=0.0,
    title="{app} sends {location} on to {upstream}, and nobody takes connections there ({where})",
    plain="The development server sends this path on to a server that is not there",
    about=web.REQUEST,
    needs=(
        Clause(
            "the answer is an error of a server (5xx), or none",
            lambda view, _: view[HTTP.of(view.at)].status >= 500 or not view[HTTP.of(view.at)].status,
            denied="the answer is no error of a server",
            trivial=True,
        ),
        Clause(
            "the development server sends this path on to a server that takes no connection",
            lambda view, _: refusing(view) is not None,
            told="{app} runs, and {where} sends {location} on to {upstream}, where no connection comes about",
            denied="no development server listens here that sends this path to a server that takes no connection",
        ),
    ),
    slots={"app": app, "upstream": upstream, "where": where, "location": location, "path": words.path},
    remedies=(
        Remedy(
            "find out why {upstream} takes no connection",
            ("portwise", "why", "{upstream}"),
            Safety.SAFE,
            platform="any",
            plain="find out why the server that it sends this path to takes no connection",
        ),
        Remedy(
            "start the server that belongs at {upstream}, or correct the target in {where} and start {app} again",
            (),
            Safety.SHOW,
            undo="put the old target back, and start it again",
            platform="any",
            plain="start that server, or correct the target in the proxy settings of the development server, and start "
            "it again; 127.0.0.1 instead of localhost where the server takes IPv4 only",
        ),
    ),
    prevention=(
        "start both with one command (concurrently, a Procfile, docker compose), the API first",
        "write 127.0.0.1 in the target where the API listens in IPv4 alone",
    ),
    suspect="a development server whose API is down",
    see=(
        "https://vite.dev/config/server-options#server-proxy",
        "https://webpack.js.org/configuration/dev-server/#devserverproxy",
    ),
)
