"""What people and machines have written down: limits, proxies, projects, upstreams."""

from __future__ import annotations

from portwise.model.record import NamedTuple
from portwise.model.target import Address, Endpoint


class Limits(NamedTuple):
    """Kernel settings that a socket can run into."""

    ephemeral: tuple[int, int]  # net.ipv4.ip_local_port_range
    unprivileged_from: int  # net.ipv4.ip_unprivileged_port_start
    somaxconn: int
    conntrack: tuple[int, int]  # entries in use, most; (0, 0) without connection tracking
    bindv6only: bool = False  # net.ipv6.bindv6only: a socket on :: takes IPv6 alone unless its program says otherwise


class Powers(NamedTuple):
    """What the user who asks may do."""

    uid: int
    binds_low: bool  # CAP_NET_BIND_SERVICE
    filtered: bool = False  # its system calls go through a seccomp filter


class Ipv6(NamedTuple):
    """Whether this machine has the family, and where its addresses were taken away."""

    present: bool
    off_on_lo: bool  # net.ipv6.conf.lo.disable_ipv6
    off_on_all: bool


class Session(NamedTuple):
    """How a shell came to this machine from the one where its user sits."""

    kind: str  # SSH, or who hosts it
    client: Address | None  # None: not told


class ProxyChoice(NamedTuple):
    """Where one client would send the request of this target, by its own reading of the environment."""

    client: str  # curl, requests, urllib, node, go, wget
    host: str  # "" when it goes direct
    port: int
    url: str  # redacted
    variable: str
    because: str
    exempt: tuple[tuple[str, str], ...] = ()  # no_proxy and NO_PROXY as they are set, whoever reads them


class FileProxy(NamedTuple):
    """A proxy that the settings of one program name, whatever the environment says."""

    client: str  # git, npm, pip, wget
    host: str
    port: int
    key: str  # "http.proxy"
    file: str
    line: int
    script: str = ""  # the URL of a PAC file that chooses instead: then host and port are none


DETECTED = "wpad:"  # in place of such a URL: the file has to be found in the network first


class Discovered(NamedTuple):
    """What somebody finds who looks for a PAC file in the network."""

    url: str  # "" where there is none
    asked: tuple[str, ...]  # names, in the order in which they are looked up
    lease: str  # what DHCP names, which browsers take on Windows alone
    why: str  # there is none


class Declared(NamedTuple):
    """A port that a file of the project names."""

    port: int
    address: str  # "" unless stated
    what: str  # 'script "dev"'
    file: str
    line: int  # 0: unknown
    program: str  # "vite", "" unknown
    at: int = 0  # the line of the address, where it is another one
    goes: bool = False  # a URL of a variable: where somebody goes


class Upstream(NamedTuple):
    """Where a gateway sends requests on, as its configuration says; neither host nor path: it answers itself."""

    host: str
    port: int
    unix_path: str
    scheme: str
    location: str
    listens: tuple[int, ...]
    file: str
    line: int  # 0: a command line
    names: tuple[str, ...] = ()  # of the hosts that it is for; empty: all that no other one is for
    keeps: float = 0.0  # seconds for which it keeps an idle connection there; 0: it opens one for each request


class Rewritten(NamedTuple):
    """A file of a gateway that was written after it was read, and where it sends requests now."""

    file: str
    rows: tuple[Upstream, ...]
    by_move: bool = False  # the gateway takes what is moved into its place, and does not see what is written there
    main: str = ""  # the file that it reads first, which names the others


class Cap(NamedTuple):
    """How many connections the configuration of a server allows at once."""

    most: int
    listens: tuple[int, ...]  # ports of the server that it stands in; empty: every one
    location: str  # "" everywhere
    file: str
    line: int


class Directive(NamedTuple):
    """A statement of the configuration of a server about the addresses that it listens at."""

    name: str  # "listen_addresses", "bind"; "#listen_addresses" where it is commented out
    value: str
    text: str  # the part of the line that says so, as it stands there; "" where nothing is to be changed
    file: str
    line: int  # 0: its command line


class Virtual(NamedTuple):
    """A TCP service of IPVS, which the kernel leads to real servers (``/proc/net/ip_vs``)."""

    place: Endpoint
    scheduler: str
    servers: tuple[tuple[Endpoint, int], ...]  # and the weight of each: 0 gets nobody new

    def __str__(self) -> str:
        behind = ", ".join(f"{server} weight {weight}" for server, weight in self.servers)
        return f"TCP {self.place} {self.scheduler} -> {behind or 'no real server'}"
