"""
vite for the lab: the packages of .ci/npm.txt, in node_modules of the virtual environment.

Without npm, which Debian makes of hundreds of packages: each row is one tarball of the registry, fetched (the variable
npm_config_registry names another one), compared with its hash and unpacked.  Nothing of them is run here.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import platform
import shutil
import sys
import tarfile
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import NamedTuple

LIST = Path(__file__).resolve().parent.parent / ".ci" / "npm.txt"
STAMP = ".portwise"
REGISTRY = "https://registry.npmjs.org"
PATIENCE = 30  # seconds for each
AT_ONCE = 6
ANY = "any"


class Package(NamedTuple):
    name: str
    version: str
    machine: str
    integrity: str  # sha512-…, as npm writes it


def parse(text: str) -> tuple[Package, ...]:
    """One package a line.  Raises ValueError where something of it is missing."""
    rows = (line.split() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(Package(name, version, machine, integrity) for name, version, machine, integrity in rows)


def wanted(packages: Iterable[Package], machine: str) -> tuple[Package, ...]:
    return tuple(package for package in packages if package.machine in (ANY, machine))


def url(package: Package) -> str:
    registry = os.environ.get("npm_config_registry", REGISTRY).rstrip("/")  # noqa: SIM112 - npm writes it so
    return f"{registry}/{package.name}/-/{package.name.rpartition('/')[2]}-{package.version}.tgz"


def fetched(package: Package) -> bytes:
    """Raises OSError where it does not come, ValueError where something else does."""
    with urllib.request.urlopen(url(package), timeout=PATIENCE) as answer:  # noqa: S310 - the registry's own address
        tarball: bytes = answer.read()
    hashed = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if hashed != package.integrity:
        raise ValueError(f"{package.name} {package.version} is not what it was: {hashed}")
    return tarball


def unpack(tarball: bytes, folder: Path) -> None:
    """Plain files alone, below *folder*; the first part of each name is the packager's and goes."""
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        for member in archive:
            inside = PurePosixPath(*PurePosixPath(member.name).parts[1:])
            content = archive.extractfile(member) if member.isfile() else None
            if content is None or ".." in inside.parts or inside.is_absolute():
                continue
            path = folder / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read())
            path.chmod(0o755 if member.mode & 0o111 else 0o644)


def main(modules: Path = Path(sys.prefix) / "node_modules") -> int:
    """What cannot be fetched is said, and then by the cases that need it."""
    text = LIST.read_text()
    stamp = modules / STAMP
    if stamp.exists() and stamp.read_text() == text:
        return 0
    packages = wanted(parse(text), platform.machine())
    print(f"portwise: fetching vite for the lab, {len(packages)} packages of .ci/npm.txt, to {modules}", flush=True)
    shutil.rmtree(modules, ignore_errors=True)
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for package, tarball in zip(packages, pool.map(fetched, packages), strict=True):
                unpack(tarball, modules / package.name)
    except (OSError, ValueError) as error:
        print(f"portwise: vite cannot be fetched, the cases that run it will fail ({error})")
        return 0
    stamp.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
