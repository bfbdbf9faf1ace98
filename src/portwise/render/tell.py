"""Single observations as sentences: who listens, what HTTP and TLS said, who answered an attempt."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.evidence import Evidence
from portwise.model.exchange import Exchange, Handshake, Kind
from portwise.model.facts import (
    ACCEPTED,
    AGE,
    BANNER,
    BOUND,
    COMMAND,
    CWD,
    DATAGRAMS,
    HERE,
    HTTP,
    LISTENERS,
    OWNERS,
    TLS,
    TRACES,
)
from portwise.model.net import Socket
from portwise.model.outcome import WELL, Outcome
from portwise.model.process import Process
from portwise.model.report import Tried
from portwise.model.target import Endpoint, Intent, Transport, UnixPath
from portwise.render import words

LONGEST_COMMAND = 60  # characters of a command line that tell who it is


def process(seen: Evidence, who: Process) -> str:
    """``vite (pid 35301, /home/ada/shop, 12 s old)``, as far as it was observed."""
    folder, age = seen.get(CWD.of(who)), seen.get(AGE.of(who))
    parts = (f"pid {who.pid}", folder, age is not None and f"{words.duration(age)} old")
    return f"{who.name} ({', '.join(part for part in parts if part)})"


def known_more(seen: Evidence, who: Process) -> bool:
    """Whether there is more to tell of it than a title does."""
    return any(seen.get(fact.of(who)) is not None for fact in (CWD, AGE, COMMAND))


def command(seen: Evidence, who: Process) -> str:
    line = " ".join(seen.get(COMMAND.of(who)) or ())
    return line if len(line) <= LONGEST_COMMAND else f"{line[:LONGEST_COMMAND]}…"


def owners(seen: Evidence, socket: Socket) -> tuple[Process, ...]:
    return seen.get(OWNERS.of(socket.inode)) or ()


def does(seen: Evidence, socket: Socket) -> str:
    if socket in (seen.get(BOUND.of(HERE)) or ()):
        return "holds"
    return "receives on" if socket in (seen.get(DATAGRAMS.of(HERE)) or ()) else "listens on"


def actor(seen: Evidence, about: object) -> Iterator[str]:
    """Who a finding is about, where more is known than its title can say."""
    socket = about if isinstance(about, Socket) else None
    who = next(iter(owners(seen, socket)), None) if socket else about
    if isinstance(who, Process) and known_more(seen, who):
        what = f" {does(seen, socket)} {socket.endpoint}" if socket else ""
        line = command(seen, who)
        tail = f", started as: {line}" if line and line != who.name else ""
        yield f"{process(seen, who)}{what or ' is meant'}{tail}."


def listeners(seen: Evidence) -> list[str]:
    """Who has the port of the target, where somebody looked."""
    rows = seen.get(DATAGRAMS.of(HERE) if seen.target.transport is Transport.UDP else LISTENERS.of(HERE)) or ()
    mine = [s for s in rows if s.port == seen.target.port and any(s.covers(at.address) for at in seen.endpoints)]
    return [f"{holders(seen, socket)} {does(seen, socket)} {socket.endpoint}." for socket in mine]


def holders(seen: Evidence, socket: Socket) -> str:
    return words.listed([process(seen, who) for who in owners(seen, socket)] or ["A process"])


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
        return "let go again at once" if tried.met is Outcome.BOUND else "by the kernel"
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
    if banner and banner.outcome in WELL and banner.protocol:
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
    parts = [words.milliseconds(made.elapsed_ms)]
    traces = seen.get(TRACES.of(tried.spot)) if isinstance(tried.spot, Endpoint) else None
    if made.outcome is Outcome.REFUSED and traces is not None:
        parts.append(f"Tcp:OutRsts +{traces.resets}")
    return ", ".join(parts)
