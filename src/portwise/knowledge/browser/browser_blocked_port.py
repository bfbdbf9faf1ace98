"""
A page may make its visitor's browser send what it likes to any address and port, and servers of old protocols take
what they do not understand for commands: a form posted to port 25 can send mail.  So browsers have a list of ports
that they never speak HTTP to (https://fetch.spec.whatwg.org, "bad port"; net/base/port_util.cc in Chromium): 80 below
11,000, among them 6000 (X11), 5060 and 5061 (SIP), 6665 to 6669 and 6697 (IRC) and 10080.  It holds on localhost as
well, and for the fetch() of Node.js, which has the list too.

Nothing is sent: the browser shows ERR_UNSAFE_PORT (Firefox: "This address is restricted") while curl, and every other
program, gets its answer.
"""

from collections.abc import Iterator

from portwise.knowledge.terms import browsers, words
from portwise.model.badports import CHROMIUM_BLOCKS
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.client import Client
from portwise.model.neterror import UNSAFE
from portwise.model.outcome import Outcome


def ports(view: View) -> Iterator[int]:
    """By the list that they have in common, and by a browser's own word, whose list may be longer."""
    said = any(met.error in UNSAFE for met in browsers.browsed(view))
    port = view.target.port
    if view.target.speaks_http and port is not None and (said or port in CHROMIUM_BLOCKS):
        yield port


def refuses(view: View, _: int) -> bool:
    return all(met.error in UNSAFE for met in browsers.browsed(view))


def who(view: View, _: int) -> str:
    name = browsers.called(view, None)
    return f"{name} refuses" if name else "browsers refuse"


def switchable(view: View, _: int) -> str | None:
    """A browser whose command line takes ports from the list; Firefox has no such switch, only about:config."""
    return None if browsers.is_firefox(view) else browsers.program(view, None)


def firefox(view: View, _: int) -> str | None:
    return browsers.called(view, None) if browsers.is_firefox(view) else None


def proof(view: View, _: int) -> str:
    name = browsers.called(view, None)
    return f"{name} says {browsers.word(view, None)}, and sends nothing" if name else "no browser was sent to see"


CAUSE = Cause(
    id="browser-blocked-port",
    hop=Hop.CLIENT,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.CONNECTED, Outcome.BLOCKED_BY_BROWSER}),
    prior=0.0,
    title="port {port} is on the list of ports that {who}",
    plain="Browsers refuse this port",
    about=About(
        "browsers fetch no page from that port",
        ports,
        told="browsers fetch no page from port {port}, on localhost either; curl and most programs do",
        denied="browsers fetch pages from that port",
    ),
    needs=(
        Clause(
            "no browser that was sent there went",
            refuses,
            told="{proof}",
            denied="the browser that was sent goes to that port",
        ),
    ),
    slots={
        "port": lambda _, port: str(port),
        "who": who,
        "proof": proof,
        "browser": switchable,
        "firefox": firefox,
        "url": words.url,
    },
    remedies=(
        Remedy(
            "see that everybody else gets an answer",
            ("curl", "-i", "{url}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "give the server a port that browsers take: 3000, 5173, 8000 and 8080 are",
            (),
            Safety.SHOW,
            undo="give it the old port again",
            platform="any",
        ),
        Remedy(
            "or, to look at it once, let a browser with a profile of its own go to port {port}",
            ("{browser}", "--explicitly-allowed-ports={port}", "--user-data-dir=/tmp/throw-away", "{url}"),
            Safety.SHOW,
            undo="remove /tmp/throw-away",
        ),
        Remedy(
            "or, to look at it once in {firefox}, add to about:config the string "
            "network.security.ports.banned.override with the value {port}",
            (),
            Safety.SHOW,
            undo="delete network.security.ports.banned.override from about:config",
            platform="any",
        ),
    ),
    prevention=("for pages, ports that are not on https://fetch.spec.whatwg.org/#port-blocking",),
    suspect="the list of ports that browsers refuse",
    spares=browsers.SPARED - {Client.NODE},  # whose fetch() has the list
    see=("https://fetch.spec.whatwg.org/#port-blocking", "net/base/port_util.cc in Chromium"),
)
