"""
A server that waits for a ClientHello gets ``GET / HTTP/1.1`` instead: 'G' is no
record type (RFC 8446 section 5.1), so the handshake is over before it began.  What
the client sees depends on the server.  OpenSSL and most frameworks close without a
byte: "Empty reply from server".  Some send their alert first, and a client that
expects text finds seven bytes of binary.  Node resets.  nginx, Apache, Tomcat and Go
keep a readable page for this very mistake, with status 400.
"""

from portwise.knowledge.terms import web, words
from portwise.model.cause import Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.exchange import Kind
from portwise.model.facts import HTTP, TLS
from portwise.model.outcome import Outcome


def no_ordinary_answer(view: View, _: None) -> bool:
    """Not even an error page, or the page that is written for this mistake."""
    met = view[HTTP.of(view.at)]
    return met.outcome is not Outcome.CONNECTED or met.marker == "tls-port"


CAUSE = Cause(
    id="http-to-tls-port",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset(
        {Outcome.EMPTY, Outcome.RESET, Outcome.HANG, Outcome.NOT_HTTP, Outcome.TRUNCATED, Outcome.HTTP_4XX}
    ),
    prior=0.0,
    title="http:// was used, and port {port} speaks TLS",
    plain="http:// was used, and the port speaks TLS",
    about=web.REQUEST,
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
            holds=lambda view, _: view[HTTP.of(view.at)].marker == "tls-port",
        ),
    ),
    slots={"port": lambda view, _: str(view.at.port), "place": words.place, "path": words.path},
    remedies=(
        Remedy(
            "use https://{place}",
            ("curl", "-v", "https://{place}{path}"),
            Safety.SAFE,
            verify="portwise why https://{place}",
            platform="any",
        ),
        Remedy(
            "or let a plain port of the server redirect to it",
            (),
            Safety.SHOW,
            undo="take the redirect out",
            platform="any",
        ),
    ),
    prevention=("one scheme per port", "redirect http to https where both exist"),
    suspect="a port that speaks TLS",
    see=("https://www.rfc-editor.org/rfc/rfc8446#section-5.1", "man 1 openssl-s_client"),
)
