"""
bind(2) takes addresses of this machine, and no others: ``inet_addr_valid_or_nonlocal()``
in net/ipv4/af_inet.c looks the address up in the table of local routes and says
EADDRNOTAVAIL, "cannot assign requested address", where it is not there.  The server
prints that, ends, and leaves nothing on the port.

Usual reasons: an address of the office network, used at home; a VPN that is not up;
a name that the hosts file or DNS leads to another machine; a HOST variable that some
other tool set.  An address counts only while its interface is up, and in IPv6 only
after the kernel has made sure that nobody else on the link has it (RFC 4862 section 5.4).
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import binds
from portwise.model.cause import WHOLE, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.facts import ADDRESSES, ATTEMPT, HERE, INTERFACES
from portwise.model.net import Interface
from portwise.model.outcome import Outcome


def foreign(view: View, _: None) -> bool:
    """Whether what the target gives, by name or written out, may be another machine's."""
    view.read.append(ADDRESSES.of(view.target.host))
    return not view.at.address.is_loopback


def having(view: View) -> list[Interface]:
    """The interfaces that have the address, though it cannot be bound."""
    return [i for i in view[INTERFACES.of(HERE)] if view.at.address in i.addresses]


def reason(view: View, _: None) -> str:
    for interface in having(view):
        return f"interface {interface.name} has it, and has not made sure yet that nobody else on the link does"
    return "no interface of this machine has it"


def mine(view: View, _: None) -> str:
    """The addresses that could be bound instead, in the order of the interfaces."""
    held = [a for i in view[INTERFACES.of(HERE)] if i.up for a in i.addresses if not a.is_link_local]
    return ", ".join(map(str, held)) or "none at all"


def name(view: View, _: None) -> str | None:
    return None if view.target.address else view.target.host or None


CAUSE = Cause(
    id="bind-address-not-local",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    ways=frozenset({Way.BIND}),
    explains=frozenset({Outcome.BIND_EADDRNOTAVAIL}),
    prior=0.5,
    title="{address} cannot be bound: {reason}",
    plain="The address to bind is not one of this machine",
    about=WHOLE,
    needs=(
        Clause(
            "bind(2) said EADDRNOTAVAIL: the address is not in the kernel's table of local ones",
            lambda view, _: view[ATTEMPT.of(view.at)].outcome is Outcome.BIND_EADDRNOTAVAIL,
            denied="the kernel did not object to the address",
            trivial=True,
        ),
        Clause(
            "it is no loopback address, which every machine has of its own",
            foreign,
            denied="it is a loopback address, which belongs to this machine whatever its network",
            trivial=True,
        ),
    ),
    hints=(
        Hint(
            "no interface of this machine has the address",
            1.0,
            lambda view, _: not having(view),
            told="no interface of this machine has the address; what can be bound is {mine}",
        ),
    ),
    yields_to=("ipv6-disabled-localhost-ipv6",),  # it says why the whole family has no addresses
    slots={
        "address": terms.address,
        "port": terms.port,
        "reason": reason,
        "mine": mine,
        "name": name,
    },
    remedies=(
        Remedy("see which addresses this machine has now", ("ip", "-br", "addr"), Safety.SAFE, verify=binds.VERIFY),
        Remedy(
            "see which addresses this machine has", ("ifconfig",), Safety.SAFE, verify=binds.VERIFY, platform="macos"
        ),
        Remedy(
            "see which addresses this machine has", ("ipconfig",), Safety.SAFE, verify=binds.VERIFY, platform="windows"
        ),
        Remedy(
            "{name} leads to {address} here: see what the resolver gives for it",
            ("getent", "ahosts", "{name}"),
            Safety.SAFE,
            verify=binds.VERIFY,
        ),
        Remedy(
            "start the server with --host 127.0.0.1, or with --host 0.0.0.0 if other machines shall reach it; see "
            "also whether a variable HOST or a file .env brings {address} in",
            ("portwise", "why", "--bind", "127.0.0.1:{port}"),
            Safety.SAFE,
            verify="portwise why --bind 127.0.0.1:{port}",
            undo="put the old address back",
            platform="any",
        ),
        Remedy(
            "only where an address moves between machines (keepalived, VRRP): allow binds before it is here",
            ("sysctl", "-w", "net.ipv4.ip_nonlocal_bind=1"),
            Safety.SHOW,
            needs_root=True,
            verify=binds.VERIFY,
            undo="sysctl -w net.ipv4.ip_nonlocal_bind=0",
        ),
    ),
    prevention=(
        "bind 127.0.0.1 or every address, and no address that comes and goes with a network",
        "let a unit that needs the address start after network-online.target",
    ),
    suspect="an address of another machine",
    see=(
        "man 2 bind, EADDRNOTAVAIL",
        "man 7 ip, ip_nonlocal_bind",
        "https://www.rfc-editor.org/rfc/rfc4862#section-5.4",
    ),
)
