"""
Files that are no text, told as text: the network log of a browser, and captured packets.

What they show of connections is written in the lines in which tools would tell it, so that everything else reads
them as it reads a paste.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.formats import captures, netlog
from portwise.formats.packets import Segment, segment
from portwise.model.record import NamedTuple
from portwise.model.target import Address

LOG_BEGINS = ('{"constants"', '"logEventTypes"')
HEAD = 200_000  # characters in which a network log shows what it is
PAGES = 8
UNREACHABLE = {  # RFC 792, RFC 1812 and RFC 4443: what Linux makes of the codes of "destination unreachable"
    (3, 0): "Network is unreachable",
    (3, 1): "No route to host",
    (3, 3): "Connection refused",
    (3, 9): "Network is unreachable, net admin prohibited",
    (3, 10): "No route to host, host admin prohibited",
    (3, 13): "No route to host, communication admin prohibited",
    (1, 0): "Network is unreachable",
    (1, 1): "Permission denied, admin prohibited",
    (1, 3): "No route to host",
    (1, 4): "Connection refused",
}
NEEDED = (3, 4)  # fragmentation needed, RFC 1191
AGAIN = 2  # SYNs without an answer before it is silence


class Opening(NamedTuple):
    """One attempt to connect, by its addresses and ports."""

    source: Address
    destination: Address
    ports: tuple[int, int]


def spelled(raw: bytes | str) -> bytes | str:
    """The same, unless it is such a file."""
    if isinstance(raw, bytes) and captures.known(raw):
        return "\n".join(capture(raw))
    head = raw[:HEAD].decode("utf-8", "replace") if isinstance(raw, bytes) else raw[:HEAD]
    if not head.lstrip("\ufeff \r\n\t").startswith("{") or not all(word in head for word in LOG_BEGINS):
        return raw
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    return "\n".join(log(text.lstrip("\ufeff \r\n\t"))) or raw


def log(text: str) -> Iterator[str]:
    """One line for each thing that it tells of each page."""
    constants, rows = netlog.loaded(text)
    events = list(netlog.understood(constants, rows))
    pages = dict.fromkeys(
        str(event.parameters.get("url"))
        for event in events
        if event.kind == "URL_REQUEST_START_JOB" and event.parameters.get("request_type") == "main frame"
    )
    for url in list(pages)[:PAGES]:
        yield from page(url, netlog.read(text, (url,)))


def page(url: str, told: netlog.NetLog) -> Iterator[str]:
    client = f"{told.product or 'Chrome'} {told.version}".strip()
    yield f"{client} opens {url}: {f'net::{told.error}' if told.error else 'the page came'}"
    if told.proxy and told.proxy != "DIRECT":
        yield f"{client} goes by the proxy {told.proxy}"
    for asked in told.lookups:
        found = ", ".join(map(str, asked.addresses)) or f"net::{asked.error}"
        yield f"{client} asks {asked.source} {asked.server} for {asked.host}: {found}"
    through = [one for one in told.tried if not one.error]  # of the addresses of a name one is enough
    for one in through or told.tried:
        yield f"{client} connects to {one.endpoint}: {f'net::{one.error}' if one.error else 'connected'}"
    if told.upgraded:
        yield f"{client} was upgraded from http to https by itself: {told.upgraded}"


def capture(data: bytes) -> Iterator[str]:
    """Every attempt to connect, and what answered it."""
    syns: dict[Opening, int] = {}
    answered: dict[Opening, str] = {}
    seen = 0  # packets that could be read; of a file without any nothing is known
    for packet in captures.packets(data):
        try:
            one = segment(packet)
        except ValueError:
            continue
        seen += 1
        note(one, syns, answered)
    for opening, tries in syns.items():
        where = f"{opening.destination} port {opening.ports[1]}"
        if met := answered.get(opening, "Connection timed out" if tries >= AGAIN else ""):
            yield f"{opening.source} connects to {where}: {met} ({tries} SYN)"
    if seen and not syns:
        yield "0 packets captured that open a connection"


def note(one: Segment, syns: dict[Opening, int], answered: dict[Opening, str]) -> None:
    """The first answer counts."""
    if one.icmp and one.about and one.whither:
        opening = Opening(one.destination, one.whither, one.about)
        code = (one.icmp.type, one.icmp.code)
        met = "fragmentation needed, a packet is too big" if code == NEEDED else UNREACHABLE.get(code)
        if met and (code == NEEDED or opening in syns):
            syns.setdefault(opening, 0)
            answered.setdefault(opening, met)
    elif one.ports and one.kind == "SYN":
        opening = Opening(one.source, one.destination, one.ports)
        syns[opening] = syns.get(opening, 0) + 1
    elif one.ports and one.kind in ("RST", "SYN-ACK"):
        opening = Opening(one.destination, one.source, (one.ports[1], one.ports[0]))
        if opening in syns:
            answered.setdefault(opening, "Connection refused" if one.kind == "RST" else "connected")
