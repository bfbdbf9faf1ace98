"""
A published port leads to the address that the container has on its network, 172.17.0.2 perhaps, and never to its
loopback.  A server that was started for 127.0.0.1 *inside* answers whoever is in the same container: its own log and
its health check say that all is well.  Whoever comes from outside is refused by the container's own kernel tables
(network_namespaces(7), ip(7)).

The client does not always see a refusal.  Where the engine has a process that forwards (docker-proxy, rootlessport),
that process has taken the connection before it finds nobody, and closes it: "empty reply from server", or "connection
reset by peer", as the moment wills.  Where rules of the packet filter lead the way, the client is refused himself.

pasta, the network of a user's own Podman, is one of those that forward, and it does so without any engine, too: into
the namespace of whatever it started.  Up to its version of October 2024 it led who came by loopback to the loopback
inside, past its own interface, so that the very same port answers at 127.0.0.1 and at no other address; later ones
lead everybody to the address (passt(1), --host-lo-to-ns-lo).  portwise does not ask for the version: whether the kernel
in there refuses what comes by that port is counted in there.

Development servers bind loopback by default, which is right on a machine and useless in a container.
"""

from collections.abc import Iterator

from portwise.knowledge.terms import containers
from portwise.knowledge.terms.containers import Met
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View


def shut_in(view: View) -> Iterator[Met]:
    for at in containers.troubled(view):
        for met in containers.led(view, at):
            if met.way and containers.on(view, met.box, met.way.inner) and not containers.reached(view, met):
                yield met
                return


def bound(view: View, met: Met) -> str | None:
    return next((str(place) for place in containers.on(view, met.box, met.way.inner if met.way else 0)), None)


def within(view: View, met: Met) -> str | None:
    return f"http://{place}/" if (place := bound(view, met)) else None


CAUSE = Cause(
    id="container-app-bound-to-loopback",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    explains=containers.HURT,
    prior=0.5,
    title="In {where} the server listens on {bound} only, where the published port {port} does not lead",
    plain="The server in the container listens on its loopback only, where the published port does not lead",
    about=About(
        "a container publishes the port, and its server listens on the container's own loopback",
        shut_in,
        told="{box} publishes port {port} for its port {inner}, and inside it listens on {bound} only",
        denied="no container that publishes the port listens for it on loopback",
        once=containers.troubled,
    ),
    needs=(),
    slots={**containers.SLOTS, "bound": bound, "within": within},
    remedies=(
        Remedy(
            "see it from inside, where it answers, and from here, where it does not",
            ("{engine}", "exec", "{name}", "wget", "-qO-", "http://127.0.0.1:{inner}/"),
            Safety.SAFE,
            platform="any",
            when="engine",
            plain="see it from inside, where it answers, and from here, where it does not",
        ),
        Remedy(
            "see it from inside, where it answers, and from here, where it does not",
            ("nsenter", "--target", "{resident}", "--user", "--net", "--preserve", "curl", "-sS", "-i", "{within}"),
            Safety.SAFE,
            when="resident",
        ),
        Remedy(
            "let the server in {where} listen on every address of the container: --host 0.0.0.0 (vite, flask, "
            "uvicorn, next -H), runserver 0.0.0.0:{inner}, or the setting that it has for it",
            (),
            Safety.SHOW,
            platform="any",
            undo="start it as it was",
            plain="let the server in the container listen on every address of the container: --host 0.0.0.0",
        ),
        Remedy(
            "then create the container again",
            ("{compose}", "up", "-d", "--build", "{service}"),
            Safety.SHOW,  # without the change before it, which only who made the image can know, nothing is gained
            platform="any",
            undo="{composes} up -d with the file as it was",
            when="service",
        ),
    ),
    prevention=(
        "in an image the server listens on 0.0.0.0; who may come to it is decided where its port is published",
        "let the health check use the container's address instead of localhost",
    ),
    see=(
        "man 1 passt, --host-lo-to-ns-lo and --tcp-ports",
        "https://docs.docker.com/engine/network/port-publishing/",
        "man 7 network_namespaces",
        "https://github.com/moby/moby/pull/10900",
    ),
)
