"""
Every network namespace has interfaces, ports and a loopback of its own
(network_namespaces(7)).  Containers live in one, services with
``PrivateNetwork=yes``, builds in a sandbox, and whatever ``ip netns exec`` or
``unshare --net`` started.  127.0.0.1:3000 in there is another socket than
127.0.0.1:3000 out here, and the server's own log is right when it says that it
listens.

Seen from here the port has no listener, and the kernel answers with a reset.  The
way in is a published port, an address of the namespace that is routed, or a process
that joins it.
"""

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import places
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ELSEWHERE, HERE, PASSAGES
from portwise.model.net import Distant
from portwise.model.outcome import Outcome


def hidden(view: View) -> Iterator[Distant]:
    """Asked only where nobody listens here; an IPv6 row without a namesake of IPv4 is a server all the same."""
    if terms.OUR_ADDRESS.holds(view, None) and terms.NOBODY_LISTENS.holds(view, None):
        yield from view[ELSEWHERE.of(view.at.port)][:1]


def carrier(view: View, distant: Distant) -> str | None:
    """The pasta that leads other ports there."""
    return next((str(one) for one in view[PASSAGES.of(HERE)] if one.namespace == distant.namespace), None)


def carried(view: View, distant: Distant) -> str | None:
    rows = [row for row in view[PASSAGES.of(HERE)] if row.namespace == distant.namespace]
    return ", ".join(dict.fromkeys(str(way.port) for row in rows for way in row.ways)) or None


CAUSE = Cause(
    id="network-namespace-isolation",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.5,
    title="{app} listens on port {port}, but in another network namespace than yours",
    plain="A server listens on the port, but in another network namespace",
    about=About(
        "nothing listens on the port here, and a server does in another network namespace of this machine",
        hidden,
        told="{who} listens on {place} in another network namespace, which has ports of its own",
        denied="no other network namespace that can be looked into has a server on that port",
    ),
    needs=(),
    yields_to=(
        "container-port-not-published-or-mismapped",  # it names the container, and what it publishes instead
        "localhost-inside-container",  # it says who took whose loopback for his own
        "systemd-unit-network-sandboxing",  # it names the line that put the server there
    ),
    slots={
        "app": places.app,
        "who": places.who,
        "keeper": places.keeper,
        "port": terms.port,
        "carrier": carrier,
        "carried": carried,
        "place": places.spot,
        "resident": lambda _, distant: str(distant.resident),
    },
    remedies=(
        Remedy("see which namespaces there are, and who lives in them", ("lsns", "-t", "net"), Safety.SAFE),
        Remedy(
            "see the server from inside",
            ("nsenter", "--net=/proc/{resident}/ns/net", "ss", "-ltnp"),
            Safety.SAFE,
            needs_root=True,
        ),
        Remedy(
            "{carrier} leads {carried} into it, and not {port}: start it again with -t {port} as well, or the "
            "container with -p {port}:{port}",
            (),
            Safety.SHOW,
            undo="start it as it was",
            when="carrier",
            plain="where pasta leads ports into it, start that again with -t PORT as well",
        ),
        Remedy(
            "{keeper} keeps it: publish its port (docker run -p {port}:{port}), or ask its own address", (), Safety.SHOW
        ),
        Remedy(
            "or start the client in the same namespace",
            ("nsenter", "--net=/proc/{resident}/ns/net", "COMMAND"),
            Safety.SHOW,
            needs_root=True,
        ),
    ),
    prevention=("publish the ports of containers where they are started, and in the compose file",),
    suspect="another network namespace",
    see=("man 7 network_namespaces", "man 8 ip-netns", "man 5 systemd.exec, PrivateNetwork="),
)
