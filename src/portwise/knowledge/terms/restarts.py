"""
The command that starts a server again, at another place where that is wanted.

Its own words, with the option for the port or the address put in or replaced: only of programs whose options are
known, from the reference of each (``vite --help``, ``next dev --help``, ``uvicorn --help``, …).  What a slot gives
is parted by NUL, which no argument can hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from portwise.knowledge.terms import processes
from portwise.model.cause import Remedy, Safety, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import COMMAND, CWD, HERE, PROGRAM, SYSTEM, WANTED
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.record import NamedTuple


class Options(NamedTuple):
    """Names of one option, the one to write first; none where it has no such option."""

    port: tuple[str, ...]
    host: tuple[str, ...]


LINUX = "linux"
USUAL = Options(("--port",), ("--host",))
OPTIONS: Mapping[str, Options] = {
    **dict.fromkeys(("vite", "astro", "uvicorn", "webpack-dev-server", "angular"), USUAL),
    **dict.fromkeys(
        ("llama-server", "vllm", "sglang", "koboldcpp", "weaviate", "chroma", "litellm", "open-webui"), USUAL
    ),
    "text-embeddings-router": Options(("--port", "-p"), ("--hostname",)),
    "nuxt": Options(("--port", "-p"), ("--host", "-h")),
    "next": Options(("--port", "-p"), ("--hostname", "-H")),
    "flask": Options(("--port", "-p"), ("--host", "-h")),
    "hugo": Options(("--port", "-p"), ("--bind",)),
    "http.server": Options((), ("--bind", "-b")),
}


def again(view: View, process: Process) -> str:
    """As it was started."""
    return written(view, process, view[COMMAND.of(process)])


def at_port(view: View, process: Process, port: int) -> str | None:
    options = OPTIONS.get(view[PROGRAM.of(process)].name)
    return written(view, process, put(view[COMMAND.of(process)], options.port, str(port))) if options else None


def at_address(view: View, socket: Socket, address: object) -> str | None:
    """The holder of *socket*, on the same port; None where it has no option for one of the two that is known."""
    process = processes.holder(view, socket)
    options = OPTIONS.get(view[PROGRAM.of(process)].name) if process else None
    if process is None or options is None:
        return None
    argv = view[COMMAND.of(process)]
    if view[WANTED.of(process)] != socket.port:  # it moved, or was told 0: its words alone lead elsewhere
        argv = put(argv, options.port, str(socket.port))
    return written(view, process, put(argv, options.host, str(address)) if argv else ()) or None


def option(view: View, socket: Socket) -> str | None:
    """The name of its option for the address; of a program that nobody here knows, that of most."""
    process = processes.holder(view, socket)
    options = OPTIONS.get(view[PROGRAM.of(process)].name) if process else None
    return options.host[0] if options else "--host or its like:"


def put(argv: tuple[str, ...], names: tuple[str, ...], value: str) -> tuple[str, ...]:
    """In place of the value that an option has, the last where it has several; () where there is no such option."""
    for at, word in reversed(tuple(enumerate(argv))):
        name, joined, _ = word.partition("=")
        if name not in names:
            continue
        if joined:
            return (*argv[:at], f"{name}={value}", *argv[at + 1 :])
        rest = argv[at + 1 :]
        return (*argv[: at + 1], value, *(rest[1:] if rest and not rest[0].startswith("-") else rest))
    return (*argv, names[0], value) if names else ()


def written(view: View, process: Process, argv: tuple[str, ...]) -> str:
    """In the folder that it works in, env(1)."""
    return "\0".join(("env", "-C", view[CWD.of(process)], *argv)) if argv else ""


def restarts(does: str, then: str, plain: str = "") -> tuple[Remedy, Remedy]:
    """Two steps that are one; *pid* and *again* are slots of the cause."""
    undo = "start it as it was"
    end = Remedy(does, ("kill", "{pid}"), Safety.ASK, undo=undo, plain=plain, when="again")
    return end, Remedy(then, ("{again}",), Safety.ASK, undo=undo, when="again")


def otherwise(does: str, plain: str) -> Remedy:
    """In words, where nobody knows the command; *unknown_way* is a slot of the cause."""
    return Remedy(does, (), Safety.ASK, undo="restart it as it was", plain=plain, platform="any", when="unknown_way")


def unknown(*ways: Callable[[View, Any], str | None]) -> Callable[[View, Any], str | None]:
    """A slot that is empty once one of the *ways* is known: all of them are steps on Linux, and of no other system."""

    def found(view: View, it: Any) -> str | None:
        for way in ways:
            with suppress(Unreadable):
                if way(view, it) and view[SYSTEM.of(HERE)].platform == LINUX:
                    return None
        return "it"

    return found
