"""
What every client would have shown for what was met here.

Where each of them comes to is told by `coming`, what it says by the tables of `errors`;
which event of the tables it was, by the errno, the words of TLS and the cause that stands.
"""

from __future__ import annotations

from collections.abc import Callable
from errno import errorcode

from portwise.model.browse import Browsed
from portwise.model.cause import Way
from portwise.model.client import Shown
from portwise.model.evidence import Evidence
from portwise.model.facts import ATTEMPT, BROWSED, HERE, HTTP, LOOKUP, TLS
from portwise.model.outcome import WELL, Outcome
from portwise.model.report import Report
from portwise.model.target import Endpoint
from portwise.words import lookup
from portwise.words.coming import BY_PROXY, Coming, coming
from portwise.words.errors import WORDINGS, meeting
from portwise.words.numbers import SAFARI
from portwise.words.walks import WALKS, Walk
from portwise.words.wording import COLUMNS, Said, Wording, said

SHELLS = ("chrome", "firefox", "safari", "curl", "wget")  # they speak the protocols of the web
STATUSES = (Outcome.HTTP_4XX, Outcome.HTTP_5XX)
RAISING = {  # for whom a status is an error; the others hand the answer on
    "wget": "ERROR {status}",
    "python": "HTTPError: HTTP Error {status}",
    "java": "Server returned HTTP response code: {status}",
}
KINDS = {"chromium": "chrome", "chrome": "chrome", "edge": "chrome", "firefox": "firefox"}  # of browsers that are sent
HEARING = ("curl", "wget", "node", "python", "go")  # columns of programs that the lab has


def shown(report: Report) -> tuple[Shown, ...]:
    """One for each client that may ask for such a target; none for datagrams and socket files."""
    clients = tuple(one(walk, report) for walk in WALKS if asks(walk, report))
    if differ(clients):
        return clients
    return tuple(client._replace(because="") for client in clients)  # what makes no difference is not told


def differ(clients: tuple[Shown, ...]) -> bool:
    return len({client.meets for client in clients}) > 1


def asks(walk: Walk, report: Report) -> bool:
    target, way = report.target, Way.of(report.target)
    if way is Way.BIND:
        return walk.client not in (*SHELLS, "node17")
    return way is Way.TCP and (target.speaks_http or target.scheme in ("", "tcp") or walk.client not in SHELLS)


def one(walk: Walk, report: Report) -> Shown:
    browsed = report.evidence.get(BROWSED.of(HERE))
    if browsed and not browsed.origin and KINDS.get(browsed.browser.kind) == walk.client:
        return sent(walk, browsed)
    come = Coming(report.symptom) if Way.of(report.target) is Way.BIND else coming(walk, report)
    if come.outcome in (*WELL, None):
        return Shown(walk.client, walk.name, come.outcome, "", come.because, walk.source)
    if come.outcome in STATUSES:
        heard = walk.column in HEARING
        return Shown(
            walk.client, walk.name, come.outcome, status(walk, come, report), come.because, source(walk, heard)
        )
    rows = events(come, report)
    heard = all(walk.column in row.heard for row in rows)
    words = common(rows, walk.column) if rows else ()
    detail = lookup.plain(worded(come, come.spot, report))
    words = tuple(sorted(words, key=lambda word: detail not in lookup.plain(word) or not detail))  # its very word first
    says = spoken(walk.column, words, report, come.event != BY_PROXY)
    return Shown(walk.client, walk.name, come.outcome, says, come.because, source(walk, heard and bool(rows)))


def sent(walk: Walk, browsed: Browsed) -> Shown:
    """Who was sent there needs no table."""
    who = f"{browsed.browser.name} {browsed.browser.version}".strip()
    return Shown(walk.client, walk.name, browsed.met, browsed.error, "", f"measured now: {who} with a clean profile")


def source(walk: Walk, heard: bool) -> str:
    return f"heard from {walk.heard or walk.name} in the lab" if heard else walk.source


