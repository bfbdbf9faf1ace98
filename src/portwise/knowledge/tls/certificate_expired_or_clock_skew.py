"""
A certificate says from when until when it is valid (RFC 5280 section 4.1.2.5), and the client
holds its own clock against it.  So there are two ways to fail: the certificate is out of date, or
the clock is.  The first is a renewal that did not run, or one that ran while the server still
shows the old file, which it read when it started.  The second is a virtual machine that was
asleep, a board without a battery, a container on such a machine: a certificate "from the future"
is nearly always a clock that is behind.

Every certificate on the way up to the root is held against the clock, so one of the authority
can have expired while the server's own is young: then the server sends an old intermediate.
An expired certificate does not stop a server: it listens, and every strict client turns away.
"""

from portwise.knowledge.terms import certificates, owncertificates
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.exchange import Certificate
from portwise.model.facts import CLOCK, HERE
from portwise.model.outcome import Outcome
from portwise.model.renewal import RENEWING


def trouble(view: View, held: Certificate) -> str:
    now = view[CLOCK.of(HERE)]
    if now > held.not_after:
        return f"expired {certificates.span(now - held.not_after)} ago"
    if now < held.not_before:
        return f"becomes valid only in {certificates.span(held.not_before - now)}, or this clock is behind"
    return "is in order, and one above it in its chain has expired"


def over(view: View, held: Certificate) -> bool:
    return view[CLOCK.of(HERE)] > held.not_after


CAUSE = Cause(
    id="certificate-expired-or-clock-skew",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TLS_ERROR}),
    prior=0.0,
    title="The certificate of {place} {trouble}",
    plain="The certificate of the server is out of date, or the clock of this machine is wrong",
    about=certificates.CERTIFICATE,
    needs=(
        Clause(
            "the clock of this machine is outside the dates of the certificate, or of one above it",
            certificates.outdated,
            told="by the clock of this machine, it {trouble}",
            denied="its dates are in order",
        ),
    ),
    slots={
        **certificates.SLOTS,
        "trouble": trouble,
        **owncertificates.slots(over),
    },
    remedies=(
        Remedy("see first whether this clock is right", ("timedatectl",), Safety.SAFE),
        Remedy("see first whether this clock is right", ("sntp", "time.apple.com"), Safety.SAFE, platform="macos"),
        Remedy(
            "see first whether this clock is right", ("w32tm", "/query", "/status"), Safety.SAFE, platform="windows"
        ),
        Remedy(
            "look at the dates of the whole chain that the server sends",
            ("openssl", "s_client", "-connect", "{place}", "-showcerts"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "if the clock is wrong, let it be set from the network",
            ("timedatectl", "set-ntp", "true"),
            Safety.ASK,
            needs_root=True,
            undo="timedatectl set-ntp false",
        ),
        Remedy(
            "if the clock is wrong, set it from the network",
            ("w32tm", "/resync"),
            Safety.ASK,
            needs_root=True,
            platform="windows",
        ),
        Remedy(
            "renew {file} with the key that it has; whoever trusts the old file itself has to take the new one",
            ("sh", "-c", RENEWING),
            Safety.ASK,
            undo="mv {file}.before {file}, and start the server again",
            when="file",
            plain="renew a certificate that vouches for itself with the key that it has",
        ),
        owncertificates.THEN,
        Remedy(
            "else renew the certificate, then let the server read it again: it keeps the file that it started with",
            (),
            Safety.SHOW,
            undo="keep the old files until the new ones are served",
            platform="any",
        ),
    ),
    prevention=(
        "renew by a timer, and reload the server in the same step",
        "watch the date that is served, not the file",
        "keep clocks synchronised in virtual machines too",
    ),
    suspect="a certificate that is out of date",
    see=("https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5", "man 1 timedatectl", "man 1 openssl-s_client"),
)
