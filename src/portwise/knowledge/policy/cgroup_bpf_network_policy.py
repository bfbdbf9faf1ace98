"""
A control group can have programs of BPF that decide over the network of all who live in it, and nft and iptables know
nothing of them.  Where they stand decides what the client sees (include/linux/bpf-cgroup.h):

- at connect4, connect6, bind4 or bind6 the system call itself fails with EPERM, before any packet;
- at egress and ingress a packet is dropped.  TCP ignores the error and sends the SYN again, so that connect(2)
  waits until it times out, while sendto(2) of UDP fails with EPERM at once.

systemd attaches such filters for IPAddressDeny=, RestrictNetworkInterfaces= and SocketBindDeny= (its programs are
called sd_fw_egress and the like), Cilium and other agents attach theirs.  The same command in a shell outside of the
group works.

EPERM can be a seccomp filter's too.  But that shows in /proc/self/status, and it sees no address, so that it
denies every connection or none; Landlock, SELinux and AppArmor say EACCES.  Of a dropped packet nothing is left to
see, and portwise blames a program for it only where root finds one there, and no rule of the packet filter.
"""

from collections.abc import Iterator
from errno import EPERM, errorcode
from ipaddress import ip_address

from portwise.knowledge import terms
from portwise.knowledge.terms.silence import carried, ours, roomy, staying
from portwise.model.cause import WHOLE, Cause, Clause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.evidence import none
from portwise.model.facts import (
    ATTEMPT,
    CONFINED,
    HERE,
    ICMP,
    LEAVE,
    LISTENERS,
    OWNERS,
    POWERS,
    REUSE,
    RULED,
    RULES,
)
from portwise.model.outcome import Outcome
from portwise.model.process import Hook, Ruled
from portwise.model.target import Endpoint, Intent

LOOPBACK = {4: ip_address("127.0.0.1"), 6: ip_address("::1")}
DISCARD, ANY_FREE = 9, 0  # RFC 863; bind(2)
PACKETS = ("egress", "ingress")


def denied(view: View) -> bool:
    """EPERM of the call itself; an ICMP error of a filter is another thing."""
    attempt = view[ATTEMPT.of(view.at)]
    return attempt.errno == EPERM and (binds(view) or view[ICMP.of(view.at)] is None)


def binds(view: View) -> bool:
    return view.target.intent is Intent.BIND


def in_question(view: View, _: None) -> bool:
    silent = not binds(view) and view[ATTEMPT.of(view.at)].outcome is Outcome.TIMEOUT and ours(view)
    return silent or denied(view)


def by_a_program(view: View, _: None) -> bool:
    return no_seccomp(view) if denied(view) else by_elimination(view)


def no_seccomp(view: View) -> bool:
    """There is no such filter, or it lets other connections and ports pass, which one cannot that sees no address."""
    if not view[POWERS.of(HERE)].filtered:
        return True
    if binds(view):
        return view[REUSE.of(Endpoint(view.at.address, ANY_FREE))].errno != EPERM
    return view[LEAVE.of(Endpoint(LOOPBACK[view.at.address.version], DISCARD))].errno != EPERM


def by_elimination(view: View) -> bool:
    """A program is seen, and nothing else is that would be silent."""
    return (
        next(filters(view), None) is not None
        and roomy(view)
        and carried(view)
        and staying(view)
        and none(view[RULES.of(view.at)], lambda rule: rule.verdict == "drop" and rule.may_match is not False)
    )


def filters(view: View) -> Iterator[tuple[Ruled, Hook]]:
    """Of packets, at our own group and at that of the server."""
    for ruled in (view[RULED.of(HERE)], *servers(view)):
        yield from ((ruled, hook) for hook in ruled.hooks if hook.at in PACKETS)


def denying(view: View, ruled: Ruled) -> str | None:
    """What the unit of a group says of the address; systemd makes a program of it."""
    if not ruled.unit.endswith(".service"):
        return None
    rules = view[CONFINED.of(ruled.unit)]
    return f"IPAddressDeny={' '.join(rules.addresses_denied)}" if rules.forbids_address(view.at.address) else None


def servers(view: View) -> Iterator[Ruled]:
    for socket in view[LISTENERS.of(HERE)]:
        if terms.takes(view, socket):
            yield from (view[RULED.of(process)] for process in view[OWNERS.of(socket.inode)])


