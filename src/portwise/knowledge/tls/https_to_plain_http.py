"""
A TLS client opens with a ClientHello, a record of type 22 (RFC 8446 section 5.1).  A
server that speaks plain HTTP reads it as the worst request line of its life and
answers ``HTTP/1.1 400 Bad Request``, or the bare page where it takes the line for
HTTP/0.9; some close without a byte.  The TLS library of the client then finds 'H'
(0x48) or '<' where the type of a record belongs: "wrong version number" in OpenSSL,
ERR_SSL_PROTOCOL_ERROR in Chrome, SSL_ERROR_RX_RECORD_TOO_LONG in Firefox.

Development servers rarely speak TLS.  The https:// comes from a habit, from a
redirect that was cached, or from a configuration meant for production.
"""

from portwise.knowledge.terms import web, words
from portwise.model.cause import Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.exchange import Kind
from portwise.model.facts import PLAIN, TLS
from portwise.model.outcome import Outcome


def answers_plainly(view: View, _: None) -> bool:
    """HTTP came back on the ClientHello itself; where nothing came, the same request without TLS decides."""
    kind = view[TLS.of(view.at)].kind
    if kind is not Kind.NOTHING:
        return kind is Kind.HTTP
    plain = view[PLAIN.of(view.at)]
    return plain.outcome is Outcome.CONNECTED and plain.marker != "tls-port"


CAUSE = Cause(
    id="https-to-plain-http",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TLS_ERROR, Outcome.HANG}),
    prior=0.0,
    title="https:// was used, and port {port} speaks plain HTTP",
    plain="https:// was used, and the port speaks plain HTTP",
    about=web.REQUEST,
    needs=(
        Clause(
            "the client came with TLS",
            lambda view, _: view.target.speaks_tls,
            denied="the client came without TLS",
            trivial=True,
        ),
        Clause(
            "the server answers in plain HTTP",
            answers_plainly,
            told="asked with TLS, the server answers in plain HTTP, or only when it is asked without",
            denied="the server does not answer in plain HTTP",
        ),
    ),
    hints=(
        Hint(
            "the same request without TLS is answered",
            1.0,
            lambda view, _: view[PLAIN.of(view.at)].met is Outcome.CONNECTED,
        ),
    ),
    slots={"port": lambda view, _: str(view.at.port), "place": words.place, "path": words.path},
    remedies=(
        Remedy(
            "use http://{place}",
            ("curl", "-v", "http://{place}{path}"),
            Safety.SAFE,
            verify="portwise why http://{place}",
            platform="any",
        ),
        Remedy(
            "or put TLS in front of it, on another port",
            ("caddy", "reverse-proxy", "--from", "localhost:8443", "--to", "{place}"),
            Safety.ASK,
            verify="portwise why https://localhost:8443",
            undo="stop caddy",
            platform="any",
        ),
        Remedy("or give the server a certificate that this machine trusts", ("mkcert", "localhost"), Safety.SHOW),
    ),
    prevention=("print the scheme together with the port", "redirect to https only where something speaks it"),
    suspect="a port that speaks plain HTTP",
    see=("https://www.rfc-editor.org/rfc/rfc8446#section-5.1", "man 1 openssl-s_client"),
)
