"""
With ``net.ipv6.conf.lo.disable_ipv6 = 1`` the address ::1 is gone from lo, and with
``ipv6.disable=1`` on the kernel's command line so is the whole family.  The hosts
file does not know: ``::1 localhost`` still stands there, and getaddrinfo(3) hands it
out.  connect(2) and bind(2) then fail at once with EADDRNOTAVAIL, or EAFNOSUPPORT.

Browsers and curl go on to 127.0.0.1.  Programs that take the first address do not,
and servers that were told to bind ::1 or localhost do not start ("cannot assign
requested address").  Images of containers, hardening guides and VPN clients switch
IPv6 off; lo is switched off with all others though nothing is gained by that.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import attempts, binds
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.client import Client
from portwise.model.facts import ADDRESSES, ATTEMPT, HERE, IPV6
from portwise.model.outcome import Outcome

NOT_AVAILABLE = (Outcome.ADDR_NOT_AVAIL, Outcome.BIND_EADDRNOTAVAIL)
WITHOUT = "ipv6.disable=1"
LO, ALL = "net.ipv6.conf.lo.disable_ipv6", "net.ipv6.conf.all.disable_ipv6"


def switches(view: View) -> list[str]:
    """What keeps the address away that the kernel says it has not: a sysctl, or a kernel without the family."""
    if view[ATTEMPT.of(view.at)].outcome not in NOT_AVAILABLE or view.at.address.version == 4:
        return []
    family = view[IPV6.of(HERE)]
    if not family.present:
        return [WITHOUT]
    if view.at.address.is_loopback:
        return [LO] if family.off_on_lo else []
    return [ALL] if family.off_on_all else []


def sysctl(_: View, switch: str) -> str | None:
    return switch if switch in (LO, ALL) else None


def scope(_: View, switch: str) -> str:
    return "loopback, which opens nothing to a network" if switch == LO else "every interface"


def told(_: View, switch: str) -> str:
    return f"{switch} = 1" if switch in (LO, ALL) else "this kernel was started without IPv6"


def instead(view: View, _: str) -> str | None:
    """The IPv4 address of the same name."""
    address = next((a for a in view[ADDRESSES.of(view.target.host)] if a.version == 4), None)
    return str(address) if address else "127.0.0.1" if view.at.address.is_loopback else None


CAUSE = Cause(
    id="ipv6-disabled-localhost-ipv6",
    hop=Hop.LISTENER,  # it speaks of a name, and acts where an address is missing
    scope=Scope.ADDRESS,
    ways=frozenset({Way.TCP, Way.UDP, Way.BIND}),
    explains=frozenset({Outcome.ADDR_NOT_AVAIL, Outcome.BIND_EADDRNOTAVAIL}),
    prior=1.0,
    title="IPv6 is switched off on this machine, and {name} is {address}",
    plain="IPv6 is switched off on this machine, and an IPv6 address was used",
    about=About(
        "the kernel has no such address to use, and IPv6 is switched off",
        switches,
        told="the kernel has no {address} to use, for IPv6 is switched off: {told}",
        denied="the kernel did not object to the address, or IPv6 is on",
        once=attempts.not_available,
    ),
    needs=(),
    slots={
        "name": lambda view, _: None if view.target.address else view.target.host or "[::]",  # ::1 is ::1 says nothing
        "address": terms.address,
        "port": terms.port,
        "told": told,
        "sysctl": sysctl,
        "scope": scope,
        "without": lambda _, switch: switch if switch == WITHOUT else None,
        "instead": instead,
        "again": binds.again,
    },
    remedies=(
        Remedy(
            "use {instead} on both ends",
            ("portwise", "why", "{instead}:{port}"),
            Safety.SAFE,
            verify="portwise why {instead}:{port}",
            platform="any",
        ),
        Remedy(
            "switch IPv6 on again for {scope}",
            ("sysctl", "-w", "{sysctl}=0"),
            Safety.ASK,
            needs_root=True,
            verify=binds.AGAIN,
            undo="sysctl -w {sysctl}=1",
            plain="switch IPv6 on again; for loopback alone it opens nothing to a network",
        ),
        Remedy(
            "no sysctl brings it back: take {without} out of the kernel's command line, in the settings of the boot "
            "loader, and boot; this shows whether it stands there",
            ("grep", "-o", "{without}", "/proc/cmdline"),
            Safety.SAFE,
            verify=binds.AGAIN,
            plain="or, where the kernel was started with ipv6.disable=1, take that out of its command line and boot",
        ),
        Remedy(
            "see where {sysctl} is set, or it comes back with the next boot",
            ("grep", "-rn", "disable_ipv6", "/etc/sysctl.conf", "/etc/sysctl.d", "/usr/lib/sysctl.d"),
            Safety.SAFE,
            verify=binds.AGAIN,
        ),
        Remedy(
            "or, while it stays off, take the line of ::1 out of /etc/hosts",
            ("sed", "-i.before", "-E", r"s/^::1[[:space:]].*localhost/#&/", "/etc/hosts"),
            Safety.ASK,
            needs_root=True,
            verify=binds.AGAIN,
            undo="mv /etc/hosts.before /etc/hosts",
        ),
    ),
    prevention=("switch IPv6 off on the interfaces that shall not have it, never on lo",),
    suspect="IPv6 that is switched off",
    spares=frozenset({Client.BROWSER, Client.CURL}),  # they go on to 127.0.0.1
    see=("man 7 ipv6", "Documentation/networking/ip-sysctl.rst, disable_ipv6", "net/ipv6/addrconf.c"),
)
