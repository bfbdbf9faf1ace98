"""Looks at the way: loopback, filters, routes, and what was on the wire."""

from __future__ import annotations

from portwise.checklist.row import Met, Sight, beside, fine, listed, tells, undecided, untried, wrong
from portwise.checklist.service import THERE
from portwise.knowledge.terms import queues
from portwise.model.cause import Way
from portwise.model.checklist import Mark
from portwise.model.evidence import Unreadable
from portwise.model.facts import (
    ACCEPTED,
    ATTEMPT,
    BANNER,
    CONTROL,
    HERE,
    HTTP,
    ICMP,
    INTERFACES,
    NEIGHBOURS,
    ROUTE,
    RULES,
    TLS,
    TRACES,
)
from portwise.model.net import Icmp, Interface
from portwise.model.outcome import WELL, Outcome
from portwise.model.target import Address, Spot

# What filters send, and routers of themselves do not: RFC 1812 section 5.2.7.1, RFC 4443 section 3.1
PROHIBITED = {(4, 3): (3, 9, 10, 13), (6, 1): (1, 4, 5, 6)}
GONE = ("FAILED", "INCOMPLETE")
REFUSING = ("unreachable", "prohibit", "blackhole", "throw", "none")
GUARDING = ("drop", "reject")


def loopback(sight: Sight) -> Met:
    """Whether lo is up and has the addresses that were tried; every packet from here to here goes through it."""
    if sight.way is Way.UNIX:
        return beside("a socket in the file system needs no interface")
    ours = [one.at.address for one in sight.each if one.at.address.is_loopback]
    if not ours and not (sight.target.is_loopback_name or (sight.way is not Way.BIND and sight.here)):
        return beside("the target is not on loopback")
    try:
        found = sight[INTERFACES.of(HERE)]
    except Unreadable:
        if sight.well and ours:
            return fine(f"it carries connections: {listed(tells(sight))}")
        raise
    return interface(next((one for one in found if one.loopback), None), ours)


def interface(lo: Interface | None, wanted: list[Address]) -> Met:
    if lo is None:
        return wrong("there is no loopback interface")
    if not lo.up:
        return wrong(f"{lo.name} is down")
    lacking = [a for a in wanted if not any(own == a or (a.version == 4 == own.version) for own in lo.addresses)]
    if lacking:
        return wrong(f"{lo.name} has no {listed(dict.fromkeys(lacking))}")
    return fine(f"{lo.name} is up, with {listed(lo.addresses)}")


def firewall(sight: Sight) -> Met:
    """Whether a packet filter said no."""
    if sight.way is Way.BIND:
        return beside("binding sends no packet")
    if sight.way is Way.UNIX:
        return beside("no packet filter sees a socket in the file system")
    if none := untried(sight):
        return none
    met = [filtered(sight.along(at)) for at in sight.endpoints]
    for mark in (Mark.WRONG, Mark.OPEN, Mark.FINE):
        says = dict.fromkeys(m.says for m in met if m.mark is mark)
        if says:
            return Met(mark, "; ".join(says), next(m.to_know for m in met if m.mark is mark))
    return beside("no packet left this machine")


def filtered(one: Sight) -> Met:
    attempt = one[ATTEMPT.of(one.at)]
    if attempt.outcome in WELL:
        return fine(f"{one.at} is let through")
    if (error := one.known(ICMP.of(one.at))) is not None:
        return reported(one, error)
    if attempt.outcome is Outcome.REFUSED:
        return refused(one)
    if attempt.outcome in (Outcome.TIMEOUT, Outcome.SILENT, Outcome.DENIED):
        return silenced(one)
    return beside("no packet left this machine")


def reported(one: Sight, error: Icmp) -> Met:
    """A port-unreachable is what a kernel says of a datagram itself, RFC 1122 section 4.1.3.1, and never of a SYN."""
    codes = PROHIBITED.get((error.offender.version, error.type), ())
    port = error.code == (3 if error.offender.version == 4 else 4)
    if one.way is Way.UDP and port:
        return fine(f"{one.at}: the kernel there says itself that nobody has the port")
    if error.code not in codes:
        return silenced(one)
    return wrong(f"{one.at}: {error.offender} sent ICMP {error.type}/{error.code}, as filters do")


def refused(one: Sight) -> Met:
    """Tcp:OutRsts moves when TCP itself says no; what a filter forges is not counted there."""
    if not one.is_here:
        return undecided(f"{one.at} was refused there, by the machine or by a filter before it", THERE)
    try:
        if one[TRACES.of(one.at)].resets:
            return fine(f"{one.at}: this kernel refused by itself (Tcp:OutRsts moved)")
    except Unreadable:
        return silenced(one)
    return silenced(one)


