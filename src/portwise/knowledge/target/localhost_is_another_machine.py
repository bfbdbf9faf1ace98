"""
``localhost`` is the machine that calls connect(2), whichever that is: the server at
the other end of an SSH session, the virtual machine of a hosted editor, the container
around it.  A development server that runs on the laptop is not at the localhost of
such a shell, nor is the server of the shell at the localhost of the laptop's browser.
Each kernel answers for itself: nothing listens, reset.

What remote logins leave in the environment shows where the shell is: SSH_CONNECTION
names the client (ssh(1)), Codespaces, Gitpod and Cloud Shell set variables of their
own.  Whether the server runs at the other end cannot be seen from here, so this stands
beside what is known, and only where the user runs no server on this machine at all.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import places
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.client import Client
from portwise.model.evidence import none
from portwise.model.facts import HERE, LISTENERS, LOCAL, POWERS
from portwise.model.outcome import Outcome
from portwise.model.settings import Session


def remote(view: View) -> list[Session]:
    """The session, where its user sits at another machine; ssh to one's own machine leads nowhere else."""
    found = [one for one in places.session(view) if view.at.address.is_loopback]
    return [one for one in found if not (one.client and view[LOCAL.of(one.client)])]


def serves_nothing(view: View, _: Session) -> bool:
    me = view[POWERS.of(HERE)].uid
    return none(view[LISTENERS.of(HERE)], lambda socket: socket.uid == me)


def client(_: View, session: Session) -> str | None:
    return str(session.client) if session.client else None


CAUSE = Cause(
    id="localhost-is-another-machine",
    hop=Hop.LISTENER,  # it speaks of the target, and acts where the SYN meets no socket
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=-1.0,
    title="This shell is not where you sit ({by}): {name} is this machine, and your server may run on the other",
    plain="This shell is on another machine than its user, and localhost is this one",
    about=About(
        "the shell came from another machine, and the target is loopback",
        remote,
        told="the environment says that the shell came by {by}",
        denied="the shell is on the machine of its user, or the target is not loopback",
        once=places.session,
    ),
    needs=(
        terms.NOBODY_LISTENS,
        Clause(
            "the user who asks runs no server on this machine",
            serves_nothing,
            told="of all servers here none is of the user who asks",
            denied="the user who asks runs servers here, so this machine is likely the one that was meant",
        ),
    ),
    slots={
        "by": lambda _, session: f"{session.kind} from {session.client}" if session.client else session.kind,
        "client": client,
        "name": lambda view, _: view.target.host,
        "port": terms.port,
    },
    remedies=(
        Remedy("see which machine this is", ("hostname",), Safety.SAFE, platform="any"),
        Remedy(
            "if the server runs where you sit, ask there: in a shell of {client}",
            ("portwise", "why", "{name}:{port}"),
            Safety.SHOW,
            plain="if the server runs where you sit, ask there",
            platform="any",
        ),
        Remedy(
            "and to reach it from here, log in again from {client} with the port carried along",
            ("ssh", "-R", "{port}:127.0.0.1:{port}", "USER@THIS_MACHINE"),
            Safety.SHOW,
            plain="and to reach it from here, log in again with the port carried along",
            undo="end that session",
            platform="any",
        ),
        Remedy(
            "for the other direction, a server here and a browser there, carry the port the other way",
            ("ssh", "-N", "-L", "{port}:127.0.0.1:{port}", "USER@THIS_MACHINE"),
            Safety.SHOW,
            undo="end ssh with Ctrl-C",
            platform="any",
        ),
    ),
    prevention=(
        "let the prompt name the machine",
        "write the name of the machine, not localhost, where people share an address",
    ),
    suspect="a server on the machine where you sit",
    spares=frozenset({Client.BROWSER}),  # where the user sits
    see=("man 1 ssh, ENVIRONMENT", "https://www.rfc-editor.org/rfc/rfc6761#section-6.3"),
)
