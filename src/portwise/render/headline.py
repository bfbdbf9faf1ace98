"""The first line of a report: what happened and because of what."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv6Address

from portwise.model.cause import Hop, Way
from portwise.model.evidence import Evidence, Known, Unknown
from portwise.model.facts import ADDRESSES, HTTP, LOOKUP, PERMITTED
from portwise.model.names import UNANSWERED
from portwise.model.outcome import WELL, Outcome
from portwise.model.report import Finding, Report, State, Tried, Verdict
from portwise.model.target import Endpoint, Intent, Transport
from portwise.model.url import abridged
from portwise.model.vantage import OWN_PLACE
from portwise.render import words
from portwise.render.layout import BOLD, DIM, GREEN, RED, YELLOW, Look, cells, pad, wrap

MARKS = {Verdict.REACHABLE: "✓", Verdict.BROKEN: "✗", Verdict.AMBIGUOUS: "!", Verdict.UNKNOWN: "?"}
COLOURS = {Verdict.REACHABLE: GREEN, Verdict.BROKEN: RED, Verdict.AMBIGUOUS: YELLOW, Verdict.UNKNOWN: YELLOW}
GAP = 2
MOST_NAMED = 2  # causes that could not be looked at
LONGEST, LONGEST_PORT = 80, 20  # characters of a target in the headline, and of a port that is none
MOST_SPOTS = 4  # addresses that the headline tells apart
LATE = "time was up"
SLOW = 1.0  # seconds of a resolver, from which on a person notices, and not on account of a busy machine
NO_CAUSE = "no cause that portwise knows explains it"


def lines(report: Report, look: Look) -> Iterator[str]:
    """The mark, the sentence, and the id of the cause at the right end of the last line that has room for it."""
    mark, says = look.clean(MARKS[report.verdict]), look.clean(says_what(report))
    right = look.clean(at_the_right(report.lead)) if report.lead and report.verdict is not Verdict.REACHABLE else ""
    right = right if cells(right) <= look.columns - 2 else right.rpartition(" ")[2]  # the id says more than the number
    body = wrap(says, look.columns - 2)
    if right and cells(body[-1]) + GAP + cells(right) > look.columns - 2:
        body.append("")
    for n, line in enumerate(body):
        end = right if n == len(body) - 1 else ""
        filled = pad(line, look.columns - 2 - cells(end)) if end else line
        start = look.paint(mark, COLOURS[report.verdict], BOLD) if n == 0 else " "
        yield f"{start} {look.paint(filled, BOLD)}{look.paint(end, DIM)}"


def at_the_right(lead: Finding) -> str:
    likely = f"{lead.probability * 100:.0f} %  " if lead.probability is not None else ""
    return f"{likely}{lead.cause}"


def says_what(report: Report) -> str:
    says = said_of_it(report)
    return says if report.vantage == OWN_PLACE else f"From {report.vantage}: {words.inside(says)}"


def said_of_it(report: Report) -> str:
    if report.repeat is not None and report.verdict is Verdict.AMBIGUOUS and report.symptom is None:
        from portwise.render import repeat  # few ask for it

        return repeat.headline(report.repeat, words.inside(report.lead.title) if report.lead else "")
    if report.start is not None:
        from portwise.render import start  # few start anything

        if says := start.headline(report, report.start):
            return says
    match report.verdict:
        case Verdict.REACHABLE:
            return well(report)
        case Verdict.UNKNOWN:
            return f"Not known whether {shown(report)} answers: {why_not(report)}"
    lead = report.lead
    happened = met(report)
    if lead is None and report.symptom is None and report.heard is not None:
        from portwise.render import testimony  # few say anything

        return f"{happened} here, and {testimony.failing(report.heard)}, as you said"
    if lead is None and without_zone(report):
        return f"{happened}; {report.target.host} is of one link, and the target does not say of which"
    if lead is None:
        known = UNEXPLAINED.get(report.symptom or Outcome.CONNECTED, (NO_CAUSE,))[0]
        return f"{happened}; {unseen(report) or otherwise(report) or known}"
    if report.symptom is None and report.verdict is not Verdict.BROKEN:
        return f"{happened}, and yet {words.inside(lead.title)}"
    if beyond(report, lead):
        return f"{words.sentence(lead.title)[:-1]}; without that, {words.inside(happened)}"
    return f"{happened}, because {words.inside(lead.title)}"


def otherwise(report: Report) -> str:
    """What was met from portwise's own place, where that is known to be something else; "" without another place."""
    if report.vantage == OWN_PLACE:
        return ""
    from portwise.render import vantage  # few go elsewhere

    other = vantage.otherwise(report)
    return f"from here: {other}" if other else ""


