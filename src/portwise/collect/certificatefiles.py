"""
Certificates that lie in the folder of a server; that which it shows with the file of its key.

Of files that hold a key only openssl reads any, and prints what everybody may know: the public half.
"""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterator
from contextlib import suppress

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.links import real
from portwise.host.api import Host
from portwise.model.evidence import Evidence, Known
from portwise.model.exchange import Certificate, CertificateFile
from portwise.model.facts import CERTIFICATE_FILES, TLS

FOLDERS = ("", "/cert", "/certs", "/.cert", "/.certs", "/ssl", "/tls")
ENDINGS = (".pem", ".crt", ".cer", ".cert")
SHOWN = ("openssl", "x509", "-noout", "-pubkey", "-in")
OF_KEY = ("openssl", "pkey", "-pubout", "-passin", "pass:", "-in")  # one with a passphrase is asked for none
MOST = 16  # files of a folder
PATIENCE = 2.0  # seconds for the keys of one certificate
SOURCE, TO_KNOW = "certificates in that folder, openssl x509 -pubkey, openssl pkey -pubout", "ls *.pem *.crt *.key"


def found(host: Host, seen: Evidence, folder: str) -> tuple[CertificateFile, ...]:
    shown = [one.said.value.certificate for one in seen if one.question.fact is TLS and isinstance(one.said, Known)]
    return tuple(row for place in FOLDERS for row in within(host, folder, place, shown))


def within(host: Host, folder: str, place: str, shown: Collection[Certificate | None]) -> Iterator[CertificateFile]:
    """A folder below that is closed, and a file that is none or is closed, is passed over."""
    try:
        names = host.names(folder + place)
    except (FileNotFoundError, NotADirectoryError):
        return
    except PermissionError:
        if place:
            return
        raise
    keys = [name for name in names if name.endswith(".key") or (name.endswith(".pem") and "key" in name)][:MOST]
    for name in [name for name in names if name.endswith(ENDINGS) and name not in keys][:MOST]:
        path = f"{folder}{place}/{name}"
        if one := read(host, path):
            key = key_of(host, path, [f"{folder}{place}/{key}" for key in keys]) if one in shown else ""
            yield CertificateFile(real(host, path) if key else path, one, key)


def read(host: Host, path: str) -> Certificate | None:
    from portwise.formats import x509

    with suppress(OSError, ValueError):
        return x509.alone(host.read(path))
    return None


def key_of(host: Host, path: str, keys: list[str]) -> str:
    """The file whose public half is the one in the certificate, "" where none is."""
    until = host.now() + PATIENCE
    public = printed(host, (*SHOWN, path))
    for key in keys if public else []:
        if host.now() > until:
            raise TimeoutError(errno.ETIMEDOUT, f"openssl did not read those keys within {PATIENCE:.0f} s")
        if printed(host, (*OF_KEY, key)) == public:
            return key
    return ""


def printed(host: Host, argv: tuple[str, ...]) -> str:
    try:
        return host.output(argv).strip()
    except OSError:
        return ""


LYING = Collector(CERTIFICATE_FILES, Cost.SLOW, SOURCE, TO_KNOW, each(found, SOURCE, TO_KNOW))
