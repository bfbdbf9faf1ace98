"""
Ports below net.ipv4.ip_unprivileged_port_start, 1024 unless changed, belong to
whoever has CAP_NET_BIND_SERVICE in the user namespace that owns the network
(net/ipv4/af_inet.c, ``__inet_bind()``).  Everybody else reads EACCES, "permission
denied 0.0.0.0:80", before the kernel has looked whether the port is free.

The rule is from times when a low port vouched for its machine.  One sysctl removes
it; containers and desktops often run without it, which is why the same command
works there and not here.

Of what gives the port away, setcap(8) is the narrowest where one program wants it: that
file alone has the right, whoever starts it.  Of an interpreter it is the widest: every
script that anybody runs with it has it too, and the loader stops heeding LD_LIBRARY_PATH
for it (ld.so(8), secure-execution mode).  There, and where nobody is seen to want the
port, the sysctl goes first: it gives low ports to every user, and is gone with the next
start of the machine.
"""

from __future__ import annotations

from contextlib import suppress

from portwise.knowledge import terms
from portwise.knowledge.terms import binds, edits
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.evidence import Unreadable
from portwise.model.facts import ATTEMPT, EXE, HERE, LIMITS, POWERS, SAME_FILES, TOLD
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.programfiles import DELETED, of_system, shared, starts

HIGH = {80: 8080, 443: 8443, 53: 5353, 25: 2525, 22: 2222}  # where servers without privileges commonly go
AND_SO_ON = 8000
TABLE = "add table inet portwise"
OTHERS = (
    "add chain inet portwise others {{ type nat hook prerouting priority -100; }}; "
    "add rule inet portwise others tcp dport {port} redirect to :{high}"
)
OURSELVES = (  # what starts on this machine never sees prerouting
    "add chain inet portwise ourselves {{ type nat hook output priority -100; }}; "
    "add rule inet portwise ourselves oif lo tcp dport {port} redirect to :{high}"
)


def reserved(view: View) -> list[int]:
    """The first port that is free for all, where the target lies below it."""
    first = view[LIMITS.of(HERE)].unprivileged_from
    return [first] if view.at.port < first else []


def high(view: View, _: int) -> str:
    return str(HIGH.get(view.at.port, AND_SO_ON + view.at.port))


def wanting(view: View) -> dict[Process, str]:
    """
    Who wants the port, and by which file, where that is one alone; in a container that name would be another file.

    Whoever has it in its words for a server that it starts, a terminal or a watcher, wants it for another file.
    """
    with suppress(Unreadable):
        told = {process: view[EXE.of(process)] for process in view[TOLD.of(view.at.port)]}
        own = {process: file for process, file in told.items() if not starts(file)}
        files = set(own.values())
        if len(files) == 1 and all(view[SAME_FILES.of(process)] for process in own):
            return own if not files.pop().endswith(DELETED) else {}
    return {}


def program(view: View) -> str | None:
    return next(iter(wanting(view).values()), None)


def server(view: View, _: int) -> str | None:
    file = program(view)
    return None if file is None or shared(file) or of_system(file) else file


def unit(view: View, about: int) -> str | None:
    """Of systemd, which starts that server again."""
    with suppress(Unreadable):
        units = {edits.unit(view, process) for process in wanting(view)} if server(view, about) else set()
        return units.pop() if len(units) == 1 else None
    return None


def unkept(view: View, about: int) -> str | None:
    """A server that nobody here could start again."""
    return None if unit(view, about) else server(view, about)


def interpreter(view: View, _: int) -> str | None:
    file = program(view)
    return file if file and shared(file) else None


def nobody(view: View, about: int) -> str | None:
    """In words, where nobody is seen to want the port, or only one of the system's own."""
    return None if server(view, about) or interpreter(view, about) else "nobody"


