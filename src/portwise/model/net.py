"""What sockets, routes and filters look like as values."""

from __future__ import annotations

from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Address, Endpoint


class Icmp(NamedTuple):
    """An ICMP error met by a socket, and the machine that sent it (ip(7), IP_RECVERR)."""

    type: int
    code: int
    offender: Address


class Traces(NamedTuple):
    """What the counters of this machine gained during the quietest of the knocks."""

    resets: int  # Tcp:OutRsts, one counter for both families
    loopback: int  # packets received on lo
    overflows: int = 0  # TcpExt:ListenOverflows
    misrouted: int = 0  # TcpExt:IPReversePathFilter; 0 also where the kernel has no such counter


class Attempt(NamedTuple):
    """One connect, bind or datagram, repeated while repeating can tell more."""

    outcome: Outcome
    errno: int
    icmp: Icmp | None  # None: the error queue was empty, or could not be read; ask ICMP, which tells these apart
    raw: Traces | None  # as read, None: the counters could not be; ask TRACES, which knows whether to believe them
    knocks: int
    elapsed_ms: float
    queue: bool = True  # whether the error queue could be read


class Calibration(NamedTuple):
    """What this kernel shows of a port that we hold ourselves and do not listen on."""

    resets: int | None  # must be 1; None: the counters could not be read
    shown: bool | None  # whether bit 13 of SOCK_DIAG lists it; None: SOCK_DIAG could not be asked


UNTOLD = 1 << 31  # of a backlog that no table tells, and nobody reaches: listen(2) takes an int


class Socket(NamedTuple):
    """A socket that holds a local port.  In LISTEN, rqueue counts who waits and wqueue is the backlog."""

    address: Address
    port: int
    v6only: bool
    rqueue: int
    wqueue: int
    uid: int
    inode: int
    device: int = 0  # interface index of SO_BINDTODEVICE, 0 when free

    def covers(self, address: Address) -> bool:
        """Whether a SYN sent to *address* belongs to this socket (ipv6(7), IPV6_V6ONLY)."""
        mine = getattr(self.address, "ipv4_mapped", None) or self.address
        if not mine.is_unspecified:
            return mine == address
        return mine.version == address.version or (mine.version == 6 and not self.v6only)

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(self.address, self.port)


class Connection(NamedTuple):
    """A TCP socket that is neither listening nor merely bound; inode 0: no process has it (yet, or any more)."""

    state: str  # ESTABLISHED, TIME_WAIT, … the names of include/net/tcp_states.h
    local: Endpoint
    remote: Endpoint
    uid: int
    inode: int
    unread: int | None = None  # bytes that came and that its program has not read; None: not told


class Distant(NamedTuple):
    """A listening socket in another network namespace of this machine, network_namespaces(7)."""

    namespace: int  # by inode
    address: Address
    port: int
    inode: int
    resident: int  # pid of a process that lives in there


class SourcePorts(NamedTuple):
    """How many of the ports that the kernel hands out are in use towards one endpoint."""

    low: int
    high: int
    taken: int
    closing: int  # of these in TIME_WAIT: closed by the client, and kept for a minute

    @property
    def exhausted(self) -> bool:
        """Nine of ten; sockets bound to a port by hand, which this does not count, may hold the rest."""
        return self.taken * 10 >= (self.high - self.low + 1) * 9


class Acceptance(NamedTuple):
    """Whether the server took a connection that the kernel completed for it."""

    accepted: bool
    waited_ms: float
    by_queue: bool = False  # told by how many wait at the listener, and not by our connection itself


class Route(NamedTuple):
    """What the kernel would do with a packet to an address: ip route get."""

    kind: str  # unicast, local, unreachable, prohibit, blackhole, throw, none
    device: str
    source: Address | None
    gateway: Address | None


class Tracked(NamedTuple):
    """The table in which the kernel tracks connections, and what it did to one more."""

    entries: int
    most: int
    dropped: int  # packets that it dropped for want of an entry, while one more connection was tried


class Neighbour(NamedTuple):
    """What is known of a machine on the same link: ip neighbour."""

    address: Address
    device: str
    state: str  # REACHABLE, STALE, INCOMPLETE (asked for, no answer yet), FAILED, … the NUD_* of linux/neighbour.h


class Interface(NamedTuple):
    number: int
    name: str
    up: bool
    loopback: bool
    addresses: tuple[Address, ...]
    kind: str = ""  # of what is no hardware: "tun", "wireguard", "veth", "bridge", …
    prefixes: tuple[int, ...] = ()  # of the addresses, one by one: what is reached on the link itself
    carrier: bool = True  # whether there is anything at its other side: a cable, a peer, the program of a VPN


class Gate(NamedTuple):
    """A rule on the way of an attempt that asks where it comes from."""

    verdict: str  # accept, drop, reject
    listed: bool  # whether our own address is among those that it names, one by one or as a small network
    group: str  # the set that they stand in, "" where the rule itself names them
    learns: bool  # whether other rules add to that set: by a port that is knocked at, by too many attempts
    family: str
    table: str
    chain: str
    handle: int
    text: str
    tool: str  # nft or iptables


class Beside(NamedTuple):
    """The attempt made from another address of this machine."""

    source: Address
    outcome: Outcome


class Rule(NamedTuple):
    """One rule of the packet filter, as far as it was understood."""

    family: str
    table: str
    chain: str
    handle: int
    verdict: str  # drop, reject, accept, dnat, redirect, …
    reject_with: str
    text: str  # one readable line
    hook: str  # input, output, forward, prerouting, … by which the attempt comes to it, jumps followed
    may_match: bool | None  # this attempt; None: cannot tell
    tool: str = "nft"  # nft, iptables, iptables-legacy, of a policy also ufw: who must be told to delete it
    answers: bool | None = False  # likewise what comes back, where that passes the same chains

    def place(self) -> str:
        """``chain input of table inet filter, handle 12``; iptables counts its rules instead, pf has anchors."""
        if self.tool == "pf":
            return self.chain
        number = "handle" if self.tool == "nft" else "rule"
        at = f", {number} {self.handle}" if self.handle else ""
        return f"chain {self.chain} of table {self.family} {self.table}{at}"
