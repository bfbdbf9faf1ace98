"""What causes of the packet filter share: the rule that did it, and the narrowest exception to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from portwise.knowledge.terms import keepers
from portwise.model.cause import Remedy, Safety, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import JUDGED, RULES
from portwise.model.net import Rule


def drops(rule: Rule) -> bool:
    return rule.verdict == "drop"


def resets(rule: Rule) -> bool:
    """What iptables-nft made is listed without saying how it rejects."""
    return rule.verdict == "reject" and rule.reject_with in ("tcp reset", "")


def reports(rule: Rule) -> bool:
    return rule.verdict == "reject" and rule.reject_with != "tcp reset"


def rewrites(rule: Rule) -> bool:
    return rule.verdict in ("dnat", "redirect")


Slot = Callable[[View, object], str | None]
Culprit = Callable[[Rule], bool]
Word = Callable[[Rule], str | None]
Pick = Callable[[View, Culprit], Rule | None]
ENDING = ("drop", "reject")
KUBE_PROXY = "kube-proxy"  # and the name of its table of nft; its chains of iptables begin with KUBE-
LOOPBACK = r"(?:iif|oif) lo|ip [sd]addr 127\.[\d./]+|ip6 [sd]addr ::1|protocol tcp"
BARS = rf"(?!protocol tcp drop)(?:(?:{LOOPBACK}) )+(?:drop|reject)(?: with .*)?"  # all of loopback


def slots(culprit: Culprit) -> dict[str, Slot]:
    """Words about the rule that surely met the attempt, or about the only one that could have."""

    def of(word: Word, pick: Pick = found) -> Slot:
        def slot(view: View, _: object) -> str | None:
            rule = pick(view, culprit)
            return rule and word(rule)

        return slot

    def seen(word: Word, pick: Pick = found) -> Slot:
        """None where the rules may not be read: a step with a hole where the rule should be helps nobody."""

        def slot(view: View, about: object) -> str | None:
            with suppress(Unreadable):
                return of(word, pick)(view, about)
            return None

        return slot

    return {
        "rule": of(lambda rule: rule.text),
        "place": of(Rule.place),
        "chain": of(lambda rule: rule.chain),
        "nft_family": seen(lambda rule: rule.family if author(rule) == "nft" else None),
        "nft_table": seen(lambda rule: rule.table if author(rule) == "nft" else None),
        "answer_family": seen(lambda rule: rule.family if author(rule) == "nft" else None, answering),
        "answer_table": seen(lambda rule: rule.table if author(rule) == "nft" else None, answering),
        "answer_chain": seen(lambda rule: rule.chain, answering),
        "one_way": seen(Rule.place, lambda view, _: None if answering(view, culprit) else coming(view, culprit)),
        "both_ways": seen(Rule.place, lambda view, _: coming(view, culprit) and answering(view, culprit)),
        "way_back": seen(Rule.place, lambda view, _: None if coming(view, culprit) else answering(view, culprit)),
        "barring": seen(barring, coming),
        "xtables": lambda view, _: xtables(view, culprit),
        "ip": lambda view, _: "ip" if view.at.address.version == 4 else "ip6",
        "iptables": lambda view, _: "iptables" if view.at.address.version == 4 else "ip6tables",
        "address": lambda view, _: str(view.at.address),
        "port": lambda view, _: str(view.at.port),
        "unseen": unseen,
        "unsure": lambda view, _: unsure(view, culprit),
        "ufw": written_by(keepers.UFW, culprit),
        "ufw_out": written_by(keepers.UFW, culprit, leaving=True),
        "firewalld": written_by(keepers.FIREWALLD, culprit),
        "kube_proxy": seen(lambda rule: KUBE_PROXY if author(rule) == KUBE_PROXY else None),
    }


def found(view: View, culprit: Culprit) -> Rule | None:
    """What the kernel was seen to apply; else what is written, and surely or alone can have been it."""
    return coming(view, culprit) or answering(view, culprit)


def coming(view: View, culprit: Culprit) -> Rule | None:
    """What took the attempt itself."""
    if rule := caught(view, culprit):
        return rule
    met = [rule for rule in view[RULES.of(view.at)] if rule.may_match is not False and not of_answers(rule)]
    suspects = [rule for rule in met if culprit(rule) or leads_anywhere(rule)]
    sure = [rule for rule in suspects if rule.may_match and culprit(rule)]
    alone = [rule for rule in suspects if len(suspects) == 1 and culprit(rule)]
    return next(iter(sure or alone), None)


def of_answers(rule: Rule) -> bool:
    """``tcp sport 8000 drop``: of the port of a client nothing is known, and of a server's it surely speaks."""
    return rule.may_match is None and rule.answers is True and " sport " in rule.text


