"""
A sandbox takes system calls away from a process and its children, and leaves the
network alone.  A seccomp filter answers connect(2) or bind(2) with EPERM by itself;
Landlock, SELinux and AppArmor look at the address first and answer EACCES; a BPF
program attached to the cgroup answers EPERM.  Flatpak, Snap, systemd units, CI
runners, build tools and coding agents use them.

The client says "permission denied" or "operation not permitted", which sounds like
a file.  No packet was sent, the port does not matter, and the same command in a
plain shell works.  Filters of packets are another thing: what they turn away comes
back as a reset or an ICMP error.
"""

from errno import EACCES

from portwise.knowledge.terms import denied
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.client import Client
from portwise.model.facts import ATTEMPT, CLOCK, DENIALS, HERE, POWERS
from portwise.model.guard import Denial

LATELY = 60.0  # seconds


def logged(view: View) -> Denial | None:
    """What the log of audit has of a call like ours; it names the domain, and not who was denied in it."""
    if view[ATTEMPT.of(view.at)].errno != EACCES:
        return None
    kind, now = "bind" if denied.binds(view) else "connect", view[CLOCK.of(HERE)]  # what is read last is cited first
    rows = (one for one in view[DENIALS.of(HERE)] if one.by == "Landlock" and one.operation.startswith(kind))
    mine = (one for one in rows if one.port == view.at.port and abs(now - one.at) < LATELY)
    return next(mine, None)


def domain(view: View, _: object) -> str | None:
    """Which of its sandboxes, and who made that."""
    one = logged(view)
    made = f", which {one.name} ({one.pid}) made" if one and one.name else ""
    return f"the domain {one.subject}{made}" if one else None


CAUSE: Cause[None] = Cause(
    id="sandbox-blocks-sockets",
    hop=Hop.CLIENT,
    scope=Scope.ADDRESS,
    explains=frozenset(denied.DENIALS),
    prior=0.5,
    title="A sandbox around this process forbids {call}: it says {error}, whatever the port",
    plain="A sandbox around the process forbids it to use sockets",
    about=About(
        "the kernel denied the call itself: EPERM or EACCES",
        denied.denied,
        told="{call} said {error}, before any packet",
        denied="the kernel did not deny the call",
    ),
    needs=(
        Clause(
            "what needs no right at all is denied as well: loopback, or a port that the kernel chooses",
            denied.every_other,
            told="{elsewhere}",
            denied="other connections and ports are allowed",
        ),
    ),
    excludes=(
        Clause(
            "it said EPERM, and no seccomp filter is around the process: that leaves a program at its control group",
            lambda view, _: denied.by_group(view),
        ),
    ),
    hints=(
        Hint(
            "the process runs under a seccomp filter",
            1.0,
            lambda view, _: view[POWERS.of(HERE)].filtered,
            told="this process runs under a seccomp filter",
        ),
        Hint(
            "the log of audit names Landlock, for such a call to this port within a minute",
            1.0,
            lambda view, _: logged(view) is not None,
            told="the log of audit says that Landlock denied such a call to this port within a minute, in {domain}",
        ),
    ),
    ways=frozenset({Way.TCP, Way.BIND}),
    yields_to=("apparmor-snap-or-flatpak-confinement",),  # it names whose sandbox it is
    slots={
        "call": denied.call,
        "error": denied.error,
        "elsewhere": denied.elsewhere,
        "again": denied.again,
        "domain": domain,
    },
    remedies=(
        Remedy(
            "see what is around this process: Seccomp 2 is a filter, NoNewPrivs 1 a sign of one",
            ("grep", "-E", "Seccomp|NoNewPrivs", "/proc/self/status"),
            Safety.SAFE,
            verify=denied.AGAIN,
        ),
        Remedy(
            "see whether a security module says something of it",
            ("journalctl", "-k", "--grep", "apparmor|avc|landlock|seccomp"),
            Safety.SAFE,
            verify=denied.AGAIN,
        ),
        Remedy(
            "run it outside the sandbox, or allow the network there: flatpak run --share=network, snap connect "
            "NAME:network, docker run --network, the network permission of the runner or of the agent",
            (),
            Safety.SHOW,
            verify=denied.AGAIN,
            undo="take the permission back",
            platform="any",
        ),
        Remedy(
            "see the sandbox's own log",
            ("log", "show", "--last", "5m", "--predicate", "sender == 'Sandbox'"),
            Safety.SAFE,
            verify=denied.AGAIN,
            platform="macos",
        ),
    ),
    prevention=("say in the README which of its commands need the network",),
    suspect="a sandbox",
    spares=frozenset({Client.BROWSER}),  # it is in a sandbox of its own
    see=("man 2 seccomp", "man 7 landlock", "man 2 connect, EACCES and EPERM", "man 5 systemd.exec, SANDBOXING"),
)