CAUSE = Cause(
    id="privileged-port-without-capability",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    ways=frozenset({Way.BIND}),
    explains=frozenset({Outcome.BIND_EACCES}),
    prior=1.0,
    title="Port {port} is below {first}, where only privileged programs may listen",
    plain="The port is one of those that only privileged programs may bind",
    about=About(
        "the port lies below ip_unprivileged_port_start",
        reserved,
        told="net.ipv4.ip_unprivileged_port_start keeps the ports below {first} for privileged programs",
        denied="the port is one of those that every user may bind",
    ),
    needs=(
        Clause(
            "bind(2) said EACCES",
            lambda view, _: view[ATTEMPT.of(view.at)].outcome is Outcome.BIND_EACCES,
            denied="nobody was denied",
            trivial=True,
        ),
    ),
    hints=(
        # No need of it: in a rootless container the capability is held, and does not count for the host's network.
        Hint("the user who asks lacks CAP_NET_BIND_SERVICE", 2.0, lambda view, _: not view[POWERS.of(HERE)].binds_low),
    ),
    slots={
        "port": terms.port,
        "first": lambda _, first: str(first),
        "high": high,
        "server": server,
        "unit": unit,
        "unkept": unkept,
        "interpreter": interpreter,
        "nobody": nobody,
    },
    remedies=(
        Remedy(
            "let the server listen on {high} instead",
            ("portwise", "why", "--bind", ":{high}"),
            Safety.SAFE,
            verify="portwise why --bind :{high}",
            platform="any",
        ),
        Remedy(
            "or, for a systemd unit: [Service] AmbientCapabilities=CAP_NET_BIND_SERVICE",
            ("systemctl", "edit", "NAME.service"),
            Safety.SHOW,
            needs_root=True,
            verify="systemctl restart NAME.service",
            undo="systemctl revert NAME.service",
        ),
        Remedy(
            "or keep {port} for the clients, and have the kernel lead it to {high}",
            ("nft", f"{TABLE}; {OTHERS}; {OURSELVES}"),
            Safety.ASK,
            needs_root=True,
            verify="portwise why localhost:{port}",
            undo="nft delete table inet portwise",
        ),
        Remedy(
            "or give {server} the right, whoever starts it",
            ("setcap", "cap_net_bind_service=+ep", "{server}"),
            Safety.ASK,
            needs_root=True,
            verify="portwise who {port}",
            undo="setcap -r {server}, and start it again",
            plain="or give the server the right, whoever starts it, where it is a program of its own",
            when="unit",
        ),
        Remedy(
            "then have systemd start {unit} again, for it has the right from then on",
            ("systemctl", "restart", "{unit}"),
            Safety.ASK,
            needs_root=True,
            verify="portwise who {port}",
            undo="setcap -r {server}, and start it again",
            plain="then have systemd start it again, for it has the right from then on",
            when="unit",
        ),
        Remedy(
            "or give {server} the right, whoever starts it; it has it when it is started again",
            ("setcap", "cap_net_bind_service=+ep", "{server}"),
            Safety.ASK,
            needs_root=True,
            verify="start the server again",
            undo="setcap -r {server}",
            plain="or give the server the right, whoever starts it, where it is a program of its own",
            when="unkept",
        ),
        Remedy(
            "or open {port} and all above it to every user of this machine",
            ("sysctl", "-w", "net.ipv4.ip_unprivileged_port_start={port}"),
            Safety.ASK,
            needs_root=True,
            verify=binds.VERIFY,
            undo="sysctl -w net.ipv4.ip_unprivileged_port_start={first}",
        ),
        Remedy(
            "or give one program the right, if nobody else may write its file, and it is no interpreter: to node or "
            "python3 it would be given for every script that anybody runs",
            ("setcap", "cap_net_bind_service=+ep", "/path/to/the/server"),
            Safety.SHOW,
            needs_root=True,
            verify="start the server again",
            undo="setcap -r /path/to/the/server",
            when="nobody",
        ),
        Remedy(
            "or give {interpreter} the right; portwise does not, for every script that anybody runs with it would have "
            "it too: a copy of it, for this server alone, is the better place",
            ("setcap", "cap_net_bind_service=+ep", "{interpreter}"),
            Safety.SHOW,
            needs_root=True,
            verify="start the server again",
            undo="setcap -r {interpreter}",
            plain="or give an interpreter the right: every script that anybody runs with it would have it too",
            when="interpreter",
        ),
    ),
    prevention=("let servers listen on high ports, behind one gateway that has the low ones",),
    suspect="a privileged port",
    see=("man 7 capabilities, CAP_NET_BIND_SERVICE", "man 7 ip, ip_unprivileged_port_start"),
)
