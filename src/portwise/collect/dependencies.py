"""What a server depends on: connections that it still waits for, and the servers that its environment names."""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.pidfiles import collector
from portwise.formats import netlink
from portwise.host.api import Host
from portwise.model.behind import Dependency
from portwise.model.evidence import Evidence
from portwise.model.facts import DEPENDENCIES, DIALLING
from portwise.model.net import Connection
from portwise.model.process import Process

SYN_SENT = 1 << netlink.STATES.index("SYN_SENT") + 1  # include/net/tcp_states.h counts from 1
TABLE = "SOCK_DIAG, ss -tn state syn-sent"


def dialling(host: Host, _: Evidence, __: str) -> tuple[Connection, ...]:
    """A SYN that nobody answers stays here for minutes: net.ipv4.tcp_syn_retries, tcp(7)."""
    asked = (netlink.request(family, SYN_SENT) for family in (netlink.AF_INET, netlink.AF_INET6))
    return tuple(row for request in asked for row in netlink.connections(host.sock_diag(request)))


def dependencies(host: Host, process: Process) -> tuple[Dependency, ...]:
    """Hosts and ports alone; credentials have stayed in the host already."""
    from portwise.formats import dependencies as formats  # patterns that only a server with an error needs

    return (*formats.dependencies(host.variables(process.pid, formats.VARIABLES)), *configured(host, process))


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
READ = "/proc/PID/environ, names of variables, hosts and ports alone; the file of LiteLLM"
DEPENDING = collector(DEPENDENCIES, dependencies, READ)
