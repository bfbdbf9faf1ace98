"""
Windows and macOS have a firewall that asks which *program* listens.  Windows Defender Firewall lets in what has a rule,
and asks once per program: whoever answers "No" has made a rule that blocks it, and on a network that is taken for
*public* the private rules do not count.  The application firewall of macOS lets in what Apple signed, asks for the
rest, and with "Block all incoming connections" lets in nobody, whatever its list says.

Neither looks at what a machine says to itself.  Asked from there, by loopback or by the machine's own address, the
server answers; a phone or a colleague's machine meets silence, for both drop and do not refuse.  That is the opposite
of a server on loopback alone, whose address in the network *refuses*.  Virtual machines and containers come in by a
bridge, and are kept out like any other machine.

So the server is fine and the client is fine, and each can show it.  What decides is on this machine: the firewall is
on, and its list does not have the program, or has it as blocked.  On a Mac the packet filter pf may do the same by
port, with rules of a VPN client or a guard, which only root may read.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge.terms import processes, splits
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import Unreadable, some
from portwise.model.facts import EXE, FROM_HERE, HERE, LISTENERS, LOCAL, OWNERS, SHIELD
from portwise.model.guard import Shield
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint

MACOS, WINDOWS = "macOS", "Windows"
PUBLIC, UNTOLD = "public", "untold"


class Server(NamedTuple):
    """Who answers at an address of this machine that others can use."""

    at: Endpoint
    socket: Socket


def servers(view: View) -> Iterator[Server]:
    """Loopback is left out by every such firewall, and another machine's is not to be seen from here."""
    view[FROM_HERE.of(HERE)]
    for at in view.endpoints:
        if not view[LOCAL.of(at.address)] or at.address.is_loopback or at.address.is_unspecified:
            continue
        if socket := splits.serving(view[LISTENERS.of(HERE)], at):
            yield Server(at, socket)


def kept_out(view: View, server: Server) -> bool:
    """Whether others are; where the firewall does not tell, it is not known."""
    shield = view[SHIELD.of(HERE)]
    if shield is None or not shield.on:
        return False
    return shield.closed or some(view[OWNERS.of(server.socket.inode)], lambda who: barred(view, shield, server, who))


def barred(view: View, shield: Shield, server: Server, process: Process) -> bool:
    admits = shield.admits(view[EXE.of(process)], server.at.port)
    if admits is None:
        raise Unreadable(SHIELD.of(HERE))
    return not admits


def program(view: View, server: Server) -> str | None:
    held_by = processes.holder(view, server.socket)
    return view[EXE.of(held_by)] if held_by else None


def why(view: View, server: Server) -> str | None:
    """``a rule of it blocks /opt/…/node``."""
    shield, file = view[SHIELD.of(HERE)], program(view, server)
    if shield is None or file is None:
        return None
    if shield.closed:
        return f"{shield.name} lets nobody in, whatever its rules say"
    network = f" on a {shield.network} network" if shield.network else ""
    culprit = shield.culprit(file, server.at.port)
    if culprit is None:
        return f"{shield.name} has no rule that lets {file} in{network}"
    what = file if culprit.program else f"port {server.at.port}"
    named = f' ("{culprit.name}")' if culprit.name != culprit.program else ""
    return f"{shield.name} blocks {what} with a rule{named}{network}"


def answered(view: View, server: Server) -> str | None:
    """The rule that is about the program: somebody answered "No" once."""
    shield, file = view[SHIELD.of(HERE)], program(view, server)
    culprit = shield.culprit(file, server.at.port) if shield and file and not shield.closed else None
    return culprit.name if culprit and culprit.program else None


def network(view: View) -> str | None:
    """What the firewall takes the network for, where it tells, and lets in anybody at all."""
    shield = view[SHIELD.of(HERE)]
    return (shield.network or UNTOLD) if shield and not shield.closed else None


def closing(view: View, _: Server) -> str | None:
    """The face that keeps everybody out."""
    shield = view[SHIELD.of(HERE)]
    return shield.network if shield and shield.closed and shield.network else None


def single(view: View, server: Server) -> str | None:
    """The program, where the firewall lets others in, and no rule is about the port alone."""
    shield, file = view[SHIELD.of(HERE)], program(view, server)
    if shield is None or file is None or shield.closed:
        return None
    culprit = shield.culprit(file, server.at.port)
    return file if culprit is None or culprit.program else None


def of_port(view: View, server: Server) -> str | None:
    """The rule that is about the port, whoever listens there."""
    shield, file = view[SHIELD.of(HERE)], program(view, server)
    culprit = shield.culprit(file, server.at.port) if shield and file and not shield.closed else None
    return culprit.name if culprit and not culprit.program else None


def closed(view: View, _: Server) -> str | None:
    shield = view[SHIELD.of(HERE)]
    return shield.name if shield and shield.closed else None


