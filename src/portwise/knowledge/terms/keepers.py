"""Whoever keeps the rules of the packet filter for somebody: ufw(8), firewalld(1); a rule beside theirs is lost."""

from __future__ import annotations

from portwise.knowledge.terms import places
from portwise.model.cause import Remedy, Safety, View
from portwise.model.facts import ICMP, LOCAL
from portwise.model.net import Rule
from portwise.model.vantage import Plain

UFW, FIREWALLD = "ufw", "firewalld"
COMES, LEAVES, NEITHER = "in", "out", ""
LEAVING = ("output", "postrouting")
OURS = "proto tcp to {address} port {port}"


def keeper(rule: Rule) -> str:
    """By the names that they give to chains and tables; "" of a rule that nobody keeps."""
    if rule.chain.startswith(("ufw-", "ufw6-")):
        return UFW
    return FIREWALLD if rule.table == FIREWALLD else ""


def way(view: View, rule: Rule | None) -> str:
    """On which one the attempt met it here; NEITHER where a machine that has keepers of its own turned it away."""
    if rule:
        return LEAVES if rule.hook in LEAVING else COMES
    if room := places.room(view):
        return COMES if rejected_there(view) and at_home(view, room) else NEITHER
    if view[LOCAL.of(view.at.address)]:
        return COMES
    return NEITHER if rejected_there(view) else LEAVES


def rejected_there(view: View) -> bool:
    """By the very machine that was asked for, which says so."""
    icmp = view[ICMP.of(view.at)]
    return icmp is not None and icmp.offender == view.at.address


def at_home(view: View, room: Plain) -> bool:
    """Whether who was asked, from a container or another network namespace, is the machine that has them."""
    return any(tried.spot == view.at and tried.own for tried in room.tried)


REMEDIES: tuple[Remedy, ...] = (
    Remedy(
        "where ufw writes the rules, let the port pass there, before its other rules",
        ("ufw", "prepend", "allow", *OURS.split()),
        Safety.ASK,
        needs_root=True,
        when="ufw",
        undo=f"ufw delete allow {OURS}",
    ),
    Remedy(
        "where ufw writes the rules, let what goes to that port out there, before its other rules",
        ("ufw", "prepend", "allow", "out", *OURS.split()),
        Safety.ASK,
        needs_root=True,
        when="ufw_out",
        undo=f"ufw delete allow out {OURS}",
    ),
    Remedy(
        "where firewalld writes them, let it pass until firewalld is reloaded; add --permanent once it works",
        ("firewall-cmd", "--add-port={port}/tcp"),
        Safety.ASK,
        needs_root=True,
        when="firewalld",
        undo="firewall-cmd --remove-port={port}/tcp",
    ),
)
