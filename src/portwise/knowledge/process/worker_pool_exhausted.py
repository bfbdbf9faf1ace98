"""
A server has a number of workers, and often the number is one: python's HTTPServer,
php -S, gunicorn as it comes, Flask with threaded=False.  While each of them is busy
with a client, the next one waits.  The kernel has completed its handshake, so it is
connected; whether its request lies in the accept queue or has been accepted and
waits unread for a worker depends on the server.

One client is enough, and it need not do anything: browsers open a second
connection in advance, and a worker that has taken it waits for a request that never
comes.  A handler that calls its own server waits for itself.

That the server serves somebody shows in the table of connections: those have an
inode, ours has none (net/core/sock.c, sock_i_ino()), or has one and its bytes unread.
"""

from portwise.knowledge import terms
from portwise.knowledge.terms import processes, queues
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope
from portwise.model.outcome import Outcome

CAUSE = Cause(
    id="worker-pool-exhausted",
    hop=Hop.PROCESS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HANG}),
    prior=0.0,
    title="{app} (pid {pid}) is busy with {clients}, and everybody else waits",
    plain="The server is busy with the clients that it has, and everybody else waits",
    about=queues.SERVER,
    needs=(
        Clause(
            "our request was left waiting: the connection was not accepted, or what it brought was not read",
            lambda view, _: queues.left_waiting(view),
            told="the kernel made the connection, and nobody reads the request",
            denied="the server takes requests, or no connection came about",
        ),
        Clause(
            "the server has accepted other clients, and they are still connected",
            lambda view, _: bool(queues.others(view)),
            told="it has accepted {clients} before us, still connected",
            denied="the server has no other client",
        ),
    ),
    yields_to=("process-stopped-or-frozen", "debugger-paused", "fd-or-watcher-limit-exhausted"),  # why it serves nobody
    slots={
        "app": terms.app,
        "who": processes.who,
        "at": terms.at,
        "pid": terms.pid,
        "port": terms.port,
        "clients": queues.clients,
    },
    remedies=(
        Remedy(
            "see whom it serves; a browser that is connected and asks nothing is the usual one",
            ("ss", "-tnp", "state", "established", "( sport = :{port} or dport = :{port} )"),
            Safety.SAFE,
        ),
        Remedy(
            "give it more workers: ThreadingHTTPServer in Python, gunicorn --workers 4 --threads 8, "
            "uvicorn --workers 4, PHP_CLI_SERVER_WORKERS=4 php -S, threaded=True in Flask",
            (),
            Safety.SHOW,
            undo="start it as it was",
            platform="any",
        ),
        Remedy(
            "if it must serve now: close the connections that it has, and it takes the next",
            ("ss", "-K", "state", "established", "sport = :{port}"),
            Safety.ASK,
            needs_root=True,
            undo="the clients connect again",
        ),
    ),
    prevention=(
        "more than one worker in development too",
        "a read timeout in the server, so that a client that says nothing does not keep a worker",
        "a handler does not call its own server",
    ),
    suspect="a server whose workers are all busy",
    see=("man 2 accept", "https://docs.gunicorn.org/en/stable/design.html#how-many-workers", "net/ipv4/tcp_diag.c"),
)
