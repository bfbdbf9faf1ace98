"""
NAT rewrites the destination of a connection before the socket table is asked:
``redirect`` to another port of this machine, ``dnat`` to another address.  Docker
publishes ports that way, transparent proxies catch traffic with it, and rules
outlive the container or the proxy that they led to.  The server may listen as it
should; the SYN never comes to it, and whoever sits at the new place refuses or is
silent.

The counters give it away without root.  A port with a listener is never refused by
the kernel's own TCP, so a reset in Tcp:OutRsts beside a listener belongs to another
port.  And a packet to an address of this machine that does not come in by loopback
was sent somewhere else.

IPVS leads an address elsewhere by a table of its own, as kube-proxy has it in its mode ipvs and keepalived for its
virtual addresses.  Where no real server is left, or all of them have weight 0, it answers with ICMP "port unreachable"
from the virtual address itself, as a firewall would (ip_vs_leave()); /proc/net/ip_vs tells the two apart.  And a real
server that has a weight and does not listen refuses by itself: it is asked directly.
"""

from portwise.knowledge import terms
from portwise.knowledge.terms import containers, counters, filters, services, virtuals
from portwise.knowledge.terms.filters import rewrites
from portwise.model.cause import WHOLE, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import some
from portwise.model.facts import ASIDE, ATTEMPT, HERE, ICMP, LISTENERS, LOCAL, RULES, TRACES
from portwise.model.outcome import Outcome

NAT = filters.slots(rewrites)


def led_away(view: View, _: None) -> bool:
    """By the table of IPVS, or by the counters where TCP answered at an address of ours; else only a rule proves it."""
    if virtuals.deserted(view):
        return True
    if not view[LOCAL.of(view.at.address)]:
        return ruled(view)
    if view[ATTEMPT.of(view.at)].outcome is Outcome.REFUSED:
        return astray(view) or bypassed(view)
    return counters.raw(view).loopback == 0 and not view.at.address.is_loopback and ruled(view)


def ruled(view: View) -> bool:
    return some(view[RULES.of(view.at)], lambda rule: rewrites(rule) and bool(rule.may_match))


def astray(view: View) -> bool:
    return view[TRACES.of(view.at)].loopback == 0


def bypassed(view: View) -> bool:
    """Asked again after the table was read: the server may have come up meanwhile."""
    return (
        view[TRACES.of(view.at)].resets > 0
        and some(view[LISTENERS.of(HERE)], lambda socket: terms.takes(view, socket))
        and view[ASIDE.of(view.at)].outcome is Outcome.REFUSED
    )


def of_a_service(view: View, _: None) -> bool:
    """kube-proxy leads the address of a Service to its pods that way: who is there, the cluster says."""
    if virtuals.deserted(view):
        return services.deserted(view)
    rule = filters.found(view, rewrites)
    return rule is not None and filters.author(rule) == filters.KUBE_PROXY and bool(services.lent(view))


def proof(view: View, _: None) -> str:
    if row := virtuals.deserted(view):
        return virtuals.told(row)
    if not view[LOCAL.of(view.at.address)] or view[ATTEMPT.of(view.at)].outcome is not Outcome.REFUSED:
        return "a rule of this machine rewrites the destination of the connection"
    if astray(view):
        return "the address is this machine's own, and yet the packet did not stay on loopback"
    return "a server listens there, and yet TCP refused by itself: the packet came out at another port"


def rule(view: View, _: None) -> str | None:
    row = virtuals.deserted(view)
    return str(row) if row else NAT["rule"](view, _)


def written(view: View, _: None) -> str | None:
    return "/proc/net/ip_vs" if virtuals.deserted(view) else NAT["place"](view, _)


def author(view: View, _: None) -> str:
    return "IPVS" if virtuals.deserted(view) else "A NAT rule"


def rewritten(view: View, _: None) -> str | None:
    """By rules, and not by the table of IPVS."""
    return None if virtuals.deserted(view) else "rules"


def handle(view: View, _: None) -> str | None:
    rule = filters.found(view, rewrites)
    return str(rule.handle) if rule and filters.author(rule) == "nft" else None


CAUSE = Cause(
    id="nat-redirect-hijack",
    hop=Hop.FILTER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED, Outcome.TIMEOUT}),
    prior=0.0,
    title="{author} leads port {port} elsewhere, where nobody answers: `{rule}` ({place})",
    plain="NAT leads the connection to another place, where nobody answers",
    about=WHOLE,
    needs=(
        Clause(
            "the client was refused by a reset, or got no answer, or IPVS itself turned it away",
            lambda view, _: (
                view[ATTEMPT.of(view.at)].outcome in (Outcome.REFUSED, Outcome.TIMEOUT)
                and (view[ICMP.of(view.at)] is None or virtuals.empty(view) is not None)
            ),
            denied="it was neither a reset nor silence",
            trivial=True,
        ),
        Clause(
            "the packet came out elsewhere: a listener was passed by, loopback was not used, or a rule rewrites it, "
            "or it is for a virtual service of IPVS behind which nobody is",
            led_away,
            told="{proof}",
            denied="nothing shows that NAT led the packet elsewhere",
        ),
    ),
    excludes=(
        containers.VACANT,
        Clause(
            "kube-proxy wrote the rule for a Service that the cluster knows",
            of_a_service,
            denied="it is no rule of kube-proxy for a Service that the cluster knows",
        ),
    ),
    slots={
        **NAT,
        "rule": rule,
        "place": written,
        "author": author,
        "rewritten": rewritten,
        "virtual": virtuals.place,
        "proof": proof,
        "handle": handle,
    },
    remedies=(
        Remedy(
            "see the virtual service and its real servers",
            ("ipvsadm", "--list", "--numeric", "--tcp-service", "{virtual}"),
            Safety.SAFE,
            needs_root=True,
            when="virtual",
        ),
        Remedy(
            "give {virtual} a real server that answers, or those that it has a weight again: who took them away, "
            "keepalived or kube-proxy after a check that failed, would do it once more",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="ipvsadm --delete-server, or the weight as it was",
            when="virtual",
            plain="where IPVS has the address, give it a real server that answers",
        ),
        Remedy(
            "read the rules that rewrite destinations, and ask who wanted this one (docker ps shows published ports)",
            ("nft", "-a", "list", "ruleset"),
            Safety.SAFE,
            needs_root=True,
            when="rewritten",
        ),
        Remedy(
            "the same for iptables",
            ("{iptables}", "-t", "nat", "-S"),
            Safety.SAFE,
            needs_root=True,
            when="rewritten",
        ),
        Remedy("start what the rule leads to, if it is to stay", (), Safety.SHOW, undo="stop it", platform="any"),
        Remedy(
            "or take the rule away",
            ("nft", "delete", "rule", "{nft_family}", "{nft_table}", "{chain}", "handle", "{handle}"),
            Safety.ASK,
            needs_root=True,
            undo="nft add rule {nft_family} {nft_table} {chain} {rule}",
            when="rewritten",
        ),
        Remedy("read the rules", ("pfctl", "-s", "nat"), Safety.SAFE, needs_root=True, platform="macos"),
        Remedy(
            "read the port proxies",
            ("netsh", "interface", "portproxy", "show", "all"),
            Safety.SAFE,
            platform="windows",
        ),
    ),
    prevention=(
        "let whoever adds a NAT rule take it away when it ends",
        "give every rule a comment that says who wants it",
    ),
    suspect="a NAT rule",
    see=("man 8 nft, NAT STATEMENTS", "man 8 iptables-extensions, REDIRECT and DNAT", "man 1 nstat"),
)
