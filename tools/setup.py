"""
Build the virtual environment, with whatever pip can be found.

Debian splits ensurepip off into python3-venv, and marks its own Python as
externally managed (PEP 668).  A virtual environment without pip can always be
made, and a pip from elsewhere can install into it (``pip --python``, pip 22.3).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
INDEX = "https://pypi.org/simple"
NEVER = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_PYTHON", "VIRTUAL_ENV")  # would lead pip astray
WORLD = {
    **{name: value for name, value in os.environ.items() if name not in NEVER},
    "PIP_USER": "0",
    "PIP_REQUIRE_VIRTUALENV": "0",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
}
WHEELS = ("usr/share/python-wheels", "usr/lib/python3*/ensurepip/_bundled", "usr/local/lib/python3*/ensurepip/_bundled")

Command = tuple[str, ...]


def main(argv: list[str]) -> int:
    venv, what = Path(argv[0]), argv[1]
    if not os.access(venv if venv.exists() else venv.absolute().parent, os.W_OK):
        return fail(f"{venv.absolute()} cannot be written here; another place: make VENV=/tmp/portwise-venv ...")
    say(f"setting up {venv} with {sys.executable}")
    try:
        python = create(venv)
        with tempfile.TemporaryDirectory() as scratch:
            pip = next(pips(python, Path(scratch)), None)
            if pip is None:
                return fail("no pip can be found or fetched; install pip, or python3-venv")
            extra = "[dev]" if what == "dev" else ""
            run(*pip, "install", "-qq", "--editable", f"{HERE}{extra}")
    except (OSError, subprocess.CalledProcessError) as error:
        return fail(str(error))
    return 0


def create(venv: Path) -> str:
    """A virtual environment with a Python that starts; one left over from an interpreter now gone is replaced."""
    python = str(venv / "bin" / "python")
    if not works(python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        if (venv / "pyvenv.cfg").exists():
            shutil.rmtree(venv)
        run(sys.executable, "-m", "venv", "--without-pip", str(venv))
    return python


def pips(python: str, scratch: Path) -> Iterator[Command]:
    """Every way to a pip that installs into *python*, the nearest first; lazily, the last one goes to the network."""
    bundled = (python, "-m", "ensurepip", "--default-pip")
    if works(python, "-m", "pip", "--version") or works(*bundled):
        yield python, "-m", "pip"
    for other in others():
        if works(*other, "--python", python, "--version"):
            yield *other, "--python", python
    for wheel in wheels():
        if works(python, f"{wheel}/pip", "--version"):
            yield python, f"{wheel}/pip"
    yield python, f"{fetched(scratch)}/pip"


def others() -> Iterator[Command]:
    yield sys.executable, "-m", "pip"
    for name in ("pip3", "pip"):
        if found := shutil.which(name):
            yield (found,)
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "/usr/bin/python3"):
        if found := shutil.which(name):
            yield found, "-m", "pip"


def wheels() -> Iterator[Path]:
    """A wheel of pip can be run as it lies; Debian's python3-pip-whl and every complete Python have one."""
    for pattern in WHEELS:
        yield from sorted(Path("/").glob(f"{pattern}/pip-*.whl"), reverse=True)


def fetched(scratch: Path) -> Path:
    """The newest pip of the package index, checked against the digest that the index states (PEP 503)."""
    page = f"{os.environ.get('PIP_INDEX_URL', INDEX).rstrip('/')}/pip/"
    say(f"no pip here, fetching one from {urllib.parse.urlsplit(page).hostname}")
    links = re.findall(r'href="([^"]+/pip-([\d.]+)-py3-none-any\.whl)#sha256=([0-9a-f]{64})"', text(page).decode())
    link, version, digest = max(links, key=lambda found: tuple(map(int, found[1].split("."))))
    wheel = scratch / f"pip-{version}-py3-none-any.whl"
    wheel.write_bytes(text(urllib.parse.urljoin(page, link)))
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != digest:
        raise OSError(f"{wheel.name} is not what the index says it is")
    return wheel


def text(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - the index is https, or what PIP_INDEX_URL says
        content: bytes = answer.read()
        return content


def works(*command: str) -> bool:
    found = shutil.which(command[0])
    return bool(found) and subprocess.run(command, env=WORLD, capture_output=True).returncode == 0


def run(*command: str) -> None:
    subprocess.run(command, env=WORLD, check=True, stdout=sys.stderr)


def say(what: str) -> None:
    print(f"portwise: {what}", file=sys.stderr)


def fail(why: str) -> int:
    say(f"setup failed: {why}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
