"""
The connection came about and the request was sent, and then the server closed without an answer,
or in the middle of one.  A close that follows a read is a FIN, and the client says "empty reply";
a close with bytes of the request still unread is a reset (RFC 9293 section 3.6.1, and RFC 2525
section 2.17), and the client says "connection reset by peer"; a body that is shorter than announced is
"transfer closed with outstanding data".  The three are one cause, and which one it is depends on
the moment.

Who does that: a handler that throws or a process that dies over the request, a limit that the
server has on connections or on memory, a forwarder (ssh -L, kubectl port-forward, docker-proxy)
that takes every connection and only then finds out that nobody is behind it, or a server that
speaks something else and hangs up on what it does not understand.  A port that speaks TLS is
another cause, so portwise tries that first.
"""

from portwise.knowledge import terms
from portwise.knowledge.terms import containers, web, words
from portwise.model.cause import Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.container import PASTA
from portwise.model.evidence import some
from portwise.model.exchange import Kind
from portwise.model.facts import HERE, HTTP, LISTENERS, OWNERS, SPOKEN, TLS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome

CLOSED = {
    Outcome.EMPTY: "closes without a byte",
    Outcome.RESET: "resets the connection",
    Outcome.TRUNCATED: "closes in the middle of its answer",
}
FORWARDERS = ("ssh", "docker-proxy", "kubectl", "rootlessport", "socat", "slirp4netns", *PASTA, "gvproxy")


def closed(view: View, _: None) -> bool:
    return view[HTTP.of(view.at)].outcome in CLOSED


def not_for_tls(view: View, _: None) -> bool:
    """Many wait for the end of a line that a ClientHello has not; then what they say to a wrong one tells."""
    return view.target.speaks_tls or some((refuses_tls, is_plain), lambda test: test(view))


def refuses_tls(view: View) -> bool:
    return view[TLS.of(view.at)].kind is not Kind.TLS


def is_plain(view: View) -> bool:
    return view[SPOKEN.of(view.at)].protocol == "http"


def serving(view: View) -> list[Socket]:
    return [socket for socket in view[LISTENERS.of(HERE)] if terms.takes(view, socket)]


def forwards(view: View, _: None) -> bool:
    return some(
        serving(view), lambda socket: some(view[OWNERS.of(socket.inode)], lambda process: process.name in FORWARDERS)
    )


def forwarder(view: View, _: None) -> str | None:
    found = (process for socket in serving(view) for process in view[OWNERS.of(socket.inode)])
    return next((process.name for process in found if process.name in FORWARDERS), None)


def tls(view: View, _: None) -> str:
    return "TLS stood before that" if view.target.speaks_tls else "asked with TLS instead, it does no better"


def pid(view: View, _: None) -> str | None:
    return next((found for socket in serving(view) if (found := terms.pid(view, socket))), None)


CAUSE = Cause(
    id="server-closes-without-response",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.EMPTY, Outcome.RESET, Outcome.TRUNCATED}),
    prior=-0.5,  # what happened, not yet why: whatever says why is the better answer
    title="The server on port {port} takes the request and {closes}",
    plain="The server takes the request and closes without a whole answer",
    about=web.REQUEST,
    needs=(
        Clause(
            "the server closed the connection without a whole answer",
            closed,
            told="the server takes the connection and the request, and {closes}",
            denied="the answer came whole, or the connection is still open",
        ),
        Clause(
            "it is not TLS that the server waits for",
            not_for_tls,
            told="{tls}",
            denied="the port speaks TLS",
        ),
    ),
    hints=(Hint("who listens there only forwards, and finds nobody behind", 1.0, forwards),),
    excludes=(containers.VACANT,),
    yields_to=(
        "non-http-or-wrong-protocol-on-port",  # it hangs up on what it does not understand
        "ssh-tunnel-refused-or-died",  # it says that nobody is at the other end
        "kubernetes-service-no-endpoints",  # and so does this one, for kubectl
        "container-vm-forwarder-stuck",  # it says whose forwarder it is
        "backend-dependency-unavailable",  # it says who is not there
    ),
    slots={
        "closes": lambda view, _: CLOSED.get(view[HTTP.of(view.at)].outcome),
        "port": lambda view, _: str(view.at.port),
        "tls": tls,
        "pid": pid,
        "forwarder": forwarder,
        "url": words.url,
    },
    remedies=(
        Remedy(
            "make the request once more, alone, and read what the server writes meanwhile",
            ("curl", "-v", "--max-time", "10", "{url}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy("see who it is that listens", ("ps", "-o", "pid,lstart,args", "-p", "{pid}"), Safety.SAFE),
        Remedy(
            "see whether somebody is there behind {forwarder}: it takes connections for a server that may be gone",
            (),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "see what it does over a request: which calls fail",
            ("strace", "-f", "-e", "trace=network,desc", "-p", "{pid}"),
            Safety.SHOW,
            needs_root=True,
        ),
        Remedy(
            "if the page is not plain HTTP by intent: use the protocol that the server speaks",
            (),
            Safety.SHOW,
            platform="any",
        ),
    ),
    prevention=(
        "answer with an error instead of hanging up: catch exceptions in handlers",
        "let the health check make a real request",
    ),
    suspect="a server that hangs up",
    see=("https://www.rfc-editor.org/rfc/rfc9293#section-3.6.1", "https://www.rfc-editor.org/rfc/rfc2525#section-2.17"),
)
