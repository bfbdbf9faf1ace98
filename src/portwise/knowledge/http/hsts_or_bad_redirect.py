"""
A redirect is an answer that sends the client elsewhere (RFC 9110 section 15.4), and what is wrong
with that other place is met only there: a URL without the port, which means 80 or 443; https
on a port that speaks plain HTTP; a name that only the production network knows; the same URL
again, round and round, when a gateway ends TLS and the application behind it insists on https.
curl without -L shows nothing of it, a browser shows the error of the second place.

Browsers remember too: a 301 is kept for good, and a Strict-Transport-Security header makes them
turn http into https for that host on *every* port before anything is sent (RFC 6797 section 8.3).
Names below .dev and .app are on a list that browsers bring along.  No other client sees that;
"works with curl, fails in the browser" is its mark.  portwise follows one redirect, and only to
this machine; a browser that was sent (--vantage browser) follows all of them, and tells what it
did by itself.
"""

from collections.abc import Iterator

from portwise.knowledge.terms import browsers, web, words
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.client import Client
from portwise.model.facts import FOLLOWED, HTTP
from portwise.model.outcome import Outcome
from portwise.model.target import Target
from portwise.model.url import NotATarget

HSTS = "HSTS"
REDIRECTS = (301, 302, 303, 307, 308)  # RFC 9110 section 15.4, those that clients follow by themselves
THERE = {
    Outcome.REFUSED: "nobody takes connections",
    Outcome.TLS_ERROR: "TLS fails",
    Outcome.NAME_FAILURE: "the name stands for nothing",
    Outcome.TIMEOUT: "nothing answers",
}


def redirects(view: View) -> Iterator[str]:
    """Where the answer sends the client, as a whole URL."""
    for _ in web.connected(view):
        met = view[HTTP.of(view.at)]
        if met.status in REDIRECTS and met.location:
            yield joined(view.target.url or "", met.location)
        else:
            yield from by_itself(view)


def by_itself(view: View) -> Iterator[str]:
    """Where a browser turned http into https before it sent anything."""
    for met in browsers.browsed(view):
        if met.upgraded == HSTS and not view.target.speaks_tls:
            yield from met.hops[1:2]


def own_word(view: View, url: str) -> str | None:
    """What a browser met that went there; what it kept from a page was no failure of that place."""
    went = (met for met in browsers.browsed(view) if met.error and not met.blocked)
    return next((met.error for met in went if url in met.hops[1:]), None)


def sender(view: View, url: str) -> str:
    return f"{browsers.called(view, url)} by itself (HSTS)" if url in by_itself(view) else "The server"


def sent(view: View, url: str) -> str:
    """What came before the second place."""
    if url in by_itself(view):
        return f"{browsers.called(view, url)} turns http into https by itself, for that name is on its list (HSTS)"
    return f"the server answers {view[HTTP.of(view.at)].status}"


def joined(base: str, location: str) -> str:
    """RFC 3986 section 5.2, but for dots in paths, which servers rarely write."""
    scheme, _, rest = base.partition("://")
    if "://" in location.partition("?")[0]:
        return location
    if location.startswith("//"):
        return f"{scheme}:{location}"
    place, _, path = rest.partition("?")[0].partition("/")
    if location.startswith("/"):
        return f"{scheme}://{place}{location}"
    if location.startswith("?"):
        return f"{scheme}://{place}/{path}{location}"
    folder = path.rpartition("/")[0]
    return f"{scheme}://{place}/{folder and folder + '/'}{location}"


def same(one: str, other: str) -> bool:
    """Whether a client would ask the same again; a port that is implied is a port."""
    try:
        return canonical(one) == canonical(other)
    except NotATarget:
        return False


def canonical(url: str) -> tuple[object, ...]:
    target = Target.parse(url)
    return target.scheme, target.host, target.port, target.path, url.partition("#")[0].partition("?")[2]


