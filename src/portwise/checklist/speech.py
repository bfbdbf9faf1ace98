"""Looks at what is said over a connection: TLS, gateways, silence."""

from __future__ import annotations

from typing import TypeVar

from portwise.checklist.row import Met, Sight, beside, fine, listed, off_the_web, tells, undecided, untried, wrong
from portwise.knowledge.terms import gateways
from portwise.model.cause import Way
from portwise.model.evidence import Unreadable
from portwise.model.exchange import Exchange
from portwise.model.facts import ACCEPTED, AGE, BANNER, CHANGES, HTTP, OWNERS, TLS, Fact
from portwise.model.outcome import WELL, Outcome
from portwise.model.process import aged
from portwise.model.settings import Upstream
from portwise.model.target import Endpoint

T = TypeVar("T")

SERVER_ERROR = 500
SHOWN = 2
ALL_OF_IT = "ask the same with --verbose, which lists all of it"


def unspoken(sight: Sight) -> Met | None:
    if sight.way is not Way.TCP:
        return beside("no connection of TCP is made")
    if none := untried(sight):
        return none
    return None if sight.well else beside("not reached: no connection came about")


def gateway(sight: Sight) -> Met:
    """Whether somebody stands between, and gets an answer from behind."""
    if none := off_the_web(sight) or unspoken(sight):
        return none
    said = [(one, found) for one in sight.each if (found := one.known(HTTP.of(one.at))) is not None]
    if not said:
        return before_http(sight)
    failing = [(one, found) for one, found in said if found.marker.startswith(gateways.GATEWAY)]
    if failing:
        one, found = failing[0]
        return wrong(f"{found.marker.removeprefix(gateways.GATEWAY)} answers {found.status} itself{behind(one)}")
    return passed(*said[0])


def before_http(sight: Sight) -> Met:
    """Why no request was answered, where that is known."""
    if any(taken is not None and not taken.accepted for taken in known(sight, ACCEPTED)):
        return beside("not reached: the server does not take the connection")
    if sight.target.speaks_tls and any(met is not None and met.met not in WELL for met in known(sight, TLS)):
        return beside("not reached: TLS fails before a request can be made")
    raise Unreadable(*(HTTP.of(at) for at in sight.endpoints if HTTP.of(at) in sight.seen))


def known(sight: Sight, fact: Fact[Endpoint, T]) -> list[T | None]:
    """What is known of each endpoint that took a connection."""
    return [sight.known(fact.of(at)) for at in sight.endpoints if at in sight.well and fact.of(at) in sight.seen]


def passed(one: Sight, found: Exchange) -> Met:
    if not found.status:
        return beside("not reached: no answer in HTTP came")
    onward = behind(one)
    if not (onward or found.via):
        return beside(f"nothing says that a gateway stands between: HTTP {found.status}")
    via = f" by way of {found.via}" if found.via else ""
    if found.status >= SERVER_ERROR:
        return wrong(f"HTTP {found.status} comes{via}{onward}")
    return fine(f"HTTP {found.status} comes through{via}{onward}")


def behind(one: Sight) -> str:
    """Where its configuration sends this request, where that can be read."""
    try:
        rows = gateways.upstreams(one) if one.is_here else []
    except Unreadable:
        return ""
    return f"; its configuration sends on to {listed(dict.fromkeys(map(place, rows[:SHOWN])))}" if rows else ""


def place(row: Upstream) -> str:
    return row.unix_path or gateways.place(row)


def tls(sight: Sight) -> Met:
    """Whether the handshake succeeds, and a client would trust the certificate."""
    if sight.way is not Way.TCP or not sight.target.speaks_tls:
        return beside("the target asks for no TLS")
    if none := unspoken(sight):
        return none
    met = [sight[TLS.of(at)] for at in sight.endpoints if at in sight.well]
    ill = [one.distrust or one.error or one.outcome.value for one in met if one.met not in WELL]
    return wrong(f"the handshake fails: {listed(dict.fromkeys(ill))}") if ill else fine(f"{met[0].version}, trusted")


def silence(sight: Sight) -> Met:
    """Whether a connection stands and nothing is said."""
    if none := unspoken(sight):
        return none
    for fact in (ACCEPTED, TLS, HTTP, BANNER):
        sight.read += [question for question in (fact.of(at) for at in sight.endpoints) if question in sight.seen]
    quiet = [at for at in sight.endpoints if sight.seen.met(at) is Outcome.HANG]
    says = listed(tells(sight))
    return wrong(says) if quiet else fine(says)


def shown(sight: Sight) -> Met:
    """Whether ss shows a listener, and a client fails all the same."""
    return table(sight, True)


def hidden(sight: Sight) -> Met:
    """Whether ss shows none."""
    return table(sight, False)


def table(sight: Sight, there: bool) -> Met:
    """What the list of listeners says, beside what a client met."""
    if sight.way in (Way.BIND, Way.UNIX):
        return beside("what listens on the network does not bear on it")
    if none := untried(sight):
        return none
    if not sight.here:
        return beside("another machine: its sockets are not seen from here")
    if not sight.ailing:
        return fine(f"it answers: {listed(tells(sight))}")
    sockets = [str(socket.endpoint) for socket in sight.sockets]
    says = f"{listed(dict.fromkeys(sockets))} is listed" if sockets else f"port {sight.target.port} is not listed"
    return (wrong if bool(sockets) is there else fine)(f"{says}; {listed(tells(sight))}")


def changed(sight: Sight) -> Met:
    """Whether it began with a change at the server; that is nowhere written, but what is younger than the fault is."""
    if sight.way is Way.UNIX:
        return beside("portwise reads no configuration of it")
    if none := untried(sight):
        return none
    if not sight.ailing:
        return fine(f"it answers: {listed(tells(sight))}")
    if rows := remembered(sight):
        return undecided(f"since it worked: {listed(rows[:SHOWN])}", ALL_OF_IT)
    return undecided(f"nobody said when it worked last{since(sight)}", "portwise why {target} --worked-until yesterday")


def remembered(sight: Sight) -> list[str]:
    """What this machine remembers of the time since it worked, where somebody said until when."""
    asked = [o.question for o in sight.seen if o.question.fact is CHANGES]
    found = [sight.known(question) for question in asked]
    return [f"{row.what} ({row.when})" for changes in found if changes is not None for row in changes.rows]


def since(sight: Sight) -> str:
    try:
        owners = [p for s in sight.sockets for p in sight[OWNERS.of(s.inode)]] if sight.here else []
        ages = [sight[AGE.of(process)] for process in owners]
    except Unreadable:
        return ""
    return f"; the server is {aged(min(ages))}" if ages else ""


def starting(sight: Sight) -> Met:
    """Whether a server fails to start because the port is taken."""
    if sight.way is not Way.BIND:
        return beside("nothing was to be bound: portwise why --bind asks for that")
    if none := untried(sight):
        return none
    taken = [attempt.outcome is Outcome.BIND_EADDRINUSE for _, attempt in sight.made]
    return wrong(listed(tells(sight))) if any(taken) else fine(listed(tells(sight)))
