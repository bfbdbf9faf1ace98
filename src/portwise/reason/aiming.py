"""What to diagnose after a command was watched: the address that it listens on, the one it failed to bind, or none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portwise.model.service import Kind, Line
from portwise.model.start import Doing, Opened, Refusal, Start
from portwise.model.target import Target, Transport
from portwise.reason.following import ending

URL = re.compile(r"(?P<scheme>https?)://(?P<host>\[[0-9a-fA-F:.]+\]|[\w.-]+):(?P<port>\d{2,5})", re.IGNORECASE)


def aim(start: Start, asked: Target | None, guess: int | None, taken: frozenset[int]) -> Target | None:
    """
    The target of the diagnosis.  *taken* are the ports on which others listened before the start.

    Whoever answers there answers for somebody else, so that the question is why the command could not bind it.
    None: no address is known, or the command ended of something that has nothing to do with one.
    """
    doors = start.doors if start.running else ()
    port = asked.port if asked else guess
    if doors and (asked is None or asked.port in {door.port for door in doors}):
        return asked or of_door(start, doors)
    if asked and asked.transport is Transport.UNIX:
        return asked if start.running or not failed(start) else None
    if (refused := refusal(start, port)) is not None:
        return to_bind(refused, asked, port)
    if port is None or (port in taken and not doors and complains(start)):
        return None
    if port in taken:
        return to_bind(Refusal("", str((asked and asked.address) or ""), port, ""), asked, port)
    return asked or Target.parse(f"localhost:{port}")


def failed(start: Start) -> bool:
    return start.exit is not None and bool(start.exit.status or start.exit.signal)


def refusal(start: Start, port: int | None) -> Refusal | None:
    """
    The last that names the port, else one that names none, which is about the port that was wanted.

    Where it has ended, it did so for whatever port it could not have.
    """
    named = [one for one in start.refusals if one.port and port in (None, one.port)]
    nameless = [one for one in start.refusals if not one.port and port]
    others = [one for one in start.refusals if one.port and start.exit]
    return next((fitting[-1] for fitting in (named, nameless, others) if fitting), None)


def to_bind(refused: Refusal, asked: Target | None, port: int | None) -> Target:
    host = f"[{refused.address}]" if ":" in refused.address else refused.address
    udp = "udp://" if asked and asked.transport is Transport.UDP else ""
    return Target.to_bind(f"{udp}{host}:{refused.port or port}")


def complains(start: Start) -> bool:
    """Of something else than a port, in its own words."""
    return any(line.kind is Kind.ERROR and not line.text.startswith(ending(start.exit) or " ") for line in start.said)


def of_door(start: Start, doors: tuple[Opened, ...]) -> Target:
    """By the address that it listens on; by name where it listens in both families."""
    main = chosen(start, doors)
    mine = [door for door in doors if door.port == main.port and door.doing is main.doing]
    both = {family for door in mine for family in families(door)} == {4, 6}
    if main.doing is Doing.RECEIVES:
        return Target.parse(f"udp://{place(main)}")
    said = url(start.said, main.port)
    if said and said["scheme"].lower() == "https":
        return Target.parse(f"https://{said['host']}:{main.port}")  # the certificate is for that name
    where = f"localhost:{main.port}" if both and local(mine) else place(main)
    return Target.parse(f"http://{where}" if said else where)


def chosen(start: Start, doors: tuple[Opened, ...]) -> Opened:
    """The one that it speaks of; else TCP before UDP, and the lowest number: tools among themselves have high ones."""
    named = {line.port for line in start.said if line.kind is Kind.LISTENING}
    return min(doors, key=lambda door: (door.port not in named, door.doing is Doing.RECEIVES, door.port))


def families(door: Opened) -> tuple[int, ...]:
    """ipv6(7): :: takes IPv4 as well, unless IPV6_V6ONLY is set."""
    return (
        (4, 6)
        if door.address.version == 6 and door.address.is_unspecified and not door.v6only
        else (door.address.version,)
    )


def local(doors: Iterable[Opened]) -> bool:
    return all(door.address.is_unspecified or door.address.is_loopback for door in doors)


def place(door: Opened) -> str:
    """Where a client on this machine comes to it."""
    if door.address.is_unspecified:
        return f"127.0.0.1:{door.port}" if door.address.version == 4 else f"[::1]:{door.port}"
    return str(door.endpoint)


def url(said: Iterable[Line], port: int) -> re.Match[str] | None:
    found = (match for line in said for match in URL.finditer(line.text) if int(match["port"]) == port)
    return next(found, None)
