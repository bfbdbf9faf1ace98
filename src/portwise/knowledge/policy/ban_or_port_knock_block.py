"""
A packet filter can refuse one client and serve all others.  fail2ban, CrowdSec and sshguard read logs, and put the
address of whoever failed too often into a set or a chain that rejects or drops what comes from there; rules that count
connections do the same without a log.  A port that must be knocked at is the other way round: a rule drops
everything, and one above it lets those pass that are in a set, into which a secret row of other ports leads.

For the client a ban looks like any other rule: a reset, an ICMP error or silence, while colleagues are served.  That
is the proof, too.  As root the rules tell whose addresses they name (nft(8), SETS).  Without a right the same
connection is made once more from another address of this machine: where that one passes, it is the address
that is turned away, and not the port.

What another machine has banned cannot be seen from here.
"""

from collections.abc import Callable

from portwise.knowledge.terms import filters
from portwise.model.cause import WHOLE, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import ATTEMPT, BESIDE, GATES, ICMP, LOCAL, ROUTE, TRACES
from portwise.model.net import Gate
from portwise.model.outcome import Outcome

REFUSING = ("drop", "reject")


def by_a_filter(view: View, _: None) -> bool:
    """Silence at an address of our own, an ICMP error, or a reset that TCP did not send."""
    outcome = view[ATTEMPT.of(view.at)].outcome
    if not view[LOCAL.of(view.at.address)]:
        return False
    if outcome is Outcome.TIMEOUT or view[ICMP.of(view.at)] is not None:
        return True
    return outcome is Outcome.REFUSED and view[TRACES.of(view.at)].resets == 0


def keeper(view: View) -> Gate | None:
    """The rule that names our address, or that would let it pass if it had been learnt."""
    gates = view[GATES.of(view.at)]
    return next((gate for gate in gates if bans(gate)), None) or next((g for g in gates if knocks(g)), None)


def bans(gate: Gate) -> bool:
    return gate.verdict in REFUSING and gate.listed


def knocks(gate: Gate) -> bool:
    return gate.verdict == "accept" and gate.learns and not gate.listed


def for_its_address(view: View, _: None) -> bool:
    """The rules where they may be read, else the experiment."""
    try:
        return keeper(view) is not None
    except Unreadable:
        return view[BESIDE.of(view.at)].outcome is Outcome.CONNECTED


def told(view: View) -> Gate | None:
    try:
        return keeper(view)
    except Unreadable:
        return None


def what(view: View, _: None) -> str:
    gate = told(view)
    if gate is None:
        return f"{source(view, None)} is turned away for its address: a ban"
    if bans(gate):
        return f"{source(view, None)} is banned: `{gate.text}`"
    return f"port {view.at.port} opens only to those who have knocked: `{gate.text}`"


def proof(view: View, _: None) -> str:
    gate = told(view)
    if gate is None:
        return f"from {view[BESIDE.of(view.at)].source}, another address of this machine, the same connection passes"
    listed = f"the set @{gate.group}" if gate.group else "it"
    place = f"chain {gate.chain} of table {gate.family} {gate.table}"
    if bans(gate):
        return f"`{gate.text}` in {place} turns away by source, and {listed} names {source(view, None)}"
    return f"`{gate.text}` in {place} lets those pass whom rules have put into the set, and {source(view, None)} is not"


def source(view: View, _: None) -> str:
    return str(view[ROUTE.of(view.at.address)].source or view.at.address)


def author(view: View) -> str:
    gate = told(view)
    if gate is None or not bans(gate):
        return ""
    names = (gate.group, gate.chain, gate.table)
    if any(name.startswith(("f2b-", "addr-set-", "addr6-set-", "fail2ban")) for name in names):
        return "fail2ban"
    return "crowdsec" if any("crowdsec" in name for name in names) else "nft" if gate.group else ""


def by(tool: str) -> Callable[[View, None], str | None]:
    """*tool*, where it wrote the rule."""
    return lambda view, _: tool if author(view) == tool else None


def knocking(view: View, _: None) -> str | None:
    gate = told(view)
    return gate.group if gate and not bans(gate) else None


