"""What lies behind a server: the files, sockets and servers that it depends on."""

from __future__ import annotations

from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint


class Door(NamedTuple):
    """A socket file, for the process that would connect to it."""

    process: Process
    path: str


class SocketFile(NamedTuple):
    """What is in the way of a process that connects to a socket file, unix(7)."""

    trouble: str  # missing, stale (nobody listens behind it), other (no socket), forbidden, full, "" where nothing is
    at: str  # the file or the folder that it is about, as others see it
    mode: str  # of that, as ls -l writes it; "" unless it is other or forbids
    owner: int  # its uid; -1 unless it forbids
    group: str = ""  # by name, whose members it lets through; "" where it forbids those too


class Dependency(NamedTuple):
    """A server that a process was told to use."""

    host: str
    port: int
    scheme: str  # "" where none was written
    variable: str  # by its name only: the value holds secrets
    where: str = ""  # the file and line that sets it, ".env:3"; "" for what the process was started with


class Advertised(NamedTuple):
    """Where a server of a cluster sends its clients on."""

    host: str
    port: int
    part: str  # "broker 1", "slots 0 to 5460", "member"


class Tunnel(NamedTuple):
    """A tunnel to the public that runs here, and the server that it leads to."""

    process: Process
    program: str  # cloudflared, ngrok, frpc, tailscale
    name: str  # the public one; "" where its other end gives it one
    host: str
    port: int  # 0 where it is not told here
    file: str
    line: int  # 0: a command line


class ModelServer(NamedTuple):
    """A server of language models, by the program that it is; "" where only its answer tells what it is."""

    endpoint: Endpoint
    program: str


class Models(NamedTuple):
    """How a server of models or vectors fares, by its own word."""

    state: str  # ready, loading, failed, empty (it has no model), missing (not the one that was asked for)
    says: str  # its own words, "" without
    wants: str = ""  # what was asked for by its name
    has: tuple[str, ...] = ()  # what it has instead


class UnixListener(NamedTuple):
    """A Unix stream socket that waits for connections."""

    path: str  # a leading @ names the abstract namespace
    inode: int