def silenced(one: Sight) -> Met:
    """By the rules, where they may be read; what came as far as a full accept queue has passed them all."""
    traces = one.known(TRACES.of(one.at))
    if traces is not None and traces.overflows and any(map(queues.full, one.sockets)):
        return fine(f"{one.at} is let through, as far as the listener's full queue")
    rules = [rule for rule in one[RULES.of(one.at)] if rule.verdict in GUARDING]
    sure = [rule for rule in rules if rule.may_match]
    if sure:
        return wrong(f"a rule stops {one.at}: {sure[0].text}")
    if rules:
        return undecided(f"a rule may stop {one.at}: {rules[0].text}", "sudo nft -a list ruleset")
    if one.is_here:
        return fine(f"no rule here stops {one.at}")
    return undecided(f"no rule here stops {one.at}; what filters further on is not seen", THERE)


def way(sight: Sight) -> Met:
    """Whether packets have a route, and somebody who takes them on."""
    if sight.way in (Way.BIND, Way.UNIX):
        return beside("it does not leave this machine")
    if none := untried(sight):
        return none
    beyond = [one for one in sight.each if not one.is_here]
    if not beyond:
        return beside("no packet to this machine itself passes a router")
    met = [leads(one) for one in beyond]
    return next((m for m in met if m.mark is Mark.WRONG), met[0])


def leads(one: Sight) -> Met:
    route = one[ROUTE.of(one.at.address)]
    if route.kind in REFUSING:
        return wrong(f"there is no route to {one.at.address} ({route.kind})")
    hop = route.gateway or one.at.address
    state = next((n.state for n in one.known(NEIGHBOURS.of(HERE)) or () if n.address == hop), "")
    via = f"by {route.gateway} on {route.device}" if route.gateway else f"on the link {route.device}"
    if state in GONE and one.at in one.failed:
        return wrong(f"the way leads {via}, and {hop} does not answer there ({state})")
    return fine(f"the way to {one.at.address} leads {via}{state and f', which is {state}'}")


def wire(sight: Sight) -> Met:
    """What came back, layer by layer."""
    if sight.way is Way.BIND:
        return beside("a bind sends nothing")
    if sight.way is Way.UNIX:
        return beside("there are no packets to capture")
    if none := untried(sight):
        return none
    for fact in (ACCEPTED, TLS, HTTP, BANNER):
        sight.read += [q for q in (fact.of(at) for at in sight.endpoints) if q in sight.seen]
    ill = sight.ailing
    says = listed(f"{said}{took(sight, spot)}" for said, (spot, _) in zip(tells(sight), sight.made, strict=True))
    if [sight.seen.met(spot) for spot in ill] == [Outcome.SILENT] * len(ill) and ill:
        return undecided(f"{says}; silence of UDP proves nothing", "sudo tcpdump -ni any udp")
    return wrong(says) if ill else fine(says)


def took(sight: Sight, spot: Spot) -> str:
    """How long the attempt took; what came after it took its own time."""
    attempt = sight[ATTEMPT.of(spot)]
    if sight.seen.met(spot) is not attempt.outcome:
        return ""
    ms = attempt.elapsed_ms
    return f" in {ms:.1f} ms" if ms < 1000 else f" in {ms / 1000:.1f} s"


def control(sight: Sight) -> Met | None:
    """A listener of our own on the same address; None where there cannot be one."""
    ours = [one for one in sight.each if one.is_here and not one.at.address.is_unspecified]
    if not ours or sight.way is not Way.TCP:
        return None
    met = {one.at.address: one[CONTROL.of(one.at.address)].outcome for one in ours}
    lost = [address for address, outcome in met.items() if outcome is not Outcome.CONNECTED]
    if lost:
        return wrong(f"even a listener of our own on {listed(lost)} is not reached")
    return fine(f"a listener of our own on {listed(met)} is reached")


def others(sight: Sight) -> Met:
    """Whether more than this one target fails."""
    if sight.way is not Way.TCP:
        return beside("what else fails does not bear on it")
    if none := untried(sight):
        return none
    return control(sight) or (
        fine(f"this one does not fail: {listed(tells(sight))}")
        if not sight.failed
        else undecided("nothing but this target was tried", "try another site")
    )


def alone(sight: Sight) -> Met:
    """Whether it is this one target that fails."""
    if sight.way is not Way.TCP:
        return beside("what else fails does not bear on it")
    if none := untried(sight):
        return none
    if not sight.ailing:
        return fine(f"it answers: {listed(tells(sight))}")
    met = control(sight)
    if met is None:
        return undecided("nothing but this target was tried", "try another site")
    return wrong(f"{listed(tells(sight))}, while {met.says}") if met.mark is Mark.FINE else fine(met.says)
