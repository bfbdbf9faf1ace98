"""HTTP statuses that say where on the way an answer was made."""

from __future__ import annotations

from portwise.words.entry import Term

UPSTREAM_REFUSED = ("reverse-proxy-upstream-refused", "gateway-upstream-address-wrong-or-stale")
CDN = ("cdn-or-public-tunnel-origin-unreachable",)

STATUSES = {
    301: Term(
        ("301", "moved permanently"),
        "redirected for good",
        ("Browsers remember it, also when the server is long another one. Clear it, or try a private window.",),
        ("http-3xx",),
        ("hsts-or-bad-redirect", "browser-cached-state"),
    ),
    302: Term(
        ("302",),
        "redirected",
        ("The Location header says where; curl -I shows it.",),
        ("http-3xx",),
        ("hsts-or-bad-redirect",),
    ),
    307: Term(
        ("307",),
        "redirected, or upgraded by the browser itself",
        ("Chrome shows '307 Internal Redirect' when HSTS turned http into https: no request left the machine.",),
        ("http-3xx",),
        ("hsts-or-bad-redirect",),
    ),
    308: Term(
        ("308",),
        "redirected for good",
        ("Like 301, with the method kept; browsers remember it.",),
        ("http-3xx",),
        ("hsts-or-bad-redirect",),
    ),
    400: Term(
        ("400", "bad request"),
        "the server could not read the request",
        (
            (
                "On a TLS port often: 'The plain HTTP request was sent to HTTPS port'. Else a Host header it does not "
                "know, or cookies that have become too large."
            ),
        ),
        ("http-4xx",),
        ("http-to-tls-port", "host-header-rejected", "browser-cached-state"),
    ),
    401: Term(
        ("401", "unauthorized"), "the server wants to know who you are", ("The way works to the end.",), ("http-4xx",)
    ),
    403: Term(
        ("403", "forbidden"),
        "the server says no",
        ("The way works. On a development server: its list of allowed hosts. On port 5000 or 7000 of a Mac: AirPlay.",),
        ("http-4xx",),
        ("host-header-rejected", "macos-airplay-receiver"),
    ),
    404: Term(
        ("404", "not found"),
        "the server has nothing at that path",
        ("The way works, perhaps to another program than you meant: look at the Server header.",),
        ("http-4xx", "wrong-content"),
        ("wrong-port-or-typo", "loopback-family-split"),
    ),
    407: Term(
        ("407", "proxy authentication required"),
        "a proxy wants a password",
        (
            (
                "The answer comes from a proxy, not from the target. For localhost no proxy should have been asked: "
                "see NO_PROXY."
            ),
        ),
        ("http-4xx",),
        ("env-proxy-captures-localhost", "dead-or-misconfigured-proxy"),
    ),
    421: Term(
        ("421", "misdirected request"),
        "this server does not speak for that name",
        ("The TLS name (SNI) and the Host header disagree, or a connection was used for another name.",),
        ("http-4xx",),
        ("tls-sni-mismatch", "host-header-rejected"),
    ),
    426: Term(
        ("426", "upgrade required"),
        "the server wants another protocol",
        ("Mostly a WebSocket server that was asked for a page.",),
        ("http-4xx",),
        ("non-http-or-wrong-protocol-on-port",),
    ),
    429: Term(
        ("429", "too many requests"),
        "you ask more often than permitted",
        ("Wait as long as Retry-After says.",),
        ("http-4xx",),
    ),
    431: Term(
        ("431",),
        "the headers are too large",
        ("On localhost: cookies of all ports pile up, for cookies know no ports. Clear those of localhost.",),
        ("http-4xx",),
        ("browser-cached-state",),
    ),
    499: Term(
        ("499",),
        "the client went away first (nginx)",
        ("nginx logs it when the client closed before the answer was there.",),
        ("http-4xx", "hang"),
    ),
    500: Term(
        ("500", "internal server error"),
        "the application failed",
        (
            (
                "The way works to the end; read the log of the application. Some proxies pass failures of an upstream "
                "on as 500."
            ),
        ),
        ("http-5xx",),
        ("backend-dependency-unavailable",),
    ),
    502: Term(
        ("502", "bad gateway"),
        "the proxy works, its upstream does not",
        (
            (
                "A reverse proxy took your request and met an error at the server behind it: refused, reset, closed, "
                "or TLS on one side only. The proxy's own log names the upstream and the errno. Probe that upstream "
                "from where the proxy runs: in a container, its localhost is not yours."
            ),
        ),
        ("http-5xx", "refused"),
        UPSTREAM_REFUSED,
    ),
    503: Term(
        ("503", "service unavailable"),
        "nobody is there to serve you at the moment",
        (
            (
                "From Envoy or HAProxy: no healthy upstream, or the connection to it was refused. From the "
                "application itself: overload or maintenance. The Server header and the body tell which."
            ),
        ),
        ("http-5xx", "refused"),
        (*UPSTREAM_REFUSED, "kubernetes-service-no-endpoints"),
    ),
    504: Term(
        ("504", "gateway timeout", "gateway time-out"),
        "the proxy works, its upstream is silent",
        ("The upstream accepted and did not answer in time, or does not answer the proxy's SYN at all.",),
        ("http-5xx", "timeout", "hang"),
        ("reverse-proxy-upstream-timeout",),
    ),
    520: Term(
        ("520",),
        "Cloudflare: the origin's answer made no sense",
        ("It closed early, reset, or sent something that is not HTTP.",),
        ("http-5xx", "empty", "reset"),
        CDN,
    ),
    521: Term(
        ("521", "web server is down"),
        "Cloudflare: the origin refuses",
        (
            (
                "It is an HTTP page of the CDN, so your browser does not say ERR_CONNECTION_REFUSED: the refusal "
                "happened between Cloudflare and the origin. Diagnose on the origin: its server, and a firewall that "
                "should let Cloudflare's addresses in."
            ),
        ),
        ("http-5xx", "refused"),
        CDN,
    ),
    522: Term(
        ("522", "connection timed out (cloudflare)"),
        "Cloudflare: the origin does not answer",
        (
            (
                "The SYN from Cloudflare to the origin meets silence: a firewall that drops, a wrong address, an "
                "overloaded host."
            ),
        ),
        ("http-5xx", "timeout"),
        CDN,
    ),
    523: Term(
        ("523", "origin is unreachable"),
        "Cloudflare: no way to the origin",
        ("Mostly a wrong DNS record of the origin, or a route.",),
        ("http-5xx", "unreachable"),
        CDN,
    ),
    524: Term(
        ("524",),
        "Cloudflare: the origin accepted and stayed silent",
        ("No answer within Cloudflare's limit of about 100 seconds.",),
        ("http-5xx", "hang"),
        CDN,
    ),
    525: Term(
        ("525", "ssl handshake failed"),
        "Cloudflare: no TLS with the origin",
        ("The handshake between Cloudflare and the origin failed.",),
        ("http-5xx", "tls-error"),
        CDN,
    ),
    526: Term(
        ("526", "invalid ssl certificate"),
        "Cloudflare: the origin's certificate is not valid",
        ("Expired, self-signed, or for another name, in mode Full (strict).",),
        ("http-5xx", "tls-error"),
        CDN,
    ),
    530: Term(
        ("530",),
        "Cloudflare: see the number in the page",
        ("It carries a 1xxx error; 1033 means that the tunnel (cloudflared) is not connected.",),
        ("http-5xx", "name-failure"),
        CDN,
    ),
}
