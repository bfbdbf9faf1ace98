"""
Packages can bring their sandbox along.  A snap has a profile of AppArmor and a seccomp filter, and connects only with
its interface ``network``, binds only with ``network-bind``; a flatpak without ``--share=network`` has no network at
all; a profile in /etc/apparmor.d rules whatever it is written for, also what an editor or a terminal in a snap starts.

AppArmor says EACCES, the filter of a snap EPERM, both before any packet, and to this one program alone: the same
command from a plain terminal works.  The kernel's log then has a line with ``apparmor="DENIED"``.  The label of a
process is in /proc/PID/attr/current, ``snap.code.code (enforce)``; ``unconfined`` is none.
"""

from collections.abc import Iterator

from portwise.knowledge.terms import denied
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.client import Client
from portwise.model.facts import DENIALS, HERE, SECLUDED
from portwise.model.guard import Secluded
from portwise.model.target import Intent

ENFORCED = " (enforce)"  # apparmor(7); in complain mode nothing is denied
SNAP, FLATPAK = "the snap ", "the flatpak "


def confined(view: View) -> Iterator[Secluded]:
    for _ in denied.denied(view):
        around = view[SECLUDED.of(HERE)]
        if (around.package or profile(view, around)) and not denied.by_group(view):
            yield around


def profile(_: View, around: Secluded) -> str | None:
    """Of AppArmor, where it is enforced."""
    return around.label.removesuffix(ENFORCED) if around.label.endswith(ENFORCED) else None


def who(view: View, around: Secluded) -> str:
    return around.package or f"the AppArmor profile {profile(view, around)}"


def snap(_: View, around: Secluded) -> str | None:
    return around.package.removeprefix(SNAP) if around.package.startswith(SNAP) else None


def flatpak(_: View, around: Secluded) -> str | None:
    return around.package.removeprefix(FLATPAK) if around.package.startswith(FLATPAK) else None


def interface(view: View, _: Secluded) -> str:
    return "network-bind" if view.target.intent is Intent.BIND else "network"


def logged(view: View, around: Secluded) -> bool:
    """Whether the kernel's log has a line of it."""
    mine = profile(view, around)
    return any(one.by == "AppArmor" and one.enforced and one.subject == mine for one in view[DENIALS.of(HERE)])


CAUSE: Cause[Secluded] = Cause(
    id="apparmor-snap-or-flatpak-confinement",
    hop=Hop.CLIENT,
    scope=Scope.ADDRESS,
    explains=frozenset(denied.DENIALS),
    prior=0.5,
    title="{who} confines this process and forbids {call}: it says {error}",
    plain="The package or the AppArmor profile of the process forbids it to use the network",
    about=About(
        "the kernel denied the call itself, and the process is of a snap, of a flatpak, or under a profile of AppArmor",
        confined,
        told="{call} said {error}, before any packet, and this process is of {who}",
        denied="the kernel did not deny the call, or the process is of no snap and no flatpak and under no profile",
        once=denied.denied,
    ),
    needs=(
        Clause(
            "what needs no right at all is denied as well: loopback, or a port that the kernel chooses",
            denied.every_other,
            told="{elsewhere}",
            denied="other connections and ports are allowed",
        ),
    ),
    hints=(Hint("the log of the kernel has a line of it", 1.0, logged, told="the kernel's log has a line of it"),),
    ways=frozenset({Way.TCP, Way.BIND}),
    slots={
        "who": who,
        "call": denied.call,
        "error": denied.error,
        "elsewhere": denied.elsewhere,
        "again": denied.again,
        "profile": profile,
        "snap": snap,
        "flatpak": flatpak,
        "interface": interface,
    },
    remedies=(
        Remedy(
            "see which interfaces the snap has", ("snap", "connections", "{snap}"), Safety.SAFE, verify=denied.AGAIN
        ),
        Remedy(
            "connect the one that is missing, from a terminal outside of the snap: in here nobody may",
            ("snap", "connect", "{snap}:{interface}"),
            Safety.SHOW,
            needs_root=True,
            verify=denied.AGAIN,
            undo="snap disconnect {snap}:{interface}",
            when="snap",
        ),
        Remedy(
            "see what the flatpak may do",
            ("flatpak", "info", "--show-permissions", "{flatpak}"),
            Safety.SAFE,
            verify=denied.AGAIN,
        ),
        Remedy(
            "give it the network, from a terminal outside of the flatpak, and start it again: in here nobody may",
            ("flatpak", "override", "--user", "--share=network", "{flatpak}"),
            Safety.SHOW,
            verify=denied.AGAIN,
            undo="flatpak override --user --unshare=network {flatpak}",
            when="flatpak",
        ),
        Remedy(
            "let the profile write down what it would deny, and deny nothing, for as long as you look",
            ("aa-complain", "{profile}"),
            Safety.SHOW,
            needs_root=True,
            verify=denied.AGAIN,
            undo="aa-enforce {profile}",
        ),
        Remedy(
            "or run it from a terminal that is of no such package",
            (),
            Safety.SHOW,
            verify=denied.AGAIN,
        ),
    ),
    prevention=("start development servers from a terminal of the system, not from that of a confined editor",),
    spares=frozenset({Client.BROWSER}),  # it is of another package
    see=(
        "man 7 apparmor",
        "man 5 apparmor.d, Network Rules",
        "https://snapcraft.io/docs/network-interface",
        "https://docs.flatpak.org/en/latest/sandbox-permissions.html",
    ),
)
