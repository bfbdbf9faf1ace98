"""
A server that waits for a ClientHello gets ``GET / HTTP/1.1`` instead: 'G' is no
record type (RFC 8446 section 5.1), so the handshake is over before it began.  What
the client sees depends on the server.  OpenSSL and most frameworks close without a
byte: "Empty reply from server".  Some send their alert first, and a client that
expects text finds seven bytes of binary.  Node resets.  nginx, Apache, Tomcat and Go
keep a readable page for this very mistake, with status 400.

Redis, AMQP and MQTT on their TLS ports do the same with a client that comes without.
A mail client on port 465 or 993 waits for a greeting, the server waits for a
ClientHello, and nobody says a word (RFC 8314 section 3).
"""

from portwise.knowledge.terms import attempts, words
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.exchange import Kind
from portwise.model.facts import ATTEMPT, BANNER, HTTP, TLS
from portwise.model.outcome import Outcome
from portwise.model.schemes import WITH_TLS


def connected(view: View) -> tuple[None, ...]:
    """Once where a request of the web or a greeting could be made that may go over TLS as well."""
    speaks = view.target.speaks_http or view.target.scheme in WITH_TLS
    return (None,) if view[ATTEMPT.of(view.at)].outcome is Outcome.CONNECTED and speaks else ()


def no_ordinary_answer(view: View, _: None) -> bool:
    """Not even an error page, or the page that is written for this mistake."""
    if not view.target.speaks_http:
        return view[BANNER.of(view.at)].outcome is not Outcome.CONNECTED
    met = view[HTTP.of(view.at)]
    return met.outcome is not Outcome.CONNECTED or met.marker == "tls-port"


def web(view: View, about: None) -> str | None:
    return words.place(view, about) if view.target.speaks_http else None


def other(view: View, about: None) -> str | None:
    return None if view.target.speaks_http else words.place(view, about)


CAUSE = Cause(
    id="http-to-tls-port",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset(
        {Outcome.EMPTY, Outcome.RESET, Outcome.HANG, Outcome.NOT_HTTP, Outcome.TRUNCATED, Outcome.HTTP_4XX}
        | {Outcome.WRONG_CONTENT}
    ),
    prior=0.0,
    title="{scheme}:// was used, and port {port} speaks TLS",
    plain="http:// was used, and the port speaks TLS",
    about=About("the connection for a request came about", connected, trivial=True, once=attempts.came_about),
    needs=(
        Clause(
            "the client came without TLS",
            lambda view, _: not view.target.speaks_tls,
            denied="the client came with TLS",
            trivial=True,
        ),
        Clause(
            "the request got no ordinary answer",
            no_ordinary_answer,
            denied="the request got an ordinary answer",
            trivial=True,
        ),
        Clause(
            "the server answers a TLS handshake",
            lambda view, _: view[TLS.of(view.at)].kind is Kind.TLS,
            told="asked with TLS, the same port answers in TLS",
            denied="asked with TLS, the server does not answer in TLS",
        ),
    ),
    hints=(
        Hint(
            "the server says so itself",
            2.0,
            told="the server says so itself, on the page that it sent",
            holds=lambda view, _: view.target.speaks_http and view[HTTP.of(view.at)].marker == "tls-port",
        ),
    ),
    slots={
        "scheme": lambda view, _: view.target.scheme,
        "with_tls": lambda view, _: WITH_TLS.get(view.target.scheme),
        "port": lambda view, _: str(view.at.port),
        "place": words.place,
        "path": words.path,
        "web": web,
        "other": other,
    },
    remedies=(
        Remedy(
            "use {with_tls}://{place}",
            ("curl", "-v", "https://{place}{path}"),
            Safety.SAFE,
            verify="portwise why {with_tls}://{place}",
            platform="any",
            plain="use https",
            when="web",
        ),
        Remedy(
            "use {with_tls}://{place}, or the option of the client that says TLS",
            ("portwise", "why", "{with_tls}://{place}"),
            Safety.SAFE,
            verify="portwise why {with_tls}://{place}",
            platform="any",
            plain="where it is no web server: use rediss, amqps, mqtts or what the scheme with TLS is called",
            when="other",
        ),
        Remedy(
            "or let a plain port of the server redirect to it",
            (),
            Safety.SHOW,
            undo="take the redirect out",
            platform="any",
            when="web",
        ),
    ),
    prevention=("one scheme per port", "redirect http to https where both exist"),
    suspect="a port that speaks TLS",
    see=("https://www.rfc-editor.org/rfc/rfc8446#section-5.1", "man 1 openssl-s_client"),
)
