"""Handshakes that failed before a session stood, and what other handshakes met at the same port."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portwise.knowledge.terms import attempts, certificates
from portwise.model.cause import About, View
from portwise.model.exchange import Handshake, Hello
from portwise.model.facts import HELLO, TLS
from portwise.model.outcome import Outcome

HANDSHAKE, ALERT = 0x16, 0x15  # TLS record types, RFC 8446 section 5.1
LOCALHOST = "localhost"
# What the server said, in words: the names of RFC 8446 section 6.2, as OpenSSL spells them (ssl/ssl_stat.c)
PREFIXES = ("TLSV13_ALERT_", "TLSV1_ALERT_", "SSLV3_ALERT_", "TLSV13_", "TLSV1_")


def begun(view: View) -> tuple[None, ...]:
    return () if certificates.shaken(view) is None else (None,)


BEGUN: About[None] = About("a TLS handshake was tried", begun, trivial=True, once=attempts.with_tls)


def met(view: View) -> Handshake:
    return view[TLS.of(view.at)]


def failed(view: View) -> tuple[None, ...]:
    """A session that stood and was broken off has a version."""
    shaken = certificates.shaken(view)
    broken = shaken is not None and shaken.outcome is Outcome.TLS_ERROR and not shaken.version
    return (None,) if broken else ()


FAILED: About[None] = About(
    "the TLS handshake failed",
    failed,
    told="the TLS handshake failed: {error}",
    denied="the TLS handshake came to its end",
    once=attempts.with_tls,
)


def answered_with(shaken: Handshake, record: int) -> bool:
    """By the type of the first record that came back."""
    return shaken.first[:1] == bytes((record,))


def own_name(view: View) -> str:
    return certificates.server_name(view, None) or ""


def with_all_versions(view: View) -> Handshake:
    return view[HELLO.of(Hello(view.at, own_name(view), True))]


def other_names(view: View) -> tuple[str, ...]:
    """No name at all, and the one that a server of this machine may know itself by."""
    return tuple(name for name in ("", LOCALHOST) if name != own_name(view))


def by_name(view: View, name: str) -> Handshake:
    return view[HELLO.of(Hello(view.at, name, False))]


def welcome(view: View) -> str | None:
    """A name by which the same server does shake hands: "" for none at all; None where it does by no other."""
    return next((name for name in other_names(view) if by_name(view, name).outcome is Outcome.CONNECTED), None)


def error(view: View, _: object) -> str:
    """What the server said, or what our library had against it: ``handshake failure``."""
    said = met(view).error
    prefix = next((p for p in PREFIXES if said.startswith(p)), "")
    shown = said.removeprefix(prefix)
    return shown.lower().replace("_", " ") if shown.isupper() or prefix else shown


SLOTS: dict[str, Callable[[View, Any], str | None]] = {
    **{name: certificates.SLOTS[name] for name in ("endpoint", "host", "place", "url", "port")},
    "error": error,
}
