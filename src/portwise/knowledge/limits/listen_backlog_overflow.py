"""
listen(2) takes a number: how many connections may be complete and not yet
accepted, capped by net.core.somaxconn.  Linux admits one more, and while more
wait it drops every SYN without a word (net/ipv4/tcp_input.c,
tcp_conn_request()) and counts it in TcpExt:ListenOverflows.  The client sends its
SYN again after 1, 3 and 7 seconds: some connections are at once, some take
exactly a second, some time out.

A server that accepts too slowly for its clients fills the queue, and so does one
that does not accept at all, which is another cause.
"""

from portwise.knowledge import terms
from portwise.knowledge.terms import processes, queues
from portwise.model.cause import Cause, Clause, Hint, Hop, Remedy, Safety, Scope
from portwise.model.facts import TRACES
from portwise.model.outcome import Outcome
from portwise.model.repeat import OVERFLOWS

CAUSE = Cause(
    id="listen-backlog-overflow",
    hop=Hop.PROCESS,  # the queue belongs to the listener; that it is full is up to who should take from it
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TIMEOUT}),
    prior=0.0,
    title="{app} (pid {pid}) accepts too slowly: {crowd} in a queue made for {backlog}",
    plain="The queue of the server is full: more clients wait than listen(2) made room for",
    about=queues.SERVER,
    needs=(
        Clause(
            "more connections wait in its queue than it has places",
            lambda _, socket: queues.full(socket),
            told="its queue is full, so the kernel drops who comes now: {crowd}, and listen(2) made room for {backlog}",
            denied="its queue has room",
        ),
    ),
    hints=(
        Hint(
            "the kernel counted a full queue when we knocked: TcpExt:ListenOverflows",
            2.0,
            lambda view, _: view[TRACES.of(view.at)].overflows > 0,
        ),
    ),
    yields_to=(
        "process-stopped-or-frozen",  # it says why nobody takes from the queue
        "server-hung-not-accepting",  # nothing was ever taken, so no queue would be long enough
        "fd-or-watcher-limit-exhausted",  # accept(2) fails
    ),
    slots={
        "app": terms.app,
        "who": processes.who,
        "at": terms.at,
        "pid": terms.pid,
        "port": terms.port,
        "crowd": queues.crowd,
        "backlog": queues.backlog,
    },
    remedies=(
        Remedy("watch the queue: Recv-Q is who waits, Send-Q the room", ("ss", "-ltn", "sport = :{port}"), Safety.SAFE),
        Remedy("see who its clients are, and what they do", ("ss", "-tanp", "sport = :{port}"), Safety.SAFE),
        Remedy(
            "give it more workers (--workers in gunicorn and uvicorn), or a longer queue "
            "(--backlog there, listen(port, host, 4096) in Node)",
            (),
            Safety.SHOW,
            undo="restart it as it was",
            platform="any",
        ),
        Remedy(
            "where it asks for more than net.core.somaxconn, raise that and start it again; what it asks for, its own "
            "settings say, and not the kernel",
            ("sysctl", "-w", "net.core.somaxconn=4096"),
            Safety.SHOW,
            needs_root=True,
            undo="sysctl -w net.core.somaxconn=<the value before>",
        ),
    ),
    prevention=(
        "load the server as its clients will",
        "watch TcpExt:ListenOverflows",
        "do nothing slow where accept is called",
    ),
    suspect="a full accept queue",
    counter=OVERFLOWS,
    see=("man 2 listen", "net/ipv4/tcp_input.c, tcp_conn_request()", "man 7 tcp, tcp_abort_on_overflow"),
)
