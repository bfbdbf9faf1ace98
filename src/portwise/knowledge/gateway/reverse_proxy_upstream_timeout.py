"""
A gateway that got a connection waits for the answer, and not for ever: nginx 60 s
(proxy_read_timeout), Envoy 15 s (route timeout), HAProxy what ``timeout server`` says, Caddy
what ``response_header_timeout`` says, cloud balancers mostly 60 s.  Then it gives up and
answers 504 itself (RFC 9110 section 15.6.5), while the server behind it often works on and
finishes for nobody.  Apache httpd 2.4 says 502 then, as for an answer that was cut off.

A SYN that nobody answers ends in the same page by another limit (proxy_connect_timeout);
knocking at the upstream tells the two apart: the one is slow, the other is not reached.
nginx writes "upstream timed out (110: Connection timed out) while reading response
header from upstream", or "while connecting to upstream".
"""

from portwise.knowledge.terms import web, words
from portwise.knowledge.terms.gateways import ITS_OWN_PAGE, gateway, gateways, place, upstreams, written
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import DOORSTEP, HTTP
from portwise.model.outcome import Outcome
from portwise.model.settings import Upstream


def sends_nowhere(view: View, _: None) -> bool:
    """A gateway here whose configuration passes this request to nobody."""
    return bool(gateways(view)) and not upstreams(view)


def first(view: View) -> Upstream | None:
    return next(iter(upstreams(view)), None)


def behind(view: View, _: None) -> str | None:
    row = first(view)
    return row and (f"unix:{row.unix_path}" if row.unix_path else place(row))


def where(view: View, _: None) -> str | None:
    row = first(view)
    return row and written(row)


def which_limit(view: View, _: None) -> str | None:
    """Whether it took the connection decides which of two limits ended it."""
    row = first(view)
    if row is None or row.unix_path:
        return None
    took = view[DOORSTEP.of(place(row))].outcome is Outcome.CONNECTED
    return "takes connections, and does not answer in time" if took else "does not even take a connection"


# How each writes that it waits for five minutes
OPTIONS = {
    "nginx": "proxy_read_timeout 300s",
    "haproxy": "timeout server 300s",
    "caddy": "transport http { response_header_timeout 300s }",
    "apache": "timeout=300",
}


def option(view: View, _: None) -> str | None:
    return OPTIONS.get(gateway(view, None))


def waited(view: View, _: None) -> str:
    return f"{view[HTTP.of(view.at)].elapsed_ms / 1000:.1f} s"


CAUSE = Cause(
    id="reverse-proxy-upstream-timeout",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX}),
    prior=0.0,
    title="{gateway} gave up waiting for the server behind it, {behind}, which {which_limit}",
    plain="The gateway gave up waiting for the server behind it",
    about=web.REQUEST,
    needs=(
        Clause(
            "the answer is 504",
            lambda view, _: view[HTTP.of(view.at)].status == 504,
            told="the answer is 504, after {waited}",
            denied="the answer is not 504",
        ),
        ITS_OWN_PAGE,
    ),
    excludes=(
        Clause(
            "its configuration sends this request to nobody",
            sends_nowhere,
            denied="its configuration sends this request on",
        ),
    ),
    yields_to=("backend-dependency-unavailable",),  # it says for whom the server behind the gateway waits
    slots={
        "gateway": gateway,
        "behind": behind,
        "where": where,
        "which_limit": which_limit,
        "option": option,
        "waited": waited,
        "path": words.path,
    },
    remedies=(
        Remedy(
            "ask the server behind it yourself, and see how long it takes",
            ("curl", "-v", "--max-time", "120", "http://{behind}{path}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "make the request fast: long work belongs in the background, and its result is fetched later",
            (),
            Safety.SHOW,
            undo="put it back",
            platform="any",
        ),
        Remedy(
            "or give this one route more time: {option}, beside {where}; then have it checked and read again",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="take the line out again, and reload",
            platform="any",
            plain="or give this one route more time in the configuration of the gateway",
        ),
    ),
    prevention=(
        "one budget of time through the whole chain: whoever waits has a longer limit than whom it waits for",
        "stream long answers, so that bytes come before the limit does",
    ),
    suspect="a server that is too slow for its gateway",
    see=(
        "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout",
        "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.5",
    ),
)
