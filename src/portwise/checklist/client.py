"""Looks at the client: what was typed, proxies, other clients, other places."""

from __future__ import annotations

from portwise.checklist.row import Met, Sight, beside, fine, listed, off_the_web, tells, undecided, untried, wrong
from portwise.model.cause import Way
from portwise.model.checklist import Mark
from portwise.model.facts import ATTEMPT, BANNER, HERE, HTTP, PROXIED, PROXIES, SAW
from portwise.model.outcome import Outcome
from portwise.model.settings import ProxyChoice
from portwise.model.target import Endpoint
from portwise.model.url import abridged

LONGEST = 40  # characters of what was typed
ANOTHER = "portwise why {target} on another machine"


def shown(sight: Sight) -> str:
    return abridged(sight.target.raw, LONGEST)


def typed(sight: Sight) -> Met:
    """Whether it can be meant: a port that exists, and a server that speaks what the scheme says."""
    if not sight.target.port_is_valid:
        return wrong(f"{abridged(sight.target.written, LONGEST)} is no port: ports are numbers from 1 to 65535")
    other = speaks(sight)
    if other:
        return wrong(other)
    if sight.way in (Way.BIND, Way.UNIX) or not sight.answers or sight.ailing:
        return fine(f"{shown(sight)} is well formed{implied(sight)}")
    return fine(f"{shown(sight)} is well formed{implied(sight)}, and who answers is no stranger to it")


def implied(sight: Sight) -> str:
    return f" (port {sight.target.port} by its scheme)" if sight.target.port_is_implied else ""


def speaks(sight: Sight) -> str:
    """Which other protocol answers."""
    for at in sight.endpoints:
        banner = sight.seen.get(BANNER.of(at))
        if banner is not None and banner.outcome is Outcome.WRONG_CONTENT and banner.protocol:
            sight.read.append(BANNER.of(at))
            return f"who answers at {at} speaks {banner.protocol}, and not {sight.target.scheme}"
        said = sight.seen.get(HTTP.of(at))
        if said is not None and said.outcome is Outcome.NOT_HTTP:
            sight.read.append(HTTP.of(at))
            return f"who answers at {at} does not speak HTTP"
    sight.read += [ATTEMPT.of(spot) for spot in sight.seen.spots]
    return ""


def proxy(sight: Sight) -> Met:
    """Whether some client would ask a proxy, and what that one says."""
    if none := off_the_web(sight) or untried(sight):
        return none
    rows = [row for row in sight[PROXIES.of(HERE)] if row.host and place(row) != own_place(sight)]
    if not rows:
        return fine("no variable of this shell sends a client to a proxy")
    met = [asked(sight, at, [row.client for row in rows if place(row) == at]) for at in dict.fromkeys(map(place, rows))]
    return next((m for m in met if m.mark is Mark.WRONG), met[0])


def place(row: ProxyChoice) -> str:
    return f"{row.host}:{row.port}"


def own_place(sight: Sight) -> str:
    return f"{sight.target.host}:{sight.target.port}"


def asked(sight: Sight, at: str, clients: list[str]) -> Met:
    met = sight[PROXIED.of(at)]
    if met.outcome is not Outcome.CONNECTED:
        return wrong(f"{listed(clients)} would ask the proxy {at}, which fails ({met.outcome.value})")
    return fine(f"{listed(clients)} would ask the proxy {at}, which answers {met.status}")


def elsewhere(sight: Sight) -> Met:
    """Whether it fails for everybody, as far as one place can tell."""
    if sight.way in (Way.BIND, Way.UNIX):
        return beside("nobody but this machine can try")
    if none := untried(sight):
        return none
    if all(at.address.is_loopback for at in sight.endpoints):
        return beside("loopback: nobody but this machine can try")
    if not sight.ailing:
        return fine(f"from here it answers: {listed(tells(sight))}")
    return undecided(f"from here: {listed(tells(sight))}", ANOTHER)


def kept(sight: Sight) -> Met:
    """A browser's cache is its own; a client without one says whether it can be the reason."""
    if none := off_the_web(sight) or untried(sight):
        return none
    if sight.ailing:
        return fine(f"a client that keeps nothing fares no better: {listed(tells(sight))}")
    return undecided(
        "a client that keeps nothing gets its answer; what a browser kept is not seen from here",
        "open it in a private window",
    )


