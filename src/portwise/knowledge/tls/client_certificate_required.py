"""
In TLS the server may ask the client for a certificate too ("mutual TLS"), and turn away who has
none, or one that its authority did not sign.  In TLS 1.2 that happens inside the handshake, with
the alert handshake_failure or bad_certificate.  In TLS 1.3 the client is done before the server
has looked at its certificate (RFC 8446 section 4.4.2.4): it sends its request, and only then meets
the alert certificate_required; a client that writes first sees "broken pipe" or a reset instead.
nginx lets the handshake pass and answers with a page of its own, status 400: "No required SSL
certificate was sent".  Browsers ask the user for a certificate only where they have one that fits.
"""

from portwise.knowledge.terms import certificates, handshakes
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import HTTP
from portwise.model.outcome import Outcome

REQUIRED = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
# In TLS 1.2, RFC 5246 section 7.4.6: OpenSSL says the first, Go the second
WITHOUT = ("SSLV3_ALERT_HANDSHAKE_FAILURE", "SSLV3_ALERT_BAD_CERTIFICATE")
PAGE = "client-certificate"


def wanted(view: View, _: None) -> bool:
    """By the alert; in TLS 1.2 one that came after the server had shown itself; or by the page that says so."""
    shaken = handshakes.met(view)
    if shaken.outcome is not Outcome.CONNECTED:
        late = handshakes.answered_with(shaken, handshakes.HANDSHAKE) and shaken.error in WITHOUT
        return late or shaken.error == REQUIRED
    return view.target.speaks_http and view[HTTP.of(view.at)].marker == PAGE


def how(view: View, _: None) -> str:
    said = handshakes.error(view, None)
    return f'the alert "{said}"' if said else "a page that says so"


CAUSE = Cause(
    id="client-certificate-required",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TLS_ERROR, Outcome.HTTP_4XX}),
    prior=0.0,
    title="The server at {place} takes only clients that show a certificate",
    plain="The server takes only clients that show a certificate",
    about=handshakes.BEGUN,
    needs=(
        Clause(
            "the server asks for a certificate of the client, and turns away who shows none",
            wanted,
            told="the server shakes hands, and turns a client without a certificate of its own away, with {how}",
            denied="the server asks for no certificate of the client",
        ),
    ),
    slots={**handshakes.SLOTS, "how": how, "server_name": certificates.server_name},
    remedies=(
        Remedy(
            "show the certificate that you were given for it",
            ("curl", "-v", "--cert", "client.pem", "--key", "client.key", "{url}"),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "see which authorities the server takes certificates from",
            ("openssl", "s_client", "-connect", "{place}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "if you showed one: see that it has not expired, and who issued it",
            ("openssl", "x509", "-in", "client.pem", "-noout", "-dates", "-issuer"),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "if the server is yours, and a health check must pass: make the certificate optional for it",
            (),
            Safety.SHOW,
            undo="put the setting back (nginx: ssl_verify_client on)",
            platform="any",
        ),
    ),
    prevention=("hand the certificate out together with the client", "give health checks a path of their own"),
    suspect="a server that wants a certificate of the client",
    see=("https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2.4", "man 1 openssl-s_client"),
)
