"""Certificates as clients judge them: by who vouches for them, by their dates, by the names in them."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from portwise.knowledge.terms import attempts, words
from portwise.model.cause import About, View
from portwise.model.exchange import Certificate, Handshake
from portwise.model.facts import ATTEMPT, CLOCK, HERE, TLS
from portwise.model.outcome import Outcome
from portwise.model.process import in_words

YEAR = 365.25 * 86400
SHOWN = 3  # names of a certificate that a title has room for

# OpenSSL, crypto/x509/x509_txt.c, and the two that Python words itself (Modules/_ssl.c)
OF_DATES = ("certificate has expired", "certificate is not yet valid")
OF_NAMES = ("Hostname mismatch", "IP address mismatch", "hostname mismatch")
SELF_SIGNED = ("self-signed certificate", "self signed certificate")  # the second until OpenSSL 3.0
IN_CHAIN = " in certificate chain"


def shaken(view: View) -> Handshake | None:
    """The handshake that the target asks for; None where it asks for none, or no connection stood to make it over."""
    stood = view[ATTEMPT.of(view.at)].outcome is Outcome.CONNECTED and view.target.speaks_tls
    return view[TLS.of(view.at)] if stood else None


def shown(view: View) -> tuple[Certificate, ...]:
    met = shaken(view)
    return (met.certificate,) if met and met.certificate else ()


CERTIFICATE: About[Certificate] = About(
    "the server shows a certificate",
    shown,
    told="the server shows a certificate for {subject}, issued by {issuer}",
    denied="no certificate was shown",
    once=attempts.with_tls,
)


def distrust(view: View, _: object) -> str:
    """Why the strict client turned away, "" where it did not."""
    return view[TLS.of(view.at)].distrust


def distrusted(view: View, held: Certificate) -> bool:
    """For another reason than dates and names; a client stops at the first reason that it finds."""
    why = distrust(view, held)
    return bool(why) and not why.startswith((*OF_DATES, *OF_NAMES))


def outdated(view: View, held: Certificate) -> bool:
    """By the dates of the certificate itself, or of one above it that only the client has seen."""
    why = distrust(view, held)
    return bool(why) and (why in OF_DATES or not held.not_before <= view[CLOCK.of(HERE)] <= held.not_after)


def misnamed(view: View, held: Certificate) -> bool:
    return bool(distrust(view, held)) and not covers(held, view.target.host.partition("%")[0])


def covers(held: Certificate, host: str) -> bool:
    """RFC 9525 section 6: an address in full, a name in full or by a wildcard; the common name only without others."""
    if not held.names:
        return not is_address(host) and matches(held.subject, host)
    return any(matches(name, host) for name in held.names)


def matches(name: str, host: str) -> bool:
    """A wildcard is the whole of the first label, and stands for one label of a name."""
    if name.startswith("*.") and not is_address(host):
        return host.partition(".")[2].lower() == name[2:].lower()
    return name.lower().rstrip(".") == host.lower()


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def span(seconds: float) -> str:
    return in_words(seconds) if seconds < 2 * YEAR else f"{seconds / YEAR:.0f} years"


def subject(_: View, held: Certificate) -> str:
    return held.subject or "nobody in particular"


def issuer(_: View, held: Certificate) -> str:
    return "itself" if held.self_signed else held.issuer or "an unnamed authority"


def authority(_: View, held: Certificate) -> str | None:
    """Who signed it, where that is somebody else."""
    return None if held.self_signed else held.issuer


def names(_: View, held: Certificate) -> str:
    rest = len(held.names) - SHOWN
    listed = ", ".join(held.names[:SHOWN])
    return f"{listed} and {rest} more" if rest > 0 else listed or held.subject or "no name at all"


def endpoint(view: View, _: object) -> str:
    return str(view.at)


def server_name(view: View, _: object) -> str | None:
    """What goes out as SNI: a name, never an address (RFC 6066 section 3)."""
    host = view.target.host.partition("%")[0]
    return None if is_address(host) else host


SLOTS: dict[str, Callable[[View, Any], str | None]] = {
    "subject": subject,
    "issuer": issuer,
    "authority": authority,
    "names": names,
    "distrust": distrust,
    "endpoint": endpoint,
    "server_name": server_name,
    "host": words.host,
    "place": words.place,
    "url": words.url,
    "port": lambda view, _: str(view.at.port),
}
