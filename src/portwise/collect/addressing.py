"""Where the configuration of a database says at which addresses it listens."""

from __future__ import annotations

from portwise.collect.pidfiles import collector
from portwise.formats.commandline import program
from portwise.host.api import Host
from portwise.model.facts import ADDRESSING
from portwise.model.process import Process
from portwise.model.settings import Directive

SOURCE = "the configuration files of the database"


def addressing(host: Host, process: Process) -> tuple[Directive, ...]:
    """In the order in which they count, the last one most.  Raises ValueError for what keeps them elsewhere."""
    from portwise.collect.databasefiles import NAMES, READERS  # grammars that only databases need
    from portwise.collect.gatewayfiles import Files

    argv = host.command(process.pid)
    reader = READERS.get(program(argv)) or READERS.get(NAMES.get(process.name, ""))
    if reader is None:
        raise ValueError("portwise does not know where it keeps its settings")
    files = Files(host, process.pid)
    if files.root:
        raise ValueError("it sees other files than we do")
    return tuple(reader(files, argv))


ADDRESSES = collector(ADDRESSING, addressing, SOURCE)
