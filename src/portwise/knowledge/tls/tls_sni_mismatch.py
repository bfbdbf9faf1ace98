"""
One address can serve many sites, each with a certificate of its own, so the client says in its
ClientHello which one it wants: Server Name Indication (RFC 6066 section 3).  A server that has no
site by that name may show a default one, which ends in a wrong certificate, or refuse: with the
alert unrecognized_name (nginx: ssl_reject_handshake, OpenSSL), with another alert (Go, Caddy), or
by hanging up.  An address in the URL is never sent as a name, so https://127.0.0.1 asks such a
server for no site at all.

The usual ways to get there: the address instead of the name, a new name that the server has not
been told of, a proxy that passes another name on than the one in the Host header.
"""

from portwise.knowledge.terms import certificates, handshakes
from portwise.model.cause import Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.outcome import Outcome

UNRECOGNIZED = "TLSV1_UNRECOGNIZED_NAME"


def refuses_the_name(view: View, _: None) -> bool:
    """By its own word, or as far as another name makes it shake hands."""
    return handshakes.met(view).error == UNRECOGNIZED or handshakes.welcome(view) is not None


def asked_for(view: View, _: None) -> str:
    name = handshakes.own_name(view)
    return f"by the name {name}" if name else "without a name, for the URL has an address"


def better(view: View, _: None) -> str | None:
    """A name that it takes; None where none is known."""
    return handshakes.welcome(view) or None


def proof(view: View, _: None) -> str:
    if handshakes.met(view).error == UNRECOGNIZED:
        return "it says itself that it is for the name"
    name = handshakes.welcome(view)
    return f"asked by the name {name}, it shakes hands" if name else "asked without a name, it shakes hands"


CAUSE = Cause(
    id="tls-sni-mismatch",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TLS_ERROR}),
    prior=0.0,
    title="The server on port {port} has no site for a client that asks {asked_for}",
    plain="The server has no site by the name that the client asked for",
    about=handshakes.FAILED,
    needs=(
        Clause(
            "the server says that it does not know the name, or shakes hands when it is asked by another",
            refuses_the_name,
            told="asked {asked_for}, it refuses; {proof}",
            denied="by other names the server does not shake hands either, and it does not speak of the name",
        ),
    ),
    hints=(
        Hint(
            "an address was asked for, which is never sent as a name",
            0.5,
            lambda view, _: not handshakes.own_name(view),
        ),
    ),
    slots={
        **handshakes.SLOTS,
        "asked_for": asked_for,
        "better": better,
        "proof": proof,
        "server_name": certificates.server_name,
    },
    remedies=(
        Remedy(
            "ask by the name that it takes",
            ("curl", "-v", "--connect-to", "::{endpoint}", "https://{better}:{port}/"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy("use the name of the site in the URL, not an address", (), Safety.SHOW, platform="any"),
        Remedy(
            "if the server is yours: give it a site by the name {server_name}, or one for every other name",
            (),
            Safety.SHOW,
            undo="take the site out, and reload",
            platform="any",
            plain="if the server is yours: give it a site for clients that send no name",
        ),
    ),
    prevention=("have a default site with a certificate", "test by the name, by another name and by the address"),
    suspect="a name that the server does not know",
    see=(
        "https://www.rfc-editor.org/rfc/rfc6066#section-3",
        "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_reject_handshake",
        "man 1 openssl-s_client",
    ),
)
