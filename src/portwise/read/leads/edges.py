"""Tunnels, proxies of dev servers, gateways to models: what they say of what lies behind them."""

from __future__ import annotations

from portwise.read.lead import Lead
from portwise.read.scene import engine, given, inside, met, says, stated
from portwise.read.text import both, either, unless

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
LLM_GATEWAY = (
    r"\blitellm\b|\bopen[ -]?web ?ui\b|\bdify\b|\banything ?llm\b|\bflowise\b|\blangflow\b|"
    r"\blibrechat\b|\bone-?api\b|\bnew-?api\b|\blobe-?chat\b|\bportkey\b|\bbig-?agi\b|\bopenhands\b|"
    r"\bkong ai\b|\bapipark\b|\bcontinue(?:\.dev)\b|\baider\b|\bcline\b|\broo ?code\b|\bperplexica\b|"
    r"\bn8n\b|\bhomeassistant|\bhome assistant\b|\bragflow\b|\bauto-?gpt\b|\bchatbox\b|\bopencode\b|"
    r"\bcrewai\b|\blangchain\b"
)
MODEL_SERVER = (
    r"\bollama\b|\blm[ -]?studio\b|\bvllm\b|\bllama[.-]?cpp\b|\bllama-server\b|\bsglang\b|"
    r"\bkobold(?:cpp|ai)?\b|\blocal-?ai\b|\btext-generation-(?:webui|inference)\b|\btabbyapi\b|"
    r"\bgpt4all\b|\bxinference\b|\bllamafile\b|\bmlx_lm\b|\boobabooga\b"
)
MCP = r"\bmcp\b.{0,60}\b(?:server|client|tool|refused|closed|failed|error|-32000)\b|is the mcp server running"


