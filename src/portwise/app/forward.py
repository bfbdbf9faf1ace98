"""A way that works now, for as long as somebody wants it: `portwise forward`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from ipaddress import ip_address

from portwise.app.namespaced import room_of
from portwise.host.api import Host
from portwise.host.forwarding import Carried, Forwarder, Way, refused
from portwise.model.schemes import TLS
from portwise.model.target import Target, Transport
from portwise.model.vantage import Vantage

BOTH = ("127.0.0.1", "::1")  # clients take either for localhost
ALL = {"127.0.0.1": "0.0.0.0", "::1": "::"}
Ready = Callable[[tuple[tuple[str, int], ...]], None]


class NoWay(Exception):
    """Why nothing can be forwarded, in one line."""


def way_to(target: Target, vantage: Vantage | None, host: Host) -> Way:
    """Raises `NoWay`: a datagram has no connection, and into a network only root gets."""
    if target.transport is Transport.UDP:
        raise NoWay("only connections are forwarded, and no datagrams")
    if target.transport is Transport.UNIX:
        return Way("", 0, path=target.path)
    tls = target.host if target.scheme in TLS else ""
    return Way(target.host, target.port or 0, tls=tls, network=network(vantage, host) if vantage else "")


def network(vantage: Vantage, host: Host) -> str:
    if vantage.kind not in ("netns", "container"):
        raise NoWay(f"--vantage {vantage}: only into a network of this machine; ssh -N -L goes to another")
    try:
        return room_of(vantage, host).net
    except OSError as error:
        raise NoWay(f"{vantage}: {error.strerror or error}") from error


def places(address: str, port: int, host: Host, expose: bool) -> tuple[tuple[str, int], ...]:
    """Both families where no address is named, IPv4 alone where there is no other: loopback, or all addresses."""
    if expose and not address:
        return tuple((everywhere, port) for name, everywhere in ALL.items() if host.owns(ip_address(name)))
    if address:
        return ((address, port),)
    return tuple((name, port) for name in BOTH if host.owns(ip_address(name)))


def is_inside(address: str) -> bool:
    """Whether no other machine can come in there."""
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False


def forward(at: tuple[tuple[str, int], ...], way: Way, ready: Ready, seconds: float | None) -> Carried:
    """Until the time is over or Ctrl-C.  Raises `NoWay` where a place cannot be had."""
    forwarder = Forwarder(at, way)
    try:
        return asyncio.run(carried(forwarder, ready, seconds))
    except KeyboardInterrupt:
        return forwarder.total


async def carried_along(at: tuple[tuple[str, int], ...], way: Way, ready: Ready, seconds: float) -> Carried:
    """The same for who has a loop already."""
    return await carried(Forwarder(at, way), ready, seconds)


async def carried(forwarder: Forwarder, ready: Ready, seconds: float | None) -> Carried:
    try:
        return await forwarder.serve(ready, seconds)
    except OSError as error:
        at = forwarder.places
        where = " or ".join(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in at)
        raise NoWay(f"nothing can listen at {where}: {refused(error)} (portwise who {at[0][1]})") from error
