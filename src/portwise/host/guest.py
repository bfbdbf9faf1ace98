"""
What runs first on another machine: this file alone, read from stdin by the Python there (host/ssh.py sends it).

It is never imported, has nothing but the standard library of Python 3.10, and keeps
all that it gets in memory: the modules come out of a zip that is never a file.
Whoever waits for the answer holds our stdin open.  When he is gone, or time is up,
everything that was started here is killed, ourselves last.
"""

import importlib
import importlib.machinery
import io
import os
import select
import signal
import sys
import threading
import types
import typing
import zipfile
import zlib
from collections.abc import Iterator, Sequence

ROOT = "<portwise>/"  # no folder of any machine
LATE = 5  # seconds after which the kernel ends what could not end itself, alarm(2)
OLD = (3, 11)


class Modules:
    """PEP 302 and PEP 451: finds, lists and loads modules of a zip in memory, and what lies beside them."""

    def __init__(self, archive: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(archive)) as file:
            self.sources = {name: file.read(name) for name in file.namelist()}

    def find_spec(
        self, name: str, _: "Sequence[str] | None" = None, __: "types.ModuleType | None" = None
    ) -> "importlib.machinery.ModuleSpec | None":
        stem = name.replace(".", "/")
        for path, is_package in ((f"{stem}/__init__.py", True), (f"{stem}.py", False)):
            if path in self.sources:
                spec = importlib.machinery.ModuleSpec(name, self, origin=path, is_package=is_package)  # type: ignore[arg-type]
                spec.submodule_search_locations = [ROOT + stem] if is_package else None
                spec.has_location = True  # pkgutil.get_data asks for what lies beside it
                return spec
        return None

    def create_module(self, _: importlib.machinery.ModuleSpec) -> None:
        """The usual kind."""

    def exec_module(self, module: types.ModuleType) -> None:
        origin = module.__spec__.origin if module.__spec__ else None
        exec(compile(self.sources[origin or ""], ROOT + str(origin), "exec"), module.__dict__)  # noqa: S102 - it is ours

    def get_data(self, path: str) -> bytes:
        """What is no module.  Raises OSError, as PEP 302 has it."""
        if path not in self.sources:
            raise FileNotFoundError(path)
        return self.sources[path]

    def below(self, path: str) -> "Listing":
        """What pkgutil asks for a folder; an ImportError sends it on to others."""
        if not path.startswith(ROOT):
            raise ImportError(path)
        return Listing(self.sources, path[len(ROOT) :])


class Listing:
    """The modules of one folder, as pkgutil.iter_modules wants them."""

    def __init__(self, sources: "dict[str, bytes]", folder: str) -> None:
        self.rest = [name[len(folder) + 1 :].split("/") for name in sorted(sources) if name.startswith(folder + "/")]

    def find_spec(self, *_: object) -> None:
        """`Modules` finds."""

    def iter_modules(self, prefix: str = "") -> "Iterator[tuple[str, bool]]":
        for parts in self.rest:
            if len(parts) == 1 and parts[0].endswith(".py") and parts[0] != "__init__.py":
                yield prefix + parts[0][:-3], False
            elif len(parts) == 2 and parts[1] == "__init__.py":
                yield prefix + parts[0], True


def bear_with(version: "tuple[int, ...]") -> None:
    """Python 3.10 lacks a name or two."""
    if version >= OLD:
        return
    for name in ("Self", "Never"):
        setattr(typing, name, typing.Any)  # they stand in annotations, which nobody reads there
    toml = types.ModuleType("tomllib")
    toml.loads = no_toml  # type: ignore[attr-defined]
    sys.modules["tomllib"] = toml


def no_toml(_: str) -> object:
    raise ValueError("the Python there is too old to read TOML")


def end_with_the_asker(seconds: float) -> None:
    """A process group of our own, so that only what we started ends with us.  sshd(8) makes one, others may not."""
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(seconds) + LATE)
    threading.Thread(target=watch, args=(seconds,), daemon=True).start()


def watch(seconds: float) -> None:
    select.select([0], [], [], seconds)  # all that was sent has been read: what comes now is the end
    os.killpg(0, signal.SIGKILL)


def run() -> None:
    asker = sys.stdin.buffer
    archive, words, seconds = (int(word) for word in asker.readline().split())
    entry = asker.readline().decode().strip()
    modules, request = Modules(asker.read(archive)), asker.read(words)
    end_with_the_asker(seconds)
    bear_with(sys.version_info[:2])
    sys.meta_path.insert(0, modules)
    sys.path_hooks.insert(0, modules.below)
    sys.path_importer_cache.clear()
    said = zlib.compress(importlib.import_module(entry).answer(request.decode()).encode())
    sys.stdout.buffer.write(b"\nportwise-says %d\n" % len(said) + said)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    run()
