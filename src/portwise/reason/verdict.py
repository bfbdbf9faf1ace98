"""From what was met to one word, and who answered where."""

from __future__ import annotations

from errno import EPERM

from portwise.model.cause import Way
from portwise.model.evidence import Evidence, Unasked, Unknown
from portwise.model.facts import ADDRESSES, ATTEMPT, BROWSED, FROM_HERE, HERE, ROUTE, TRACES
from portwise.model.net import Attempt
from portwise.model.outcome import WELL, Outcome
from portwise.model.report import Finding, State, Tried, Verdict
from portwise.model.target import Endpoint, Spot
from portwise.reason.think import testified

NOT_MADE = "the attempt was not made"


def symptom(seen: Evidence) -> Outcome | None:
    """The first failure among the attempts, also where none could be made, else a browser's; None without any."""
    if not seen.target.port_is_valid:
        return Outcome.INVALID_URL
    question = ADDRESSES.of(seen.target.host)
    said = seen.observation(question).said if question in seen else None
    if isinstance(said, Unknown) and not isinstance(said, Unasked):
        return Outcome.NAME_FAILURE
    met = (seen.met(spot) for spot in seen.spots)
    return next((outcome for outcome in (*met, in_a_browser(seen)) if outcome not in (None, *WELL)), None)


def in_a_browser(seen: Evidence) -> Outcome | None:
    """What a browser met, where one was sent."""
    browsed = seen.get(BROWSED.of(HERE))
    return browsed and browsed.met


def verdict(seen: Evidence, findings: tuple[Finding, ...]) -> Verdict:
    """What goes otherwise from portwise's own place, and is not explained, is ambiguous too."""
    said = with_browser(seen, of_this_place(seen, findings))
    settled = said not in (Verdict.REACHABLE, Verdict.BROKEN) or not goes_otherwise(seen)
    met = symptom(seen)
    explained = any(f.state is State.SUPPORTED and met in f.explains for f in findings)
    return said if settled or explained else Verdict.AMBIGUOUS


def with_browser(seen: Evidence, said: Verdict) -> Verdict:
    """A browser that was sent has the last word; where it gets through alone, it depends on who asks."""
    browsed = seen.get(BROWSED.of(HERE))
    if browsed is None:
        return said
    if browsed.works:
        return Verdict.AMBIGUOUS if said is Verdict.BROKEN else said
    return Verdict.BROKEN


def goes_otherwise(seen: Evidence) -> bool:
    """Whether the target met something else from portwise's own place, where it is asked from another one."""
    plain = seen.get(FROM_HERE.of(HERE))
    return plain is not None and plain.differs(symptom(seen), {spot: seen.met(spot) for spot in seen.spots})


def of_this_place(seen: Evidence, findings: tuple[Finding, ...]) -> Verdict:
    """Reachable only where every address answers, no cause stands against it, and no other client is said to fail."""
    outcomes = {seen.met(spot) for spot in seen.spots}
    if outcomes and outcomes <= WELL:
        stands = any(f.state is State.SUPPORTED for f in findings) or (testified(seen) and differs(seen))
        return Verdict.AMBIGUOUS if stands else Verdict.REACHABLE
    if outcomes == {None} or (not outcomes and symptom(seen) is None):
        return Verdict.UNKNOWN
    if Way.of(seen.target) is Way.BIND:
        return Verdict.BROKEN  # a server that wants every address has to get every one
    if outcomes & WELL or Outcome.SILENT in outcomes:
        return Verdict.AMBIGUOUS
    return Verdict.BROKEN


def differs(seen: Evidence) -> bool:
    """Whether another kind of client is said to fail where ours gets through."""
    from portwise.reason import testimony  # few say anything

    return testimony.differs(seen)


def tried(seen: Evidence) -> tuple[Tried, ...]:
    return tuple(_tried(seen, spot) for spot in seen.spots)


def _tried(seen: Evidence, spot: Spot) -> Tried:
    attempt = seen.get(ATTEMPT.of(spot))
    if attempt is None:
        said = seen.observation(ATTEMPT.of(spot)).said
        return Tried(spot, None, None, "unknown", said.why if isinstance(said, Unknown) else NOT_MADE)
    return Tried(spot, attempt, seen.met(spot), answered_by(seen, spot, attempt))


def answered_by(seen: Evidence, spot: Spot, attempt: Attempt) -> str:
    """Whose answer it was, by the error queue and the counters; *unknown* rather than a guess."""
    if attempt.icmp is not None:
        return f"icmp from {attempt.icmp.offender}"
    match attempt.outcome:
        case Outcome.CONNECTED | Outcome.ANSWERED:
            return "listener"
        case Outcome.TIMEOUT | Outcome.SILENT:
            return "nobody"
        case Outcome.DENIED if attempt.errno == EPERM or has_way(seen, spot):
            return "unknown"  # seccomp, Landlock, a cgroup hook: somebody between this process and the network
        case Outcome.UNREACHABLE | Outcome.DENIED | Outcome.INVALID | Outcome.ADDR_NOT_AVAIL:
            return "route"
        case Outcome.REFUSED if isinstance(spot, Endpoint):
            return refused_by(seen, spot)
    return "kernel" if attempt.outcome.value.startswith("bind") else "unknown"


def has_way(seen: Evidence, spot: Spot) -> bool:
    """Whether a route is known to lead there: then it was none that said EACCES."""
    route = seen.get(ROUTE.of(spot.address)) if isinstance(spot, Endpoint) else None
    return route is not None and route.kind in ("unicast", "local")


def refused_by(seen: Evidence, spot: Endpoint) -> str:
    """Tcp:OutRsts moves when TCP itself says no; a filter forges its reset past that counter."""
    traces = seen.get(TRACES.of(spot))
    if traces is None or (traces.resets == 0 and traces.loopback == 0):
        return "unknown"
    return "kernel-no-socket" if traces.resets else "filter"