def answering(view: View, _: Culprit) -> Rule | None:
    """What takes the answer, where that comes back by the same chains; whoever was refused met no such rule first."""
    suspects = [rule for rule in view[RULES.of(view.at)] if rule.answers is not False and rule.verdict in ENDING]
    sure = [rule for rule in suspects if rule.answers]
    return next(iter(sure or (suspects if len(suspects) == 1 else ())), None)


def leads_anywhere(rule: Rule) -> bool:
    """A verdict map may do whatever a rule may, in chains that only it leads to, nft(8)."""
    return rule.verdict == "vmap"


def caught(view: View, culprit: Culprit) -> Rule | None:
    """The rule that the kernel named, where somebody had it say so: that leaves a mark, and no cause asks for it."""
    question = JUDGED.of(view.at)
    if question not in view.seen:
        return None
    with suppress(Unreadable):
        ruling = view[question].culprit
        return ruling.rule if ruling and culprit(ruling.rule) else None
    return None


def xtables(view: View, culprit: Culprit) -> str | None:
    """The tool that shows the rule: of two iptables, nft's and legacy, neither sees the rules of the other."""
    with suppress(Unreadable):
        rule = found(view, culprit)
        if rule and rule.tool.startswith("iptables"):
            return rule.tool if rule.family == "ip" else rule.tool.replace("ip", "ip6", 1)
    return None


def barring(rule: Rule) -> str | None:
    """The handle of one that somebody wrote about loopback and nothing else."""
    return str(rule.handle) if author(rule) == "nft" and rule.handle and re.fullmatch(BARS, rule.text) else None


def written_by(tool: str, culprit: Culprit, leaving: bool = False) -> Slot:
    """*tool*, where the rule is one of its own, or was looked for and is not certain, on that way: in, or *leaving*."""

    def slot(view: View, _: object) -> str | None:
        try:
            rule = found(view, culprit)
        except Unreadable:
            return None  # then it is first of all a matter of looking
        way = keepers.LEAVES if leaving else keepers.COMES
        return tool if keepers.way(view, rule) == way and (rule is None or author(rule) == tool) else None

    return slot


def unseen(view: View, _: object) -> str | None:
    """Why not, where the rules may not be read."""
    try:
        view[RULES.of(view.at)]
    except Unreadable:
        return "only root may read the rules"
    return None


def unsure(view: View, culprit: Culprit) -> str | None:
    """Why not, where reading the rules does not tell which it was."""
    with suppress(Unreadable):
        rules = view[RULES.of(view.at)]
        sure = any(culprit(rule) and rule.may_match for rule in rules)
        if any(rule.may_match is None for rule in rules) and not sure and not caught(view, culprit):
            return "no rule that was read is sure to have met it"
    return None


def author(rule: Rule) -> str:
    """Who writes such rules, by the names that they give to chains and tables."""
    if rule.chain.startswith("KUBE-") or rule.table == KUBE_PROXY:
        return KUBE_PROXY
    return keepers.keeper(rule) or rule.tool


