"""Looks at the name: what it stands for, who says so, and whether the name servers say the same."""

from __future__ import annotations

from portwise.checklist.row import Met, Sight, beside, fine, listed, undecided, wrong
from portwise.model.cause import Way
from portwise.model.evidence import Unasked, Unknown, Unreadable
from portwise.model.facts import ADDRESSES, DNS, HOSTS, LOOKUP
from portwise.model.names import NameServer, Verdict
from portwise.model.target import Address


def nameless(sight: Sight) -> Met | None:
    if sight.way is Way.UNIX:
        return beside("a path is no name of the network")
    if not sight.target.host:
        return beside("every address is meant, and no name")
    if sight.target.address:
        return beside("the target is an address: nothing is looked up")
    if not sight.target.port_is_valid:
        return beside("not reached: for a port that cannot exist nothing is looked up")
    return None


def name(sight: Sight) -> Met:
    """What the resolver gives for it."""
    if none := nameless(sight):
        return none
    host = sight.target.host
    try:
        addresses = sight[ADDRESSES.of(host)]
    except Unreadable:
        said = sight.seen.observation(ADDRESSES.of(host)).said
        if isinstance(said, Unknown) and not isinstance(said, Unasked):
            return wrong(f"the resolver says of {host}: {said.why}")
        raise
    return led(sight, host, addresses)


def led(sight: Sight, host: str, addresses: tuple[Address, ...]) -> Met:
    """localhost and what is below it are loopback, RFC 6761 section 6.3."""
    failure = sight.known(LOOKUP.of(host))
    if failure:
        return wrong(f"the system's resolver says of {host}: {failure}; browsers and curl take it for loopback")
    strangers = [address for address in addresses if not address.is_loopback]
    if sight.target.is_loopback_name and strangers:
        says = f"{host} leads to {listed(strangers)}, which is not loopback"
        return undecided(f"{says}, and answers", f"getent ahosts {host}") if sight.served else wrong(says)
    return fine(f"{host} is {listed(addresses)}{by_file(sight, host, addresses)}")


def by_file(sight: Sight, host: str, addresses: tuple[Address, ...]) -> str:
    lines = [str(entry.line) for entry in sight.known(HOSTS.of(host)) or () if entry.address in addresses]
    return f", by line {listed(dict.fromkeys(lines))} of the hosts file" if lines else ""


def private(sight: Sight) -> Met | None:
    """Why no name server has a say in it."""
    if none := nameless(sight):
        return none
    if sight.target.is_loopback_name:
        return beside(f"{sight.target.host} is no matter of name servers")
    if entries := sight.known(HOSTS.of(sight.target.host)):
        return beside(f"line {entries[0].line} of the hosts file gives the address, and no name server is asked")
    return None


def stale(sight: Sight) -> Met:
    """Whether the resolver still says what the name servers say now."""
    if none := private(sight):
        return none
    taken = sight.known(ADDRESSES.of(sight.target.host)) or ()
    servers = sight[DNS.of(sight.target.host)]
    current = {address for server in servers for address in server.addresses}
    if not taken or not current:
        return beside("not reached: there is nothing to compare, for nobody gives an address")
    if set(taken) & current:
        return fine(f"{listed(taken)} is what the name servers say too")
    says = f"the resolver says {listed(taken)}, the name servers say {listed(sorted(map(str, current)))}"
    return undecided(f"{says}: an old answer, or several in turn", f"dig +short {sight.target.host}")


def servers(sight: Sight) -> Met:
    """Whether a name server answers at all."""
    if none := private(sight):
        return none
    host = sight.target.host
    told = sight[DNS.of(host)]
    answering = [one for one in told if one.answered]
    if not told:
        return wrong("/etc/resolv.conf names no server")
    addresses = sight.known(ADDRESSES.of(host))
    if addresses and not answering and all(one.verdict is Verdict.SILENT for one in told):
        return undecided(f"{said(told)} in so short a time, and yet the name was resolved", f"dig {host}")
    return fine(said(answering)) if answering else wrong(said(told))


def said(told: tuple[NameServer, ...] | list[NameServer]) -> str:
    return listed(f"{one.server} says: {VERDICTS.get(one.verdict, one.verdict.value)}" for one in told)


VERDICTS = {
    Verdict.ADDRESSES: "it knows the name",
    Verdict.SILENT: "nothing",
    Verdict.NOBODY: "nothing, for no server runs there",
    Verdict.UNREACHABLE: "nothing, for there is no way to it",
}
