"""What one attempt of our own brings to light beside its outcome: packets, verdicts, reasons."""

from __future__ import annotations

from portwise.model.record import NamedTuple
from portwise.model.target import Address


class Frame(NamedTuple):
    """One packet as an interface carried it, packet(7)."""

    at: float  # seconds since the epoch
    device: str
    outgoing: bool  # whether it left by that interface; on loopback each packet is shown both ways
    loopback: bool
    data: bytes  # from the IP header on


class Captured(NamedTuple):
    """One attempt, and what was heard at every interface of its source port meanwhile."""

    began: float  # seconds since the epoch
    lasted_ms: float
    errno: int
    port: int  # its source port
    source: Address | None  # the address that the machine would send from; None: it has no way there
    frames: tuple[Frame, ...]


class Judged(NamedTuple):
    """One attempt, and what the packet filter said of its packets meanwhile."""

    errno: int
    port: int  # its source port
    source: Address | None
    messages: bytes  # of netlink, NFT_MSG_TRACE among them


class Witnessed(NamedTuple):
    """One attempt, and what the kernel's tracepoints said meanwhile."""

    errno: int
    port: int  # its source port
    trace: str
    formats: tuple[str, ...]  # of its events, as this kernel has them