INSERT = ("nft", "insert", "rule", "{nft_family}", "{nft_table}", "{chain}")
HANDLE = "nft -a list chain {nft_family} {nft_table} {chain}, then nft delete rule with the handle of the new one"
HERE: tuple[Remedy, ...] = (
    Remedy(
        "ask again as root: then portwise names the rule, and the step that opens it",
        ("sudo", "portwise", "why", "{target}"),
        Safety.SAFE,
        needs_root=True,
        when="unseen",
    ),
    Remedy(
        "let the kernel name the rule that it applies; a table of nft marks one more attempt meanwhile",
        ("sudo", "portwise", "why", "{target}", "--trace"),
        Safety.SAFE,
        needs_root=True,
        when="unsure",
    ),
    Remedy(
        "read the rules first, and ask who wanted this one (iptables-save -c shows those of iptables)",
        ("nft", "-a", "list", "ruleset"),
        Safety.SAFE,
        needs_root=True,
    ),
    Remedy(
        "see who is behind the Service: kube-proxy writes such a rule where it has no endpoint, and takes it away "
        "when it has one",
        ("kubectl", "get", "services,endpointslices", "--all-namespaces"),
        Safety.SAFE,
        when="kube_proxy",
    ),
    Remedy(
        "take the rule away that bars loopback, which programs of one machine speak by",
        ("nft", "delete", "rule", "{nft_family}", "{nft_table}", "{chain}", "handle", "{barring}"),
        Safety.ASK,
        needs_root=True,
        undo="nft add rule {nft_family} {nft_table} {chain} {rule}",
    ),
    Remedy(
        "let this one port pass, above the rule",
        (*INSERT, "{ip}", "daddr", "{address}", "tcp", "dport", "{port}", "accept"),
        Safety.ASK,
        needs_root=True,
        when="one_way",
        undo=HANDLE,
    ),
    Remedy(
        "let this one port pass, and its answers, which come back by the same chain",
        (
            *(*INSERT, "{ip}", "daddr", "{address}", "tcp", "dport", "{port}", "accept", ";", "insert", "rule"),
            *("{answer_family}", "{answer_table}", "{answer_chain}"),
            *("{ip}", "saddr", "{address}", "tcp", "sport", "{port}", "accept"),
        ),
        Safety.ASK,
        needs_root=True,
        when="both_ways",
        undo=f"{HANDLE}, and the same for the other one",
    ),
    Remedy(
        "let the answers of this one port pass, above the rule",
        (*INSERT, "{ip}", "saddr", "{address}", "tcp", "sport", "{port}", "accept"),
        Safety.ASK,
        needs_root=True,
        when="way_back",
        undo=HANDLE,
    ),
    *keepers.REMEDIES,
    Remedy(
        "where iptables does, let it pass above the rule",
        ("{xtables}", "-I", "{chain}", "-d", "{address}", "-p", "tcp", "--dport", "{port}", "-j", "ACCEPT"),
        Safety.ASK,
        needs_root=True,
        when="one_way",
        undo="{xtables} -D {chain} -d {address} -p tcp --dport {port} -j ACCEPT",
    ),
    Remedy(
        "where iptables does, let it pass above the rule, and its answers",
        (
            *("{xtables}", "-I", "{chain}", "-d", "{address}", "-p", "tcp"),
            *("-m", "multiport", "--ports", "{port}", "-j", "ACCEPT"),
        ),
        Safety.ASK,
        needs_root=True,
        when="both_ways",
        undo="{xtables} -D {chain} -d {address} -p tcp -m multiport --ports {port} -j ACCEPT",
    ),
    Remedy(
        "where iptables does, let its answers pass above the rule",
        ("{xtables}", "-I", "{chain}", "-s", "{address}", "-p", "tcp", "--sport", "{port}", "-j", "ACCEPT"),
        Safety.ASK,
        needs_root=True,
        when="way_back",
        undo="{xtables} -D {chain} -s {address} -p tcp --sport {port} -j ACCEPT",
    ),
)
PREVENTION = ("give every rule that refuses a comment that says who wants it", "allow exactly the ports that you serve")
