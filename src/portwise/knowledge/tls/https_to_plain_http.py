"""
A TLS client opens with a ClientHello, a record of type 22 (RFC 8446 section 5.1).  A
server that speaks plain HTTP reads it as the worst request line of its life and
answers ``HTTP/1.1 400 Bad Request``, or the bare page where it takes the line for
HTTP/0.9; some close without a byte.  The TLS library of the client then finds 'H'
(0x48) or '<' where the type of a record belongs: "wrong version number" in OpenSSL,
ERR_SSL_PROTOCOL_ERROR in Chrome, SSL_ERROR_RX_RECORD_TOO_LONG in Firefox.

It is the same for every other protocol with an s at its end: a broker of AMQP answers
with the eight bytes of its own protocol header, a mail server has greeted already, a
broker of MQTT hangs up, and Redis says nothing and waits for the end of a line.  Asked
in the clear, each of them speaks.

Development servers rarely speak TLS.  The https:// comes from a habit, from a
redirect that was cached, or from a configuration meant for production.
"""

from portwise.knowledge.terms import attempts, words
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.exchange import Kind
from portwise.model.facts import ATTEMPT, CLEAR, PLAIN, TLS
from portwise.model.outcome import Outcome
from portwise.model.schemes import IN_THE_CLEAR


def connected(view: View) -> tuple[None, ...]:
    """Once where a request of the web or a handshake could be made."""
    speaks = view.target.speaks_http or view.target.speaks_tls
    return (None,) if view[ATTEMPT.of(view.at)].outcome is Outcome.CONNECTED and speaks else ()


def answers_plainly(view: View, _: None) -> bool:
    """HTTP came back on the ClientHello itself; where nothing came, the same request without TLS decides."""
    kind = view[TLS.of(view.at)].kind
    if not view.target.speaks_http:
        return kind is not Kind.TLS and greets(view)
    if kind is not Kind.NOTHING:
        return kind is Kind.HTTP
    plain = view[PLAIN.of(view.at)]
    return plain.outcome is Outcome.CONNECTED and plain.marker != "tls-port"


def greets(view: View) -> bool:
    """Whether it answers a greeting in the clear, in the protocol of the scheme."""
    met = view[CLEAR.of(view.at)]
    return met.outcome is Outcome.CONNECTED and bool(met.protocol)


def answered(view: View, _: None) -> bool:
    return view[PLAIN.of(view.at)].met is Outcome.CONNECTED if view.target.speaks_http else greets(view)


def protocol(view: View, _: None) -> str | None:
    return IN_THE_CLEAR.get(view.target.scheme, ("", None))[1]


def plain(view: View, _: None) -> str | None:
    """The scheme without TLS."""
    return IN_THE_CLEAR.get(view.target.scheme, (None,))[0]


def web(view: View, about: None) -> str | None:
    return words.place(view, about) if view.target.speaks_http else None


def other(view: View, about: None) -> str | None:
    """For the steps of servers that are not of the web."""
    return None if view.target.speaks_http else protocol(view, about)


CAUSE = Cause(
    id="https-to-plain-http",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TLS_ERROR, Outcome.HANG}),
    prior=0.0,
    title="{scheme}:// was used, and port {port} speaks plain {protocol}",
    plain="https:// was used, and the port speaks plain HTTP",
    about=About(
        "the connection for an HTTP request or for TLS came about", connected, trivial=True, once=attempts.came_about
    ),
    needs=(
        Clause(
            "the client came with TLS",
            lambda view, _: view.target.speaks_tls,
            denied="the client came without TLS",
            trivial=True,
        ),
        Clause(
            "the server answers without TLS",
            answers_plainly,
            told="asked with TLS, the server answers in plain {protocol}, or only when it is asked without",
            denied="the server does not answer without TLS",
        ),
    ),
    hints=(Hint("the same request without TLS is answered", 1.0, answered),),
    slots={
        "scheme": lambda view, _: view.target.scheme,
        "protocol": protocol,
        "plain": plain,
        "port": lambda view, _: str(view.at.port),
        "place": words.place,
        "path": words.path,
        "web": web,
        "other": other,
    },
    remedies=(
        Remedy(
            "use {plain}://{place}",
            ("curl", "-v", "http://{place}{path}"),
            Safety.SAFE,
            verify="portwise why {plain}://{place}",
            platform="any",
            plain="use http",
            when="web",
        ),
        Remedy(
            "use {plain}://{place}, where nobody listens in between: {protocol} then sends passwords in the clear",
            ("portwise", "why", "{plain}://{place}"),
            Safety.SAFE,
            verify="portwise why {plain}://{place}",
            platform="any",
            plain="where it is no web server: use the scheme without the s, where nobody listens in between",
            when="other",
        ),
        Remedy(
            "or put TLS in front of it, on another port, and use that one for as long as caddy runs",
            ("caddy", "reverse-proxy", "--from", "localhost:8443", "--to", "{place}"),
            Safety.SHOW,
            verify="portwise why https://localhost:8443",
            undo="stop caddy",
            platform="any",
            when="web",
        ),
        Remedy(
            "or let the server listen with TLS too: tls-port of Redis, listeners.ssl of RabbitMQ, "
            "a listener with certfile of Mosquitto",
            (),
            Safety.SHOW,
            undo="take the listener out again",
            platform="any",
            when="other",
        ),
        Remedy("or give the server a certificate that this machine trusts", ("mkcert", "localhost"), Safety.SHOW),
    ),
    prevention=("print the scheme together with the port", "redirect to https only where something speaks it"),
    suspect="a port that speaks no TLS",
    see=("https://www.rfc-editor.org/rfc/rfc8446#section-5.1", "man 1 openssl-s_client"),
)
