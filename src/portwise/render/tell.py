"""Single observations as sentences: who listens, what HTTP and TLS said, who answered an attempt."""

from __future__ import annotations

from errno import errorcode

from portwise.model.evidence import Evidence
from portwise.model.exchange import Exchange, Handshake, Kind
from portwise.model.facts import (
    ACCEPTED,
    AGE,
    BANNER,
    BOUND,
    CWD,
    DATAGRAMS,
    FOLDER,
    HERE,
    HTTP,
    LISTENERS,
    OWNERS,
    PROGRAM,
    TLS,
    TRACES,
)
from portwise.model.net import Socket
from portwise.model.outcome import WELL, Outcome
from portwise.model.process import Process, aged, at_home
from portwise.model.report import Tried
from portwise.model.target import Endpoint, Intent, Transport, UnixPath
from portwise.render import words

MOST_HOLDERS = 3  # that are named


def process(seen: Evidence, who: Process, whole: bool = True) -> str:
    """``vite (pid 35301, ~/shop, 12 s old)``, as far as it was observed; without *whole* no more than its pid."""
    program, folder, age = seen.get(PROGRAM.of(who)), seen.get(CWD.of(who)), seen.get(AGE.of(who))
    where = folder and at_home(folder, seen.get(FOLDER.of(HERE)) or "")
    parts = (f"pid {who.pid}", whole and where, whole and age is not None and aged(age))
    return f"{program.called if program else who.name} ({', '.join(part for part in parts if part)})"


def owners(seen: Evidence, socket: Socket) -> tuple[Process, ...]:
    return seen.get(OWNERS.of(socket.inode)) or ()


def does(seen: Evidence, socket: Socket) -> str:
    if socket in (seen.get(BOUND.of(HERE)) or ()):
        return "holds"
    return "receives on" if socket in (seen.get(DATAGRAMS.of(HERE)) or ()) else "listens on"


def listeners(seen: Evidence) -> list[str]:
    """Who has the port of the target, where somebody looked; several are told in short, and not all of them."""
    rows = seen.get(DATAGRAMS.of(HERE) if seen.target.transport is Transport.UDP else LISTENERS.of(HERE)) or ()
    mine = [s for s in rows if s.port == seen.target.port and any(s.covers(at.address) for at in seen.endpoints)]
    one = len({owners(seen, socket) for socket in mine}) < 2
    places: dict[str, list[str]] = {}
    for socket in mine:
        spots = places.setdefault(f"{holders(seen, socket, one)} {does(seen, socket)}", [])
        if str(socket.endpoint) not in spots:
            spots.append(str(socket.endpoint))
    told = [words.sentence(f"{who} {words.listed(spots)}") for who, spots in places.items()]
    left = len(told) - MOST_HOLDERS
    return [*told[:MOST_HOLDERS], f"And {left} more."] if left > 0 else told


def holders(seen: Evidence, socket: Socket, whole: bool) -> str:
    """The first of them, and how many more there are: a server with workers holds one socket many times."""
    first, *more = owners(seen, socket) or (None,)
    if first is None:
        return "a process"
    others = (
        f" and {len(more)} more of its processes" if len(more) > 1 else f" and process {more[0].pid}" if more else ""
    )
    return f"{process(seen, first, whole)}{others}"


def nobody(seen: Evidence, asked: bool) -> list[str]:
    """Where no packet was sent, what the table of this machine says instead."""
    if not asked or seen.get(LISTENERS.of(HERE)) is None or seen.target.transport is not Transport.TCP:
        return []
    return [f"On this machine nothing listens on port {seen.target.port} at that address."]


