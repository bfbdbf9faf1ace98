"""
The ClientHello lists what the client can do: versions, ciphers, kinds of keys.  The server
chooses, and where nothing is left to choose it answers with an alert, protocol_version or
handshake_failure (RFC 8446 section 6.2), or hangs up.  Some old servers answer with an old version
instead, and then it is the client that breaks off: "unsupported protocol".

Clients stopped offering TLS 1.0 and 1.1 in 2020 (RFC 8996), and OpenSSL 3 refuses short keys and
SHA-1 signatures at its usual security level.  What is left behind are appliances, printers,
management boards, old Java and Windows servers.  Whether it is that can be proven: portwise asks once
more, with every version and cipher that its library still has, and the server agrees.
"""

from portwise.knowledge.terms import handshakes
from portwise.model.cause import Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.outcome import Outcome

# SSL_R_… of openssl/sslerr.h; the last one has no name in every Python, and is of whoever stops at TLS 1.1
OF_VERSIONS = ("TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "legacy sigalg disallowed")


def agrees(view: View, _: None) -> bool:
    return handshakes.with_all_versions(view).outcome is Outcome.CONNECTED


def old(view: View, _: None) -> str:
    return handshakes.with_all_versions(view).version


CAUSE = Cause(
    id="tls-version-or-cipher-mismatch",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TLS_ERROR}),
    prior=0.0,
    title="The server at {place} speaks {old} in a way that clients have given up",
    plain="Client and server have no version or cipher of TLS in common",
    about=handshakes.FAILED,
    needs=(
        Clause(
            "the server agrees once it is offered every version and cipher there is, those that were given up too",
            agrees,
            told="offered every version and cipher there is, those that were given up too, it agrees on {old}",
            denied="it does not agree either when it is offered every version and cipher there is",
        ),
    ),
    hints=(
        Hint(
            "the version is what is said to be wrong",
            1.0,
            lambda view, _: any(words in handshakes.met(view).error for words in OF_VERSIONS),
        ),
    ),
    slots={**handshakes.SLOTS, "old": old},
    remedies=(
        Remedy(
            "see what it agrees on",
            ("openssl", "s_client", "-connect", "{place}", "-cipher", "ALL:@SECLEVEL=0", "-min_protocol", "TLSv1"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "if the server is yours: let it speak TLS 1.2 and 1.3 (nginx: ssl_protocols TLSv1.2 TLSv1.3)",
            (),
            Safety.SHOW,
            undo="put the old list back, and reload",
            platform="any",
        ),
        Remedy(
            "if it cannot be changed: lower the demands of one client, never of the whole system",
            ("curl", "-v", "--tlsv1.0", "--ciphers", "DEFAULT@SECLEVEL=0", "{url}"),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "or put a gateway in front of it that speaks both",
            (),
            Safety.SHOW,
            undo="take the gateway away",
            platform="any",
        ),
    ),
    prevention=("offer TLS 1.2 and 1.3", "test servers with the oldest and the newest client that must reach them"),
    suspect="a version of TLS that is too old",
    see=("https://www.rfc-editor.org/rfc/rfc8996", "man 3 SSL_CTX_set_security_level", "man 1 openssl-s_client"),
)
