"""
A certificate of one's own for localhost, made once by openssl-req(1) and kept with its key where portwise keeps things.

It vouches for itself: a browser asks once, and again only when it is made anew.  Safari takes none that is good for
more than 398 days (https://support.apple.com/HT211025).
"""

from __future__ import annotations

import errno
import os
import subprocess
from contextlib import suppress
from pathlib import Path

from portwise.host.journal import place

DAYS, LEFT = 397, 86400  # days that it is good for, and the seconds of them that have to be left
NAMES = "subjectAltName=DNS:localhost,DNS:*.localhost,IP:127.0.0.1,IP:::1"
MAKING = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
ABOUT = ("-subj", "/CN=localhost", "-addext", NAMES, "-days", str(DAYS))
PATIENCE = 10.0  # seconds


def development() -> tuple[str, str]:
    """The files of the certificate and its key, which nobody else may read.  Raises OSError."""
    folder = place().parent
    certificate, key = folder / "localhost.crt", folder / "localhost.key"
    if not (key.exists() and good(certificate)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = certificate.with_suffix(".crt.new"), key.with_suffix(".key.new")
        try:
            fresh[1].touch(0o600)  # openssl writes into it as it is
            made(*fresh)
            for new, old in zip(fresh, (certificate, key), strict=True):
                new.replace(old)
        finally:
            for new in fresh:
                with suppress(FileNotFoundError):
                    new.unlink()
    return str(certificate), str(key)


def good(certificate: Path) -> bool:
    argv = ("openssl", "x509", "-in", str(certificate), "-noout", "-checkend", str(LEFT))
    return certificate.exists() and done(argv).returncode == 0


def made(certificate: Path, key: Path) -> None:
    found = done((*MAKING, *ABOUT, "-keyout", str(key), "-out", str(certificate)))
    if found.returncode:
        said = found.stderr.decode("utf-8", "replace").strip().splitlines()
        raise OSError(errno.EIO, f"openssl: {said[-1] if said else 'it failed'}")
    os.chmod(key, 0o600)


def done(argv: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(argv, capture_output=True, check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise FileNotFoundError(errno.ENOENT, "there is no openssl on this machine") from None
    except subprocess.TimeoutExpired:
        raise OSError(errno.ETIMEDOUT, "openssl did not end") from None
