"""A way that works now, for as long as somebody wants it: `portwise forward`."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address

from portwise.app.locally import UNIX
from portwise.app.namespaced import room_of
from portwise.host.api import Host
from portwise.host.development import development
from portwise.host.forwarding import ONTO_ITSELF, Carried, Forwarder, Pair, Places, Way, refused
from portwise.host.tunnel import tunnel
from portwise.model.schemes import TLS, default_port
from portwise.model.target import HIGHEST_PORT, Target, Transport
from portwise.model.url import in_url
from portwise.model.vantage import Vantage

BOTH = ("127.0.0.1", "::1")  # clients take either for localhost
PATIENCE = 5.0  # seconds for a name that it is to listen at
ALL = {"127.0.0.1": "0.0.0.0", "::1": "::"}
Ready = Callable[[Places, str], None]  # where it is open, and why the target does not answer, "" where it does


class NoWay(Exception):
    """Why nothing can be forwarded, in one line."""


def way_to(target: Target, vantage: Vantage | None, host: Host, insecure: bool = False) -> Way:
    """
    Raises `NoWay`: a datagram has no connection, and into a network only root gets.

    Nobody stands between here and this machine's own loopback: what is shown there, mostly a certificate that
    vouches for itself, is taken; elsewhere only where that is said.
    """
    if target.transport is Transport.UDP:
        raise NoWay("only connections are forwarded, and no datagrams")
    if not target.port_is_valid:
        raise NoWay(f"{target.raw}: a port is a number from 1 to {HIGHEST_PORT}")
    if target.transport is Transport.UNIX:
        return Way("", 0, path=target.path)
    tls = target.host if target.scheme in TLS else ""
    into = network(vantage, host) if vantage else ""
    trusting = insecure or target.is_loopback_name or is_inside(target.host)
    called, origin = authority(target)
    own = origins(target)
    return Way(target.host, target.port or 0, "", tls, into, trusting, called=called, origin=origin, origins=own)


def origins(target: Target) -> tuple[str, ...]:
    """
    What a redirect of the target names where it names the target itself, RFC 6454; loopback has many names.

    Without a scheme it is the plain one: whoever does not speak HTTP is told apart by his first word.
    """
    if target.scheme and not target.speaks_http:
        return ()
    scheme = "https" if target.speaks_tls else "http"
    inside = target.is_loopback_name or is_inside(target.host)
    hosts = dict.fromkeys((target.host, "localhost", *BOTH) if inside else (target.host,))
    ports = (f":{target.port}", "") if target.port == default_port(scheme) else (f":{target.port}",)
    return tuple(f"{scheme}://{in_url(host)}{port}" for host in hosts for port in ports)


def authority(target: Target) -> tuple[str, str]:
    """What HTTP calls a server that goes by its name, RFC 9110 section 7.2, and the origin of its pages; else ""."""
    if not target.speaks_http or target.is_loopback_name or target.address:
        return "", ""
    scheme = "https" if target.speaks_tls else "http"
    port = "" if target.port == default_port(scheme) else f":{target.port}"
    return f"{target.host}{port}", f"{scheme}://{target.host}{port}"


@contextmanager
def way_there(target: Target, vantage: Vantage | None, host: Host, insecure: bool = False) -> Iterator[Way]:
    """The same by ssh as well, whose tunnel ends with it.  Raises `NoWay`."""
    if vantage is None or vantage.kind != "ssh":
        yield way_to(target, vantage, host, insecure)
        return
    way = way_to(target, None, host, insecure)
    try:
        with tunnel(vantage.name, way.path or f"{in_url(way.host)}:{way.port}") as place:
            yield Way(
                "",
                0,
                path=place,
                tls=way.tls,
                trusting=way.trusting,
                between=True,
                called=way.called,
                origin=way.origin,
                origins=way.origins,
            )
    except OSError as error:
        raise NoWay(f"--vantage {vantage}: {error.strerror or error}") from error


def pair(certificate: str = "", key: str = "") -> Pair:
    """What our own clients are shown; without one a development certificate is made.  Raises `NoWay`."""
    try:
        if not certificate:
            return development()
        for file in (certificate, key or certificate):
            with open(file, "rb"):
                pass
    except OSError as error:
        file = f"{error.filename}: " if certificate else ""
        raise NoWay(f"there is no certificate to show: {file}{error.strerror or error}") from error
    return certificate, key or certificate


def network(vantage: Vantage, host: Host) -> str:
    if vantage.kind not in ("netns", "container"):
        raise NoWay(f"--vantage {vantage}: only into a network of this machine, or by ssh:HOST")
    try:
        return room_of(vantage, host).net
    except OSError as error:
        raise NoWay(f"{vantage}: {error.strerror or error}") from error


def places(address: str, port: int, host: Host, expose: bool) -> Places:
    """Both families where no address is named, IPv4 alone where there is no other: loopback, or all addresses."""
    if address.startswith(UNIX):
        return ((address.removeprefix(UNIX), 0),)
    if expose and not address:
        return tuple((everywhere, port) for name, everywhere in ALL.items() if host.owns(ip_address(name)))
    if address and address != "localhost":
        return ((address, port),)
    return tuple((name, port) for name in BOTH if host.owns(ip_address(name)))


def unfit(address: str, host: Host, expose: bool, switch: str) -> str:
    """Why it cannot be listened at *address*, "" where it can; *switch* is what would let other machines in."""
    if not address or is_inside(address):
        return ""
    if address.startswith(UNIX):
        absolute = address.startswith(f"{UNIX}/")
        return "" if absolute else f"{address}: the path of a socket begins with /, as in unix:/run/app.sock"
    try:
        mine = any(host.owns(one) for one in (named(address) or host.resolve(address, PATIENCE)))
    except OSError:
        mine = False
    if not mine:
        return f"{address} is no address of this machine"
    return "" if expose else f"{address} lets other machines in: {switch} does that"


def named(address: str) -> tuple[IPv4Address | IPv6Address, ...]:
    try:
        return (ip_address(address),)
    except ValueError:
        return ()


def is_inside(address: str) -> bool:
    """Whether no other machine can come in there."""
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False


def forward(at: Places, way: Way, ready: Ready, seconds: float | None, shown: Pair | None = None) -> Carried:
    """Until the time is over or Ctrl-C.  Raises `NoWay` where a place cannot be had."""
    forwarder = Forwarder(at, way, shown)
    try:
        return asyncio.run(carried(forwarder, ready, seconds))
    except KeyboardInterrupt:
        return forwarder.total


async def carried_along(at: Places, way: Way, ready: Ready, seconds: float, shown: Pair | None = None) -> Carried:
    """The same for who has a loop already."""
    return await carried(Forwarder(at, way, shown), ready, seconds)


async def carried(forwarder: Forwarder, ready: Ready, seconds: float | None) -> Carried:
    try:
        return await forwarder.serve(ready, seconds)
    except ssl.SSLError as error:
        raise NoWay(f"that certificate and its key are no pair: {error.reason or error}") from error
    except OSError as error:
        if error.strerror == ONTO_ITSELF:
            raise NoWay(ONTO_ITSELF) from error
        at = forwarder.places
        if not at[0][1]:
            raise NoWay(f"nothing can listen at {UNIX}{at[0][0]}: {refused(error, at[0][0])}") from error
        where = " or ".join(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in at)
        raise NoWay(f"nothing can listen at {where}: {refused(error)} (portwise who {at[0][1]})") from error