def culprit(view: View) -> tuple[Ruled, Hook | None]:
    """The group, and the program where it may be seen."""
    mine = view[RULED.of(HERE)]
    if not denied(view):
        return next(filters(view), (mine, None))
    call = "bind" if binds(view) else "connect"
    return mine, next((hook for hook in mine.hooks if hook.at == f"{call}{view.at.address.version}"), None)


def program(view: View, _: None) -> str:
    hook = culprit(view)[1]
    return f"the program {hook.name or 'without a name'} at {hook.at}" if hook else "a program of BPF"


def group(view: View, _: None) -> str | None:
    return culprit(view)[0].group or None


def unit(view: View, _: None) -> str | None:
    return culprit(view)[0].unit or None


def what(view: View, _: None) -> str:
    if not denied(view):
        return "drops the packets"
    return f"forbids {'bind(2)' if binds(view) else 'connect(2)'} with {errorcode[EPERM]}"


def proof(view: View, _: None) -> str:
    if not denied(view):
        ruled = culprit(view)[0]
        rule = denying(view, ruled)
        source = f": systemd makes it of {rule} in {ruled.unit}" if rule else ""
        return f"nothing else here is silent, and {program(view, None)} rules the control group {ruled.group}{source}"
    seen = f", and {program(view, None)} rules it" if culprit(view)[1] else ""
    why = "another connection passes" if view[POWERS.of(HERE)].filtered else "no seccomp filter is around this process"
    return f"the call itself said EPERM, before any packet, and {why}: that is left to its control group{seen}"


def again(view: View, _: None) -> str:
    return f"why --bind {view.target.raw}" if binds(view) else f"why {view.target.raw}"


AGAIN = "portwise {again}"

CAUSE = Cause(
    id="cgroup-bpf-network-policy",
    hop=Hop.FILTER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.DENIED, Outcome.TIMEOUT, Outcome.BIND_EPERM}),
    prior=0.0,
    title="In the control group {group} {program} {what}",
    plain="A program of BPF at a control group forbids the connection",
    about=WHOLE,
    needs=(
        Clause(
            "the call itself was denied with EPERM, or no answer came at an address of this machine",
            in_question,
            denied="the call was not denied with EPERM, and an answer came",
            trivial=True,
        ),
        Clause(
            "no seccomp filter can have said so; or a program drops packets there, and nothing else is silent",
            by_a_program,
            told="{proof}",
            denied="a seccomp filter may have said so, or no program is seen to drop packets, or something else does",
        ),
    ),
    ways=frozenset({Way.TCP, Way.BIND}),
    slots={
        "group": group,
        "unit": unit,
        "program": program,
        "what": what,
        "proof": proof,
        "again": again,
    },
    remedies=(
        Remedy(
            "see which programs stand at which group, and whose they are",
            ("bpftool", "cgroup", "tree"),
            Safety.SAFE,
            needs_root=True,
            verify=AGAIN,
        ),
        Remedy(
            "see what the unit may do",
            (
                *("systemctl", "show", "{unit}", "--property"),
                "IPAddressDeny,IPAddressAllow,RestrictNetworkInterfaces,SocketBindDeny,SocketBindAllow",
            ),
            Safety.SAFE,
            verify=AGAIN,
            when="unit",
        ),
        Remedy(
            "allow what it needs, by IPAddressAllow= or SocketBindAllow= in a drop-in, and start the unit again",
            ("systemctl", "edit", "{unit}"),
            Safety.SHOW,
            needs_root=True,
            verify=AGAIN,
            undo="systemctl revert {unit}",
            when="unit",
        ),
        Remedy(
            "or run it from a shell outside of the group, and tell the agent that attached the program what is needed",
            (),
            Safety.SHOW,
            verify=AGAIN,
        ),
    ),
    prevention=(
        "write beside IPAddressDeny=any what is allowed, and test the unit with it",
        "let agents that attach programs log what they deny",
    ),
    suspect="a policy of its control group",
    see=(
        "man 5 systemd.resource-control, IPAddressDeny=",
        "man 8 bpftool-cgroup",
        "https://docs.kernel.org/bpf/prog_cgroup_sockopt.html",
    ),
)
