"""Tunnels, proxies of dev servers, gateways to models: what they say of what lies behind them."""

from __future__ import annotations

from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.scene import given

PROXY = (
    r"\b(?:nginx|openresty|haproxy|envoy|istio|caddy|traefik|apache2?|httpd|mod_proxy|lighttpd|"
    r"varnish|squid|swag|npm proxy manager|nginx proxy manager|reverse[ -]?proxy|ingress|kong|apisix|"
    r"openlitespeed|ihs|iis arr|yarp|zuul|gateway|load ?balancer|alb|elb)\b"
)
DEV_PROXY = (
    r"\[vite\].{0,12}proxy error|\b(?:http|ws|websocket) proxy (?:socket )?error|"
    r"could not proxy request|error occurred while (?:trying to )?prox(?:y|ying)|\[hpm\]|"
    r"failed to proxy http|proxy error:|\[webpack-dev-server\].{0,40}prox"
)
TUNNEL = (
    r"\bcloudflared?\b|\bngrok\b|\btrycloudflare\b|\blocaltunnel\b|\bloca\.lt\b|\bserveo\b|"
    r"\btailscale (?:funnel|serve)\b|\bpinggy\b|\bbore\b|\bfrpc?\b|\bcloudfront\b|\bfastly\b|"
    r"\bakamai\b|\bbunny\.?cdn\b|\bzrok\b|\bexpose\.dev\b|\binlets\b"
)
CODE_52 = (
    r"\b(?:error(?: code)?:?|http|status|code|cloudflare(?:'s)?|a|the|with|getting|get|returns?|"
    r"shows?|,|->|→|=)\s*(?:error )?(?:521|522|523|524|525|526|530)\b|\b(?:521|522|523|524|525|"
    r"526) ?(?::|-|\u2013|error|web server is down|connection timed out|origin is unreachable)|"
    r"\bweb server is down\b.{0,60}|origin is unreachable\b"
)


REFUSED, TIMEOUT = "reverse-proxy-upstream-refused", "reverse-proxy-upstream-timeout"
STALE, UNIX = "gateway-upstream-address-wrong-or-stale", "reverse-proxy-unix-socket-problem"
EDGE, DEV = "cdn-or-public-tunnel-origin-unreachable", "dev-server-proxy-or-websocket-upstream"

LEADS = (
    Lead(EDGE, "the CDN answers for an origin that it cannot reach", 4, says(CODE_52)),
    Lead(
        EDGE,
        "the tunnel says that it cannot reach what lies behind it",
        4.5,
        says(
            r"err_ngrok_\d+|unable to reach the origin service|failed to (?:complete|"
            r"handle) .{0,40}tunnel connection.{0,60}dial|error proxying request to origin|"
            r"the connection to http\S+ was successfully tunneled to your ngrok|failed to connect to origin|"
            r"\borigin(?:service)?=http|tunnel (?:unavailable|offline)|error 1033|argo tunnel error|"
            r"the request could not be satisfied|\btunnel \S+ not found\b"
        ),
    ),
    Lead(
        EDGE,
        "a tunnel or a CDN stands before the service",
        2,
        lambda t: given(
            met(t, "http-5xx", "timeout", "refused", "hang", "reset")
            or t.find(r"\b5\d\d\b|refused|timed? ?out|bad gateway|unreachable"),
            t.find(TUNNEL),
        ),
    ),
    Lead(
        EDGE,
        "the origin answers when it is asked directly, and the edge does not reach it",
        1.5,
        lambda t: given(
            t.find(TUNNEL, r"\bcdn\b|\bcloudflare\b"),
            t.find(r"\borigin\b|orange cloud|\bproxied\b|dns only|gr[ae]y cloud|\bfull \(strict\)|\bflexible\b"),
        ),
    ),
    Lead(
        EDGE,
        "the host name is what is refused",
        -2,
        says(r"blocked request|invalid host header|allowedhosts|disallowedhost|allowed_hosts"),
    ),
    Lead(
        EDGE,
        "the tunnel's own words are about the clock or the certificate of the client",
        -1,
        says(r"x509: certificate has expired"),
    ),
    Lead(DEV, "the dev server's own proxy says that it failed", 5.5, says(DEV_PROXY)),
    Lead(
        DEV,
        "the socket for hot reloading does not come about",
        3,
        says(
            r"\[(?:vite|hmr|wds|webpack-dev-server)\] (?:failed to connect|server connection lost|"
            r"disconnected|connecting)|failed to connect to websocket|"
            r"websocket connection to '?wss?://[^ ]{1,120}(?:/ws|sockjs|hmr|webpack|token=|_next|\?)|"
            r"\bsockjs-node\b|\b_next/webpack-hmr\b|\bhmr\b.{0,60}\b(?:fail|not work|doesn't|websocket|lost|"
            r"refus|port)|\b(?:hot reload|live reload)\b.{0,60}\b(?:websocket|wss?:)"
        ),
    ),
    Lead(
        DEV,
        "a proxy of the dev server is configured",
        2,
        lambda t: given(
            met(t, "refused", "http-5xx", "hang", "timeout") or t.find(r"econnrefused|\b50[0234]\b"),
            t.find(
                r"\bserver\.proxy\b|\bdevserver\b.{0,60}proxy|\"proxy\": *\"http|\bsetupproxy\b|"
                r"proxy\.conf\.(?:js|json)|\bcreateproxymiddleware\b|\bhttp-proxy-middleware\b|\brewrites\(\)|"
                r"\bchangeorigin\b|^\s*proxy: *\{"
            ),
        ),
    ),
    Lead(
        DEV,
        "the page loads, and the calls of its API fail",
        1,
        lambda t: given(
            t.find(
                r"\bvite\b|\bwebpack\b|\bnext(?:\.js|js| dev)\b|\bcreate-react-app\b|\bng serve\b|\bnuxt\b|"
                r"\bnpm (?:run dev|start)"
            ),
            t.find(
                r"\b(?:page|ui|frontend|app) (?:opens|loads|renders|starts|comes up)\b.{0,80}\b(?:but|api|empty|"
                r"requests?|calls?)\b|\b/api/\S{0,40} .{0,30}\b50[0234]\b|\bapi (?:calls?|"
                r"requests?)\b.{0,60}\b(?:fail|50\d)"
            ),
        ),
    ),
    Lead(
        DEV,
        "a real proxy's log says so",
        -2,
        lambda t: given(t.find(r"while connecting to upstream|while reading response header"), t.find(PROXY)),
    ),
    Lead(DEV, "the host name is what is refused", -2, says(r"blocked request|invalid host header|disallowedhost")),
)