def answer(seen: Evidence, tried: Tried) -> str:
    """Who answered at one spot, in words, at the furthest layer that was reached."""
    made = tried.attempt
    if made is None:
        return tried.why_not
    if made.icmp is not None:
        return words.icmp(made.icmp)
    if seen.target.intent is Intent.BIND:
        return (
            "let go again at once" if tried.met is Outcome.BOUND else f"bind(2) said {errorcode.get(made.errno, 'no')}"
        )
    if isinstance(tried.spot, UnixPath):
        return UNIX.get(made.outcome, "")
    taken = seen.get(ACCEPTED.of(tried.spot))
    if tried.met is Outcome.HANG and taken is not None and not taken.accepted:
        return "the kernel took the connection, the server did not"
    said = talked(seen, tried.spot) if made.outcome is Outcome.CONNECTED else ""
    return said or words.ANSWERED_BY.get(tried.answered_by, tried.answered_by)


UNIX = {
    Outcome.CONNECTED: "a listener answered",
    Outcome.REFUSED: "the file is there, nobody listens on it",
    Outcome.ADDR_NOT_AVAIL: "there is no such file",
    Outcome.DENIED: "the file may not be written by this user",
    Outcome.TIMEOUT: "the listener's queue is full",
}


def talked(seen: Evidence, spot: Endpoint) -> str:
    """What was said over the connection, TLS first where the target wants it and it failed."""
    shaken = seen.get(TLS.of(spot)) if seen.target.speaks_tls else None
    said, banner = seen.get(HTTP.of(spot)), seen.get(BANNER.of(spot))
    if shaken and shaken.met not in WELL:
        return handshake(shaken)
    if said:
        return exchange(said)
    if banner and banner.outcome is Outcome.HANG:
        return f"it does not speak {seen.target.scheme} (yet)"
    if banner and banner.protocol:
        return f"{banner.protocol}: {banner.text}" if banner.text else banner.protocol
    return handshake(shaken) if shaken else ""


def exchange(said: Exchange) -> str:
    if not said.status:
        return NO_STATUS.get(said.outcome, "no HTTP answer")
    server = f" from {said.server}" if said.server else ""
    onwards = f", sends on to {said.location}" if said.location else ""
    page = f" ({said.marker})" if said.marker else ""
    return f"HTTP {said.status}{server}{onwards}{page}"


NO_STATUS = {
    Outcome.EMPTY: "it closed the connection without a word",
    Outcome.RESET: "it reset the connection after the request",
    Outcome.HANG: "it took the request and said nothing",
    Outcome.NOT_HTTP: "it speaks something else than HTTP",
    Outcome.TLS_ERROR: "no request could be made: TLS failed",
}


KINDS = {Kind.NOTHING: "nothing", Kind.HTTP: "plain HTTP", Kind.TLS: "TLS", Kind.OTHER: "neither TLS nor HTTP"}


def handshake(shaken: Handshake) -> str:
    if shaken.outcome not in WELL:
        return f"TLS handshake failed{shaken.error and f': {shaken.error}'}; the answer was {KINDS[shaken.kind]}"
    if shaken.distrust:
        return f"{shaken.version}, certificate not trusted: {shaken.distrust}"
    held = shaken.certificate
    until = f", certificate until {words.date(held.not_after)}" if held else ""
    return f"{shaken.version}{until}"


def how(seen: Evidence, tried: Tried) -> str:
    """The counter evidence of one attempt, and how long it took."""
    made = tried.attempt
    if made is None:
        return ""
    if seen.target.intent is Intent.BIND:
        return ""
    parts = [words.milliseconds(max(made.elapsed_ms, silence(seen, tried)))]
    traces = seen.get(TRACES.of(tried.spot)) if isinstance(tried.spot, Endpoint) else None
    if made.outcome is Outcome.REFUSED and traces is not None:
        parts.append(f"Tcp:OutRsts +{traces.resets}")
    return ", ".join(parts)


def silence(seen: Evidence, tried: Tried) -> float:
    """How many milliseconds a connection stood without a word."""
    if tried.met is not Outcome.HANG or not isinstance(spot := tried.spot, Endpoint):
        return 0.0
    taken, said = (
        seen.get(ACCEPTED.of(spot)),
        (seen.get(TLS.of(spot)), seen.get(HTTP.of(spot)), seen.get(BANNER.of(spot))),
    )
    waited = 0.0 if taken is None or taken.accepted else taken.waited_ms
    return max([waited, *(one.elapsed_ms for one in said if one is not None)])