def beyond(report: Report, lead: Finding) -> bool:
    """
    Whether what was met is not the work of the lead, which is at the client, before that looks at the net.

    Another cause explains it, or our own attempt met it, which passes by what can stand where all goes well.
    """
    later = any(f.hop > Hop.CLIENT and report.symptom in f.explains for f in report.supported)
    ours = any(tried.met is report.symptom for tried in report.attempts)
    return lead.hop is Hop.CLIENT and (later or (ours and Outcome.CONNECTED in lead.explains))


def unseen(report: Report) -> str:
    """Which causes would explain it and could not be looked at; not seen is not "no"."""
    hidden = likeliest(report)
    if not hidden:
        return ""
    named = [*dict.fromkeys(finding.suspect or words.inside(finding.title) for finding in hidden)]
    more = [f"{len(named) - MOST_NAMED} more"] if len(named) > MOST_NAMED else []
    cites = {one for finding in hidden for said in finding.unsettled for one in said.cites}
    steps = [o.said.to_know for o in report.observations if o.id in cites and isinstance(o.said, Unknown)]
    how = " without root" if any(step.startswith("sudo ") for step in steps) else ""
    return f"what may be behind it cannot be seen{how}: {words.listed([*named[:MOST_NAMED], *more], 'or')}"


def likeliest(report: Report) -> list[Finding]:
    """Of what could not be looked at, what was so in part first."""
    return sorted(untested(report), key=lambda f: (-len(f.because), -f.score))


def untested(report: Report) -> list[Finding]:
    """Of a server that is silent, without those that its silence alone left open: our time was up."""
    hidden = [f for f in report.findings if f.state is State.UNTESTED and report.symptom in f.explains]
    return [f for f in hidden if report.symptom is not Outcome.HANG or not late(f, report)]


def late(finding: Finding, report: Report) -> bool:
    cites = {one for said in finding.unsettled for one in said.cites}
    why = [o.said.why for o in report.observations if o.id in cites and isinstance(o.said, Unknown)]
    return bool(why) and all(one.startswith(LATE) for one in why)


def well(report: Report) -> str:
    raw, seen = shown(report), report.evidence
    if report.target.intent is Intent.BIND:
        return f"{raw} is free: it can be bound"
    said = next((s for s in (seen.get(HTTP.of(e)) for e in seen.endpoints) if s and s.status), None)
    if said and said.status >= 400:
        return f"{raw} is reachable, and answers with HTTP {said.status}{for_page(report)}"
    return f"{raw} is reachable{for_page(report)}"


def for_page(report: Report) -> str:
    """Where a page was said to ask, and the server was asked what it allows it, and answered."""
    fetch, said = report.target.fetch, [o.said for o in report.observations if o.question.fact == PERMITTED]
    known = bool(said) and all(isinstance(one, Known) for one in said)
    return f"; a page of {fetch.origin} may read the answer" if fetch and known else ""


def shown(report: Report) -> str:
    return abridged(report.target.raw, LONGEST)


def why_not(report: Report) -> str:
    reasons = dict.fromkeys(tried.why_not for tried in report.attempts if tried.why_not)
    return "; ".join(reasons) or "nothing could be tried"


def met(report: Report) -> str:
    """The outcome in a word or two; where addresses differ, which of them it was."""
    outcome, seen = report.symptom, report.evidence
    if outcome is None and report.verdict is not Verdict.BROKEN:
        return "It answers"
    word = headword(outcome, report, seen)
    if report.vantage.startswith("browser"):
        from portwise.render import browse  # few send one

        if differs := browse.difference(report, word):
            return differs
    ill = [tried for tried in report.attempts if tried.met not in WELL]
    if report.verdict is Verdict.AMBIGUOUS and len(ill) < len(report.attempts):
        return f"{word} at {words.listed(spot(tried) for tried in ill)} only"
    return apart(word, outcome, ill) if {tried.met for tried in ill} - {outcome, None} else word


def apart(word: str, outcome: Outcome | None, ill: list[Tried]) -> str:
    """Where every address fails, and not all alike: a client that goes on to the next one meets the last of it."""
    at: dict[Outcome | None, list[str]] = {outcome: []}
    for tried in ill:
        at.setdefault(tried.met, []).append(spot(tried))
    if len(ill) > MOST_SPOTS or not all(at.values()):
        return word
    told = (f"{words.SHORT.get(met, met.value)} at {words.listed(at[met])}" for met in at if met not in (outcome, None))
    return f"{word} at {words.listed(at[outcome])}, {', '.join(told)}"


def headword(outcome: Outcome | None, report: Report, seen: Evidence) -> str:
    if outcome is None:
        return "It answers"
    if Way.of(report.target) is Way.UNIX and outcome is Outcome.ADDR_NOT_AVAIL:
        return "No such socket"
    if outcome is Outcome.NAME_FAILURE and (seen.get(LOOKUP.of(report.target.host)) or "").startswith(UNANSWERED):
        return "No answer from the resolver so far"
    if outcome in (Outcome.HTTP_4XX, Outcome.HTTP_5XX):
        said = (seen.get(HTTP.of(endpoint)) for endpoint in seen.endpoints)
        return next((f"HTTP {s.status}" for s in said if s is not None and s.met is outcome), words.HEADLINES[outcome])
    return words.HEADLINES[outcome]


