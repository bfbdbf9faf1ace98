"""The accept queue of a listening socket: who waits in it, and who takes from it."""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.model.cause import About, Clause, View
from portwise.model.evidence import Unreadable, none, some
from portwise.model.facts import ACCEPTED, ATTEMPT, CONNECTIONS, HERE, HTTP, LISTENERS, LOCAL, TLS
from portwise.model.net import Connection, Socket
from portwise.model.outcome import Outcome


def serving(view: View) -> list[Socket]:
    """
    The listening sockets that this attempt can come to.

    The kernel prefers the exact address, then the address family of the packet
    (net/ipv4/inet_hashtables.c, compute_score()); SO_REUSEPORT leaves several.
    """
    if not view[LOCAL.of(view.at.address)]:
        return []
    able = [socket for socket in view[LISTENERS.of(HERE)] if terms.takes(view, socket)]
    best = max((fit(view, socket) for socket in able), default=None)
    return [socket for socket in able if fit(view, socket) == best]


def fit(view: View, socket: Socket) -> tuple[bool, bool]:
    return not socket.address.is_unspecified, socket.address.version == view.at.address.version


def full(socket: Socket) -> bool:
    """include/net/sock.h, sk_acceptq_is_full(): one more waits than listen(2) asked for."""
    return socket.rqueue > socket.wqueue


def taken(view: View) -> bool:
    """Whether somebody accepted our own connection; where none came about nobody did."""
    return view[ATTEMPT.of(view.at)].outcome is Outcome.CONNECTED and view[ACCEPTED.of(view.at)].accepted


def untaken(view: View, socket: Socket) -> bool:
    """Nobody accepts: our own connection was left waiting, or the queue is full and nothing that came was taken."""
    if view[ATTEMPT.of(view.at)].outcome is Outcome.CONNECTED:
        return not taken(view)
    return full(socket) and none(view[CONNECTIONS.of(view.at.port)], lambda one: one.inode != 0)


def accepted(view: View) -> list[Connection]:
    """The connections that some program here has taken, at the address and port of the attempt."""
    address = getattr(view.at.address, "ipv4_mapped", None) or view.at.address
    rows = view[CONNECTIONS.of(view.at.port)]
    return [
        c for c in rows if c.inode and (getattr(c.local.address, "ipv4_mapped", None) or c.local.address) == address
    ]


def others(view: View) -> list[Connection]:
    """Of these the clients that are still there; ours have ended when the table is read."""
    return [connection for connection in accepted(view) if connection.state == "ESTABLISHED"]


def left_waiting(view: View) -> bool:
    """Whether our connection came about, and was then left alone: not accepted, or accepted and never read."""
    if view[ATTEMPT.of(view.at)].outcome is not Outcome.CONNECTED:
        return False
    return not view[ACCEPTED.of(view.at)].accepted or (hangs(view) and some(accepted(view), lambda c: unread(view, c)))


def unanswered(view: View) -> bool:
    """Whether a connection came about and nothing came of it."""
    if view[ATTEMPT.of(view.at)].outcome is not Outcome.CONNECTED:
        return False
    return not view[ACCEPTED.of(view.at)].accepted or hangs(view)


def hangs(view: View) -> bool:
    if view.target.speaks_tls:
        return view[TLS.of(view.at)].outcome is Outcome.HANG
    return view.target.speaks_http and view[HTTP.of(view.at)].outcome is Outcome.HANG


def unread(view: View, connection: Connection) -> bool:
    """
    Whether a request lies there that nobody reads, of a client that has given up.

    The queue of CLOSE_WAIT holds one more than the bytes, for the client's FIN (net/ipv4/tcp_diag.c).
    """
    if connection.unread is None:
        raise Unreadable(CONNECTIONS.of(view.at.port))
    return connection.state == "CLOSE_WAIT" and connection.unread > 1


def clients(view: View, _: object) -> str:
    count = len(others(view))
    return "1 client" if count == 1 else f"{count} clients"


def crowd(_: View, socket: Socket) -> str:
    """The count in words; ours may have come after the table was read."""
    count = max(socket.rqueue, 1)
    return "1 connection waits" if count == 1 else f"{count} connections wait"


def ours(view: View, _: object) -> str:
    """Who asks is waiting too, where nobody took him."""
    return ", ours among them" if view[ATTEMPT.of(view.at)].outcome is Outcome.CONNECTED else ""


def backlog(_: View, socket: Socket) -> str:
    return str(socket.wqueue)


SERVER: About[Socket] = About(
    "a server of this machine listens at that address and port",
    serving,
    told="{who} listens on {at}",
    denied="no server of this machine listens there",
)
NOBODY_ACCEPTED: Clause[Socket] = Clause(
    "nobody accepted our connection", lambda view, _: not taken(view), denied="the server accepts connections"
)