def status(walk: Walk, come: Coming, report: Report) -> str:
    exchange = report.evidence.get(HTTP.of(come.spot)) if come.spot else None
    return RAISING.get(walk.client, "status {status}").format(status=exchange.status) if exchange else ""


def events(come: Coming, report: Report) -> tuple[Wording, ...]:
    """Those that what was measured leaves open."""
    if come.event:
        return tuple(row for row in WORDINGS if come.event in row.happens and row.outcome == value(come))
    seen, spot = report.evidence, come.spot or next(iter(report.evidence.endpoints), None)
    blamed = {f.cause for f in report.supported if not f.addresses or (spot and spot.address in f.addresses)}
    name, detail = errno(come, spot, seen), lookup.plain(worded(come, spot, report))
    rows = kept(meeting(value(come)), lambda row: ended(come, spot, seen) in row.happens)
    rows = kept(rows, lambda row: name in row.errno)
    longest = max((match(row, detail) for row in rows), default=0)
    rows = kept(rows, lambda row: 0 < longest == match(row, detail))
    rows = kept(rows, lambda row: bool(blamed & set(row.causes)))
    return kept(rows, lambda row: bool(blamed & set(row.causes)) or not row.causes)


def value(come: Coming) -> str:
    return come.outcome.value if come.outcome else ""


def kept(rows: tuple[Wording, ...], test: Callable[[Wording], bool]) -> tuple[Wording, ...]:
    """Those that pass, or all where none does: then the test knows nothing of them."""
    return tuple(row for row in rows if test(row)) or rows


def ended(come: Coming, spot: Endpoint | None, seen: Evidence) -> str:
    """A part of the sentence of the event, where the answer itself tells."""
    if come.outcome is Outcome.TRUNCATED:
        exchange = seen.get(HTTP.of(spot)) if spot else None
        return "body" if exchange and exchange.status else "headers"
    return "the answer is not HTTP" if come.outcome is Outcome.NOT_HTTP else ""


def errno(come: Coming, spot: Endpoint | None, seen: Evidence) -> str:
    """Of the connect, or of what came after it."""
    attempt = seen.get(ATTEMPT.of(spot)) if spot else None
    number = attempt.errno if attempt else 0
    return "ECONNRESET" if come.outcome is Outcome.RESET else errorcode.get(number, "")


def worded(come: Coming, spot: Endpoint | None, report: Report) -> str:
    """What the resolver said of the name, or our own library of the handshake or the certificate."""
    if come.outcome is Outcome.NAME_FAILURE:
        return report.evidence.get(LOOKUP.of(report.target.host)) or ""
    shaken = report.evidence.get(TLS.of(spot)) if spot else None
    return (shaken.distrust or shaken.error) if shaken else ""


def match(row: Wording, detail: str) -> int:
    """How much of it is a word of that event."""
    words = (lookup.plain(word) for column in COLUMNS for word in said(row, column))
    return max(
        (len(word) for word in words if len(word) >= lookup.SHORTEST_SCANNED and lookup.holds(detail, word)), default=0
    )


def common(rows: tuple[Wording, ...], column: str) -> Said:
    """What a client says of every event that is left open."""
    first, *others = (said(row, column) for row in rows)
    return tuple(word for word in first if all(word in other for other in others))


def spoken(column: str, words: Said, report: Report, directly: bool) -> str:
    """As it stands on the screen, as far as it is the same on every one."""
    if not words:
        return ""
    target = report.target
    if column == "curl":
        tails = {
            "Failed to connect": f" to {target.host} port {target.port}",
            "Could not resolve host": f": {target.host}",
        }
        code = next((f"({word})" for word in words if word.isdigit()), "")
        phrase = next((word for word in words if not word.isdigit()), "")
        return f"curl: {code} {phrase}{tails.get(phrase, '') * directly}".strip()
    if column == "wget":
        return next((word for word in words if not word.isdigit()), f"exit status {words[0]}")
    if column == "safari" and words[0].lstrip("-").isdigit():
        return f"{SAFARI[int(words[0])]} ({words[0]})"
    return words[0]
