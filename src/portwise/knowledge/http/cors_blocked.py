"""
A script may send requests to any server, and may read the answers of its own origin alone: scheme,
host and port, taken literally, so that http://localhost:5173 and http://127.0.0.1:5173 are strangers
to http://localhost:3000 and to one another.  For a stranger the server has to say in
Access-Control-Allow-Origin that he may read.  Before a request that no form could send (PUT, DELETE,
a JSON body, an Authorization header) the browser asks by itself, with OPTIONS and without a login,
and sends nothing where the answer is not a plain yes (https://fetch.spec.whatwg.org, "CORS protocol").

So curl works, the log of the server shows 200, and the page gets "Failed to fetch".  What goes wrong:
errors leave the server without the headers (nginx keeps add_header for 2xx and 3xx unless it says
always), a login is demanded of the preflight, a redirect to the URL with a slash, two layers that
both send the header, a * where cookies are wanted.  When the server fails for everybody, the console
of the browser says CORS as well; then the failure is the cause.

curl asks nobody for leave, so portwise has to be told who asks: --origin.  It sends the GET or the
OPTIONS, and never the request itself where that is another one.  A browser that asks in the name of that
page (--vantage browser) has the last word: it goes on where a redirect leads, and servers may answer it otherwise.
"""

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import browsers, origins, web, words
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.client import Client
from portwise.model.facts import HERE, HTTP, LISTENERS, OWNERS, PERMITTED, PROGRAM
from portwise.model.outcome import Outcome
from portwise.model.target import Fetch

FAILS_FROM = 500
CORS = "cors:"
SETTINGS = {
    "ollama": 'OLLAMA_ORIGINS="{origin}" in the environment of Ollama',
    "uvicorn": 'CORSMiddleware with allow_origins=["{origin}"] (FastAPI, Starlette)',
    "gunicorn": 'CORS_ALLOWED_ORIGINS = ["{origin}"] (django-cors-headers), CORS(app, origins="{origin}") (flask-cors)',
    "django": 'CORS_ALLOWED_ORIGINS = ["{origin}"] (django-cors-headers)',
    "flask": 'CORS(app, origins="{origin}") (flask-cors)',
    "rails": 'origins "{origin}" in config/initializers/cors.rb (rack-cors)',
    "nginx": "add_header Access-Control-Allow-Origin {origin} always;",
    "vite": 'server.cors: {{origin: "{origin}"}} in the configuration of vite',
}
ANY_SERVER = 'cors({{origin: "{origin}"}}) in Express, or what its framework calls that'

PREFLIGHT = ("curl", "-si", "-X", "OPTIONS", "-H", "Origin: {origin}", "-H", "Access-Control-Request-Method: {method}")


def pages(view: View) -> Iterator[Fetch]:
    fetch = origins.foreign(view)
    for _ in web.connected(view):
        yield from (fetch,) if fetch else ()


def trouble(view: View, fetch: Fetch) -> str | None:
    about = origins.refused(view, fetch)
    if about:
        return origins.trouble(view[PERMITTED.of(about)], about)
    word = confirmed(view, fetch)
    ended = next((met.final for met in browsers.browsed(view) if met.final != met.url), "")
    where = f"of {ended}, where it is sent on" if ended else "though the answer to portwise allows it"
    return word and f"{browsers.called(view, fetch)} says {word} {where}"


def is_kept(view: View, fetch: Fetch) -> bool:
    return confirmed(view, fetch) is not None or origins.refused(view, fetch) is not None


def gets_it(view: View, fetch: Fetch) -> bool:
    """Whether a browser was sent, and its script may read the answer."""
    return any(met.works and met.origin == fetch.origin for met in browsers.browsed(view))


def fails_for_everybody(view: View, _: Fetch) -> bool:
    met = view[HTTP.of(view.at)]
    return met.outcome is not Outcome.CONNECTED or met.status >= FAILS_FROM


def confirmed(view: View, fetch: Fetch) -> str | None:
    """The word of a browser's own check."""
    kept = (met.blocked for met in browsers.browsed(view) if met.origin == fetch.origin)
    return next((word.removeprefix(CORS) for word in kept if word.startswith(CORS)), None)


def simple(view: View, fetch: Fetch) -> str | None:
    """The URL, where it is the GET that fails; else there was a preflight before it."""
    about = origins.refused(view, fetch)
    before = about.preflight if about else "preflight" in (confirmed(view, fetch) or "").casefold()
    return None if before else words.url(view, fetch)


def barely(view: View, fetch: Fetch) -> str | None:
    return None if simple(view, fetch) or fetch.unsafe else words.url(view, fetch)


