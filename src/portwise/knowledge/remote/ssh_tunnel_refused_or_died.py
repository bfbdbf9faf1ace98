"""
``ssh -L 8000:127.0.0.1:3000 server`` listens here, and takes every connection before it knows
whether anybody is at the other end: only then does it ask the server to connect to
127.0.0.1:3000, as the *server* sees that address (RFC 4254 section 7.2).  Where that fails
ssh closes the connection it had taken, with the request unread: the client reads a reset or
an empty reply, and never a refusal.  The reason stands in the terminal where ssh runs:
"channel 2: open failed: connect failed: Connection refused", or "administratively
prohibited" where the server allows no forwarding (AllowTcpForwarding, sshd_config(5)).

A tunnel whose ssh has ended leaves nothing: then nobody listens here, and that is what is
found.  Whether the far server itself took the connection and closed it cannot be seen
from this end.
"""

from portwise.knowledge import terms
from portwise.knowledge.terms import processes, words
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import COMMAND, HERE, HTTP, LISTENERS, OWNERS
from portwise.model.outcome import Outcome
from portwise.model.process import Process

CLOSED = (Outcome.EMPTY, Outcome.RESET)


def tunnels(view: View) -> list[Process]:
    """An ssh that listens; with -D it speaks SOCKS, and hangs up on what does not."""
    if not view.target.speaks_http:
        view.read.append(LISTENERS.of(HERE))
        return []
    listening = [socket for socket in view[LISTENERS.of(HERE)] if terms.takes(view, socket)]
    held = [process for socket in listening for process in view[OWNERS.of(socket.inode)] if process.name == "ssh"]
    return [process for process in held if not any(word.startswith("-D") for word in view[COMMAND.of(process)])]


def leads_to(view: View, process: Process) -> str | None:
    """What stands behind the port: ``127.0.0.1:3000`` of ``[bind:]8000:127.0.0.1:3000``."""
    argv = view[COMMAND.of(process)]
    pairs = zip(argv, (*argv[1:], ""), strict=True)
    told = [word[2:] or following for word, following in pairs if word.startswith("-L")]
    mark = f"{view.at.port}:"
    return next((way.partition(mark)[2] for way in told if way.startswith(mark) or f":{mark}" in way), None)


def closes(view: View, _: Process) -> bool:
    return view[HTTP.of(view.at)].outcome in CLOSED


CAUSE = Cause(
    id="ssh-tunnel-refused-or-died",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset(CLOSED),
    prior=0.0,
    title="The tunnel of ssh stands, and nothing comes back from {leads_to} at its other end",
    plain="The tunnel of ssh stands, and nothing comes back from its other end",
    about=About(
        "ssh listens here and forwards",
        tunnels,
        told="{who} listens here, and forwards to {leads_to} as its server sees it",
        denied="no ssh listens here",
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
        "leads_to": leads_to,
        "pid": lambda _, process: str(process.pid),
        "place": words.place,
    },
    remedies=(
        Remedy(
            "read what ssh wrote in its terminal: open failed says why, connect failed or administratively prohibited",
            ("ps", "-o", "pid,tty,args", "-p", "{pid}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "on the server, see whether somebody takes connections at {leads_to}",
            ("ssh", "USER@SERVER", "curl", "-v", "http://{leads_to}/"),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "start it there, or open the tunnel again to the right address: it is the server that looks it up",
            (),
            Safety.SHOW,
            undo="end ssh with Ctrl-C",
            platform="any",
        ),
    ),
    prevention=(
        "open tunnels with -o ExitOnForwardFailure=yes and -o ServerAliveInterval=15, so that a dead one ends",
        "write 127.0.0.1 rather than localhost: the server may look it up as ::1",
    ),
    suspect="a tunnel with nobody at its other end",
    see=(
        "man 1 ssh, -L",
        "man 5 sshd_config, AllowTcpForwarding",
        "https://www.rfc-editor.org/rfc/rfc4254#section-7.2",
    ),
)