RULE = ("netsh", "advfirewall", "firewall", "set", "rule")
TOOL = "/usr/libexec/ApplicationFirewall/socketfilterfw"
CAUSE = Cause(
    id="desktop-firewall-inbound-block",
    hop=Hop.FILTER,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.CONNECTED, Outcome.TIMEOUT}),
    prior=0.0,
    title="The firewall of this machine keeps all others away from {app} at port {port}",
    plain="The firewall of this machine lets no other machine in to the server",
    about=About(
        "a server of this machine has an address that others can use",
        servers,
        told="{who} has {at}, and this machine reaches its own address past the firewall",
        denied="what was asked is loopback, or another machine's, whose firewall is not to be seen from here",
    ),
    needs=(
        Clause(
            "a firewall of the desktop is on, and lets nobody in, or not to that program",
            kept_out,
            told="{why}",
            denied="no firewall of the desktop, as far as it shows itself, keeps others away from it",
        ),
    ),
    slots={
        "app": lambda view, server: processes.name(view, server.socket),
        "who": lambda view, server: processes.who(view, server.socket),
        "at": lambda _, server: str(server.at),
        "port": lambda _, server: str(server.at.port),
        "why": why,
        "answered": answered,
        "public": lambda view, _: PUBLIC if network(view) == PUBLIC else None,
        "trusted": lambda view, _: network(view) if network(view) != PUBLIC else None,
        "single": single,
        "closed": closed,
        "closing": closing,
        "of_port": of_port,
    },
    remedies=(
        Remedy(
            "see what it lets in",
            (TOOL, "--listapps"),
            Safety.SAFE,
            verify="open {at} on the other machine",
            platform="macos",
        ),
        Remedy(
            "let the others in to {app}",
            (TOOL, "--add", "{single}", "--unblockapp", "{single}"),
            Safety.ASK,
            needs_root=True,
            verify="open {at} on the other machine",
            undo=f"{TOOL} --blockapp {{single}}",
            platform="macos",
            when="single",
            plain="let the others in to the program",
        ),
        Remedy(
            "read the rules of pf, and ask who wanted `{of_port}`: VPN clients and guards write some",
            ("pfctl", "-a", "*", "-sr"),
            Safety.SAFE,
            needs_root=True,
            verify="open {at} on the other machine",
            platform="macos",
            when="of_port",
            plain="read the rules of pf, and ask who wanted the one that blocks",
        ),
        Remedy(
            "stop blocking everybody: System Settings > Network > Firewall > Options",
            (TOOL, "--setblockall", "off"),
            Safety.ASK,
            needs_root=True,
            verify="open {at} on the other machine",
            undo=f"{TOOL} --setblockall on",
            platform="macos",
            when="closed",
        ),
        Remedy(
            "have the rule that keeps others away from {app} let them in, as another answer to its question would",
            (*RULE, "name={answered}", "dir=in", "new", "action=allow"),
            Safety.ASK,
            needs_root=True,
            verify="open {at} on the other machine",
            undo=f'{" ".join(RULE)} name="{{answered}}" dir=in new action=block',
            platform="windows",
            when="answered",
            plain="have the rule that keeps others away from the program let them in",
        ),
        Remedy(
            "have the rule that blocks the port no longer heeded; it stays, and can be heeded again",
            (*RULE, "name={of_port}", "dir=in", "new", "enable=no"),
            Safety.ASK,
            needs_root=True,
            verify="open {at} on the other machine",
            undo=f'{" ".join(RULE)} name="{{of_port}}" dir=in new enable=yes',
            platform="windows",
            when="of_port",
        ),
        Remedy(
            "stop blocking everybody on a {closing} network; rules that let somebody in count again",
            ("netsh", "advfirewall", "set", "{closing}profile", "firewallpolicy", "blockinbound,allowoutbound"),
            Safety.SHOW,
            needs_root=True,
            verify="open {at} on the other machine",
            undo="netsh advfirewall set {closing}profile firewallpolicy blockinboundalways,allowoutbound",
            platform="windows",
            when="closing",
        ),
        Remedy(
            "where this network is your own, tell Windows so: then its rules for private networks count",
            ("powershell", "-NoProfile", "-Command", "Set-NetConnectionProfile -NetworkCategory Private"),
            Safety.SHOW,
            needs_root=True,
            verify="open {at} on the other machine",
            undo='powershell -NoProfile -Command "Set-NetConnectionProfile -NetworkCategory Public"',
            platform="windows",
            when="public",
        ),
        Remedy(
            "let private networks in at this one port",
            (
                *("netsh", "advfirewall", "firewall", "add", "rule", "name=port {port}", "dir=in", "action=allow"),
                *("protocol=TCP", "localport={port}", "profile=private"),
            ),
            Safety.ASK,
            needs_root=True,
            verify="open {at} on the other machine",
            undo='netsh advfirewall firewall delete rule name="port {port}"',
            platform="windows",
            when="trusted",
        ),
    ),
    prevention=(
        "answer the question of the firewall for the program and the kind of network that you mean",
        "let development servers in on private networks only, and tell Windows which network is one",
    ),
    suspect="the firewall of the desktop",
    see=(
        "https://support.apple.com/guide/mac-help/mh34041/mac",
        "https://learn.microsoft.com/windows/security/operating-system-security/network-security/windows-firewall/rules",
        "https://github.com/slicervm/docs.slicervm.com/pull/37",
    ),
)
