"""Who says what a name stands for."""

from __future__ import annotations

from enum import Enum

from portwise.model.record import NamedTuple
from portwise.model.target import Address

UNANSWERED = "the resolver did not answer within "  # so many seconds: those who wait longer may get an answer


class Verdict(Enum):
    """How a name server answered for one name (RFC 1035 section 4.1.1), or why it did not."""

    ADDRESSES = "addresses"
    NO_NAME = "NXDOMAIN"
    NO_ADDRESS = "no address"  # the name exists, and has no A and no AAAA
    FAILED = "SERVFAIL"
    REFUSED = "REFUSED"
    ODD = "another error"
    SILENT = "silent"
    NOBODY = "nobody there"  # the machine said that no server has the port
    UNREACHABLE = "unreachable"


class NameServer(NamedTuple):
    """One server of resolv.conf, asked directly, past hosts file and caches of this machine."""

    server: Address
    verdict: Verdict
    addresses: tuple[Address, ...]
    line: int = 0  # of resolv.conf, where a person keeps it: 0 where a program writes it, or nobody looked

    @property
    def answered(self) -> bool:
        return self.verdict not in (Verdict.SILENT, Verdict.NOBODY, Verdict.UNREACHABLE)


class HostsEntry(NamedTuple):
    """One line of the hosts file that gives an address to a name, hosts(5)."""

    address: Address
    line: int
