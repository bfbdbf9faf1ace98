"""
Certificates that lie in the folder of a server, each with the file of its key.

Of files that hold a key only openssl reads any, and prints what everybody may know: the public half.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.exchange import CertificateFile
from portwise.model.facts import CERTIFICATE_FILES

FOLDERS = ("", "/cert", "/certs", "/.cert", "/.certs", "/ssl", "/tls")
ENDINGS = (".pem", ".crt", ".cer", ".cert")
SHOWN = ("openssl", "x509", "-noout", "-pubkey", "-in")
OF_KEY = ("openssl", "pkey", "-pubout", "-passin", "pass:", "-in")  # one with a passphrase is asked for none
MOST = 16  # files of a folder
SOURCE, TO_KNOW = "certificates in that folder, openssl x509 -pubkey, openssl pkey -pubout", "ls *.pem *.crt *.key"


def found(host: Host, _: Evidence, folder: str) -> tuple[CertificateFile, ...]:
    return tuple(row for place in FOLDERS for row in within(host, folder + place))


def within(host: Host, folder: str) -> Iterator[CertificateFile]:
    from portwise.formats import x509

    try:
        names = host.names(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    keys = [name for name in names if name.endswith(".key") or (name.endswith(".pem") and "key" in name)][:MOST]
    for name in [name for name in names if name.endswith(ENDINGS) and name not in keys][:MOST]:
        if one := x509.alone(host.read(f"{folder}/{name}")):
            yield CertificateFile(f"{folder}/{name}", one, key_of(host, folder, name, keys))


def key_of(host: Host, folder: str, name: str, keys: list[str]) -> str:
    """The file whose public half is the one in the certificate, "" where none is."""
    public = printed(host, (*SHOWN, f"{folder}/{name}"))
    mine = (f"{folder}/{key}" for key in keys if public and printed(host, (*OF_KEY, f"{folder}/{key}")) == public)
    return next(mine, "")


def printed(host: Host, argv: tuple[str, ...]) -> str:
    try:
        return host.output(argv).strip()
    except OSError:
        return ""


LYING = Collector(CERTIFICATE_FILES, Cost.SLOW, SOURCE, TO_KNOW, each(found, SOURCE, TO_KNOW))
