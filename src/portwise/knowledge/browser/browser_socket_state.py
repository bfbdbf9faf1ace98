"""
A browser shares its sockets among all its tabs: Chromium opens six connections of HTTP/1.1 to one
host and 255 in all (net/socket/client_socket_pool_manager.cc), Firefox six and 900.  An event
stream, a WebSocket of a hot reload, a long poll or a request that its server never answers holds one
for as long as it lives; the seventh request of any tab waits, "Stalled", and never gets as far as the
network.  Browsers also watch the network themselves: a VPN, a container bridge or a Wi-Fi that comes
or goes ends requests with ERR_NETWORK_CHANGED, and one that takes itself to be offline asks nobody
(so does a tab whose DevTools were set to Offline).

The state is of one running browser.  curl knows nothing of it, nor does a browser that was just
started with a clean profile.
"""

from portwise.knowledge.terms import profiles, words
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.client import Client
from portwise.model.outcome import Outcome
from portwise.model.testimony import Saw

AWAY = ("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_IO_SUSPENDED", "NS_ERROR_OFFLINE")
CHANGED = "ERR_NETWORK_CHANGED"


def what(_: View, saw: Saw) -> str:
    if saw.word in AWAY:
        return "takes itself to be offline"
    return "saw the network change under it" if saw.word == CHANGED else "has no connection left for {host}"


def trouble(view: View, saw: Saw) -> str:
    return what(view, saw).format(host=view.target.host)


def full(_: View, saw: Saw) -> str | None:
    return None if saw.word in (*AWAY, CHANGED) else "full"


def changed(_: View, saw: Saw) -> str | None:
    return "changed" if saw.word == CHANGED else None


def away(_: View, saw: Saw) -> str | None:
    return "away" if saw.word in AWAY else None


CAUSE = Cause(
    id="browser-socket-state",
    hop=Hop.CLIENT,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.CONNECTED}),
    prior=0.0,
    title="{client} {trouble}",
    plain="The running browser has no connection left, or takes itself to be offline",
    about=profiles.BESIDE_A_CLEAN_ONE,
    needs=(
        Clause(
            "what it met is said of its own sockets, or of its own view of the network",
            profiles.waits,
            told="{word} is said by a browser that {trouble}",
            denied="what it met is nothing that a browser says of its own sockets or of the network",
        ),
    ),
    slots={
        **profiles.SLOTS,
        "trouble": trouble,
        "full": full,
        "changed": changed,
        "away": away,
        "host": words.host,
        "url": words.url,
        "port": lambda view, _: str(view.target.port),
    },
    remedies=(
        Remedy(
            "reload the page, and see which VPN, bridge or Wi-Fi comes and goes",
            ("ip", "monitor", "link", "address"),
            Safety.SHOW,
            verify="reload the page",
            undo="end it with Ctrl-C",
            when="changed",
        ),
        Remedy(
            "in DevTools (F12) > Network set throttling to No throttling: one set to Offline asks nobody",
            (),
            Safety.SHOW,
            verify="reload the page",
            platform="any",
            when="away",
        ),
        Remedy(
            "count the connections that browsers have there: six of one browser are all that it opens over HTTP/1.1",
            ("ss", "-tnp", "state", "established", "dport", "=", ":{port}"),
            Safety.SAFE,
            verify="fewer than six lines of one browser",
            when="full",
        ),
        Remedy(
            "close the other tabs of {host}",
            (),
            Safety.SHOW,
            verify="reload the page",
            platform="any",
            when="full",
        ),
        Remedy(
            "or start {client} again, which gives all its sockets back (chrome://restart keeps the tabs)",
            (),
            Safety.SHOW,
            plain="or start the browser again, which gives all its sockets back",
            verify="reload the page",
            platform="any",
        ),
        Remedy(
            "let streams go to a host name of their own, or serve HTTP/2, which has no such limit",
            (),
            Safety.SHOW,
            verify="reload the page beside six open streams",
            platform="any",
            when="full",
        ),
    ),
    prevention=(
        "no more than five streams to one host; one SharedWorker can serve all tabs",
        "end a stream when its page is hidden",
    ),
    suspect="the browser's own connections",
    spares=frozenset(Client) - {Client.BROWSER},
    see=(
        "https://chromium.googlesource.com/chromium/src/+/main/net/socket/client_socket_pool_manager.cc",
        "https://www.rfc-editor.org/rfc/rfc9113#section-5.1.2",
        "https://developer.chrome.com/docs/devtools/network/reference#timing-explanation",
    ),
)
