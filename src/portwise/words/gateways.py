"""What reverse proxies and tunnels write into their pages and logs when what stands behind them fails."""

from __future__ import annotations

from portwise.model.record import NamedTuple


class GatewayLine(NamedTuple):
    """What a reverse proxy writes into its page or log, and what it met at its upstream."""

    who: str
    text: str
    status: str
    outcome: str  # met at the upstream
    means: str
    causes: tuple[str, ...] = ("reverse-proxy-upstream-refused",)


STALE = ("gateway-upstream-address-wrong-or-stale",)
SOCKET = ("reverse-proxy-unix-socket-problem",)
SLOW = ("reverse-proxy-upstream-timeout",)
MODELS = ("llm-gateway-backend-unreachable",)
TUNNEL = ("cdn-or-public-tunnel-origin-unreachable",)

LINES = (
    GatewayLine(
        "nginx",
        "111: Connection refused) while connecting to upstream",
        "502",
        "refused",
        "nobody listens at the upstream's address",
    ),
    GatewayLine(
        "nginx",
        "while connecting to upstream",
        "502",
        "refused",
        "the connection to the upstream failed; the number before it is the errno",
    ),
    GatewayLine("nginx", "upstream timed out", "504", "timeout", "the upstream did not answer in time", SLOW),
    GatewayLine(
        "nginx",
        "110: Connection timed out) while reading response header",
        "504",
        "hang",
        "the upstream accepted and stayed silent",
        SLOW,
    ),
    GatewayLine(
        "nginx",
        "while reading response header from upstream",
        "504",
        "hang",
        "the upstream accepted and gave no proper answer",
        SLOW,
    ),
    GatewayLine(
        "nginx", "upstream prematurely closed connection", "502", "empty", "the upstream hung up without an answer"
    ),
    GatewayLine(
        "nginx", "recv() failed (104: Connection reset by peer)", "502", "reset", "the upstream cut the connection off"
    ),
    GatewayLine(
        "nginx",
        "2: No such file or directory) while connecting to upstream",
        "502",
        "refused",
        "the upstream's Unix socket does not exist",
        SOCKET,
    ),
    GatewayLine(
        "nginx",
        "13: Permission denied) while connecting to upstream",
        "502",
        "denied",
        "the Unix socket's mode or SELinux (httpd_can_network_connect) forbids it",
        (*SOCKET, "selinux-denial"),
    ),
    GatewayLine(
        "nginx",
        "22: Invalid argument) while connecting to upstream",
        "502",
        "invalid",
        "a blackhole route lies on the way to the upstream",
    ),
    GatewayLine(
        "nginx", "could not be resolved", "502", "name-failure", "the name of a variable upstream has no address", STALE
    ),
    GatewayLine(
        "nginx",
        "host not found in upstream",
        "no start",
        "start-failure",
        "nginx does not start: the name of a fixed upstream has no address",
        STALE,
    ),
    GatewayLine(
        "nginx", "SSL_do_handshake() failed", "502", "tls-error", "nginx speaks TLS to an upstream that does not", STALE
    ),
    GatewayLine("nginx", "no live upstreams", "502", "refused", "every upstream failed lately and is being left alone"),
    GatewayLine(
        "nginx",
        "The plain HTTP request was sent to HTTPS port",
        "400",
        "http-4xx",
        "http was spoken to a TLS port",
        ("http-to-tls-port",),
    ),
    GatewayLine(
        "Envoy",
        "upstream connect error or disconnect/reset before headers",
        "503",
        "refused",
        "the connection to the upstream failed; the reason follows",
    ),
    GatewayLine("Envoy", "delayed connect error: 111", "503", "refused", "the upstream refused (errno 111 of Linux)"),
    GatewayLine(
        "Envoy", "no healthy upstream", "503", "refused", "health checks have taken every upstream out (flag UH)"
    ),
    GatewayLine(
        "Envoy", "upstream request timeout", "504", "hang", "the upstream accepted and stayed silent (flag UT)", SLOW
    ),
    GatewayLine("Envoy", "UF", "503", "refused", "flag of the access log: the connection to the upstream failed"),
    GatewayLine("Envoy", "UH", "503", "refused", "flag of the access log: no healthy upstream"),
    GatewayLine("Envoy", "UC", "503", "reset", "flag of the access log: the upstream closed the connection"),
    GatewayLine("Envoy", "UT", "504", "hang", "flag of the access log: the upstream did not answer in time", SLOW),
    GatewayLine("Envoy", "URX", "503", "refused", "flag of the access log: retries are used up"),
    GatewayLine("Envoy", "NR", "404", "http-4xx", "flag of the access log: no route matches the request", STALE),
    GatewayLine(
        "HAProxy",
        "No server is available to handle this request",
        "503",
        "refused",
        "every server of the backend is down or refuses",
    ),
    GatewayLine(
        "HAProxy",
        "The server returned an invalid or incomplete response",
        "502",
        "empty",
        "the upstream's answer was none",
    ),
    GatewayLine("HAProxy", "The server didn't respond in time", "504", "hang", "the upstream stayed silent", SLOW),
    GatewayLine("HAProxy", "SC", "503", "refused", "termination state of the log: the server refused the connection"),
    GatewayLine(
        "Apache",
        "AH01114: HTTP: failed to make connection to backend",
        "503",
        "refused",
        "the upstream refused; the line before it has the errno",
    ),
    GatewayLine(
        "Apache",
        "AH01102: error reading status line from remote server",
        "502",
        "hang",
        "the upstream took the request, and gave no answer before ProxyTimeout or hung up",
        SLOW,
    ),
    GatewayLine("Caddy", "dial tcp: connect: connection refused", "502", "refused", "the upstream refused"),
    GatewayLine(
        "ngrok", "ERR_NGROK_8012", "502", "refused", "the tunnel stands, and nothing listens at its local end", TUNNEL
    ),
    GatewayLine("ngrok", "ERR_NGROK_3200", "404", "unreachable", "the tunnel is not connected", TUNNEL),
    GatewayLine("Cloudflare", "error code: 1033", "530", "unreachable", "no cloudflared is connected", TUNNEL),
    GatewayLine(
        "cloudflared",
        "Unable to reach the origin service",
        "502",
        "refused",
        "the tunnel stands, and nothing listens at its local end",
        TUNNEL,
    ),
    GatewayLine(
        "frp",
        "Faithfully yours, frp",
        "404",
        "unreachable",
        "no frpc offers this name, or nothing listens at its local end",
        TUNNEL,
    ),
    GatewayLine(
        "LiteLLM",
        "litellm.InternalServerError: Connection error",
        "500",
        "refused",
        "the model server at api_base takes no connection",
        MODELS,
    ),
    GatewayLine(
        "Open WebUI",
        "Open WebUI: Server Connection Error",
        "500",
        "refused",
        "Ollama or another model server takes no connection from where Open WebUI runs",
        MODELS,
    ),
    GatewayLine(
        "Vite",
        "http proxy error",
        "500",
        "refused",
        "the development proxy cannot reach the backend",
        ("dev-server-proxy-or-websocket-upstream",),
    ),
    GatewayLine(
        "Vite",
        "Blocked request. This host is not allowed",
        "403",
        "http-4xx",
        "server.allowedHosts does not list that name",
        ("host-header-rejected",),
    ),
    GatewayLine(
        "webpack",
        "Invalid Host header",
        "403",
        "http-4xx",
        "the development server does not know that name",
        ("host-header-rejected",),
    ),
)
