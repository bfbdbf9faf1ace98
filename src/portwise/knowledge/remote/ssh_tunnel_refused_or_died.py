"""
``ssh -L 8000:127.0.0.1:3000 server`` listens here, and takes every connection before it knows
whether anybody is at the other end: only then does it ask the server to connect to
127.0.0.1:3000, as the *server* sees that address (RFC 4254 section 7.2).  Where that fails
ssh closes the connection it had taken, with the request unread: the client reads a reset or
an empty reply, and never a refusal.  The reason stands in the terminal where ssh runs:
"channel 2: open failed: connect failed: Connection refused", or "administratively
prohibited" where the server allows no forwarding (AllowTcpForwarding, sshd_config(5)).

``ssh -R`` is the same the other way round: sshd listens on the server, for the session of whoever opened the tunnel,
and asks *their* ssh to connect.

With ``ssh -D`` ssh is a SOCKS proxy (RFC 1928): who connects must first say where to, in SOCKS.  A request in HTTP is
no such word, and ssh hangs up on it.

A tunnel whose ssh has ended leaves nothing: then nobody listens here, and that is what is
found.  Whether the far server itself took the connection and closed it cannot be seen
from this end.
"""

from portwise.knowledge.terms import listeners, processes, tunnels, words
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import COMMAND, HTTP
from portwise.model.outcome import Outcome
from portwise.model.process import Process

CLOSED = (Outcome.EMPTY, Outcome.RESET)


def opened(view: View) -> list[Process]:
    """Whoever listens for a tunnel."""
    return [one for one in listeners.takers(view) if one.name == CLIENT or is_session(view, one)]


def is_session(view: View, process: Process) -> bool:
    """``sshd: alice``, ``sshd: alice@pts/0``; the listener is of sshd itself (sshd.c, setproctitle())."""
    title = " ".join(view[COMMAND.of(process)]) if process.name in SERVERS else ""
    return title.startswith(("sshd: ", "sshd-session: ")) and "[listener]" not in title


CLIENT, SERVERS = "ssh", ("sshd", "sshd-session")  # the second since OpenSSH 9.8


def near(view: View, process: Process) -> str | None:
    """For the steps of a tunnel that was opened here, and leads to one place."""
    return process.name if process.name == CLIENT and not socks(view, process) else None


def leads_to(view: View, process: Process) -> str | None:
    """What stands behind the port."""
    return tunnels.leads_to(view[COMMAND.of(process)], view.at.port) if near(view, process) else None


def socks(view: View, process: Process) -> str | None:
    """The port, where it is one of -D."""
    told = process.name == CLIENT and tunnels.is_socks(view[COMMAND.of(process)], view.at.port)
    return str(view.at.port) if told else None


def fails(view: View, process: Process) -> str:
    if port := socks(view, process):
        return f"port {port} is its SOCKS proxy (-D), which hangs up on HTTP"
    place = leads_to(view, process)
    return f"nothing comes back from {f'{place} at ' if place else ''}its other end"


def role(view: View, process: Process) -> str:
    if socks(view, process):
        return " as a SOCKS proxy"
    place = leads_to(view, process)
    return f", and forwards to {place} as its server sees it" if place else " for a tunnel"


def far(_: View, process: Process) -> str | None:
    """For the steps of a tunnel that was opened at its other end."""
    return process.name if process.name != CLIENT else None


def closes(view: View, _: Process) -> bool:
    return view[HTTP.of(view.at)].outcome in CLOSED


CAUSE = Cause(
    id="ssh-tunnel-refused-or-died",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset(CLOSED),
    prior=0.0,
    title="The tunnel of ssh stands, and {fails}",
    plain="The tunnel of ssh stands, and nothing comes back from its other end",
    about=About(
        "ssh listens here and forwards, or sshd does for a session",
        opened,
        told="{who} listens here{role}",
        denied="no ssh listens here",
        once=listeners.takers,
    ),
    needs=(
        Clause(
            "it takes the connection and closes it without a byte",
            closes,
            denied="what comes back through it is an answer, or is not known",
        ),
    ),
    slots={
        "who": processes.introduced,
        "fails": fails,
        "leads_to": leads_to,
        "role": role,
        "socks": socks,
        "near": near,
        "far": far,
        "pid": lambda _, process: str(process.pid),
        "place": words.place,
        "path": words.path,
    },
    remedies=(
        Remedy(
            "speak SOCKS to it, and name the server as the far side knows it; browsers take it as a SOCKS5 proxy",
            ("curl", "--socks5-hostname", "{place}", "http://SERVER{path}"),
            Safety.SHOW,
            platform="any",
            when="socks",
        ),
        Remedy(
            "or if one place behind it was meant, open a tunnel to that instead",
            ("ssh", "-N", "-L", "{socks}:127.0.0.1:PORT", "USER@SERVER"),
            Safety.SHOW,
            undo="end ssh with Ctrl-C",
            platform="any",
            when="socks",
            plain="or if one place behind it was meant, open a tunnel (-L) to that instead",
        ),
        Remedy(
            "read what ssh wrote in its terminal: open failed says why, connect failed or administratively prohibited",
            ("ps", "-o", "pid,tty,args", "-p", "{pid}"),
            Safety.SAFE,
            platform="any",
            when="near",
        ),
        Remedy(
            "on the server, see whether somebody takes connections at {leads_to}",
            ("ssh", "USER@SERVER", "curl", "-v", "http://{leads_to}/"),
            Safety.SHOW,
            platform="any",
            when="near",
        ),
        Remedy(
            "see who opened the tunnel: {far} listens for that session (ssh -R), and its other end is over there",
            ("ps", "-o", "pid,user,lstart,args", "-p", "{pid}"),
            Safety.SAFE,
            platform="any",
            when="far",
            plain="on a server, see who opened the tunnel: sshd listens for that session (ssh -R)",
        ),
        Remedy(
            "over there, read what ssh wrote, and see whether somebody takes connections where {far} is to lead",
            (),
            Safety.SHOW,
            platform="any",
            when="far",
            plain="where ssh -R was called, read what it wrote, and see whether somebody takes connections there",
        ),
        Remedy(
            "start it there, or open the tunnel again to the right address: it is the server that looks it up",
            (),
            Safety.SHOW,
            undo="end ssh with Ctrl-C",
            platform="any",
            when="near",
        ),
    ),
    prevention=(
        "open tunnels with -o ExitOnForwardFailure=yes and -o ServerAliveInterval=15, so that a dead one ends",
        "write 127.0.0.1 rather than localhost: the server may look it up as ::1",
    ),
    suspect="a tunnel with nobody at its other end",
    see=(
        "man 1 ssh, -L and -R",
        "man 5 sshd_config, AllowTcpForwarding",
        "https://www.rfc-editor.org/rfc/rfc4254#section-7.2",
        "https://www.rfc-editor.org/rfc/rfc1928",
    ),
)