def unsafe(view: View, fetch: Fetch) -> str | None:
    return None if simple(view, fetch) else ",".join(fetch.unsafe) or None


def page(_: View, fetch: Fetch) -> str:
    """Who asks, as --origin and the options beside it have it."""
    said = [fetch.origin]
    said += [f"--method {fetch.method}"] if fetch.method != "GET" else []
    said += [f"--header {name}" for name in fetch.headers]
    return " ".join((*said, *(["--credentials"] if fetch.credentials else [])))


def setting(view: View, fetch: Fetch) -> str:
    """As the server of this machine is told it, where that is one that portwise knows."""
    holders = (who for s in view[LISTENERS.of(HERE)] if terms.takes(view, s) for who in view[OWNERS.of(s.inode)])
    known = next((SETTINGS[name] for who in holders if (name := view[PROGRAM.of(who)].name) in SETTINGS), ANY_SERVER)
    return known.format(origin=fetch.origin)


CAUSE = Cause(
    id="cors-blocked",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.CONNECTED, Outcome.HTTP_4XX, Outcome.BLOCKED_BY_BROWSER}),
    prior=0.0,
    title="the browser keeps it from a page of {origin}: {trouble}",
    plain="The browser keeps the answer from a page of another origin (CORS)",
    about=About(
        "a page of another origin asks",
        pages,
        told="the page is of {origin}, and the answer of another origin, {own}",
        denied="nobody asks in the name of a page of another origin (--origin)",
        once=web.connected,
    ),
    needs=(
        Clause(
            "the answer does not allow what the page wants",
            is_kept,
            told="asked as a browser asks, {trouble}",
            denied="asked as a browser asks, the server allows what the page wants",
        ),
    ),
    excludes=(
        Clause(
            "the server fails whoever asks, and a browser's word about CORS hides that",
            fails_for_everybody,
        ),
        Clause("a browser that asked in the name of that page got the answer", gets_it),
    ),
    hints=(
        Hint(
            "a browser that asked in the name of that page was kept from the answer, and says CORS",
            0.5,
            lambda view, fetch: confirmed(view, fetch) is not None,
            told="{browser}, which asked in the name of that page, says {confirmed}",
        ),
    ),
    yields_to=("host-header-rejected",),  # whoever is turned away for the name gets no headers either
    slots={
        "origin": lambda _, fetch: fetch.origin,
        "own": lambda view, _: origins.own(view),
        "trouble": trouble,
        "browser": browsers.called,
        "confirmed": confirmed,
        "simple": simple,
        "barely": barely,
        "method": lambda _, fetch: fetch.method,
        "headers": unsafe,
        "setting": setting,
        "page": page,
        "url": words.url,
        "path": words.path,
    },
    remedies=(
        Remedy(
            "see the headers of the answer by hand",
            ("curl", "-si", "-H", "Origin: {origin}", "{url}"),
            Safety.SAFE,
            verify="portwise why {url} --origin {page}",
            platform="any",
            when="simple",
        ),
        Remedy(
            "see the answer to the preflight by hand",
            (*PREFLIGHT, "{url}"),
            Safety.SAFE,
            verify="portwise why {url} --origin {page}",
            platform="any",
            when="barely",
        ),
        Remedy(
            "see the answer to the preflight with headers by hand",
            (*PREFLIGHT, "-H", "Access-Control-Request-Headers: {headers}", "{url}"),
            Safety.SAFE,
            verify="portwise why {url} --origin {page}",
            platform="any",
        ),
        Remedy(
            "make it one origin: let the development server of the page pass requests on (server.proxy of vite, "
            "rewrites of Next.js), and let the page ask {path} of its own server",
            (),
            Safety.SHOW,
            verify="no request of the page leaves its origin (DevTools, Network)",
            undo="take the proxy out again",
            platform="any",
        ),
        Remedy(
            "or let the server allow the page, on errors and on OPTIONS too: {setting}",
            (),
            Safety.SHOW,
            plain="or let the server allow the page, on errors and on OPTIONS too: the CORS setting of its framework",
            verify="portwise why {url} --origin {page}",
            undo="take it out again",
            platform="any",
        ),
        Remedy(
            "leave the security of the browser on; without it every page reads what every server of yours has",
            (),
            Safety.SHOW,
            platform="any",
        ),
    ),
    prevention=(
        "one origin in development, as in production",
        "one place that sends the headers, for errors too, before whatever demands a login",
    ),
    suspect="CORS, the browser's guard between origins",
    spares=frozenset(Client) - {Client.BROWSER},  # who has no pages asks nobody for leave
    see=(
        "https://fetch.spec.whatwg.org/#http-cors-protocol",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS/Errors",
        "https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header",
    ),
)
