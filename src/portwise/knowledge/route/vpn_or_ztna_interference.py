"""
A VPN or zero-trust client puts an interface of its own into the machine, tun,
WireGuard or PPP, and routes that lead through it.  The more specific route wins
(longest prefix), and a policy rule before the tables wins over all of them, so the
network that you sit in can end up in the tunnel: both use 192.168.0.0/24 or
10.0.0.0/8, or the client takes everything "private" on purpose.

The printer, the colleague's machine and the virtual machine in the same room are
then looked for at the far end of the tunnel, where nobody has that address or a
stranger does.  Outside of the VPN the same command works.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from portwise.knowledge import terms
from portwise.knowledge.terms import attempts
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import HERE, INTERFACES, ROUTE
from portwise.model.net import Interface
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple

TUNNELS = frozenset({"tun", "wireguard", "ppp", "ipip", "gre", "vti", "xfrm", "ovpn-dco", "ip6tnl", "sit"})


class Home(NamedTuple):
    """Where the address would be found without the tunnel."""

    device: str
    network: IPv4Network | IPv6Network


def tunnels(view: View) -> Iterator[Interface]:
    if not attempts.elsewhere(view):
        return
    route = view[ROUTE.of(view.at.address)]
    if route.kind == "unicast":
        found = (link for link in view[INTERFACES.of(HERE)] if link.name == route.device)
        yield from (link for link in found if link.kind in TUNNELS)


def networks(link: Interface) -> Iterator[IPv4Network | IPv6Network]:
    for address, prefix in zip(link.addresses, link.prefixes, strict=True):
        yield ip_network((address, prefix), strict=False)


def home(view: View) -> Home | None:
    """The narrowest network of an interface of ours that has the address; the addresses of a tunnel are its own."""
    links = [link for link in view[INTERFACES.of(HERE)] if link.up and link.kind not in TUNNELS]
    around = [Home(link.name, net) for link in links for net in networks(link) if view.at.address in net]
    return max(around, key=lambda one: one.network.prefixlen, default=None)


def home_device(view: View, _: Interface) -> str | None:
    found = home(view)
    return found and found.device


def home_network(view: View, _: Interface) -> str | None:
    found = home(view)
    return found and str(found.network)


CAUSE = Cause(
    id="vpn-or-ztna-interference",
    hop=Hop.ROUTE,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.REFUSED, Outcome.RESET}),
    prior=0.0,
    title="The VPN interface {tunnel} takes what goes to {address}, which is on the network of {device}",
    plain="A VPN interface takes what goes to a machine on your own network",
    about=About(
        "the route to the address leads into a VPN or tunnel interface",
        tunnels,
        told="what goes to {address} is sent into {tunnel}, a {kind} interface",
        denied="the route does not lead into a VPN",
        once=attempts.elsewhere,
    ),
    needs=(
        Clause(
            "the address lies in the network of another interface of this machine",
            lambda view, _: home(view) is not None,
            told="the address lies in {network}, the network of {device}",
            denied="no other interface has a network that the address lies in",
        ),
    ),
    slots={
        **terms.ZONES,
        "address": terms.address,
        "tunnel": lambda _, link: link.name,
        "kind": lambda _, link: link.kind,
        "device": home_device,
        "network": home_network,
    },
    remedies=(
        Remedy("see which way it takes", ("ip", "route", "get", "{zoneless}"), Safety.SAFE),
        Remedy("see which way it takes", ("ip", "route", "get", "{unzoned}", "oif", "{zone}"), Safety.SAFE),
        Remedy(
            "see what the VPN took: routes of all tables, and the rules before them",
            ("ip", "route", "show", "table", "all", "dev", "{tunnel}"),
            Safety.SAFE,
        ),
        Remedy("see which way it takes", ("route", "-n", "get", "{address}"), Safety.SAFE, platform="macos"),
        Remedy("see which way it takes", ("route", "print"), Safety.SAFE, platform="windows"),
        Remedy(
            "disconnect the VPN and try again; if that helps, ask for access to the local network (split tunnel)",
            (),
            Safety.SHOW,
            undo="connect it again",
            platform="any",
        ),
        Remedy(
            "or lead this one address around it, until the VPN connects anew",
            ("ip", "route", "add", "{zoneless}", "dev", "{device}"),
            Safety.ASK,
            needs_root=True,
            undo="ip route del {zoneless} dev {device}",
        ),
    ),
    prevention=(
        "give networks at home, of containers and of virtual machines addresses that the company does not use",
        "test again after every update of the VPN client",
    ),
    suspect="a VPN",
    see=("man 8 ip-route", "man 8 ip-rule", "man 8 wg-quick, AllowedIPs"),
)
