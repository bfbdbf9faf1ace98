"""
WSL 2 is a virtual machine with a kernel and a loopback of its own.  In its usual mode (nat) localhost is carried one
way only: Windows listens for what listens in here.  The other way there is nothing: a server on Windows is not at the
localhost of Linux, and the kernel in here, asked for a port that nobody has, refuses.

Windows is the default gateway then, and a server of it is reached there, if it listens on more than its own loopback
and its firewall lets the virtual switch in.  In mirrored mode the two share localhost.  That this Linux is a WSL is
told by the kernel's own version and by binfmt_misc, where programs of Windows are registered.

Whether the server runs on Windows cannot be seen from in here, so this stands beside what is known, and only where the
user runs no server in here at all.

From Windows the sockets of Linux can be read.  A server that listens there, and nobody at its port on Windows: then
the relay (wslrelay.exe) has not taken it up, after a sleep, an update or a VPN that came and went, or because it is
switched off (localhostForwarding=false in .wslconfig).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.knowledge import terms
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import none
from portwise.model.facts import ATTEMPT, HERE, LISTENERS, POWERS, WINDOWS, WITHIN_WSL, WSL
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple

if TYPE_CHECKING:
    from portwise.model.machines import Windows
    from portwise.model.windows import Wsl

SHARED = ("mirrored",)  # modes in which localhost is one
SECOND = 2


class Side(NamedTuple):
    """From where it is asked, and what is on the other side."""

    around: Windows | None  # seen from Linux
    within: Wsl | None  # seen from Windows

    @property
    def mode(self) -> str:
        return self.around.mode if self.around else self.within.mode if self.within else ""


def sides(view: View) -> list[Side]:
    """Asked for a loopback address at which nobody listens."""
    refused = view[ATTEMPT.of(view.at)].outcome is Outcome.REFUSED
    if not refused or not view.at.address.is_loopback or not terms.NOBODY_LISTENS.holds(view, None):
        return []
    around = view[WINDOWS.of(HERE)]
    if around:
        return [Side(around, None)] if around.version == SECOND else []
    within = view[WSL.of(HERE)]
    return [Side(None, within)] if within else []


def apart(_: View, side: Side) -> bool:
    return side.mode not in SHARED


def is_elsewhere(view: View, side: Side) -> bool:
    """From Windows it is seen; from Linux it is likely where whoever asks serves nothing."""
    if side.within:
        return any(one.port == view.at.port for one in view[WITHIN_WSL.of(HERE)])
    me = view[POWERS.of(HERE)].uid
    return none(view[LISTENERS.of(HERE)], lambda socket: socket.uid == me)


def what(view: View, side: Side) -> str:
    if not side.within:
        return "of all servers in here none is of the user who asks"
    return f"in {' or '.join(side.within.running)} a server listens on port {view.at.port}, and nothing relays it"


def which(_: View, side: Side) -> str | None:
    if side.around:
        return f"the kernel is {side.around.kernel}"
    return f"{' and '.join(side.within.running)} of WSL 2 runs on this Windows" if side.within else None


def whose(view: View, side: Side) -> str:
    name = view.target.host
    return f"Windows does not relay {name} to WSL" if side.within else f"This is WSL 2: {name} is its own"


CAUSE = Cause(
    id="wsl2-localhost-forwarding-broken",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=-1.0,
    title="{whose}, and a server {other} is not there",
    plain="In WSL 2 localhost is its own, and a server on the other side is not there",
    about=About(
        "this Linux is a WSL 2, or one runs on this Windows; the target is loopback, and nothing listens there",
        sides,
        told="{which}",
        denied="there is no WSL 2 here, or the target is not loopback",
    ),
    needs=(
        Clause(
            "it does not share its localhost with Windows",
            apart,
            told="its network is in mode {mode}, in which localhost is two",
            denied="its network is mirrored: localhost is the same on Windows",
        ),
        Clause(
            "the server is on the other side, as far as can be seen: in Linux it is, or the user runs none in it",
            is_elsewhere,
            told="{what}",
            denied="the user who asks runs servers in this Linux, or nothing listens on the port in the one of WSL",
        ),
    ),
    hints=(
        Hint(
            "the server is seen in Linux, and not only likely there",
            3.0,
            lambda view, side: side.within is not None and is_elsewhere(view, side),
            trivial=True,
        ),
    ),
    slots={
        "whose": whose,
        "other": lambda _, side: "in Linux" if side.within else "on Windows",
        "port": terms.port,
        "which": which,
        "what": what,
        "mode": lambda _, side: side.mode or None,
        "gateway": lambda _, side: str(side.around.gateway) if side.around and side.around.gateway else None,
        "interop": lambda view, side: str(view.at.port) if side.around and side.around.interop else None,
        "within": lambda _, side: side.within.running[0] if side.within else None,
        "off": lambda _, side: "localhostForwarding" if side.within and not side.within.forwards else None,
    },
    remedies=(
        Remedy(
            "see whether a server of Windows has port {interop}",
            ("netstat.exe", "-ano", "-p", "TCP"),
            Safety.SAFE,
            when="interop",
            plain="see whether a server of Windows has the port",
        ),
        Remedy(
            "if so, ask for Windows by its address in here: its server must listen there, its firewall let WSL in",
            ("portwise", "why", "{gateway}:{port}"),
            Safety.SAFE,
            when="gateway",
        ),
        Remedy(
            "ask for the address that the Linux has of its own",
            ("wsl.exe", "--distribution", "{within}", "--exec", "hostname", "-I"),
            Safety.SAFE,
            platform="windows",
            when="within",
            verify="portwise why ADDRESS:{port}",
        ),
        Remedy(
            "switch the relay on again: {off}=true under [wsl2] in %USERPROFILE%\\.wslconfig, and start WSL "
            "anew: every program in it ends",
            ("wsl.exe", "--shutdown"),
            Safety.SHOW,
            platform="windows",
            when="off",
            undo="localhostForwarding=false, and start WSL anew",
        ),
        Remedy(
            "or start WSL anew, and the relay with it: every program in it ends",
            ("wsl.exe", "--shutdown"),
            Safety.SHOW,
            platform="windows",
            when="within",
            undo="start the programs again",
        ),
        Remedy(
            "or share localhost: networkingMode=mirrored under [wsl2] in %USERPROFILE%\\.wslconfig, and start WSL "
            "anew: every program in it ends",
            ("wsl.exe", "--shutdown"),
            Safety.SHOW,
            platform="any",
            undo="networkingMode=nat, and start WSL anew",
        ),
        Remedy(
            "if the server is to run in here, start it; and if it is a browser on Windows that fails, ask there",
            ("powershell.exe", "-Command", "Test-NetConnection localhost -Port {interop}"),
            Safety.SHOW,
            when="interop",
            plain="if the server is to run in here, start it; and if it is a browser on Windows that fails, ask there",
        ),
    ),
    prevention=("run server and client on the same side, or share localhost (mirrored)",),
    suspect="a server on the Windows side of WSL",
    see=("https://learn.microsoft.com/windows/wsl/networking", "https://github.com/microsoft/WSL/issues/6168"),
)
