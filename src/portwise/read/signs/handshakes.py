"""Certificates and handshakes: openssl s_client and x509, `curl -v`, keytool, and what runtimes print of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Certified, Noted
from portwise.read.text import Text

PROBLEMS = (
    (
        "expired",
        (
            r"certificate has expired|cert_has_expired|certificate expired|cert_date_invalid|verify return "
            r"code: 10\b"
        ),
    ),
    ("not yet valid", r"not yet valid|cert_not_yet_valid|verify return code: 9\b"),
    (
        "name mismatch",
        (
            r"hostname mismatch|ip address mismatch|no alternative certificate subject name|altname|"
            r"common_name_invalid|certificate is valid for .{1,80}, not|doesn't contain any ip sans|"
            r"bad_cert_domain|verify return code: 62\b"
        ),
    ),
    ("self-signed", r"self[- ]signed certificate|self_signed|verify return code: 1[89]\b"),
    (
        "unknown issuer",
        (
            r"unable to get (?:local )?issuer|unknown authority|path building failed|authority_invalid|unknown_issuer|"
            r"unable to verify the first certificate|partialchain|untrustedroot|verify return code: 2[01]?\b"
        ),
    ),
    ("no certificate", r"no peer certificate available"),
    (
        "protocol",
        (
            r"wrong version number|unsupported protocol|alert protocol version|no protocols available|"
            r"version_or_cipher_mismatch|no shared cipher|handshake failure|legacy renegotiation"
        ),
    ),
    ("name refused", r"unrecognized[_ ]name"),
    ("client certificate", r"certificate required|no required ssl certificate|didn't provide a certificate"),
    ("", r"verify return code: 0 \(ok\)|ssl certificate verify ok"),
)
SHAPES = tuple((problem, re.compile(pattern)) for problem, pattern in PROBLEMS)
SUBJECT = re.compile(r"^\W*(?:\d+ )?(?:s:|subject\s*[=:])\s*(?P<name>\S.{0,200})$", re.IGNORECASE)
ISSUER = re.compile(r"^\W*(?:i:|issuer\s*[=:])\s*(?P<name>\S.{0,200})$", re.IGNORECASE)
ABOUT = re.compile(
    r"cert|verif|ssl|tls|issuer|subject|x509|cipher|altname|handshake|renegotiation|version number|"
    r"^\s*\d? ?[si]:"
)


def handshakes(text: Text) -> Iterator[Noted[Certified]]:
    """What is complained of, each with its line; subject and issuer where they are printed."""
    subject = ""
    for line in text.lines:
        folded = line.text.casefold()
        if not ABOUT.search(folded):
            continue
        if found := SUBJECT.match(line.text):
            subject = found["name"].strip()
        elif found := ISSUER.match(line.text):
            yield Noted(Certified("", subject, found["name"].strip()), (line.number,))
        elif (problem := next((name for name, shape in SHAPES if shape.search(folded)), None)) is not None:
            yield Noted(Certified(problem, subject), (line.number,))


READERS = (handshakes,)
