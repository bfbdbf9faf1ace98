"""
mongod listens at net.bindIp: 127.0.0.1 since version 3.6, whatever the machine is called
and whoever else is to come in.  A client by any other address of the machine, a container
among them, is refused: "connect ECONNREFUSED 192.168.1.5:27017", which drivers wrap into a
MongoServerSelectionError after 30 s.

Its Unix socket, /tmp/mongodb-27017.sock, carries the port in its name; a listener there says
that mongod runs and would be at that port.  To open it is a decision: without
security.authorization, whoever reaches the port reads and writes everything.
"""

from portwise.knowledge import terms
from portwise.knowledge.terms import addressing, databases, edits
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope
from portwise.model.outcome import Outcome

CAUSE = Cause(
    id="mongodb-bindip",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.0,
    title="MongoDB runs, and its bindIp leaves out {address}: it listens at {where}",
    plain="MongoDB runs, and its bindIp leaves out this address",
    about=About(
        "MongoDB listens at the Unix socket of that port",
        databases.mongodb,
        told="mongod listens at {where}, and nowhere else",
        denied="no Unix socket of MongoDB for that port is listened at",
    ),
    needs=databases.NEEDS,
    slots={
        "address": terms.address,
        "port": terms.port,
        "where": databases.where,
        "loopback": databases.loopback,
        **edits.slots(databases.opened(addressing.mongod), databases.server),
    },
    remedies=(
        Remedy(
            "on this machine, use the address that it listens at",
            ("mongosh", "mongodb://{loopback}:{port}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy("see what it was told", ("grep", "-n", "bindIp", "/etc/mongod.conf"), Safety.SAFE),
        *edits.remedies(),
        Remedy(
            "with security.authorization on, set net.bindIp: localhost,{address} in mongod.conf, and start it again",
            (),
            Safety.ASK,
            needs_root=True,
            undo="put the old bindIp back, and start it again",
            platform="any",
            when="unknown_way",
        ),
    ),
    prevention=("keep bindIp narrow, and switch authorization on before it is widened",),
    suspect="a MongoDB on loopback only",
    see=("https://www.mongodb.com/docs/manual/core/security-mongodb-configuration/",),
)
