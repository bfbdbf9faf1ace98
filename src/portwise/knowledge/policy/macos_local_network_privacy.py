"""
Since macOS 15 a program needs the permission of its user for the local network: for addresses on the link of an
interface that can broadcast, Wi-Fi or Ethernet, and for broadcast and multicast.  Who has not been allowed is told
EHOSTUNREACH (65, "No route to host") at once, and no packet leaves (Apple, technical note TN3179).  The switch is in
System Settings > Privacy & Security > Local Network.  It belongs to the application that is held responsible, which for
a command is the one in whose window it was typed: an editor or a third-party terminal, not curl or node.

Much is exempt, and with it most of what is blamed on this: *Safari*, whatever is typed in *Terminal* or comes by ssh,
programs of root and daemons of launchd.  **Loopback is outside of it**, for lo0 cannot broadcast: where a browser
cannot reach localhost or 127.0.0.1, or Safari fails too, the reason is another one.  So is an address behind a router,
or in a VPN.

A machine that is off looks nearly the same, but the kernel has asked for it then: arp shows it as incomplete, and
connect(2) says EHOSTDOWN or EHOSTUNREACH after seconds.  The entry in the settings may be missing, double or without
effect after an update; nothing but a reset of all answers takes it away.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.model.cause import WHOLE, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.client import Client
from portwise.model.evidence import none, some
from portwise.model.facts import ATTEMPT, HERE, INTERFACES, KIN, NEIGHBOURS, POWERS, ROUTE, SELF, SYSTEM
from portwise.model.outcome import Outcome
from portwise.model.process import Process

MACOS, SINCE = "darwin", 15
HOST_DOWN = 64  # EHOSTDOWN of xnu, bsd/sys/errno.h: nobody answered ARP
ASKED_IN_VAIN = ("INCOMPLETE", "FAILED")
EXEMPT = frozenset({"Terminal", "sshd", "sshd-session"})
INIT = 1


def on_the_link(view: View) -> bool:
    """Without a gateway, by an interface that can broadcast: neither loopback nor a tunnel."""
    route = view[ROUTE.of(view.at.address)]
    if route.kind != "unicast" or route.gateway is not None:
        return False
    return some(view[INTERFACES.of(HERE)], lambda i: i.name == route.device and not i.loopback and not i.kind)


def missed(view: View) -> bool:
    return some(view[NEIGHBOURS.of(HERE)], lambda n: n.address == view.at.address and n.state in ASKED_IN_VAIN)


def above(view: View) -> tuple[Process, ...]:
    """Who started us: a shell, and what that runs in."""
    return tuple(process for process in view[KIN.of(view[SELF.of(HERE)])].ancestors if process.pid != INIT)


def asks_for_leave(view: View, _: None) -> bool:
    return view[POWERS.of(HERE)].uid != 0 and none(above(view), lambda process: process.name in EXEMPT)


def responsible(view: View, _: None) -> str:
    """The outermost of those above us; ourselves where launchd started us."""
    return next(iter(above(view)[::-1]), view[SELF.of(HERE)]).name


CAUSE = Cause(
    id="macos-local-network-privacy",
    hop=Hop.FILTER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.UNREACHABLE}),
    prior=-0.5,
    title="macOS keeps {app} off the local network: {address} is on it, and {app} has no permission",
    plain="macOS keeps this program off the local network",
    about=WHOLE,
    needs=(
        Clause(
            "connect(2) said EHOSTUNREACH, as it does without the permission",
            lambda view, _: (
                view[ATTEMPT.of(view.at)].outcome is Outcome.UNREACHABLE
                and view[ATTEMPT.of(view.at)].errno != HOST_DOWN
            ),
            denied="connect(2) did not say EHOSTUNREACH",
        ),
        Clause(
            "macOS asks for the permission since version 15",
            lambda view, _: view[SYSTEM.of(HERE)].platform == MACOS and view[SYSTEM.of(HERE)].major >= SINCE,
            told="this is macOS {version}, which asks for the permission",
            denied="this is no macOS 15 or later",
            trivial=True,
        ),
        Clause(
            "the address is on the link of an interface that can broadcast; loopback, tunnels and what is behind a "
            "router are outside of it",
            lambda view, _: on_the_link(view),
            told="{address} is on the network of {device} itself",
            denied="the address is not on a local network",
        ),
        Clause(
            "the machine was not asked for in vain, as one that is off would have been",
            lambda view, _: not missed(view),
            denied="nobody answered for that address on the link",
        ),
        Clause(
            "whoever asked is not exempt, as Safari, root, Terminal and ssh are",
            asks_for_leave,
            told="{app} asked, which is not exempt as Safari, Terminal, ssh and root are",
            denied="portwise was started from Terminal, by ssh or as root, which need no permission",
        ),
    ),
    hints=(
        Hint(
            "the machine has just answered on the link: the way to it is there",
            1.0,
            lambda view, _: some(
                view[NEIGHBOURS.of(HERE)],
                lambda n: n.address == view.at.address and n.state not in ASKED_IN_VAIN,
            ),
        ),
    ),
    slots={
        "app": responsible,
        "address": terms.address,
        "port": terms.port,
        "device": lambda view, _: view[ROUTE.of(view.at.address)].device,
        "version": lambda view, _: view[SYSTEM.of(HERE)].version,
    },
    remedies=(
        Remedy(
            "ask from Terminal, which is exempt: where it answers there, it is the permission",
            ("open", "-a", "Terminal"),
            Safety.SHOW,
            platform="macos",
        ),
        Remedy(
            "switch {app} on: System Settings > Privacy & Security > Local Network; an entry that is on and does not "
            "work is switched off and on again",
            (),
            Safety.SHOW,
            undo="switch it off",
            platform="macos",
            plain="switch the program on: System Settings > Privacy & Security > Local Network",
        ),
        Remedy(
            "where it has no entry, start {app} anew from its own bundle and let it ask",
            (),
            Safety.SHOW,
            platform="macos",
            plain="where it has no entry, start the program anew from its own bundle and let it ask",
        ),
        Remedy(
            "until then, go through a tunnel from Terminal: localhost:{port} is loopback, and outside of it",
            ("ssh", "-N", "-L", "{port}:localhost:{port}", "USER@{address}"),
            Safety.SHOW,
            verify="portwise why localhost:{port}",
            undo="end ssh with Ctrl-C",
            platform="macos",
        ),
    ),
    prevention=("allow editors, terminals and browsers right after they, or macOS, were updated",),
    suspect="the Local Network permission of macOS",
    spares=frozenset({Client.CURL}),  # typed in Terminal
    see=(
        "https://developer.apple.com/documentation/technotes/tn3179-understanding-local-network-privacy",
        "https://eclecticlight.co/2026/01/14/how-local-network-privacy-could-affect-you/",
        "https://github.com/zen-browser/desktop/issues/13860",
    ),
)
