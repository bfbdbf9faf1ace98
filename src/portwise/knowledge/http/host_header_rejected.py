"""
Every request says in its Host header by which name the server was asked (RFC 9110 section 7.2).
Development servers look at it: a page from anywhere can make a browser ask localhost under a name
of its own (DNS rebinding), and a server that answers only to names it knows is safe from that.
vite answers "Blocked request", webpack-dev-server "Invalid Host header", Django and Starlette 400,
Rails 403, a default site of nginx whatever it was told.

So localhost works, and the name of the tunnel, the container, the other machine or the hosts
file does not, although the connection is fine.  A page that says so is proof; else portwise asks
once more in the name of localhost, and an answer then is proof as well.
"""

from portwise.knowledge.terms import web, words
from portwise.model.cause import Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.exchange import AsHost
from portwise.model.facts import HOSTED, HTTP
from portwise.model.outcome import Outcome

MARK = "host-check: "
TURNED_AWAY = (400, 403, 404, 421)  # 421: misdirected, RFC 9110 section 15.5.20; 404: the default site of a gateway
ERROR = 400  # from here on no answer
LOCALHOST = "localhost"
NAMES = {
    "webpack": "webpack-dev-server",
    "django": "Django",
    "rails": "Rails",
    "starlette": "Starlette",
    "mcp": "the MCP server",
}
SETTINGS = {
    "vite": 'server.allowedHosts: ["{host}"] in the configuration of vite',
    "webpack": 'devServer.allowedHosts: ["{host}"] in the configuration of webpack',
    "django": 'ALLOWED_HOSTS = ["{host}"] in settings.py',
    "rails": 'config.hosts << "{host}" in config/environments/development.rb',
    "starlette": 'TrustedHostMiddleware(allowed_hosts=["{host}"])',
    "mcp": 'TransportSecuritySettings(allowed_hosts=["{host}:*"]) of FastMCP',
    "werkzeug": 'TRUSTED_HOSTS = ["{host}"] in the configuration of Flask',
}


def framework(view: View) -> str:
    """By its page, "" where that does not say."""
    marker = view[HTTP.of(view.at)].marker
    return marker.removeprefix(MARK) if marker.startswith(MARK) else ""


def turned_away(view: View, _: None) -> bool:
    return bool(framework(view)) or view[HTTP.of(view.at)].status in TURNED_AWAY


def for_its_name(view: View, _: None) -> bool:
    """By its own word, or because the same request is answered in the name of localhost."""
    if framework(view):
        return True
    if view.target.host == LOCALHOST:
        return False
    met = view[HOSTED.of(AsHost(view.at, f"{LOCALHOST}:{view.at.port}"))]
    return met.outcome is Outcome.CONNECTED and met.status < ERROR


def server(view: View, _: None) -> str:
    known = framework(view)
    return NAMES.get(known, known) or "the server"


def proof(view: View, _: None) -> str:
    return "its page says so" if framework(view) else "asked in the name of localhost, it answers"


def setting(view: View, _: None) -> str | None:
    known = SETTINGS.get(framework(view))
    return known and known.replace("{host}", view.target.host)


def unlisted(view: View, about: None) -> str | None:
    """The name, where it is not known what the setting is called."""
    return None if setting(view, about) else view.target.host


CAUSE = Cause(
    id="host-header-rejected",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_4XX, Outcome.CONNECTED}),
    prior=0.0,
    title="On port {port} {server} does not answer to the name {host}",
    plain="The server does not answer to the name that it was asked by",
    about=web.REQUEST,
    needs=(
        Clause(
            "the request is turned away",
            turned_away,
            denied="the request is not turned away",
            trivial=True,
        ),
        Clause(
            "that is for the name in the Host header: the page says so, or in the name of localhost it is answered",
            for_its_name,
            told="the request is turned away for the name in its Host header, {host}: {proof}",
            denied="in the name of localhost the request fares no better",
        ),
    ),
    hints=(
        Hint(
            "the page is one that is made for this",
            1.0,
            lambda view, _: bool(framework(view)),
        ),
    ),
    slots={
        "server": server,
        "proof": proof,
        "setting": setting,
        "unlisted": unlisted,
        "host": words.host,
        "url": words.url,
        "port": lambda view, _: str(view.at.port),
    },
    remedies=(
        Remedy(
            "see that it is the name: ask the same in the name of localhost",
            ("curl", "-v", "-H", "Host: localhost:{port}", "{url}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "let the server answer to the name: {setting}",
            (),
            Safety.SHOW,
            undo="take the name out again",
            platform="any",
        ),
        Remedy(
            "let the server answer to the name {unlisted} too: server_name, ALLOWED_HOSTS, or what it calls it",
            (),
            Safety.SHOW,
            undo="take the name out again",
            platform="any",
        ),
        Remedy(
            "or use localhost, or a tunnel that sends on localhost as the name, where you have both ends",
            (),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "do not allow every name: any page in your browser could then read what the server has",
            (),
            Safety.SHOW,
            platform="any",
        ),
    ),
    prevention=("write the names that are used in development into the configuration, once",),
    suspect="a name that the server does not answer to",
    see=(
        "https://www.rfc-editor.org/rfc/rfc9110#section-7.2",
        "https://vite.dev/config/server-options#server-allowedhosts",
        "https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
    ),
)
