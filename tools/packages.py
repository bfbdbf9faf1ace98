"""
What the tests use of the system, and how to get what is missing.

Only apt-get is ever run, only as root, only after saying what it installs, and
never with APT=no.  Packages that bring a service (nginx) do not get to start it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).resolve().parent.parent / ".ci" / "packages.txt"
SBIN = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # not on the PATH of an ordinary user, yet readable
POLICY = Path("/usr/sbin/policy-rc.d")  # invoke-rc.d(8): 101 forbids every start


class Package(NamedTuple):
    name: str
    program: str
    why: str


def parse(text: str) -> tuple[Package, ...]:
    """One package a line: its name, the program it is looked for by, and the reason.  Raises ValueError without one."""
    rows = (line.split(None, 2) for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(Package(name, program, why) for name, program, why in rows)


def known() -> tuple[Package, ...]:
    return parse(LIST.read_text())


def missing(packages: Iterable[Package]) -> tuple[Package, ...]:
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *SBIN))
    return tuple(package for package in packages if shutil.which(package.program, path=path) is None)


def refusal() -> str | None:
    """Why nothing may be installed here, or None."""
    if os.environ.get("APT") == "no":
        return "APT=no"
    if os.geteuid() != 0:
        return "not root"
    return None if shutil.which("apt-get") else "no apt-get"


def main() -> int:
    lacking = missing(known())
    refused = refusal() if lacking else None
    if not lacking:
        return 0
    names = tuple(package.name for package in lacking)
    print(f"portwise: the tests use {len(lacking)} programs that are not here" + (f" ({refused}):" if refused else ":"))
    for package in lacking:
        print(f"  {package.program:10} {package.name:14} {package.why}")
    if refused:
        print(f"  to have them: apt-get install {' '.join(names)}")
    else:
        install(names)
    return 0  # what cannot run is counted and named by the tests themselves


def install(names: tuple[str, ...]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"portwise: apt-get install {' '.join(names)}  (APT=no refuses)", flush=True)
    with no_service_starts():
        subprocess.run(("apt-get", "-qq", "update"), env=quiet)
        command = ("apt-get", "-qq", "install", "--no-install-recommends", "-y", *names)
        done = subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL)  # what goes wrong is on stderr
    if done.returncode:
        print(f"portwise: apt-get ended with {done.returncode}; the tests will name what could not run")


@contextmanager
def no_service_starts() -> Iterator[None]:
    """Programs are wanted, not services; a policy of the machine's own stands."""
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            POLICY.unlink()


if __name__ == "__main__":
    sys.exit(main())
