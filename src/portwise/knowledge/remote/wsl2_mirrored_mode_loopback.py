"""
In mirrored mode (networkingMode=mirrored in .wslconfig, Windows 11 22H2 and later) the Linux of WSL 2 has the
interfaces of Windows, and 127.0.0.1 is one address of both: what is sent there goes to the kernel of the other side
where this one has no listener.  Two things come of it that no machine of its own would do.

A port that nobody has does not refuse.  The reset of the other kernel comes back from another port than was asked, or
not at all, and the client waits until it gives up; builds before the end of 2024 did so with every closed port.

The other addresses of Windows are not joined.  From Windows, a server in Linux is at 127.0.0.1 and not at the address
of the network card, unless hostAddressLoopback=true stands under [experimental]; ::1 is not joined at all.
"""

from __future__ import annotations

from enum import Enum
from ipaddress import ip_address

from portwise.knowledge import terms
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import some
from portwise.model.facts import ASIDE, ATTEMPT, HERE, LISTENERS, LOCAL, RULES, WINDOWS, WSL
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

MIRRORED = "mirrored"
LOOPBACK = ip_address("127.0.0.1")  # the only address that is joined


class Side(Enum):
    LINUX = "this Linux is a WSL 2 in mirrored mode"
    WINDOWS = "a Linux of WSL 2 runs on this Windows, in mirrored mode"


def joined(view: View) -> list[Side]:
    """Asked for an address of this machine, and silent or refused."""
    if met(view) not in (Outcome.TIMEOUT, Outcome.REFUSED) or not view[LOCAL.of(view.at.address)]:
        return []
    around = view[WINDOWS.of(HERE)]
    if around:
        return [Side.LINUX] if around.mode == MIRRORED else []
    within = view[WSL.of(HERE)]
    return [Side.WINDOWS] if within and within.mode == MIRRORED else []


def met(view: View) -> Outcome:
    return view[ATTEMPT.of(view.at)].outcome


def lost(view: View, side: Side) -> bool:
    """Silence where a kernel of its own refuses; or a refusal at one address of a server that another leads to."""
    return met(view) is Outcome.TIMEOUT or (side is Side.WINDOWS and apart(view))


def apart(view: View) -> bool:
    within = view[WSL.of(HERE)]
    if view.at.address == LOOPBACK or (within and within.host_loopback and not view.at.address.is_loopback):
        return False
    if some(view[LISTENERS.of(HERE)], lambda socket: socket.port == view.at.port and socket.covers(LOOPBACK)):
        return False  # it is this side's own server that loopback leads to
    return view[ASIDE.of(Endpoint(LOOPBACK, view.at.port))].outcome is Outcome.CONNECTED


def dropped(view: View, side: Side) -> bool:
    """Windows has no such rules, and its firewall leaves loopback alone."""
    return side is Side.LINUX and some(
        view[RULES.of(view.at)], lambda rule: rule.verdict == "drop" and rule.may_match is not False
    )


def how(view: View, _: Side) -> str:
    if met(view) is Outcome.TIMEOUT:
        return "no answer came, where a kernel of its own would have refused at once"
    return f"127.0.0.1:{view.at.port} leads to a server, and {view.at.address} does not: only that address is joined"


def windows_address(view: View, side: Side) -> str | None:
    """Where a setting would join it: an address of Windows that is not loopback."""
    return str(view.at.address) if side is Side.WINDOWS and not view.at.address.is_loopback else None


CAUSE = Cause(
    id="wsl2-mirrored-mode-loopback",
    hop=Hop.FILTER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TIMEOUT, Outcome.REFUSED}),
    prior=-1.5,
    title="WSL shares its network with Windows (mirrored), and {address}:{port} is lost between the two",
    plain="WSL shares its network with Windows (mirrored), and the connection is lost between the two",
    about=About(
        "Windows and the Linux of a WSL 2 share their network, and the address is one of this machine",
        joined,
        told="{side}",
        denied="no WSL 2 shares the network of this machine in mirrored mode, or the address is another machine's",
    ),
    needs=(
        Clause(
            "nothing listens there on this side",
            lambda view, _: terms.NOBODY_LISTENS.holds(view, None),
            told="nothing listens there on this side",
            denied="a server on this side has that very address and port",
        ),
        Clause(
            "it was silent, which a machine of its own is not, or only loopback leads to the other side",
            lost,
            told="{how}",
            denied="it was refused at once, as on a machine of its own",
        ),
    ),
    excludes=(
        Clause(
            "a rule of the packet filter here may drop it",
            dropped,
            denied="no rule of the packet filter here drops it",
        ),
    ),
    slots={
        "address": terms.address,
        "port": terms.port,
        "side": lambda _, side: side.value,
        "how": how,
        "own": windows_address,
        "linux": lambda _, side: "yes" if side is Side.LINUX else None,
    },
    remedies=(
        Remedy(
            "ask for 127.0.0.1, the one address that both sides share",
            ("portwise", "why", "127.0.0.1:{port}"),
            Safety.SAFE,
            platform="any",
            when="own",
        ),
        Remedy(
            "see whether a server of the other side has the port",
            ("netstat.exe", "-ano", "-p", "TCP"),
            Safety.SAFE,
            when="linux",
        ),
        Remedy(
            "see whether a server of the other side has the port",
            ("wsl.exe", "--exec", "ss", "-ltn"),
            Safety.SAFE,
            platform="windows",
        ),
        Remedy(
            "or join {own} too: hostAddressLoopback=true under [experimental] of .wslconfig, and start WSL "
            "anew: every program in it ends",
            ("wsl.exe", "--shutdown"),
            Safety.SHOW,
            platform="windows",
            when="own",
            undo="take the line out again, and start WSL anew",
        ),
        Remedy(
            "have the latest WSL, whose closed ports refuse again",
            ("wsl.exe", "--update"),
            Safety.SHOW,
            platform="any",
            undo="nothing brings the old one back",
        ),
        Remedy(
            "or go back to a network of its own: networkingMode=nat in .wslconfig, and start WSL "
            "anew: every program in it ends",
            ("wsl.exe", "--shutdown"),
            Safety.SHOW,
            platform="any",
            undo="networkingMode=mirrored, and start WSL anew",
        ),
    ),
    prevention=("take mirrored mode where you need its IPv6, its multicast or the LAN, and nat where you do not",),
    see=(
        "https://learn.microsoft.com/windows/wsl/networking#mirrored-mode-networking",
        "https://github.com/microsoft/WSL/issues/10683",
        "https://github.com/microsoft/WSL/issues/12245",
    ),
)
