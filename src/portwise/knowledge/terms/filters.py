"""What causes of the packet filter share: the rule that did it, and the narrowest exception to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

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


def slots(culprit: Callable[[Rule], bool]) -> dict[str, Slot]:
    """Words about the rule that surely met the attempt, or about the only one that could have."""

    def of(word: Callable[[Rule], str | None]) -> Slot:
        def slot(view: View, _: object) -> str | None:
            rule = found(view, culprit)
            return rule and word(rule)

        return slot

    def seen(word: Callable[[Rule], str | None]) -> Slot:
        """None where the rules may not be read: a step with a hole where the rule should be helps nobody."""

        def slot(view: View, about: object) -> str | None:
            with suppress(Unreadable):
                return of(word)(view, about)
            return None

        return slot

    return {
        "rule": of(lambda rule: rule.text),
        "place": of(place),
        "chain": of(lambda rule: rule.chain),
        "nft_family": seen(lambda rule: rule.family if author(rule) == "nft" else None),
        "nft_table": seen(lambda rule: rule.table if author(rule) == "nft" else None),
        "xtables_chain": lambda view, _: xtables_chain(view, culprit),
        "ip": lambda view, _: "ip" if view.at.address.version == 4 else "ip6",
        "iptables": lambda view, _: "iptables" if view.at.address.version == 4 else "ip6tables",
        "address": lambda view, _: str(view.at.address),
        "port": lambda view, _: str(view.at.port),
        "unseen": unseen,
        "unsure": lambda view, _: unsure(view, culprit),
        "ufw": written_by("ufw", culprit),
        "firewalld": written_by("firewalld", culprit),
        "by_iptables": written_by("iptables", culprit),
    }


def found(view: View, culprit: Callable[[Rule], bool]) -> Rule | None:
    """What the kernel was seen to apply; else what is written, and surely or alone can have been it."""
    if rule := caught(view, culprit):
        return rule
    suspects = [rule for rule in view[RULES.of(view.at)] if culprit(rule) or leads_anywhere(rule)]
    sure = [rule for rule in suspects if rule.may_match and culprit(rule)]
    alone = [rule for rule in suspects if len(suspects) == 1 and culprit(rule)]
    return next(iter(sure or alone), None)


def leads_anywhere(rule: Rule) -> bool:
    """A verdict map may do whatever a rule may, in chains that only it leads to, nft(8)."""
    return rule.verdict == "vmap"


def caught(view: View, culprit: Callable[[Rule], bool]) -> Rule | None:
    """The rule that the kernel named, where somebody had it say so: that leaves a mark, and no cause asks for it."""
    question = JUDGED.of(view.at)
    if question not in view.seen:
        return None
    with suppress(Unreadable):
        ruling = view[question].culprit
        return ruling.rule if ruling and culprit(ruling.rule) else None
    return None


def xtables_chain(view: View, culprit: Callable[[Rule], bool]) -> str:
    """INPUT is where the exception is wanted, unless the rule itself is known to stand elsewhere."""
    try:
        rule = found(view, culprit)
    except Unreadable:
        return "INPUT"
    return rule.chain if rule and rule.tool == "iptables" else "INPUT"


def place(rule: Rule) -> str:
    """``chain input of table inet filter, handle 12``; iptables counts its rules instead, pf has anchors."""
    if rule.tool == "pf":
        return rule.chain
    number = "handle" if rule.tool == "nft" else "rule"
    return f"chain {rule.chain} of table {rule.family} {rule.table}" + (
        f", {number} {rule.handle}" if rule.handle else ""
    )


def written_by(tool: str, culprit: Callable[[Rule], bool]) -> Slot:
    """*tool*, where the rule is one of its own, or where it was looked for and is not certain."""

    def slot(view: View, _: object) -> str | None:
        try:
            rule = found(view, culprit)
        except Unreadable:
            return None  # then it is first of all a matter of looking
        return tool if rule is None or author(rule) == tool else None

    return slot


def unseen(view: View, _: object) -> str | None:
    """Why not, where the rules may not be read."""
    try:
        view[RULES.of(view.at)]
    except Unreadable:
        return "only root may read the rules"
    return None


def unsure(view: View, culprit: Callable[[Rule], bool]) -> str | None:
    """Why not, where reading the rules does not tell which it was."""
    with suppress(Unreadable):
        rules = view[RULES.of(view.at)]
        sure = any(culprit(rule) and rule.may_match for rule in rules)
        if any(rule.may_match is None for rule in rules) and not sure and not caught(view, culprit):
            return "no rule that was read is sure to have met it"
    return None


def author(rule: Rule) -> str:
    """Who writes such rules, by the names that they give to chains and tables."""
    if rule.chain.startswith(("ufw-", "ufw6-")):
        return "ufw"
    return "firewalld" if rule.table == "firewalld" else rule.tool


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
        "let this one port pass, above the rule",
        (
            *("nft", "insert", "rule", "{nft_family}", "{nft_table}", "{chain}"),
            *("{ip}", "daddr", "{address}", "tcp", "dport", "{port}", "accept"),
        ),
        Safety.ASK,
        needs_root=True,
        undo="nft -a list chain {nft_family} {nft_table} {chain}, then nft delete rule with the handle of the new one",
    ),
    Remedy(
        "where ufw writes the rules, let the port pass there",
        ("ufw", "allow", "proto", "tcp", "to", "{address}", "port", "{port}"),
        Safety.ASK,
        needs_root=True,
        when="ufw",
        undo="ufw delete allow proto tcp to {address} port {port}",
    ),
    Remedy(
        "where firewalld writes them, let it pass until firewalld is reloaded; add --permanent once it works",
        ("firewall-cmd", "--add-port={port}/tcp"),
        Safety.ASK,
        needs_root=True,
        when="firewalld",
        undo="firewall-cmd --remove-port={port}/tcp",
    ),
    Remedy(
        "where iptables does, let it pass above the rule",
        (
            *("{iptables}", "-I", "{xtables_chain}", "-d", "{address}"),
            *("-p", "tcp", "--dport", "{port}", "-j", "ACCEPT"),
        ),
        Safety.ASK,
        needs_root=True,
        when="by_iptables",
        undo="{iptables} -D {xtables_chain} -d {address} -p tcp --dport {port} -j ACCEPT",
    ),
)
PREVENTION = ("give every rule that refuses a comment that says who wants it", "allow exactly the ports that you serve")
