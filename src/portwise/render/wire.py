"""What the interfaces carried of one more attempt, address by address."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.evidence import Evidence, Unknown
from portwise.model.facts import WIRE
from portwise.model.target import Endpoint
from portwise.model.wire import Packet, Wire, elsewhere
from portwise.render import words
from portwise.render.layout import DIM, Look, cells, hanging, pad

CALLED = {"datagram": "the datagram"}


def lines(seen: Evidence, look: Look) -> Iterator[str]:
    """One line per address; what could not be heard is said once for each reason."""
    heard = {spot: wire for spot in seen.endpoints if (wire := seen.get(WIRE.of(spot))) is not None}
    if heard:
        yield f"  {look.paint('On the wire, one more attempt to each', DIM)}"
    width = max((cells(str(spot)) for spot in heard), default=0)
    for spot, wire in heard.items():
        yield from hanging(look, f"    {pad(str(spot), width)}  ", ", ".join(story(spot, wire)))
    for why in dict.fromkeys(unheard(seen)):
        yield from hanging(look, "  On the wire", f"not known: {why.why} (to know: {why.to_know})", DIM, under=15)


def unheard(seen: Evidence) -> Iterator[Unknown]:
    for spot in seen.endpoints:
        question = WIRE.of(spot)
        if question in seen and isinstance(said := seen.observation(question).said, Unknown):
            yield said


def story(spot: Endpoint, wire: Wire) -> Iterator[str]:
    """What left, what came back and how soon, and where nothing did."""
    left, came = wire.left(), wire.came()
    if not left:
        yield "no packet of it left this machine" if not came else "its own packets were not seen"
    for packet in left[:1]:
        yield f"{named(packet)} on {packet.device}{whither(packet, spot)}"
    if left[1:] and left[1].kind == left[0].kind:
        again = sum(packet.kind == left[0].kind for packet in left) - 1
        yield f"sent again after {since(left[1], left[0])}" + (f" and {again - 1} times more" if again > 1 else "")
    if came:
        yield answer(came[0], left)
    elif left:
        yield f"and nothing came back in {words.milliseconds(wire.lasted_ms)}"


def named(packet: Packet) -> str:
    return CALLED.get(packet.kind, packet.kind)


def whither(packet: Packet, spot: Endpoint) -> str:
    if not elsewhere(packet, spot):
        return ""
    return f", on its way to {Endpoint(packet.destination, packet.ports[1] if packet.ports else 0)} (NAT)"


def answer(packet: Packet, left: tuple[Packet, ...]) -> str:
    """Who says it: an ICMP error names its sender by itself."""
    later = f" {since(packet, left[0])} later" if left else ""
    on = f" on {packet.device}" if left and packet.device != left[0].device else ""
    if packet.icmp is not None:
        return f"{words.icmp(packet.icmp)}{later}{on}, TTL {packet.ttl}"
    what = "an answer" if packet.kind == "datagram" else packet.kind
    return f"{what} from {packet.source}{later}{on}, TTL {packet.ttl}"


def since(packet: Packet, first: Packet) -> str:
    """Loopback takes microseconds."""
    elapsed = max(packet.after_ms - first.after_ms, 0.0)
    return f"{elapsed:.3f} ms" if elapsed < 1 else words.milliseconds(elapsed)