def spot(tried: Tried) -> str:
    return str(tried.spot.address) if isinstance(tried.spot, Endpoint) else str(tried.spot)


def remarks(report: Report) -> Iterator[str]:
    """What has to be said about the outcome itself."""
    target = report.target
    if report.symptom is Outcome.SILENT:
        yield (
            "One empty datagram was sent and nothing came back. A UDP server may keep silent about what it does not "
            "understand, and a filter may have dropped it: silence proves neither open nor closed."
        )
    if report.symptom is Outcome.NAME_FAILURE:
        said = report.evidence.observation(ADDRESSES.of(target.host)).said
        if isinstance(said, Unknown):
            yield f"The resolver says of {target.host}: {said.why} (the same by hand: {said.to_know})."
    if (took := resolved_in(report)) >= SLOW:
        yield f"The resolver took {took:.1f} s to find {target.host}, and every client waits for it as long."
    if without_zone(report):
        yield f"Every link has such addresses (RFC 4007): write the interface behind it, {report.target.host}%eth0."
    if report.symptom is Outcome.INVALID_URL and report.lead is None:
        yield f"{abridged(target.written, LONGEST_PORT)} is no port: ports are numbers from 1 to 65535."
    if report.lead is None and report.symptom in UNEXPLAINED and not (report.symptom in ITS_OWN and untested(report)):
        yield UNEXPLAINED[report.symptom][1]
    if Way.of(target) is Way.TCP and target.address is None and report.verdict is Verdict.AMBIGUOUS:
        yield from who_is_hurt(report)


def resolved_in(report: Report) -> float:
    """Seconds until the name had an address, for that is asked first; 0 where it got none, or needs nobody's answer."""
    question = ADDRESSES.of(report.target.host)
    found = next((o for o in report.observations if o.question == question), None)
    asked = found is not None and isinstance(found.said, Known) and not report.target.is_loopback_name
    return found.at if found and asked else 0.0


def without_zone(report: Report) -> bool:
    """A link-local address alone is no place to send to: Linux says EINVAL, ipv6(7), sin6_scope_id."""
    address = report.target.address
    return (
        report.symptom is Outcome.INVALID
        and isinstance(address, IPv6Address)
        and address.is_link_local
        and not address.scope_id
    )


# What an outcome says by itself, where no cause says more: the end of the headline, and what follows from it.
UNEXPLAINED = {
    Outcome.HTTP_5XX: ("the server is reached, and fails by itself", "Its log says why."),
    Outcome.HTTP_4XX: ("the server is reached, and turns the request away", "Why is up to the server, not to the way."),
    Outcome.HANG: ("the server is reached", "It is busy, or waits for something itself."),
    Outcome.EMPTY: ("the server is reached, and hangs up by itself", "Its log may say why."),
    Outcome.WRONG_CONTENT: ("the way there is clear", "TCP connects, and who answers speaks another protocol."),
    Outcome.TLS_ERROR: ("the way there is clear", "TCP connects, and what fails is TLS."),
    Outcome.TIMEOUT: (NO_CAUSE, "Nobody answered: packets vanish on the way there, or on the way back."),
    Outcome.UNREACHABLE: (NO_CAUSE, "The way there ends: a router, or this machine's own table of routes, says so."),
}
ITS_OWN = (Outcome.HTTP_4XX, Outcome.HTTP_5XX)  # of which it follows only where nothing else could be behind it


def who_is_hurt(report: Report) -> Iterator[str]:
    """
    Clients differ in how many addresses of a name they try (RFC 8305, "Happy Eyeballs").

    curl and browsers race them, Python's socket.create_connection() takes them in turn, Node.js does so since
    20 (net, autoSelectFamily); Java takes one alone, of IPv4 where there is any (java.net.preferIPv6Addresses).
    """
    good = [t for t in report.attempts if t.met in WELL]
    ill = [t for t in report.attempts if t.met is not None and t.met not in WELL]
    if not good or not ill or report.target.transport is Transport.UDP:
        return
    works, fails = spot(good[0]), words.listed(map(spot, ill))
    first = report.attempts[0]
    if first.met not in WELL and first.attempt and first.attempt.outcome in WELL:
        yield f"{spot(first)} comes first and takes the connection, so no client goes on to {works}, which works."
    elif first.met in WELL:
        yield f"{works} comes first and works, so most clients notice nothing; one that insists on {fails} fails."
    else:
        slow = " after a delay" if Outcome.TIMEOUT in {t.met for t in ill} else ""
        yield (
            f"{works} works, {spot(first)} comes first and fails: curl, browsers and Python try both and "
            f"get through{slow}, Node.js before 20 and many database clients take the first and fail."
        )
