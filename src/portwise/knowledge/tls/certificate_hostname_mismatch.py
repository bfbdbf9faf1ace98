"""
A certificate that is in order may still be somebody else's.  The client compares the host of the
URL with the names in it (RFC 9525 section 6): an address with the addresses, digit by digit, a
name with the names.  A wildcard is the first label and stands for exactly one: *.example.org is
neither example.org nor a.b.example.org.  The common name is looked at by curl and Python only
where there is no other name, and by Chrome and Go never.

So 127.0.0.1 fails where localhost works, and the other way round.  Else the certificate is for
the wrong name, or the connection went to the wrong server: through a stale entry in a hosts file,
or to the default site of a server that has many and was not told which (SNI).
"""

import re

from portwise.knowledge.terms import certificates, owncertificates
from portwise.model.cause import Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.exchange import Certificate
from portwise.model.outcome import Outcome
from portwise.model.renewal import NAMING


def dialable(_: View, held: Certificate) -> str | None:
    """A name of the certificate that somebody could type."""
    return next((name for name in held.names if "*" not in name and ":" not in name), None)


WORD = re.compile(r"[\w*][\w.*-]*|[0-9A-Fa-f.:]+", re.ASCII)  # it stands in a line of a shell


def called(view: View) -> str:
    return view.target.host.partition("%")[0]


def sayable(view: View, held: Certificate) -> bool:
    """Whether every name can be written down again, the one that is missing too."""
    return all(WORD.fullmatch(name) for name in (*held.names, called(view)))


def all_names(view: View, held: Certificate) -> str:
    """As openssl takes them, x509v3_config(5); the common name counts for nobody once there are others."""
    old = held.names or ((held.subject,) if WORD.fullmatch(held.subject) and " " not in held.subject else ())
    names = dict.fromkeys((*old, called(view)))
    return ",".join(f"{'IP' if certificates.is_address(name) else 'DNS'}:{name}" for name in names)


def check(view: View, _: Certificate) -> str:
    return "checkip" if certificates.is_address(called(view)) else "checkhost"


CAUSE = Cause(
    id="certificate-hostname-mismatch",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TLS_ERROR}),
    prior=0.0,
    title="The certificate of {place} is for {names}, not for {host}",
    plain="The certificate of the server is for another name",
    about=certificates.CERTIFICATE,
    needs=(
        Clause(
            "the host that was asked for is not among the names of the certificate",
            certificates.misnamed,
            told="{host} is not among the names of the certificate: {names}",
            denied="the certificate covers the host that was asked for",
        ),
    ),
    hints=(
        Hint(
            "an address was asked for, and certificates are for names more often",
            0.5,
            lambda view, _: view.target.address is not None,
        ),
    ),
    slots={
        **certificates.SLOTS,
        "dialable": dialable,
        "address": lambda view, _: str(view.at.address),
        **owncertificates.slots(sayable),
        "all_names": all_names,
        "check": check,
        "called": lambda view, _: called(view),
    },
    remedies=(
        Remedy(
            "see whether the server answers by a name that its certificate has",
            ("curl", "-v", "--connect-to", "::{endpoint}", "https://{dialable}:{port}/"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy("then use that name, {dialable}, wherever {host} is written", (), Safety.SHOW, platform="any"),
        Remedy(
            "or see whether {server_name} leads to the server that you mean",
            ("getent", "ahosts", "{server_name}"),
            Safety.SAFE,
        ),
        Remedy(
            "or make {file} anew, with the key that it has, for {called} too; whoever trusts the old file itself has "
            "to take the new one",
            ("sh", "-c", NAMING),
            Safety.ASK,
            undo="mv {file}.before {file}, and start the server again",
            when="file",
            plain="or make a certificate that vouches for itself anew, with the key that it has, for that name too",
        ),
        owncertificates.THEN,
        Remedy(
            "for a server of your own: a certificate for every name and address that it is called by",
            ("mkcert", "{host}"),
            Safety.SHOW,
            undo="use the old files",
            platform="any",
        ),
    ),
    prevention=("put every name and address that a service is called by into its certificate",),
    suspect="a certificate for another name",
    see=(
        "https://www.rfc-editor.org/rfc/rfc9525#section-6",
        "man 3 X509_check_host",
        "man 1 openssl-s_client",
    ),
)
