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

Whoever asks may have less patience than the gateway: then nothing comes at all.  Where the server
behind it takes connections, and says nothing to the same request when it is asked straight, it is
that server who is waited for, and the gateway is well.
"""

from portwise.knowledge.terms import web, words
from portwise.knowledge.terms.gateways import (
    ITS_OWN_PAGE,
    PROXIES,
    gateway,
    gateways,
    place,
    takes,
    upstreams,
    waits,
    written,
)
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import every
from portwise.model.facts import DOORSTEP, HTTP, PROGRAM, STRAIGHT
from portwise.model.outcome import Outcome
from portwise.model.settings import Upstream


def silent_behind(view: View) -> bool:
    """The gateway takes the request and says nothing, and so does each server that it may have asked."""
    if not waits(view) or not any(view[PROGRAM.of(process)].name in PROXIES for process in gateways(view)):
        return False
    rows = upstreams(view)
    return bool(rows) and every(rows, lambda row: row.scheme == "http" and not row.unix_path and silent(view, row))


def silent(view: View, row: Upstream) -> bool:
    return takes(view, row) and view[STRAIGHT.of(place(row))].outcome is Outcome.HANG


def sends_nowhere(view: View, _: None) -> bool:
    """A gateway here whose configuration passes this request to nobody."""
    return bool(gateways(view)) and not upstreams(view)


def first(view: View) -> Upstream | None:
    return next(iter(upstreams(view)), None)


def behind(view: View, _: None) -> str | None:
    row = first(view)
    return row and (f"unix:{row.unix_path}" if row.unix_path else place(row))


def straight(view: View, _: None) -> str | None:
    """Where a URL leads to it."""
    row = first(view)
    return place(row) if row and not row.unix_path else None


def where(view: View, _: None) -> str | None:
    row = first(view)
    return row and written(row)


def which_limit(view: View, _: None) -> str | None:
    """Whether it took the connection decides which of two limits ended it."""
    row = first(view)
    if row is None or row.unix_path:
        return None
    if waits(view):
        alone = view[STRAIGHT.of(place(row))].elapsed_ms / 1000
        return f"takes connections, and says nothing within {alone:.1f} s when it is asked the same straight"
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


def patience(view: View, _: None) -> str:
    return "waits" if waits(view) else "gave up waiting"


def shown(view: View, _: None) -> str:
    if waits(view):
        return f"{gateway(view, None)} took the request and has said nothing for {waited(view, None)}"
    return f"the answer is 504, after {waited(view, None)}"


def speaks(view: View, _: None) -> str:
    who = gateway(view, None)
    if waits(view):
        return f"{who} runs, and by its configuration the request goes on to the server behind it"
    return f"the page is {who}'s own: {who} runs, and answers for the server behind it"


def ended(view: View, _: None) -> str | None:
    return None if waits(view) else "ended"


CAUSE = Cause(
    id="reverse-proxy-upstream-timeout",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX, Outcome.HANG}),
    prior=0.0,
    title="{gateway} {patience} for the server behind it, {behind}, which {which_limit}",
    plain="The gateway waits for the server behind it, or gave up waiting",
    about=web.REQUEST,
    needs=(
        Clause(
            "the answer is 504, or none comes, and the server behind says nothing either when it is asked straight",
            lambda view, _: view[HTTP.of(view.at)].status == 504 or silent_behind(view),
            told="{shown}",
            denied="the answer is not 504, and no server behind a gateway is silent, too",
        ),
        Clause(
            ITS_OWN_PAGE.says,
            lambda view, about: waits(view) or ITS_OWN_PAGE.holds(view, about),
            told="{speaks}",
            denied=ITS_OWN_PAGE.denied,
        ),
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
        "straight": straight,
        "where": where,
        "which_limit": which_limit,
        "option": option,
        "patience": patience,
        "shown": shown,
        "speaks": speaks,
        "ended": ended,
        "path": words.path,
    },
    remedies=(
        Remedy(
            "see what is wrong with the server behind it: whether it is stopped, or waits itself",
            ("portwise", "why", "http://{straight}{path}"),
            Safety.SAFE,
            platform="any",
            when="straight",
        ),
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
            when="ended",
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
