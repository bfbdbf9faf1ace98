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

from collections.abc import Iterator
from errno import EPERM, errorcode
from ipaddress import ip_address

from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.client import Client
from portwise.model.facts import ATTEMPT, HERE, LEAVE, POWERS, REUSE
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Intent

BIND = (Outcome.BIND_EPERM, Outcome.BIND_EACCES)
DENIALS = (Outcome.DENIED, *BIND)
LOOPBACK = {4: ip_address("127.0.0.1"), 6: ip_address("::1")}
DISCARD = 9  # RFC 863; whether somebody listens there does not matter
ANY_FREE = 0


def denied(view: View) -> Iterator[None]:
    """Only then are further calls worth a try."""
    if view[ATTEMPT.of(view.at)].outcome in DENIALS:
        yield None


def every_other(view: View, _: None) -> bool:
    """The plainest thing of the kind, which needs no right: loopback, or a port that the kernel chooses."""
    if view.target.intent is Intent.BIND:
        return view[REUSE.of(Endpoint(view.at.address, ANY_FREE))].outcome in BIND
    aside = Endpoint(LOOPBACK[view.at.address.version], DISCARD)
    return view[LEAVE.of(aside)].outcome is Outcome.DENIED


def call(view: View, _: None) -> str:
    return "bind(2)" if view.target.intent is Intent.BIND else "connect(2)"


def error(view: View, _: None) -> str:
    number = view[ATTEMPT.of(view.at)].errno
    return errorcode.get(number, str(number))


def elsewhere(view: View, _: None) -> str:
    bind = view.target.intent is Intent.BIND
    return "even a port that the kernel may choose cannot be bound" if bind else "even loopback may not be connected to"


def again(view: View, _: None) -> str:
    bind = view.target.intent is Intent.BIND
    return f"why --bind {view.target.raw}" if bind else f"why {view.target.raw}"


AGAIN = "portwise {again}, from a plain shell"

CAUSE = Cause(
    id="sandbox-blocks-sockets",
    hop=Hop.CLIENT,
    scope=Scope.ADDRESS,
    explains=frozenset(DENIALS),
    prior=0.5,
    title="A sandbox around this process forbids {call}: it says {error}, whatever the port",
    plain="A sandbox around the process forbids it to use sockets",
    about=About(
        "the kernel denied the call itself: EPERM or EACCES",
        denied,
        told="{call} said {error}, before any packet",
        denied="the kernel did not deny the call",
    ),
    needs=(
        Clause(
            "what needs no right at all is denied as well: loopback, or a port that the kernel chooses",
            every_other,
            told="{elsewhere}",
            denied="other connections and ports are allowed",
        ),
    ),
    excludes=(
        Clause(
            "it said EPERM, and no seccomp filter is around the process: that leaves a program at its control group",
            lambda view, _: view[ATTEMPT.of(view.at)].errno == EPERM and not view[POWERS.of(HERE)].filtered,
        ),
    ),
    hints=(
        Hint(
            "the process runs under a seccomp filter",
            1.0,
            lambda view, _: view[POWERS.of(HERE)].filtered,
            told="this process runs under a seccomp filter",
        ),
    ),
    ways=frozenset({Way.TCP, Way.BIND}),
    slots={"call": call, "error": error, "elsewhere": elsewhere, "again": again},
    remedies=(
        Remedy(
            "see what is around this process: Seccomp 2 is a filter, NoNewPrivs 1 a sign of one",
            ("grep", "-E", "Seccomp|NoNewPrivs", "/proc/self/status"),
            Safety.SAFE,
            verify=AGAIN,
        ),
        Remedy(
            "see whether a security module says something of it",
            ("journalctl", "-k", "--grep", "apparmor|avc|landlock|seccomp"),
            Safety.SAFE,
            verify=AGAIN,
        ),
        Remedy(
            "run it outside the sandbox, or allow the network there: flatpak run --share=network, snap connect "
            "NAME:network, docker run --network, the network permission of the runner or of the agent",
            (),
            Safety.SHOW,
            verify=AGAIN,
            undo="take the permission back",
            platform="any",
        ),
        Remedy(
            "see the sandbox's own log",
            ("log", "show", "--last", "5m", "--predicate", "sender == 'Sandbox'"),
            Safety.SAFE,
            verify=AGAIN,
            platform="macos",
        ),
    ),
    prevention=("say in the README which of its commands need the network",),
    suspect="a sandbox",
    spares=frozenset({Client.BROWSER}),  # it is in a sandbox of its own
    see=("man 2 seccomp", "man 7 landlock", "man 2 connect, EACCES and EPERM", "man 5 systemd.exec, SANDBOXING"),
)
