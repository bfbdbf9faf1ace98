"""What a server depends on: connections that it still waits for, and the servers that its environment names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, Questions, each
from portwise.collect.pidfiles import answer
from portwise.formats import netlink
from portwise.host.api import Host
from portwise.model.behind import Dependency
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import DEPENDENCIES, DIALLING, FURTHER
from portwise.model.net import Connection
from portwise.model.process import Process
from portwise.model.record import NamedTuple

if TYPE_CHECKING:
    from portwise.collect.gatewayfiles import Files

SYN_SENT = 1 << netlink.STATES.index("SYN_SENT") + 1  # include/net/tcp_states.h counts from 1
TABLE = "SOCK_DIAG, ss -tn state syn-sent"


def dialling(host: Host, _: Evidence, __: str) -> tuple[Connection, ...]:
    """A SYN that nobody answers stays here for minutes: net.ipv4.tcp_syn_retries, tcp(7)."""
    asked = (netlink.request(family, SYN_SENT) for family in (netlink.AF_INET, netlink.AF_INET6))
    return tuple(row for request in asked for row in netlink.connections(host.sock_diag(request)))


class Told(NamedTuple):
    rows: tuple[Dependency, ...]
    files: tuple[str, ...]  # that were read beside its environment


def dependencies(host: Host, process: Process) -> Told:
    """Hosts and ports alone; credentials have stayed in the host already."""
    from portwise.formats import dependencies as formats  # patterns that only a server with an error needs
    from portwise.formats import dotenv

    given = host.variables(process.pid, formats.VARIABLES)
    files = tuple(loaded(host, process))
    told = dotenv.merged(given, files)
    rows = formats.dependencies((name, value) for name, (value, _) in told.items() if formats.is_wanted(name))
    placed = tuple(row._replace(where=told[row.variable][1]) for row in rows)
    further = configured(host, process)
    names = [name for name, text in files] + [row.variable.rpartition(":")[0] for row in further[:1]]
    return Told((*placed, *further), tuple(names))


def loaded(host: Host, process: Process) -> Iterator[tuple[str, str]]:
    """The files of variables that a server has read by itself, as it names them; only those of its own folder."""
    from portwise.collect.gatewayfiles import Files
    from portwise.formats import dotenv

    argv = host.command(process.pid)
    files = Files(host, process.pid)
    if names := dotenv.named(argv):
        for name in names:
            if not dotenv.is_called_so(name):
                raise ValueError(f"it loads {name}, and portwise reads no file of variables but those called .env")
            yield name, files.text(files.path(name))
        return
    own = dotenv.is_loader(argv)
    names = dotenv.BY_THEMSELVES if own else (dotenv.USUAL,)
    for name, text in present(files, names):
        if own or loads(files, argv):
            yield name, text


def loads(files: Files, argv: tuple[str, ...]) -> bool:
    """Whether its own text says so, or what its project is made of."""
    from portwise.formats import dotenv

    own = any(dotenv.calls_it(text) for _, text in present(files, dotenv.scripts(argv)))
    return own or any(dotenv.asks_for_it(text) for _, text in present(files, dotenv.MANIFESTS))


def present(files: Files, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those that are there."""
    for name in names:
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            yield name, files.text(files.path(name))


def configured(host: Host, process: Process) -> tuple[Dependency, ...]:
    """What LiteLLM is told by the file that its command line names."""
    from portwise.collect.gatewayfiles import Files, options
    from portwise.formats.commandline import program

    argv = host.command(process.pid)
    named = options(argv, "--config", "-c") if program(argv) == "litellm" else ()
    if not named:
        return ()
    from portwise.formats import litellm

    files = Files(host, process.pid)
    file = files.path(named[-1])
    text = files.text(file)
    return litellm.backends(text, file, files.environment(litellm.variables(text)))


DIALS = Collector(DIALLING, Cost.CHEAP, TABLE, "ss -tn state syn-sent", each(dialling, TABLE, "ss -tn state syn-sent"))
READ = "/proc/PID/environ, and .env where the server loads it: of variables names, hosts and ports alone"


def depending(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    """The source names the files that were read."""
    for question in asked:
        source = f"/proc/{question.key.pid}/environ"
        told = answer(host, seen, question, dependencies, source)
        if isinstance(told.said, Known):
            rows, files = told.said.value
            told = told._replace(said=Known(rows), source=" and ".join((source, *files)))
        yield told


def unfollowed(_: Host, __: Evidence, asked: Questions) -> Iterator[Answer]:
    """A chain of servers is followed so far and no further: what lies behind is asked from there."""
    for question in asked:
        why = f"followed three servers deep, as far as {question.key}"
        yield Answer(question, Unknown(why, f"portwise why {question.key}"), NOWHERE)


DEPENDING = Collector(
    DEPENDENCIES, Cost.CHEAP, READ, "sudo portwise why TARGET", depending, privilege="other users' processes too"
)
NOWHERE = "nothing is asked three servers behind the target"
FOLLOWING = Collector(FURTHER, Cost.CHEAP, NOWHERE, "portwise why TARGET", unfollowed)
