"""
A server can listen, know that it is to speak TLS, and be unable to: no certificate was given to
it, or none for the site that is asked for, or its key cannot do what every client wants.  OpenSSL
says then "no shared cipher" in the log of the server and sends handshake_failure, Go and Caddy
send internal_error.  Node starts an https server without a certificate and without a word;
nginx and Apache are stricter and do not start at all, and then nothing listens on the port.

It looks like a mismatch of versions from outside.  The difference is that nothing helps: with
every version and cipher that this library has, and by other names, the server breaks off in the same
way, before it has shown a certificate.  (A server that knows nothing but RC4 or triple DES
would do so too; OpenSSL 3 has forgotten them.)
"""

from portwise.knowledge.terms import handshakes
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import none
from portwise.model.outcome import Outcome

OF_THE_SERVER = ("SSLV3_ALERT_HANDSHAKE_FAILURE", "TLSV1_ALERT_INTERNAL_ERROR")


def breaks_off(view: View, _: None) -> bool:
    shaken = handshakes.met(view)
    return handshakes.answered_with(shaken, handshakes.ALERT) and shaken.error in OF_THE_SERVER


def with_nothing(view: View, _: None) -> bool:
    """Neither with all versions and ciphers, nor by another name."""
    agreed = handshakes.with_all_versions(view).outcome is Outcome.CONNECTED
    return not agreed and none(
        handshakes.other_names(view), lambda name: handshakes.by_name(view, name).outcome is Outcome.CONNECTED
    )


CAUSE = Cause(
    id="tls-configuration-breaks-server",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TLS_ERROR}),
    prior=0.0,
    title="The server on port {port} is to speak TLS and can finish no handshake: it seems to have no certificate",
    plain="The server is to speak TLS and can finish no handshake",
    about=handshakes.FAILED,
    needs=(
        Clause(
            "the server breaks off by an alert before it has shown a certificate",
            breaks_off,
            told='the server breaks off before it has shown a certificate, with the alert "{error}"',
            denied="it was not the server that broke off, or it gave another reason",
        ),
        Clause(
            "it shakes hands neither by another name nor when it is offered every version and cipher there is",
            with_nothing,
            denied="it shakes hands when it is asked otherwise",
        ),
    ),
    slots=handshakes.SLOTS,
    remedies=(
        Remedy(
            'read what the server itself has to say: its log names the reason, such as "no shared cipher"',
            (),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "see that certificate and key are given to the server, and belong together: both must print the same",
            ("openssl", "x509", "-in", "server.crt", "-noout", "-pubkey"),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "the same of the key",
            ("openssl", "pkey", "-in", "server.key", "-pubout"),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "for development: make a pair, and give it to the server",
            ("mkcert", "{host}"),
            Safety.SHOW,
            undo="put the old files back",
            platform="any",
        ),
    ),
    prevention=("let a server that is to speak TLS refuse to start without a certificate", "test it with a handshake"),
    suspect="a server without a certificate",
    see=("https://www.rfc-editor.org/rfc/rfc8446#section-6.2", "man 1 openssl-s_client"),
)