def in_a_circle(view: View, url: str) -> bool:
    """A server that sets a cookie may answer otherwise the next time."""
    mine = view.target.url or ""
    if same(url, mine):
        return not view[HTTP.of(view.at)].cookie
    met = view[FOLLOWED.of(url)]
    again = joined(url, met.location) if met.status in REDIRECTS and met.location else ""
    return bool(again) and not met.cookie and (same(again, mine) or same(again, url))


def leads_nowhere(view: View, url: str) -> bool:
    if own_word(view, url):
        return True
    return in_a_circle(view, url) or (not itself(view, url) and view[FOLLOWED.of(url)].outcome is not Outcome.CONNECTED)


def itself(view: View, url: str) -> bool:
    return same(url, view.target.url or "")


def there(view: View, url: str) -> str:
    if word := own_word(view, url):
        return f"{browsers.called(view, url)} meets {word}"
    if in_a_circle(view, url):
        return "the client is sent on again, in a circle"
    return THERE.get(view[FOLLOWED.of(url)].outcome, "the connection ends without an answer")


def forced(view: View, url: str) -> str | None:
    """https where http was asked for."""
    asks = url.startswith("https:") and not view.target.speaks_tls
    return "https" if asks and url not in by_itself(view) else None


def preloaded(view: View, url: str) -> str | None:
    """The name, where it is on a list that browsers bring along."""
    return view.target.host if url in by_itself(view) else None


def circle(view: View, url: str) -> str | None:
    return "in a circle" if in_a_circle(view, url) else None


CAUSE = Cause(
    id="hsts-or-bad-redirect",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.CONNECTED}),
    prior=0.0,
    title="{sender} sends on to {to}, where {there}",
    plain="The server sends on to a place that does not answer",
    about=About(
        "the server answers with a redirect",
        redirects,
        told="{sent}, and sends on to {to}",
        denied="the server does not send on",
        once=web.connected,
    ),
    needs=(
        Clause(
            "the place that it names does not answer, or sends back",
            leads_nowhere,
            told="asked too, that place does no good: {there}",
            denied="the place that it names answers",
        ),
    ),
    slots={
        "to": lambda _, url: url,
        "there": there,
        "sender": sender,
        "sent": sent,
        "forced": forced,
        "preloaded": preloaded,
        "circle": circle,
        "url": words.url,
    },
    remedies=(
        Remedy(
            "see the whole way that a client is sent",
            ("curl", "-vL", "--max-redirs", "3", "{url}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy("find out why that place does not answer", ("portwise", "why", "{to}"), Safety.SAFE, platform="any"),
        Remedy(
            "give the server another name than {preloaded}: browsers leave those below .localhost and .test alone",
            (),
            Safety.SHOW,
            undo="use the old name again",
            platform="any",
        ),
        Remedy(
            "if the application forces {forced}: switch that off where nothing speaks TLS (Rails: config.force_ssl, "
            "Django: SECURE_SSL_REDIRECT)",
            (),
            Safety.SHOW,
            undo="switch it on again",
            platform="any",
        ),
        Remedy(
            "where clients go {circle} behind a gateway: let it send X-Forwarded-Proto, and the application heed it",
            (),
            Safety.SHOW,
            undo="take the header out again",
            platform="any",
        ),
        Remedy(
            "if port or name are wrong: correct the address that the application was told is its own (APP_URL, "
            "BASE_URL, SITE_URL)",
            (),
            Safety.SHOW,
            undo="put the old address back",
            platform="any",
        ),
        Remedy(
            "make the browser forget: a 301 in its cache, and the host in chrome://net-internals/#hsts",
            (),
            Safety.SHOW,
            platform="any",
        ),
    ),
    prevention=(
        "redirect by 302 or 307 in development, never by 301",
        "no Strict-Transport-Security for localhost, and no names below .dev and .app for local sites",
    ),
    suspect="a redirect that leads nowhere",
    spares=frozenset({Client.CURL}),  # unless it is told to follow
    see=("https://www.rfc-editor.org/rfc/rfc9110#section-15.4", "https://www.rfc-editor.org/rfc/rfc6797#section-8.3"),
)
