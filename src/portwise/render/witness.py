"""What the kernel said of one more attempt, address by address: the rule that took it, and its own reasons."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.evidence import Evidence, Unknown
from portwise.model.facts import JUDGED, REASONS
from portwise.model.net import Rule
from portwise.model.witness import BY_RULE, Drop, Judgement, Reasons
from portwise.render import words
from portwise.render.layout import DIM, Look, cells, hanging, pad

WORDS = {  # what a person may not know of the names that the kernel prints
    "NO_SOCKET": "no socket is there",
    BY_RULE: "a rule of the packet filter",
    "TCP_LISTEN_OVERFLOW": "the accept queue is full",
    "IP_RPFILTER": "the way back would be another",
    "BPF_CGROUP_EGRESS": "a program of BPF at the control group",
    "SOCKET_FILTER": "a filter at the socket",
}


def lines(seen: Evidence, look: Look) -> Iterator[str]:
    """One for each address of which anything is known; why not, once for each reason."""
    told = {spot: "; ".join(story(seen.get(JUDGED.of(spot)), seen.get(REASONS.of(spot)))) for spot in seen.endpoints}
    told = {spot: text for spot, text in told.items() if text}
    if told:
        yield f"  {look.paint('By the kernel, one more attempt to each', DIM)}"
    width = max((cells(str(spot)) for spot in told), default=0)
    for spot, text in told.items():
        yield from hanging(look, f"    {pad(str(spot), width)}  ", text)
    for why, facts in unheard(seen).items():
        text = f"{words.listed(facts)}: {why.why} (to know: {why.to_know})"
        yield from hanging(look, "  By the kernel", text, DIM, under=17)


def unheard(seen: Evidence) -> dict[Unknown, list[str]]:
    reasons: dict[Unknown, list[str]] = {}
    for question in (fact.of(spot) for spot in seen.endpoints for fact in (JUDGED, REASONS)):
        if question in seen and isinstance(said := seen.observation(question).said, Unknown):
            facts = reasons.setdefault(said, [])
            facts += [question.fact.says] if question.fact.says not in facts else []
    return reasons


def story(judged: Judgement | None, reasons: Reasons | None) -> Iterator[str]:
    if judged is not None:
        yield from ruled(judged)
    for reset in dict.fromkeys(reset.reason for reset in reasons.resets) if reasons else ():
        yield f"TCP itself sent the reset: {explained(reset)}"
    for drop in dict.fromkeys(reasons.drops) if reasons else ():
        yield f"dropped by {drop.where}: {explained(drop.reason)}{apart(drop, judged)}"


def apart(drop: Drop, judged: Judgement | None) -> str:
    """The tracepoint sees every network namespace of the machine, and the trace of the rules its own."""
    unseen = drop.reason == BY_RULE and judged is not None and not judged.culprit
    return ", and none of this network namespace is seen to have done it" if unseen else ""


def explained(reason: str) -> str:
    return f"{reason} ({WORDS[reason]})" if reason in WORDS else reason


def ruled(judged: Judgement) -> Iterator[str]:
    """The rules that led it elsewhere, and the one that ended it, or how many there were that did not."""
    leads = dict.fromkeys(nat(judged))
    yield from (f"led elsewhere by {named(rule)}" for rule in leads)
    if last := judged.culprit:
        whose = "" if last.ours else ", and it was the answer that it took"
        yield f"taken by {named(last.rule)}{whose}"
    elif met := len({rule for rule, _, _ in judged.rulings if rule.handle} - set(leads)):
        yield f"{met} {'other ' * bool(leads)}rule{'s' * (met > 1)} on its way let it pass"
    elif not leads:
        yield "no rule of this network namespace was on its way"


def nat(judged: Judgement) -> Iterator[Rule]:
    """Rules that gave our packet another destination."""
    yield from (ruling.rule for ruling in judged.rulings if ruling.ours and ruling.rule.verdict in ("dnat", "redirect"))


def named(rule: Rule) -> str:
    text = f"`{rule.text}` in " if rule.text else ""
    return f"{text}{rule.place()}"
