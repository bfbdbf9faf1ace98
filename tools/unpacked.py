"""
Programs of the lab that are taken out of a Debian package, in the folder debs of the virtual environment.

They are of packages that would change the machine: to install nscd is to start a cache of names for all of it.
`apt-get download` takes them from where the machine has its packages from, with their signatures, and `dpkg-deb
--extract` runs nothing of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.packages import Package, parse

LIST = Path(__file__).resolve().parent.parent / ".ci" / "unpacked.txt"
DEBS = Path(sys.prefix) / "debs"
TOOLS = ("apt-get", "dpkg-deb")


def known() -> tuple[Package, ...]:
    return parse(LIST.read_text())


def place(package: Package, debs: Path = DEBS) -> Path:
    return debs / package.name / package.program


def refusal() -> str | None:
    """Why nothing may be fetched here, or None; it takes no root."""
    if os.environ.get("APT") == "no":
        return "APT=no"
    return next((f"no {tool}" for tool in TOOLS if shutil.which(tool) is None), None)


def main(debs: Path = DEBS) -> int:
    """What cannot be fetched is said, and then by the tests that need it."""
    for package in known():
        if place(package, debs).exists():
            continue
        if refused := refusal():
            print(f"portwise: {package.name} is not fetched for the lab ({refused})")
            continue
        print(f"portwise: fetching {package.name} for the lab, without installing it, to {debs}", flush=True)
        if not fetched(package, debs / package.name):
            print(f"portwise: {package.name} cannot be fetched, the tests that run it will name it")
    return 0


def fetched(package: Package, folder: Path) -> bool:
    """A second time with new lists of packages, which an image for containers comes without."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    again = os.geteuid() == 0 and (lambda: done(("apt-get", "-qq", "update"), folder))
    if not (download(package, folder) or (again and again() and download(package, folder))):
        return False
    archives = [path.name for path in folder.glob("*.deb")]
    whole = all(done(("dpkg-deb", "--extract", name, "."), folder) for name in archives)
    for name in archives:
        (folder / name).unlink()
    return bool(archives) and whole


def download(package: Package, folder: Path) -> bool:
    return done(("apt-get", "-qq", "download", package.name), folder)


def done(argv: tuple[str, ...], folder: Path) -> bool:
    quiet = subprocess.DEVNULL
    return subprocess.run(argv, cwd=folder, stdout=quiet, stderr=quiet, stdin=quiet, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
