"""
A certificate proves nothing by itself: somebody whom the client knows already must vouch for
it, and sign so.  The client walks from the server's certificate up, issuer by issuer, until it
finds one in its own store of trusted roots (RFC 5280 section 6).  The walk ends in nothing for a
certificate that signed itself, for one of a private authority, and where the server leaves out
an intermediate certificate; RFC 8446 section 4.4.2 has the server send everything but the root.

There is no such thing as the trust store of a machine.  curl and Python read the system's
(/etc/ssl/certs, or what SSL_CERT_FILE names), Node and Firefox bring their own, requests brings
certifi, Java a keystore, and Chrome adds its own list of roots to the system's on some systems
and reads ~/.pki/nssdb on Linux.  So one program accepts what another refuses.  portwise
judges as curl and Python do.  Browsers also fetch a missing intermediate by the address that a
certificate names (AIA) or know it from another site; curl and every programming language do not.
"""

from portwise.knowledge.terms import certificates
from portwise.model.cause import Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.exchange import Certificate
from portwise.model.outcome import Outcome


def why(view: View, held: Certificate) -> str:
    said = certificates.distrust(view, held)
    if said in certificates.SELF_SIGNED:
        return "it is signed by itself, and not in the trust store"
    if said.endswith(certificates.IN_CHAIN):
        return "the root that the server sends along is not in the trust store"
    if said.startswith("unable to"):
        return f"nothing leads from its issuer, {certificates.issuer(view, held)}, to a root in the trust store"
    return said


CAUSE = Cause(
    id="certificate-untrusted",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TLS_ERROR}),
    prior=0.0,
    title="The certificate of {place} is not trusted here: {why}",
    plain="The certificate of the server is not trusted here",
    about=certificates.CERTIFICATE,
    needs=(
        Clause(
            "a client with the trust store of this system turns away, and not for the dates or the names",
            certificates.distrusted,
            told='a client with the trust store of this system turns away: "{distrust}"',
            denied="a client with the trust store of this system has nothing against who signed it",
        ),
    ),
    yields_to=("security-software-interception",),  # it says who has signed, and that the server never saw the client
    hints=(Hint("it signed itself", 0.5, lambda _, held: held.self_signed),),
    slots={**certificates.SLOTS, "why": why},
    remedies=(
        Remedy(
            "look at the whole chain that the server sends",
            ("openssl", "s_client", "-connect", "{place}", "-showcerts"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "if you know the authority, try with its certificate: this changes nothing",
            ("curl", "-v", "--cacert", "CA.pem", "{url}"),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "for a server of your own: a local authority that browsers and curl trust, then a certificate from it",
            ("mkcert", "-install"),
            Safety.SHOW,
            undo="mkcert -uninstall",
            platform="any",
        ),
        Remedy(
            "if {authority} is an intermediate authority: let the server send its certificate too (fullchain.pem)",
            (),
            Safety.SHOW,
            undo="put the old file back",
            platform="any",
        ),
        Remedy(
            "trust the authority on this machine: copy CA.crt to /usr/local/share/ca-certificates, then",
            ("update-ca-certificates",),
            Safety.SHOW,
            needs_root=True,
            undo="remove the file, and update-ca-certificates --fresh",
        ),
        Remedy(
            "trust the authority on this machine",
            ("security", "add-trusted-cert", "-r", "trustRoot", "-k", "login.keychain", "CA.crt"),
            Safety.SHOW,
            undo="security remove-trusted-cert CA.crt",
            platform="macos",
        ),
        Remedy(
            "trust the authority on this machine",
            ("certutil", "-user", "-addstore", "Root", "CA.crt"),
            Safety.SHOW,
            undo="certutil -user -delstore Root SERIAL",
            platform="windows",
        ),
        Remedy(
            "Node, requests and Java have stores of their own: NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, keytool",
            ("export", "NODE_EXTRA_CA_CERTS=CA.pem"),
            Safety.SHOW,
            undo="unset the variable",
            platform="any",
        ),
    ),
    prevention=(
        "use a local authority (mkcert, step-ca) for development, not certificates that sign themselves",
        "always send the full chain",
        "put ca-certificates into images of containers",
    ),
    suspect="a certificate that nobody here knows",
    see=(
        "https://www.rfc-editor.org/rfc/rfc5280#section-6",
        "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2",
        "man 1 openssl-verification-options",
    ),
)