def alike(sight: Sight) -> Met:
    """Whether clients that go about it differently meet different things."""
    if sight.way in (Way.BIND, Way.UNIX):
        return beside("every client takes the same way")
    if none := untried(sight):
        return none
    if split := differing(sight):
        return wrong(f"{split}: it depends on which address a client takes")
    proxies = {row.host and place(row) for row in sight[PROXIES.of(HERE)]} if sight.target.speaks_http else set()
    if len(proxies) > 1:
        ways = listed(sorted(f"by {at}" if at else "directly" for at in proxies))
        return undecided(f"by the variables of this shell clients go {ways}", "portwise why {target} --verbose")
    return fine(f"at every address the same: {listed(tells(sight))}")


def differing(sight: Sight) -> str:
    """The outcomes, where they differ; "" where all are alike."""
    met = {sight.seen.met(spot) for spot, _ in sight.made}
    return listed(tells(sight)) if len(met) > 1 else ""


def one_client(sight: Sight) -> Met:
    """Whether a plain client works where another may not."""
    if sight.way is not Way.TCP:
        return alike(sight)
    if none := untried(sight):
        return none
    if other := otherwise(sight):
        return wrong(f"{listed(other)}, as you said; a plain client: {listed(tells(sight))}")
    met = alike(sight)
    if met.mark is not Mark.FINE:
        return met
    if sight.ailing:
        return fine(f"a plain client fails too: {listed(tells(sight))}")
    return undecided(
        f"a plain client works: {listed(tells(sight))}; a browser has rules and settings of its own",
        "try a private window, then another browser; --saw chrome=WORD takes what it meets",
    )


def otherwise(sight: Sight) -> list[str]:
    """What other clients met that fare otherwise than we do, as somebody told it (--saw)."""
    saws = [sight[o.question] for o in sight.seen if o.question.fact is SAW]
    works = not sight.ailing
    return [f"{one.client} gets {'through' if one.works else one.word}" for one in saws if one.works is not works]


def families(sight: Sight) -> Met:
    """Whether IPv4 and IPv6 fare alike."""
    if none := untried(sight):
        return none
    if sight.way is Way.UNIX:
        return beside("a path has no address family")
    met: dict[int, set[Outcome | None]] = {}
    for spot, _ in sight.made:
        if isinstance(spot, Endpoint):
            met.setdefault(spot.address.version, set()).add(sight.seen.met(spot))
    if len(met) < 2:
        return beside(f"only IPv{next(iter(met))} was tried: the target has no address of the other family")
    return fine(f"alike: {listed(tells(sight))}") if met[4] == met[6] else wrong(listed(tells(sight)))


def network(sight: Sight) -> Met:
    """Whether another network would do better."""
    if sight.way in (Way.BIND, Way.UNIX):
        return beside("no network lies between")
    if none := untried(sight):
        return none
    if all(one.is_here for one in sight.each):
        return beside("to its own addresses this machine takes no network")
    if not sight.ailing:
        return fine(f"over this network it answers: {listed(tells(sight))}")
    return undecided(f"over this network: {listed(tells(sight))}", "try it over another network, a phone's for one")


def load(sight: Sight) -> Met:
    """Whether it fails only now and then; one attempt says nothing of that."""
    if sight.way is not Way.TCP:
        return beside("it is tried as often as it is asked")
    if none := untried(sight):
        return none
    if sight.repeat is not None:
        return counted(sight)
    says = f"one attempt each: {listed(tells(sight))}"
    return undecided(says, "portwise why {target} --repeat 50 --concurrency 10")


def counted(sight: Sight) -> Met:
    repeat = sight.repeat
    if repeat is None or not repeat.done:
        raise LookupError("nothing was repeated")
    sight.read += [ATTEMPT.of(at) for at in sight.endpoints]
    failed = f"{repeat.failed} of {repeat.done} attempts failed"
    now_and_then = 0 < repeat.failed < repeat.done
    return wrong(failed) if now_and_then else fine(f"always the same: {failed}")
