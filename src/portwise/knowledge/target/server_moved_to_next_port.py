"""
A development server that finds its port taken does not always fail.  Vite, Nuxt,
Astro and others catch EADDRINUSE from bind(2), add one to the number and try
again; Next does so unless the port was asked for by name.  The new number stands
in one line of the output, the browser tab, the proxy rule and the OAuth redirect
keep the old one.  Once the first holder is gone too, the old port has no
listener, and the kernel refuses who still knocks there.

Seen from outside: a listener a few numbers above the target, held by a program
that is known to move, whose command line, environment or configuration names the
target's port as the one that it wanted.
"""

from portwise.knowledge import terms
from portwise.knowledge.terms import listeners, openers, processes, restarts
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import HERE, LISTENERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome

INSIST = {
    "vite": "--strictPort",
    "svelte-kit": "--strictPort",
    "storybook": "--exact-port",
    "next": "-p {port}, which next does not move from",
}


def insist(view: View, socket: Socket) -> str | None:
    """What makes this very program fail instead of moving."""
    option = INSIST.get(processes.name(view, socket) or "")
    return option and option.format(port=view.at.port)


def holders(view: View) -> list[Socket]:
    """Who has the wanted port at another address, and would make the server move again."""
    return [socket for socket in view[LISTENERS.of(HERE)] if socket.port == view.at.port]


def free(view: View, _: Socket) -> str | None:
    return None if holders(view) else "free"


def again(view: View, socket: Socket) -> str | None:
    """Its own command brings it to its own port, once nobody has that."""
    process = processes.holder(view, socket)
    return restarts.again(view, process) if process and free(view, socket) else None


def holder(view: View, _: Socket) -> str | None:
    return next((processes.who(view, socket) for socket in holders(view)), None)


def held_at(view: View, _: Socket) -> str | None:
    return next((terms.at(view, socket) for socket in holders(view)), None)


CAUSE = Cause(
    id="server-moved-to-next-port",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=1.0,
    title="{app} moved to port {moved}: {port} was taken when it started",
    plain="The server moved to the next free port: its own was taken when it started",
    about=About(
        "a socket listens on one of the ten ports above",
        listeners.next_ports,
        told="{who} listens on {at}",
        denied="nobody listens on one of the ten ports above",
    ),
    needs=(
        terms.OUR_ADDRESS,
        terms.NOBODY_LISTENS,
        Clause(
            "its program takes the next free port, and the port it wanted is the one that was asked for",
            lambda view, socket: processes.moved_from(view, socket, view.at.port),
            told="{port} is the port it wanted; when that is taken it takes the next free one, and says so in one line",
            denied="the servers on the next ports did not want this one, or do not move",
        ),
    ),
    slots={
        "app": processes.name,
        "port": terms.port,
        "moved": lambda _, socket: str(socket.port),
        "pid": terms.pid,
        "who": processes.who,
        "at": terms.at,
        "url": processes.url,
        "insist": insist,
        "free": free,
        "again": again,
        "holder": holder,
        "held_at": held_at,
        **openers.OPENING,
    },
    remedies=(
        *openers.opens("open the port that {app} took", "{url}", "portwise why {url}"),
        *restarts.restarts(
            "or have it on {port}, which is free now: stop {who} and start it again",
            "then start it as it was started",
            "or have it on its own port, which is free now: stop it and start it again",
        ),
        *(
            step._replace(when="free")
            for step in processes.stops(
                "or have it on {port}, which is free now: stop {who} and start it again",
                "or have it on its own port, which is free now: stop it and start it again",
            )
            if step.platform != "linux"
        ),
        Remedy(
            "or have it on {port}: {holder} holds {held_at}, and would make it move again; end that one first",
            ("portwise", "why", "--bind", "{held_at}"),
            Safety.SAFE,
            platform="any",
            when="held_at",
        ),
        Remedy(
            "to make it fail instead of moving next time, start {app} with {insist}",
            (),
            Safety.SHOW,
            undo="leave the option out",
            platform="any",
        ),
    ),
    prevention=(
        "tell the server to insist on its port: server.strictPort in vite.config, next dev -p N",
        "stop the old instance with Ctrl-C instead of closing its terminal",
    ),
    suspect="a server that moved to the next port",
    see=("https://vite.dev/config/server-options#server-strictport", "man 2 bind, EADDRINUSE"),
)
