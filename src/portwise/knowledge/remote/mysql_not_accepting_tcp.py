"""
MySQL and MariaDB listen at a Unix socket, and on TCP at bind-address, which Debian and many
images set to 127.0.0.1; with skip-networking there is no TCP at all.  Their own client
makes it worse to understand: it takes the host name ``localhost`` for "the Unix socket"
and only ``127.0.0.1`` for TCP, so that one works and the other says ERROR 2003 (HY000)
"Can't connect to MySQL server on '127.0.0.1' (111)".  ERROR 2002 is the same for the socket.

A listener at mysqld.sock says that the server runs.  Its name has no port in it, so this is
concluded for port 3306 and for mysql:// alone.  "Host … is not allowed to connect" and
"Access denied" are answers of a server that was reached.
"""

from portwise.knowledge import terms
from portwise.knowledge.terms import addressing, databases, edits
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope
from portwise.model.outcome import Outcome

CAUSE = Cause(
    id="mysql-not-accepting-tcp",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.0,
    title="MySQL or MariaDB runs, and takes no connections at {address} port {port}: it listens at {where}",
    plain="MySQL or MariaDB runs, and takes no TCP connections at this address",
    about=About(
        "MySQL or MariaDB listens at its Unix socket",
        databases.mysql,
        told="a server of that kind listens at {where}, and nowhere else",
        denied="no Unix socket of MySQL or MariaDB is listened at, or another server was meant",
    ),
    needs=databases.NEEDS,
    slots={
        "address": terms.address,
        "port": terms.port,
        "where": databases.where,
        "path": databases.path,
        "loopback": databases.loopback,
        **edits.slots(databases.opened(addressing.mysql), databases.server),
    },
    remedies=(
        Remedy(
            "on this machine, use its Unix socket: to this client, localhost means that too",
            ("mysql", "--socket={path}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy("or the address that it listens at", ("mysql", "--protocol=tcp", "-h", "{loopback}"), Safety.SAFE),
        Remedy(
            "see what it was told",
            (
                "mysql",
                "--socket={path}",
                "-e",
                "SHOW VARIABLES WHERE Variable_name IN ('bind_address','skip_networking')",
            ),
            Safety.SAFE,
            platform="any",
        ),
        *edits.remedies(),
        Remedy(
            "take skip-networking out, or set bind-address={address} under [mysqld], and start it again",
            (),
            Safety.ASK,
            needs_root=True,
            undo="put the old lines back, and start it again",
            platform="any",
            when="unknown_way",
        ),
    ),
    prevention=("write 127.0.0.1 where TCP is meant, and the path of the socket where the socket is",),
    suspect="a MySQL that does not listen on TCP",
    see=(
        "https://dev.mysql.com/doc/refman/en/can-not-connect-to-server.html",
        "https://mariadb.com/kb/en/configuring-mariadb-for-remote-client-access/",
    ),
)
