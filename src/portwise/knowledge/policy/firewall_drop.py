"""
A filter that drops says nothing at all.  The SYN (or the answer to it) is gone,
TCP sends it again after 1, 3 and 7 seconds, and connect(2) fails with ETIMEDOUT
after two minutes, by which time most clients have given up themselves.  A drop on
the way out looks the same, for TCP ignores the EPERM of its own SYN.

To an address of this machine nothing else is silent: a listener answers, a port
without one answers with a reset, and both at once.  Only a full accept queue
makes the kernel drop a SYN too, and that queue can be seen.  From another
machine silence has many reasons, and only a rule of our own that takes what
leaves for it proves anything from here.  A container, or whatever else has a
network namespace of its own, is such another machine, and has the same kernel:
where that is asked (--trace), it says that a rule dropped the packet, and names none.
"""

from portwise.knowledge.terms import filters, nextdoor, unforwarded
from portwise.knowledge.terms.silence import carried, ours, roomy, staying
from portwise.model.cause import WHOLE, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import some
from portwise.model.facts import ATTEMPT, CONTROL, RULES
from portwise.model.outcome import Outcome
from portwise.model.witness import BY_RULE


def provable(view: View, _: None) -> bool:
    if ours(view) or filters.caught(view, filters.drops) or nextdoor.dropped(view):
        return True
    return some(view[RULES.of(view.at)], lambda rule: rule.verdict == "drop" and bool(rule.may_match))


def silence(view: View, _: None) -> str:
    if nextdoor.dropped(view):
        return f"the kernel dropped it by a rule ({BY_RULE}), and none of this network namespace took it"
    if ours(view):
        return "at its own address a machine answers at once, with or without a server: only a firewall is silent"
    return "the rule is one of this machine, and drops what leaves for that address"


def here(slot: filters.Slot) -> filters.Slot:
    """What writes the rules of this network namespace has none in another one."""
    return lambda view, about: None if nextdoor.dropped(view) else slot(view, about)


SLOTS = filters.slots(filters.drops)
CAUSE = Cause(
    id="firewall-drop",
    hop=Hop.FILTER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TIMEOUT}),
    prior=0.0,
    title="A firewall rule drops connections to port {port}: `{rule}` ({place})",
    plain="A firewall on this machine drops the connection without a word",
    about=WHOLE,
    needs=(
        Clause(
            "no answer came",
            lambda view, _: view[ATTEMPT.of(view.at)].outcome is Outcome.TIMEOUT,
            denied="an answer came",
            trivial=True,
        ),
        Clause(
            "the address is this machine's own, or a rule here drops what leaves for it",
            provable,
            told="{silence}",
            denied="the address is another machine's, and no rule here drops what leaves for it",
        ),
        Clause(
            "loopback is up, which carries it",
            lambda view, _: carried(view),
            denied="loopback is down",
            trivial=True,
        ),
        Clause(
            "no accept queue for it is full, which the kernel would meet with silence too",
            lambda view, _: roomy(view),
            denied="the server's accept queue is full, which makes the kernel drop connections by itself",
        ),
        Clause(
            "no NAT carried it off to another machine",
            lambda view, _: staying(view),
            denied="NAT may have carried it off to another machine",
            trivial=True,
        ),
    ),
    hints=(
        Hint(
            "a listener of our own on the same address is reached",
            2.0,
            told="a listener of our own on the same address is reached, so it is about this port alone",
            holds=lambda view, _: ours(view) and view[CONTROL.of(view.at.address)].outcome is Outcome.CONNECTED,
        ),
    ),
    excludes=(unforwarded.STRAYS,),
    yields_to=(
        "ban-or-port-knock-block",  # it says that this client is turned away, and not the port
        "cgroup-bpf-network-policy",  # no rule did it, and a program stands at the control group
        "conntrack-table-full",  # no rule did it: the kernel has no room to remember one more
        "wsl2-mirrored-mode-loopback",  # no rule did it: two kernels share the address, and the answer is lost
    ),
    slots={
        **SLOTS,
        **{name: here(SLOTS[name]) for name in ("ufw", "ufw_out", "firewalld")},
        "silence": silence,
        "there": lambda view, _: "another network namespace" if nextdoor.dropped(view) else None,
        "here": here(lambda _, __: "this network namespace"),
    },
    remedies=(
        Remedy(
            "the rule is in {there} of this machine, as a container has one: see which there are",
            ("lsns", "-t", "net"),
            Safety.SAFE,
            needs_root=True,
        ),
        Remedy(
            "ask the server's own address from in there, by the PID of that list: portwise names the rule",
            ("sudo", "portwise", "why", "{target}", "--vantage", "netns:PID"),
            Safety.SHOW,
            needs_root=True,
            when="there",
        ),
        *(remedy if remedy.when else remedy._replace(when="here") for remedy in filters.HERE),
        Remedy("read the rules", ("pfctl", "-s", "rules"), Safety.SAFE, needs_root=True, platform="macos"),
        Remedy(
            "let this one port pass",
            (
                *("netsh", "advfirewall", "firewall", "add", "rule", "name=port {port}", "dir=in"),
                *("action=allow", "protocol=TCP", "localip={address}", "localport={port}"),
            ),
            Safety.ASK,
            needs_root=True,
            undo='netsh advfirewall firewall delete rule name="port {port}"',
            platform="windows",
        ),
    ),
    prevention=(*filters.PREVENTION, "reject instead of dropping what comes from your own network"),
    suspect="a firewall",
    see=("man 8 nft", "https://www.rfc-editor.org/rfc/rfc6298#section-2", "man 7 tcp, tcp_syn_retries"),
)
