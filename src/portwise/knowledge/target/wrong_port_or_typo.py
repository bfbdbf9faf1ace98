"""
The server is up, and the number in the URL is not the one it listens on.  The
kernel looks for a socket with exactly that port, finds none and resets: one wrong
digit looks like a server that was never started.  A URL without a port is the
same mistake, for ``http://`` then means 80 and ``https://`` means 443 (RFC 9110
section 4.2).

Which server was meant is told by the project that is asked from: by the ports its
files name, by the folder in which a server works; failing that, by a number that
one slip of the finger makes of the other.
"""

from portwise.knowledge import terms
from portwise.knowledge.terms import declared as files
from portwise.knowledge.terms import openers, processes, projectfiles, typos
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Scope, View
from portwise.model.evidence import Unreadable, none
from portwise.model.facts import HERE, LISTENERS, POWERS
from portwise.model.inspectors import INSPECTORS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.schemes import DEFAULT_PORT, HTTP, known

WELL_KNOWN = 1024  # RFC 6335 section 6: system ports
HANDED_OUT = 32768  # ip_local_port_range as Linux ships it; nobody types such a number
OF_HTTP = {DEFAULT_PORT[scheme] for scheme in HTTP}
OF_OTHER_PROTOCOLS = (frozenset(DEFAULT_PORT.values()) - OF_HTTP - typos.USUAL_FOR_WEB) | INSPECTORS


def others(view: View) -> list[Socket]:
    """Listeners on other ports, where a person would type the number."""
    return [s for s in view[LISTENERS.of(HERE)] if s.port != view.at.port and (s.port < HANDED_OUT or slip(view, s))]


def slip(view: View, socket: Socket) -> bool:
    return socket.port >= WELL_KNOWN and typos.slip(socket.port, view.at.port)


def left_out(view: View, socket: Socket) -> bool:
    """The scheme implied the port, and *socket* is where web servers listen that nobody told otherwise."""
    return view.target.port_is_implied and socket.port in typos.USUAL_FOR_WEB


def speaks_alike(view: View, socket: Socket) -> bool:
    """Nobody means the database when he asks for the web server, though one project names both."""
    mine = DEFAULT_PORT.get(known(view.target.scheme))
    return socket.port not in OF_OTHER_PROTOCOLS or socket.port == mine


def named(view: View, port: int) -> bool:
    """Whether a file of the project that was asked from names *port*."""
    return bool(files.naming(view, port))


def declared(view: View, socket: Socket) -> bool:
    return speaks_alike(view, socket) and named(view, socket.port)


def at_work_here(view: View, socket: Socket) -> bool:
    """A server of the same project; one of another user, which may hide its folder, is not, nor one for a database."""
    if socket.port < WELL_KNOWN or not speaks_alike(view, socket) or not openers.is_of_the_web(view):
        return False
    if processes.asked_project(view) is None:
        return False
    return view[POWERS.of(HERE)].uid in (0, socket.uid) and processes.of_this_project(view, socket)


REASONS = (declared, at_work_here, slip, left_out)  # the surest first


def reason(view: View, socket: Socket) -> int | None:
    """The surest reason to think of *socket*; one that cannot be read leaves it open only where no other holds."""
    hidden: Unreadable | None = None
    for n, test in enumerate(REASONS):
        try:
            if test(view, socket):
                return n
        except Unreadable as unreadable:
            hidden = unreadable
    if hidden:
        raise hidden
    return None


def meant(view: View, socket: Socket) -> bool:
    """Whether there is a reason to think of *socket*, and none to think of another sooner: one answer is enough."""
    rank = reason(view, socket)
    if rank is None:
        return False
    mine = place(view, socket, rank)
    return none(others(view), lambda other: sooner(view, other, mine))


def sooner(view: View, other: Socket, mine: tuple[int | str, ...]) -> bool:
    try:
        rank = reason(view, other)
    except Unreadable:
        return False  # it could be, and then both would do; whoever asks is told of the one that is known
    return rank is not None and place(view, other, rank) < mine


def place(view: View, socket: Socket, rank: int) -> tuple[int | str, ...]:
    """In the order of reasons, then of numbers; no two sockets stand in the same place."""
    return rank, abs(socket.port - view.at.port), socket.port, str(socket.address), socket.inode


CAUSE = Cause(
    id="wrong-port-or-typo",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.5,
    title="{app} listens on port {other}, not on {port}",
    plain="The server listens on another port than the client used",
    about=About(
        "a server listens on another port",
        others,
        told="{who} listens on {at}",
        denied="no server listens on another port that could have been meant",
    ),
    needs=(
        terms.OUR_ADDRESS,
        Clause(
            "no socket listens on the port of the client, on any address",
            lambda view, _: none(view[LISTENERS.of(HERE)], lambda socket: socket.port == view.at.port),
            told="nobody listens on {port}, at any address of this machine",
            denied="somebody does listen on that port",
        ),
        Clause(
            "it is the one that the client most likely meant",
            meant,
            denied="no other server here looks like the one that was meant",
            trivial=True,  # the hints say why
        ),
    ),
    excludes=(
        Clause("it belongs to another project than the one that was asked from", processes.of_another_project),
        Clause("the project itself names the port of the client", lambda view, _: named(view, view.at.port)),
    ),
    hints=(
        Hint("a file of the project names its port", 1.5, declared, told="a file of this project names port {other}"),
        Hint("it works in the project that was asked from", 1.5, at_work_here, told="{app} belongs to this project"),
        Hint(
            "one slip of the finger makes one number of the other",
            0.5,
            slip,
            told="{port} is one slip of the finger away from {other}",
        ),
        Hint("the client named no port", 1.0, left_out, told="the URL names no port, which means {port}"),
    ),
    yields_to=(
        "container-exited-or-unhealthy",  # the number is right, and its container has ended
        "container-port-not-published-or-mismapped",  # the number is right, inside the container
        "port-bound-but-not-listening",  # the number is right, and somebody holds it
        "server-moved-to-next-port",  # it says why the server is not where it should be
        "service-exited-or-killed",  # the number is right, and its server has ended
        "vm-nat-no-port-forward",  # the number is right, inside the virtual machine
    ),
    slots={
        "app": processes.name,
        "port": terms.port,
        "other": lambda _, socket: str(socket.port),
        "pid": processes.stoppable,
        "who": processes.who,
        "at": terms.at,
        "url": processes.url,
        **openers.OPENING,
        **projectfiles.slots(projectfiles.to_port),
    },
    remedies=(
        *openers.opens("open the port that {app} listens on", "{url}", "portwise why {url}"),
        *projectfiles.remedies("; at {other} it does not answer any more"),
        *processes.stops(
            "or have it on {port}: stop {who} and start it with --port {port}, or as it takes one",
            "or have it on the port of the client: stop it and start it with that port",
        ),
    ),
    prevention=(
        "copy the whole URL from the first lines of the server",
        "let both ends read the port from one variable",
    ),
    suspect="a wrong number",
    see=("https://www.rfc-editor.org/rfc/rfc9110#section-4.2", "man 2 connect, ECONNREFUSED"),
)
