"""
Some servers are asked once and then send their client elsewhere.  A Kafka broker answers the first
question of every client (Metadata) with the host and port of each broker, taken from
advertised.listeners; a node of a Redis cluster names the node that has the key (MOVED, CLUSTER SLOTS),
by cluster-announce-ip or the address that it has on its own network; a member of a MongoDB replica
set names the members as they were added (hello).  The client closes the first connection and goes there.

So the address that was configured works, for telnet and for every health check, and the client fails
with an address that nobody configured: "localhost:9092", the name of a container, a private network
behind a gateway.  localhost in such an answer is always the client's own.

portwise puts the same question, needs no login for it, and tries each place as the client would.
"""

from collections.abc import Callable

from portwise.knowledge import terms
from portwise.knowledge.terms import attempts, clusters, words
from portwise.knowledge.terms.clusters import Places
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import DOORSTEP
from portwise.model.outcome import Outcome

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def place(view: View, places: Places) -> str | None:
    gone = clusters.dead(view, places)
    return clusters.written(gone[0]) if gone else None


def problem(view: View, places: Places) -> str | None:
    gone = clusters.dead(view, places)
    return clusters.problem(view, gone[0]) if gone else None


def named(_: View, places: Places) -> str:
    shown = [f"{clusters.written(one)} ({one.part})" for one in places[: clusters.SHOWN]]
    more = f" and {len(places) - clusters.SHOWN} more" if len(places) > clusters.SHOWN else ""
    return ", ".join(shown) + more


def others(view: View, places: Places) -> str:
    """Whether that is all of it."""
    count, gone = len(places[: clusters.MOST]), len(clusters.dead(view, places))
    if count == 1:
        return ""
    return f"; {gone} of the {count} that were tried do not take one" if gone > 1 else f", of {count} that were tried"


def nameless(view: View, places: Places) -> str | None:
    """A name that has no address here."""
    return next(
        (
            one.host
            for one in clusters.dead(view, places)
            if view[DOORSTEP.of(clusters.written(one))].outcome is Outcome.NAME_FAILURE
        ),
        None,
    )


def own(view: View, places: Places) -> str | None:
    """localhost, which is the client's machine and not the server's."""
    return next((one.host for one in clusters.dead(view, places) if one.host in LOOPBACK), None)


def only(*schemes: str) -> Callable[[View, Places], str | None]:
    """For the steps of one kind of server: where the client reached it."""
    return lambda view, _: words.place(view, None) if view.target.scheme in schemes else None


CAUSE = Cause(
    id="advertised-address-unreachable",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.CONNECTED}),
    prior=0.0,
    title="{server} sends its clients on to {place}, which {problem}",
    plain="The server sends its clients on to an address that they do not reach",
    about=About(
        "the server answers, and names the places that its clients are to use",
        clusters.sent_on,
        told="asked as its clients ask, {server} sends them on to {named}",
        denied="the server does not answer, or sends its clients nowhere else",
        once=attempts.came_about,
    ),
    needs=(
        Clause(
            "one of these places takes no connection from here",
            lambda view, places: bool(clusters.dead(view, places)),
            told="tried from here, {place} {problem}{others}",
            denied="the places that it names take connections",
        ),
    ),
    slots={
        "server": lambda view, _: clusters.CALLED.get(view.target.scheme),
        "place": place,
        "problem": problem,
        "named": named,
        "others": others,
        "nameless": nameless,
        "own": own,
        "place_asked": words.place,
        "address": terms.address,
        "port": terms.port,
        "kafka": only("kafka"),
        "redis": only("redis", "valkey"),
        "mongodb": only("mongodb"),
    },
    remedies=(
        Remedy("find out why {place} takes no connection", ("portwise", "why", "{place}"), Safety.SAFE, platform="any"),
        Remedy(
            "{own} in that answer is the machine of whoever asks: let the server name an address of its own",
            (),
            Safety.SHOW,
            platform="any",
            plain="localhost in that answer is the machine of whoever asks: let the server name an address of its own",
        ),
        Remedy(
            "let Kafka name what its clients reach: advertised.listeners=PLAINTEXT://{place_asked} in "
            "server.properties, or KAFKA_ADVERTISED_LISTENERS of its container, and a second listener for those in "
            "the network of the container",
            (),
            Safety.SHOW,
            undo="put the old value back, and start the broker again",
            platform="any",
            plain="let Kafka name what its clients reach: advertised.listeners in server.properties, or "
            "KAFKA_ADVERTISED_LISTENERS of its container",
            when="kafka",
        ),
        Remedy(
            "let Redis name what its clients reach; the cluster spreads the news by itself",
            ("redis-cli", "-h", "{address}", "-p", "{port}", "config", "set", "cluster-announce-ip", "{address}"),
            Safety.ASK,
            undo="config set cluster-announce-ip to what it was (config get cluster-announce-ip)",
            platform="any",
            when="redis",
        ),
        Remedy(
            "for one server of MongoDB alone, stay with it: mongodb://{place_asked}/?directConnection=true",
            (),
            Safety.SHOW,
            undo="leave the option out again",
            platform="any",
            plain="for one server of MongoDB alone, stay with it: ?directConnection=true",
            when="mongodb",
        ),
        Remedy(
            "or name the members of the replica set as their clients reach them: rs.conf(), then rs.reconfig()",
            (),
            Safety.SHOW,
            undo="rs.reconfig() with the old names",
            platform="any",
            when="mongodb",
        ),
        Remedy(
            "or give {nameless} an address here, where it is reached: a line of the hosts file",
            (),
            Safety.SHOW,
            undo="take the line out again",
            platform="any",
            plain="or give a name that has none an address here: a line of the hosts file",
        ),
    ),
    prevention=(
        "write the advertised address beside the port",
        "test from where the clients are, with a client that follows: kcat -L, redis-cli -c, mongosh",
    ),
    suspect="an address that the server hands out",
    see=(
        "https://kafka.apache.org/documentation/#brokerconfigs_advertised.listeners",
        "https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/",
        "https://www.mongodb.com/docs/manual/reference/command/hello/",
    ),
)
