"""
``python -m tools.pyz dist/portwise.pyz`` builds the one-file portwise.

It holds portwise and click, both pure Python, and so runs wherever a bare Python
does.  rich and psutil are not in it: psutil is compiled for one interpreter, and
the verbs that a broken machine needs do without.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import zipapp
from importlib import metadata
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "portwise"
VENDORED = ("click",)
# zipapp's own start forgets the exit code.  `env python3` may be older than any syntax of ours: first of all the
# version is looked at, in words that Python 3.6 reads as well.
START = """\
import sys

if sys.version_info < (3, 11):
    sys.stderr.write("portwise: it needs Python 3.11 or newer, and this is %d.%d\\n" % sys.version_info[:2])
    sys.exit(2)

from portwise.ui.cli import main

sys.exit(main())
"""
INTERPRETER = "/usr/bin/env python3"
UNWANTED = shutil.ignore_patterns("__pycache__", "*.pyc")


def build(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        stage = Path(scratch)
        shutil.copytree(SOURCE, stage / "portwise", ignore=UNWANTED)
        for name in VENDORED:
            vendor(name, stage)
        (stage / "__main__.py").write_text(START)
        zipapp.create_archive(stage, target, interpreter=INTERPRETER, compressed=True)
    target.chmod(0o755)


def vendor(name: str, stage: Path) -> None:
    """The package as installed here, with its licence.  Raises ValueError for one that is not pure Python."""
    for file in metadata.files(name) or ():
        if file.suffix == ".so":
            raise ValueError(f"{name} is not pure Python")
        if file.suffix in (".py", ".typed") or "LICENSE" in file.name:
            (stage / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(file.locate()), stage / file)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.pyz", description="Write one file that a bare Python runs.")
    parser.add_argument("file", nargs="?", type=Path, default=Path("dist/portwise.pyz"), help="the file")
    target: Path = parser.parse_args(argv).file
    build(target)
    print(f"{target} ({target.stat().st_size // 1024} KiB)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