REFUSED, TIMEOUT = "reverse-proxy-upstream-refused", "reverse-proxy-upstream-timeout"
STALE, UNIX = "gateway-upstream-address-wrong-or-stale", "reverse-proxy-unix-socket-problem"
EDGE, DEV, LLM = (
    "cdn-or-public-tunnel-origin-unreachable",
    "dev-server-proxy-or-websocket-upstream",
    "llm-gateway-backend-unreachable",
)
ALONE = "ai-server-loopback-only"

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
    Lead(DEV, "the dev server's own proxy says that it failed", 4.5, says(DEV_PROXY)),
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
    Lead(
        LLM,
        "a gateway or front end of models fails at what lies behind it",
        2.5,
        lambda t: given(
            met(t, "refused", "timeout", "name-failure", "http-5xx", "hang", "reset", "empty")
            or t.find(
                r"connection error|cannot connect|can't connect|failed to connect|unreachable|refused|"
                r"fetch failed|network problem|50[0234]"
            ),
            t.find(LLM_GATEWAY),
        ),
    ),
    Lead(
        LLM,
        "the gateway's words for a backend that is not reached",
        3,
        says(
            r"\ball (?:deployments|providers|models) (?:failed|in cooldown)|"
            r"no (?:healthy )?deployments? (?:available|found)|\bapiconnectionerror\b|"
            r"litellm\.\w+error.{0,80}(?:connect|refused|timeout)|ollama: ?(?:server )?connection error|"
            r"open webui: server connection error|server connection error|connection error\.?\s*$|"
            r"openai_?api_?exception.{0,60}connect|upstream provider|provider returned error"
        ),
    ),
    Lead(
        LLM,
        "a tool server (MCP) is not reached",
        3,
        lambda t: given(
            t.find(MCP),
            t.find(
                r"econnrefused|connection refused|connection closed|fetch failed|-32000|failed to (?:start|"
                r"connect|reach)|not connected|could not connect|\bspawn \S+ enoent\b|timed? ?out|"
                r"is the mcp server running"
            ),
        ),
    ),
    Lead(
        LLM,
        "the address of the backend is set where the gateway stands",
        1,
        lambda t: given(
            t.find(LLM_GATEWAY, MODEL_SERVER),
            t.find(
                r"\b(?:api|llm|openai_api|ollama(?:_api)?|openai|model)_?base(?:_?url)?\b|\bbase_?url\b|"
                r"\bollama_(?:base_url|api_base_url|api_base)\b"
            ),
        ),
    ),
    Lead(
        LLM,
        "the gateway itself stands in a container, and asks its own loopback",
        1.5,
        lambda t: given(
            t.find(LLM_GATEWAY) and either(engine(t), inside(t)),
            t.find(r"(?:localhost|127\.0\.0\.1):(?:11434|1234|8000|8080|5001|5000|4000|3000)\b"),
        ),
    ),
    Lead(
        LLM,
        "no gateway stands between",
        -1,
        lambda t: unless(t.find(MODEL_SERVER), t.find(LLM_GATEWAY, MCP, r"gateway|litellm|router")),
    ),
    Lead(
        ALONE,
        "a model server is asked from another machine or from a container",
        2.5,
        lambda t: both(
            t.find(MODEL_SERVER),
            either(
                t.find(
                    r"\b(?:an?other|other|different|remote|second) (?:machine|computer|pc|laptop|device|host|"
                    r"server)s?\b|\b(?:from|over|on|in) (?:the |my )?(?:lan|local network|network|phone|tablet|"
                    r"container|docker|vm|wsl)\b|host\.docker\.internal|\b(?:192\.168|10\.\d+|"
                    r"172\.1[67])\.\d+\.\d+:(?:11434|1234|8000|8080|5000|30000)"
                ),
                stated(t, False, "elsewhere", "phone", "lan-address"),
            ),
        ),
    ),
    Lead(
        ALONE,
        "the model server waits at the loopback",
        3.5,
        lambda t: given(
            t.find(MODEL_SERVER),
            t.find(
                r"(?:127\.0\.0\.1|localhost|\[::1\]):(?:11434|1234|30000|5001|8000|8080)\b.{0,60}\b(?:listen|"
                r"0\.0\.0\.0:\*|ollama)|\blisten(?:ing|s)? (?:on|at) (?:https?://)?(?:127\.0\.0\.1|"
                r"localhost)(?::\d+)?|\btcp\b.{0,30} (?:127\.0\.0\.1|localhost):11434\b|"
                r"hostname: 127\.0\.0\.1, (?:running|port)"
            ),
        ),
    ),
    Lead(
        ALONE,
        "where the model server waits is spoken of",
        1.5,
        says(
            r"\bollama_host\b|serve on local network|\bollama serve\b.{0,60}0\.0\.0\.0|"
            r"--host 0\.0\.0\.0.{0,60}(?:vllm|llama|sglang)|(?:vllm|llama-server|sglang|"
            r"lms server).{0,80}--(?:host|bind)\b|\blisten 0\.0\.0\.0\b"
        ),
    ),
    Lead(
        ALONE,
        "the model server refuses the page's origin",
        2.5,
        lambda t: given(
            t.find(MODEL_SERVER),
            t.find(r"ollama_origins|\b403\b.{0,60}\borigin|\borigin\b.{0,60}\b403\b|enable cors|403 forbidden"),
        ),
    ),
    Lead(
        ALONE,
        "it answers on its own machine",
        1,
        lambda t: given(t.find(MODEL_SERVER), stated(t, True, "here", "localhost", "loopback", "host", "127.0.0.1")),
    ),
    Lead(
        ALONE,
        "a gateway in a container asks its own loopback",
        -2,
        lambda t: given(
            t.find(r"\blitellm\b") and engine(t), t.find(r"api_base\S* *[:=] *\"?http://(?:localhost|127)")
        ),
    ),
    Lead(
        ALONE,
        "the model itself is what fails",
        -2,
        says(
            r"out of memory|cuda error|model .{0,40}not found|failed to load model|no such model|"
            r"llama runner process has terminated"
        ),
    ),
)
