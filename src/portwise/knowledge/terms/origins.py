"""What a browser makes of the headers that allow another origin (https://fetch.spec.whatwg.org, 4.8 to 4.10)."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.cause import View
from portwise.model.exchange import AsPage, Permission
from portwise.model.facts import PERMITTED
from portwise.model.fetch import READING, SIMPLE, NotAPage, serialised
from portwise.model.outcome import Outcome
from portwise.model.target import Fetch

ANY = "*"
YES = "true"
OK = range(200, 300)
REDIRECTS = range(300, 400)
NEVER_BY_STAR = "authorization"  # the one name that a * does not stand for
NO_CREDENTIALS = (401, 403)
SHOWN = 5  # values of a header
GONE = {Outcome.EMPTY: "closes without a byte", Outcome.RESET: "resets the connection"}


def foreign(view: View) -> Fetch | None:
    """Who asks, where that is a page of another origin; a WebSocket asks nobody for leave."""
    fetch, target = view.target.fetch, view.target
    if fetch is None or target.scheme not in ("http", "https"):
        return None
    return None if fetch.origin == own(view) else fetch


def own(view: View) -> str:
    """The origin of the target itself."""
    scheme, _, rest = (view.target.url or "").partition("://")
    try:
        return serialised(f"{scheme}://{rest.partition('/')[0]}")
    except NotAPage:
        return ""


def asked(view: View, fetch: Fetch) -> Iterator[AsPage]:
    """
    What is sent, in the order in which a browser sends it.

    Nothing but a GET is ever made, and none where it would lack the login that goes with it: without
    that the answer is another one.
    """
    if not fetch.is_simple:
        yield AsPage(view.at, fetch, preflight=True)
    if fetch.is_simple or (fetch.method in READING and NEVER_BY_STAR not in fetch.headers and not fetch.credentials):
        yield AsPage(view.at, fetch, preflight=False)


def refused(view: View, fetch: Fetch) -> AsPage | None:
    """The first of these that a browser does not take for a permission."""
    return next((one for one in asked(view, fetch) if trouble(view[PERMITTED.of(one)], one)), None)


def trouble(met: Permission, about: AsPage) -> str:
    """What is wrong with the answer, ``""`` where nothing is."""
    if about.preflight:
        return of_preflight(met) or of_origin(met, about.fetch) or of_request(met, about.fetch)
    return of_origin(met, about.fetch) if met.status else ""


def of_preflight(met: Permission) -> str:
    """Browsers follow no redirect here and send neither a login nor a cookie along."""
    if not met.status:
        return f"the server takes the preflight (OPTIONS) and {GONE.get(met.outcome, 'answers in no HTTP')}"
    if met.status in REDIRECTS:
        return f"the preflight (OPTIONS) is sent on, HTTP {met.status}, and browsers do not follow that here"
    bare = ", and browsers send no login with it" if met.status in NO_CREDENTIALS else ""
    return "" if met.status in OK else f"the preflight (OPTIONS) is answered with HTTP {met.status}{bare}"


def of_origin(met: Permission, fetch: Fetch) -> str:
    """The check of the answer itself; several headers count as one with a comma in it, which matches nothing."""
    if not met.origins:
        return f"the answer, HTTP {met.status}, has no Access-Control-Allow-Origin"
    if len(met.origins) > 1 or "," in met.origins[0]:
        return f"Access-Control-Allow-Origin has several values, {listed(met.origins)}, where one may stand"
    (allowed,) = met.origins
    if allowed == ANY and fetch.credentials:
        return "Access-Control-Allow-Origin is *, which does not count for a request with cookies or a login"
    if allowed not in (ANY, fetch.origin):
        return f"Access-Control-Allow-Origin is {allowed}"
    if fetch.credentials and met.credentials != (YES,):
        return "cookies and logins are not allowed: Access-Control-Allow-Credentials is not true"
    return ""


def of_request(met: Permission, fetch: Fetch) -> str:
    star = () if fetch.credentials else (ANY,)  # with credentials it is a name like any other
    if fetch.method not in (*SIMPLE, *met.methods) and not set(star) & set(met.methods):
        return f"the method {fetch.method} is not among those that are allowed ({listed(met.methods) or 'none'})"
    by_star = bool(set(star) & set(met.headers))
    missing = [n for n in fetch.unsafe if n not in met.headers and (n == NEVER_BY_STAR or not by_star)]
    if missing:
        return f"the header {missing[0]} is not among those that are allowed ({listed(met.headers) or 'none'})"
    return ""


def listed(values: tuple[str, ...]) -> str:
    return ", ".join(values[:SHOWN])
