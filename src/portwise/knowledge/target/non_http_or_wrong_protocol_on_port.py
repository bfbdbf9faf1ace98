"""
A port takes connections from everybody; what is said on them is another matter.  A
database, SSH or gRPC server that gets ``GET / HTTP/1.1`` does what it does with any
broken message.  SSH, MySQL and mail servers have greeted first, and the client takes
the greeting for a broken response ("Received HTTP/0.9 when not allowed", Node's
HPE_INVALID_CONSTANT, ERR_INVALID_HTTP_RESPONSE).  PostgreSQL reads "GET " as the
length of a packet and hangs up: "Empty reply from server".  Redis takes the Host
header for an attack and hangs up as well.  HTTP/2 without TLS sends a frame.

The other way round it is the same: ``redis://`` or ``smtp://`` meets SSH or a web server,
which says so, or keeps silent until it has got a whole request.

The proof is the server's own first words, or its answer to the first question of its
protocol, which opens no session and names no user.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from portwise.knowledge import terms
from portwise.knowledge.terms import attempts, processes, words
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.exchange import Kind
from portwise.model.facts import ATTEMPT, BANNER, HERE, HTTP, LISTENERS, SPOKEN, TLS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.schemes import WITH_TLS

HTTP_2 = "http2"
OF_THE_WEB = ("http", "tls")  # what has causes of its own where the web is asked for
STRANGE = frozenset({Outcome.WRONG_CONTENT, Outcome.HANG, Outcome.EMPTY, Outcome.RESET})
CALLED: Mapping[str, str] = MappingProxyType(
    {
        "ssh": "SSH",
        "smtp": "SMTP, the protocol of mail,",
        "ftp": "FTP",
        "imap": "IMAP",
        "pop3": "POP3",
        "nntp": "NNTP",
        "mysql": "the protocol of MySQL",
        "postgresql": "the protocol of PostgreSQL",
        "redis": "the protocol of Redis",
        "mongodb": "the protocol of MongoDB",
        "amqp": "AMQP",
        "vnc": "VNC",
        "http": "HTTP",
        "tls": "TLS",
        HTTP_2: "HTTP/2 without TLS (gRPC does)",
    }
)


def unanswered(view: View) -> tuple[None, ...]:
    """Once where a connection came about and what was said on it is not what was asked for."""
    if view[ATTEMPT.of(view.at)].outcome is not Outcome.CONNECTED:
        return ()
    return (None,) if (strange(view) if view.target.speaks_http else misgreeted(view)) else ()


def misgreeted(view: View) -> bool:
    """Whether a greeting in the clear brought no word of its protocol, or a ClientHello none of TLS."""
    if view.target.speaks_tls:
        shaken = view[TLS.of(view.at)]
        return shaken.outcome is Outcome.TLS_ERROR and shaken.kind is not Kind.TLS
    return view[BANNER.of(view.at)].outcome in STRANGE


def foreign(view: View, _: None) -> bool:
    """TLS where its own protocol may go over TLS is another cause."""
    met = view[SPOKEN.of(view.at)]
    if not view.target.speaks_http:
        return bool(met.protocol) and not (met.protocol == "tls" and view.target.scheme in WITH_TLS)
    return bool(met.protocol) and met.protocol not in OF_THE_WEB


def strange(view: View) -> bool:
    """Whether the answer was no HTTP and no TLS; silence has other reasons."""
    if view.target.speaks_tls:
        shaken = view[TLS.of(view.at)]
        return shaken.outcome is Outcome.TLS_ERROR and shaken.kind in (Kind.OTHER, Kind.NOTHING)
    return view[HTTP.of(view.at)].outcome in (Outcome.NOT_HTTP, Outcome.EMPTY, Outcome.RESET)


def server(view: View) -> Socket | None:
    return next((socket for socket in view[LISTENERS.of(HERE)] if terms.takes(view, socket)), None)


def who(view: View, _: None) -> str | None:
    socket = server(view)
    return socket and processes.who(view, socket)


def protocol(view: View, _: None) -> str:
    met = view[SPOKEN.of(view.at)].protocol
    return CALLED.get(met, f"the protocol {met}")


def own_url(view: View, _: None) -> str | None:
    met = view[SPOKEN.of(view.at)].protocol
    return None if met == HTTP_2 else f"{met}://{words.place(view, None)}"


def prior_knowledge(view: View, _: None) -> str | None:
    return words.place(view, None) if view[SPOKEN.of(view.at)].protocol == HTTP_2 else None


CAUSE = Cause(
    id="non-http-or-wrong-protocol-on-port",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.NOT_HTTP, Outcome.EMPTY, Outcome.RESET, Outcome.TLS_ERROR, *STRANGE}),
    prior=0.5,
    title="Port {port} speaks {protocol} and not {scheme}",
    plain="The port speaks another protocol than the one that was used",
    about=About(
        "a connection came about, and what came back is not the protocol that was asked for",
        unanswered,
        denied="the server answered in the protocol that was asked for, or not at all",
        trivial=True,
        once=attempts.came_about,
    ),
    needs=(
        Clause(
            "the server speaks another protocol, by its first words or its answer to the first question of it",
            foreign,
            told="its own words are: {words}",
            denied="its words are of no other protocol that portwise knows",
        ),
    ),
    slots={
        "port": terms.port,
        "scheme": lambda view, _: view.target.scheme,
        "protocol": protocol,
        "words": lambda view, _: view[SPOKEN.of(view.at)].text or None,
        "who": who,
        "own_url": own_url,
        "prior_knowledge": prior_knowledge,
    },
    remedies=(
        Remedy(
            "speak its own protocol to it, if it is the server that was meant",
            ("portwise", "why", "{own_url}"),
            Safety.SAFE,
            verify="portwise why {own_url}",
            platform="any",
        ),
        Remedy(
            "speak HTTP/2 from the first byte",
            ("curl", "-v", "--http2-prior-knowledge", "http://{prior_knowledge}/"),
            Safety.SAFE,
            verify="curl -v --http2-prior-knowledge http://{prior_knowledge}/",
            platform="any",
        ),
        Remedy(
            "if {scheme} was meant, its server has another port: {who} has this one",
            ("ss", "-ltnp"),
            Safety.SAFE,
            plain="if another server was meant, it has another port: see who listens where",
        ),
        Remedy(
            "if another server was meant, it has another port: see who listens where",
            ("lsof", "-nP", "-iTCP", "-sTCP:LISTEN"),
            Safety.SAFE,
            platform="macos",
        ),
    ),
    prevention=(
        "leave the well-known ports to the servers that they are known for",
        "write the scheme beside the port",
    ),
    suspect="a server of another protocol",
    see=(
        "https://www.rfc-editor.org/rfc/rfc9112#section-2.1",
        "https://www.rfc-editor.org/rfc/rfc4253#section-4.2",
        "https://www.rfc-editor.org/rfc/rfc9113#section-3.3",
    ),
)
