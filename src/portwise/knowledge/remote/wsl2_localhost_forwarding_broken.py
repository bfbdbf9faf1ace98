"""
WSL 2 is a virtual machine with a kernel and a loopback of its own.  In its usual mode (nat) localhost is carried one
way only: Windows listens for what listens in here.  The other way there is nothing: a server on Windows is not at the
localhost of Linux, and the kernel in here, asked for a port that nobody has, refuses.

Windows is the default gateway then, and a server of it is reached there, if it listens on more than its own loopback
and its firewall lets the virtual switch in.  In mirrored mode the two share localhost.  That this Linux is a WSL is
told by the kernel's own version and by binfmt_misc, where programs of Windows are registered.

Whether the server runs on Windows cannot be seen from in here, so this stands beside what is known, and only where the
user runs no server in here at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.knowledge import terms
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import none
from portwise.model.facts import ATTEMPT, HERE, LISTENERS, POWERS, WINDOWS
from portwise.model.outcome import Outcome

if TYPE_CHECKING:
    from portwise.model.machines import Windows

SHARED = ("mirrored",)  # modes in which localhost is one
SECOND = 2


def around(view: View) -> list[Windows]:
    """Asked for a loopback address at which nobody listens."""
    refused = view[ATTEMPT.of(view.at)].outcome is Outcome.REFUSED
    if not refused or not view.at.address.is_loopback or not terms.NOBODY_LISTENS.holds(view, None):
        return []
    found = view[WINDOWS.of(HERE)]
    return [found] if found and found.version == SECOND else []


def apart(_: View, windows: Windows) -> bool:
    return windows.mode not in SHARED


def serves_nothing(view: View, _: Windows) -> bool:
    me = view[POWERS.of(HERE)].uid
    return none(view[LISTENERS.of(HERE)], lambda socket: socket.uid == me)


CAUSE = Cause(
    id="wsl2-localhost-forwarding-broken",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=-1.0,
    title="This is WSL 2: {name} is its own, and a server on Windows is not there",
    plain="In WSL 2 localhost is its own, and a server on Windows is not there",
    about=About(
        "this Linux is a WSL 2, the target is loopback, and nothing listens there",
        around,
        told="the kernel is {kernel}",
        denied="this Linux is no WSL 2, or the target is not loopback",
    ),
    needs=(
        Clause(
            "it does not share its localhost with Windows",
            apart,
            told="its network is in mode {mode}, in which localhost is never carried to Windows",
            denied="its network is mirrored: localhost is the same on Windows",
        ),
        Clause(
            "the user who asks runs no server in it",
            serves_nothing,
            told="of all servers in here none is of the user who asks",
            denied="the user who asks runs servers in here, so the Linux is likely what was meant",
        ),
    ),
    slots={
        "name": lambda view, _: view.target.host,
        "port": terms.port,
        "kernel": lambda _, windows: windows.kernel,
        "mode": lambda _, windows: windows.mode or None,
        "gateway": lambda _, windows: str(windows.gateway) if windows.gateway else None,
        "interop": lambda view, windows: str(view.at.port) if windows.interop else None,
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
            "or share localhost: networkingMode=mirrored under [wsl2] in %USERPROFILE%\\.wslconfig, and start WSL anew",
            ("wsl.exe", "--shutdown"),
            Safety.SHOW,
            undo="networkingMode=nat",
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
