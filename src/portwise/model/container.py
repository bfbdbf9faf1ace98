"""Containers as their engine tells of them."""

from __future__ import annotations

from itertools import pairwise

from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.target import Address

# The name that the kernel keeps: pasta is a link to passt on Debian and a program of its own on Fedora, and either
# starts another file where the processor can do more, passt(1)
PASTA = ("pasta", "pasta.avx2", "passt", "passt.avx2")
# Of a user's own engine: for whom they have a port, the port says, and not a word of their command line
ROOTLESS = ("rootlessport", "rootlesskit", "slirp4netns", *PASTA)
FORWARDERS = ("docker-proxy", "conmon", *ROOTLESS)  # processes that have a port of the host for a container
AT_WORK = ("running", "paused", "restarting")  # it has a network


class Engine(NamedTuple):
    """An engine whose socket is on this machine."""

    kind: str  # docker, podman
    socket: str

    def __str__(self) -> str:
        return f"{self.kind} at {self.socket}"


class Ref(NamedTuple):
    """Identity of a container: a name alone is given again."""

    engine: Engine
    id: str  # 64 hexadecimal digits
    name: str

    def __str__(self) -> str:
        return self.name


class Published(NamedTuple):
    """One port of the host that leads into a container."""

    address: Address  # of the host; unspecified: all of that family
    port: int
    inner: int

    def leads(self, address: Address, port: int) -> bool:
        """Whether a client that asks for them is led into the container."""
        mine = self.address.version == address.version and self.address in (address, type(address)(0))
        return mine and self.port == port


class Container(NamedTuple):
    """A line of ``docker ps -a``; ports are those of TCP."""

    ref: Ref
    image: str
    state: str  # created, running, paused, restarting, removing, exited, dead
    published: tuple[Published, ...]  # in effect
    exposed: tuple[int, ...]  # named by image or command, and published nowhere
    mode: str  # of its network: bridge, host, none, container:ID, the name of a network
    addresses: tuple[Address, ...]
    networks: tuple[str, ...]
    project: str = ""  # of compose, as are the next four
    service: str = ""
    folder: str = ""
    files: tuple[str, ...] = ()  # as it was created from, in order
    variables: tuple[str, ...] = ()  # files of them
    composer: tuple[str, ...] = ()  # by which words compose is called here, where it is no plugin of the engine

    @property
    def compose(self) -> tuple[str, ...]:
        return self.composer or (self.ref.engine.kind, "compose")

    def anew(self) -> tuple[str, ...]:
        """The command that has compose create it again as it was created, and it alone; () where that is not told."""
        return self.ordered("up", "--detach", "--no-deps")

    def ordered(self, *order: str) -> tuple[str, ...]:
        """What tells compose to do that with its service, by what it was created from; () where that is not told."""
        if not (self.project and self.service and self.folder and self.files) or self.service.startswith("-"):
            return ()
        of = ("--project-name", self.project, "--project-directory", self.folder)
        files = [word for file in self.files for word in ("--file", file)]
        variables = [word for file in self.variables for word in ("--env-file", file)]
        return *self.compose, *of, *files, *variables, *order, self.service

    def has(self, argv: tuple[str, ...]) -> bool:
        """Whether a process of its engine stands for it: docker-proxy by an address, conmon by its id."""
        told = dict(pairwise(argv))
        return told.get("-c") == self.ref.id or told.get("-container-ip", "") in map(str, self.addresses)

    def publishes(self, address: Address, port: int) -> bool:
        """Whether a socket of the host that is bound there is for it; one of ``::`` is for both families."""
        ways = (way for way in self.published if way.port == port and self.state in AT_WORK)
        return any(way.address == address or (way.address.is_unspecified and address.is_unspecified) for way in ways)


class Passage(NamedTuple):
    """A pasta that leads ports of this machine into a network namespace (passt(1)): no engine has to tell of it."""

    process: Process
    ways: tuple[Published, ...]
    resident: int  # pid of somebody who lives in there, 0 where that cannot be seen
    namespace: int  # inode of that namespace, 0 likewise
    name: str  # of the container that lives in there, "" where none is known

    @property
    def room(self) -> str:
        return f"container {self.name}" if self.name else f"the network namespace of {self}"

    def __str__(self) -> str:
        return f"pasta (pid {self.process.pid})"


class Inspected(NamedTuple):
    """What ``docker inspect`` tells of one container."""

    pid: int  # of its first process, 0 where none runs
    exit_code: int
    memory: bool  # the kernel killed in it for want of memory
    error: str  # why it could not be started, "" otherwise
    health: str  # starting, healthy, unhealthy, "" without a check
    complaint: str  # what the last check said, one line, redacted
    restarts: int
    wanted: tuple[Published, ...]  # what it was told to publish, also while it does not run
    exposed: tuple[int, ...]
    hosts: tuple[str, ...] = ()  # further lines of its hosts file, NAME:ADDRESS
    started: float = 0.0  # seconds since the epoch; 0: never, or not told


class Settings(NamedTuple):
    """How an engine was told to lead connections into containers."""

    proxy: bool  # a process of its own takes them (userland-proxy)
    rules: bool  # it writes rules of the packet filter (iptables)


class Service(NamedTuple):
    """What a compose file says of one service."""

    name: str
    file: str  # its name, without the folder
    published: tuple[Published, ...]  # the container's side is 0 where it was not understood
    reader: tuple[str, ...] = ()  # by which words compose was called that read it; () where we did
