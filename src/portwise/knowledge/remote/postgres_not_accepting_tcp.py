"""
PostgreSQL listens at a Unix socket, ``.s.PGSQL.5432`` in /run/postgresql or /tmp, and on
TCP at the addresses of listen_addresses alone: ``localhost`` unless somebody changed it,
and none at all where it is empty.  psql without -h uses the Unix socket and works; a
program with a URL uses TCP and reads "connection to server at … failed: Connection
refused.  Is the server running on that host and accepting TCP/IP connections?".

The name of the socket carries the port, and every user may read the table of Unix sockets:
a listener called .s.PGSQL.5432 says that PostgreSQL runs and would be at port 5432.  A
server that answers "no pg_hba.conf entry" or "password authentication failed" has been
reached; its rules say no, which is another matter.
"""

from portwise.knowledge import terms
from portwise.knowledge.terms import addressing, databases, edits
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope
from portwise.model.outcome import Outcome

CAUSE = Cause(
    id="postgres-not-accepting-tcp",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.0,
    title="PostgreSQL runs, and takes no connections at {address} port {port}: it listens at {where}",
    plain="PostgreSQL runs, and takes no TCP connections at this address",
    about=About(
        "PostgreSQL listens at the Unix socket of that port",
        databases.postgres,
        told="PostgreSQL listens at {where}, and nowhere else",
        denied="no Unix socket of PostgreSQL for that port is listened at",
    ),
    needs=databases.NEEDS,
    slots={
        "address": terms.address,
        "port": terms.port,
        "where": databases.where,
        "folder": databases.folder,
        "loopback": databases.loopback,
        **edits.slots(databases.opened(addressing.postgres), databases.server),
    },
    remedies=(
        Remedy(
            "on this machine, use its Unix socket",
            ("psql", "-h", "{folder}", "-p", "{port}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy("or the address that it listens at", ("psql", "-h", "{loopback}", "-p", "{port}"), Safety.SAFE),
        Remedy(
            "see which addresses it was told",
            ("psql", "-h", "{folder}", "-p", "{port}", "-c", "SHOW listen_addresses"),
            Safety.SAFE,
            platform="any",
        ),
        *edits.remedies("; who may come in is said by pg_hba.conf"),
        Remedy(
            "let it listen at {address} too, and start it again: a reload is not enough; who may come in is "
            "said by pg_hba.conf",
            (
                *("psql", "-h", "{folder}", "-p", "{port}", "-c"),
                "ALTER SYSTEM SET listen_addresses = 'localhost,{address}'",
            ),
            Safety.ASK,
            undo="ALTER SYSTEM RESET listen_addresses, and start it again",
            platform="any",
            when="unknown_way",
        ),
    ),
    prevention=("say in the project's readme how to come in: socket or TCP, and at which port",),
    suspect="a PostgreSQL that does not listen on TCP",
    see=(
        "https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-LISTEN-ADDRESSES",
        "man 5 proc_pid_net, unix",
    ),
)
