"""
``localhost`` stands for ::1 and for 127.0.0.1, and RFC 6724 puts ::1 first.  A
server on 127.0.0.1 (or on 0.0.0.0, which is every IPv4 address) has no socket
for a SYN to ::1, so the kernel resets it.  Browsers and curl try the next address
at once (RFC 8305) and nobody notices.  Node 17 to 19, drivers of databases, health
checks and much else take the first address and stop: "connect ECONNREFUSED
::1:5432" beside a server that runs.  Hence "it works in the browser".

The same holds for every name that has an address in both families.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import openers, processes
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View
from portwise.model.client import Client
from portwise.model.facts import ADDRESSES, HERE, LISTENERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome

LOOPBACK = "127.0.0.1"


def on_ipv4(view: View) -> list[Socket]:
    """Listeners of the same name's IPv4 address; an address that was written out has no other family."""
    others = [a for a in view[ADDRESSES.of(view.target.host)] if a.version == 4 < view.at.address.version]
    mine = [s for s in view[LISTENERS.of(HERE)] if s.port == view.at.port]
    return [s for s in mine if any(s.covers(a) for a in others)]


def works(view: View, socket: Socket) -> str:
    """The IPv4 address of the name that *socket* takes."""
    return next(str(a) for a in view[ADDRESSES.of(view.target.host)] if a.version == 4 and socket.covers(a))


def carried(view: View, socket: Socket) -> str | None:
    """Where connections can be taken for the server: on loopback, which stays within the machine."""
    here = view.at.address.is_loopback and works(view, socket) == LOOPBACK
    return f"[{view.at.address}]:{view.at.port}" if here else None


CAUSE = Cause(
    id="localhost-ipv6-first-server-ipv4-only",
    hop=Hop.LISTENER,  # it speaks of a name, and acts where the SYN meets no socket
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.0,
    title="{app} listens in IPv4 only, and {name} leads to {address} first",
    plain="The server listens in IPv4 only, and the name leads to IPv6 first",
    about=About(
        "a server listens at the IPv4 address of the same name",
        on_ipv4,
        told="{who} listens on {at}",
        denied="no server has that port at an IPv4 address of the name",
    ),
    needs=(terms.OUR_ADDRESS, terms.NOBODY_LISTENS),
    slots={
        "app": terms.app,
        "who": processes.who,
        "at": terms.at,
        "name": lambda view, _: view.target.host,
        "address": terms.address,
        "works": works,
        "port": terms.port,
        "carried": carried,
        **openers.OPENING,
    },
    remedies=(
        *openers.opens("write {works} in place of {name}", "{works}:{port}"),
        Remedy(
            "or carry what comes to {address} there, for this machine alone and for as long as it runs",
            ("portwise", "forward", "{carried}", "{works}:{port}"),
            Safety.ASK,
            undo="end it with Ctrl-C",
            when="carried",
        ),
        Remedy(
            "or restart {app} so that it takes both families: --host :: does in most servers",
            (),
            Safety.ASK,
            plain="or restart the server so that it takes both families: --host :: does in most servers",
            undo="restart it as it was",
            platform="any",
        ),
        Remedy(
            "if the client is Node 17 to 19, set NODE_OPTIONS=--dns-result-order=ipv4first for it",
            (),
            Safety.SHOW,
            undo="unset NODE_OPTIONS",
            platform="any",
        ),
    ),
    prevention=("bind both families", "write 127.0.0.1 for tools that look names up themselves"),
    suspect="a server in the other family",
    spares=frozenset({Client.BROWSER, Client.CURL, Client.PYTHON, Client.GO, Client.DOTNET}),  # they try every address
    see=(
        "https://www.rfc-editor.org/rfc/rfc6724#section-2.1",
        "https://www.rfc-editor.org/rfc/rfc8305",
        "https://github.com/nodejs/node/issues/40702",
    ),
)