def of_set(word: Callable[[Gate], str]) -> Callable[[View, None], str | None]:
    """A word about a set that nobody but nft is known to fill."""

    def slot(view: View, _: None) -> str | None:
        gate = told(view)
        return word(gate) if gate and author(view) == "nft" else None

    return slot


CAUSE = Cause(
    id="ban-or-port-knock-block",
    hop=Hop.FILTER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED, Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.DENIED, Outcome.INVALID}),
    prior=-1.5,  # uncommon, and seldom the first suspicion
    title="The packet filter turns this client away, and others not: {what}",
    plain="The packet filter turns this client away for its address",
    about=WHOLE,
    needs=(
        Clause(
            "a packet filter of this machine turned the connection away",
            by_a_filter,
            denied="it was no packet filter of this machine that turned the connection away",
            trivial=True,
        ),
        Clause(
            "it names our address, or lets pass only whom it has learnt; or another address of this machine passes",
            for_its_address,
            told="{proof}",
            denied="no rule turns away this address alone, or from another address it fares no better",
        ),
    ),
    slots={
        "what": what,
        "proof": proof,
        "source": source,
        "unseen": filters.unseen,
        "fail2ban": by("fail2ban"),
        "crowdsec": by("crowdsec"),
        "knocking": knocking,
        "address": lambda view, _: str(view.at.address),
        "port": lambda view, _: str(view.at.port),
        "nft_family": of_set(lambda gate: gate.family),
        "nft_table": of_set(lambda gate: gate.table),
        "nft_set": of_set(lambda gate: gate.group),
    },
    remedies=(
        Remedy(
            "ask again as root: then portwise names the rule, and the step that lifts the ban",
            ("sudo", "portwise", "why", "{target}"),
            Safety.SAFE,
            needs_root=True,
            when="unseen",
        ),
        Remedy(
            "see for which of its jails fail2ban has banned the address",
            ("fail2ban-client", "banned", "{source}"),
            Safety.SAFE,
            needs_root=True,
            when="fail2ban",
        ),
        Remedy(
            "lift the ban",
            ("fail2ban-client", "unban", "{source}"),
            Safety.ASK,
            needs_root=True,
            undo="fail2ban-client set JAIL banip {source}",
            when="fail2ban",
        ),
        Remedy(
            "stop what fails to log in from there, and name the address in ignoreip of /etc/fail2ban/jail.local",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="take the address out again",
            when="fail2ban",
        ),
        Remedy(
            "lift the ban",
            ("cscli", "decisions", "delete", "--ip", "{source}"),
            Safety.ASK,
            needs_root=True,
            undo="cscli decisions add --ip {source}",
            when="crowdsec",
        ),
        Remedy(
            "take the address out of the set, and ask who put it there",
            ("nft", "delete", "element", "{nft_family}", "{nft_table}", "{nft_set}", "{{", "{source}", "}}"),
            Safety.ASK,
            needs_root=True,
            undo="nft add element {nft_family} {nft_table} {nft_set} {{ {source} }}",
            when="nft_set",
        ),
        Remedy(
            "knock first, at the ports and in the order that the owner of this machine tells you",
            ("knock", "{address}", "PORT", "PORT", "PORT"),
            Safety.SHOW,
            when="knocking",
        ),
        Remedy(
            "read the rules, and who stands in their sets",
            ("nft", "-a", "list", "ruleset"),
            Safety.SAFE,
            needs_root=True,
        ),
        Remedy(
            "read whom the filter has banned by itself",
            ("pfctl", "-s", "Tables", "-v"),
            Safety.SAFE,
            needs_root=True,
            platform="macos",
        ),
    ),
    prevention=(
        "name the addresses of your own machines and of your monitoring in the list of those that are never banned",
        "let a ban end by itself, after minutes and not for ever",
    ),
    suspect="a ban of this client's address",
    see=("man 8 nft, SETS", "man 1 fail2ban-client", "man 1 knockd", "https://docs.crowdsec.net/u/bouncers/firewall"),
)
