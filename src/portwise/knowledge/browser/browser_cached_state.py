"""
Browsers keep things of a site: answers that its server called permanent, files, cookies, and the
program of a service worker, which stands between the page and the network and may answer all by
itself.  What is kept belongs to a host and mostly not to a port, so that every project that was
ever served at localhost shares it.  An old project's service worker shows its page in place of the
new one; a 301 is kept without a limit (RFC 9110 section 15.4.2) and leads on without asking; the
cookies of all ports go along with every request, until their sum is more than a server takes: Node
allows 16 KiB of headers and says 431.  A Strict-Transport-Security header of one port turns http
into https on all (RFC 6797 section 8.3).

No other client meets any of it, and neither does the same browser with a clean profile.  A refused
connection is never remembered.
"""

from portwise.knowledge.terms import profiles, words
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.client import Client
from portwise.model.outcome import Outcome
from portwise.model.testimony import Saw

KINDS = {
    "http-3xx": "a redirect that the server no longer sends",
    "http-4xx": "cookies that are too many or too old",
    "wrong-content": "a page that is no longer there, mostly by a service worker",
}


def what(view: View, saw: Saw) -> str:
    """The likeliest of what is kept, by what it does."""
    if saw.about_tls and view.target.asks_in_the_clear:
        return "to use https"
    return KINDS.get(saw.outcomes[0], "cookies that are too many or too old")


def named(view: View, _: Saw) -> str | None:
    """HSTS knows names alone, RFC 6797 section 8.1.1."""
    return view.target.host if view.target.address is None else None


CAUSE = Cause(
    id="browser-cached-state",
    hop=Hop.CLIENT,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.CONNECTED}),
    prior=0.5,
    title="{client} remembers something of {host}: {what}",
    plain="The browser remembers something of the site that is no longer so",
    about=profiles.BESIDE_A_CLEAN_ONE,
    needs=(
        Clause(
            "what it met comes of what browsers keep: another page, a redirect, cookies, https in place of http",
            profiles.remembers,
            told="{word} is what {what} would bring about",
            denied="what it met does not come of anything that browsers keep",
        ),
    ),
    slots={**profiles.SLOTS, "what": what, "named": named, "host": words.host, "url": words.url},
    remedies=(
        Remedy(
            "see it without what is kept: a private window of {client}",
            (),
            Safety.SHOW,
            plain="see it without what is kept: a private window",
            verify="the page is there in the private window",
            platform="any",
        ),
        Remedy(
            "in {chromium}: DevTools (F12) > Application > Storage > Clear site data, service workers included",
            (),
            Safety.SHOW,
            when="chromium",
            verify="reload the page",
            undo="sign in again at {host}",
            platform="any",
        ),
        Remedy(
            "for https alone, in {chromium}: delete {named} in chrome://net-internals/#hsts",
            (),
            Safety.SHOW,
            when="named",
            plain="for https alone, in Chromium and its kin: delete the name in chrome://net-internals/#hsts",
            verify="reload the page",
            platform="any",
        ),
        Remedy(
            "in {firefox}: the padlock in the address bar > Clear cookies and site data; about:serviceworkers",
            (),
            Safety.SHOW,
            when="firefox",
            verify="reload the page",
            undo="sign in again at {host}",
            platform="any",
        ),
        Remedy(
            "give each project a name of its own, so that cookies do not meet: http://shop.localhost:PORT",
            (),
            Safety.SHOW,
            verify="the page is there under the new name",
            platform="any",
        ),
    ),
    prevention=(
        "redirect with 302 or 307 during development, and never send Strict-Transport-Security from localhost",
        "register service workers in production builds alone",
        "one name below .localhost for each project keeps their cookies apart",
    ),
    suspect="what the browser remembers",
    spares=frozenset(Client) - {Client.BROWSER},
    see=(
        "https://www.rfc-editor.org/rfc/rfc9110#section-15.4.2",
        "https://www.rfc-editor.org/rfc/rfc6265#section-8.5",
        "https://www.w3.org/TR/service-workers/",
        "https://nodejs.org/api/http.html#httpmaxheadersize",
    ),
)
