"""Terms of whoever stands between client and server."""

from __future__ import annotations

from portwise.words.entry import Term

PROXIES = (
    Term(
        ("proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "proxy server", "proxy settings", "PAC", "WPAD", "socks"),
        "somebody else connects for you",
        (
            (
                "A client that uses a proxy never speaks to your server itself; for localhost that is nearly always "
                "wrong, for the proxy's localhost is the proxy. curl and Python read http_proxy and https_proxy from "
                "the environment, Node.js mostly does not, browsers use the settings of the desktop."
            ),
        ),
        ("refused", "http-5xx"),
        ("env-proxy-captures-localhost", "dead-or-misconfigured-proxy"),
        ("man 1 curl",),
    ),
    Term(
        ("NO_PROXY", "no_proxy", "proxy bypass", "bypass list"),
        "for which targets no proxy is asked",
        (
            (
                "A list separated by commas: localhost,127.0.0.1,::1. Clients read it differently: whether a leading "
                "dot, a port, an address range or * counts depends on the client. portwise tells what curl, Python "
                "and Node.js would each do."
            ),
        ),
        ("refused", "http-5xx"),
        ("env-proxy-captures-localhost",),
        ("man 1 curl",),
    ),
    Term(
        (
            "reverse proxy",
            "nginx",
            "Envoy",
            "HAProxy",
            "Caddy",
            "Traefik",
            "API gateway",
            "upstream",
            "backend",
            "gateway",
        ),
        "a server that asks another server",
        (
            (
                "Your connection ends at the proxy, and the proxy opens another. What fails behind it comes back as "
                "an HTTP status, mostly 502, 503 or 504, never as a refused connection."
            ),
        ),
        ("http-5xx",),
        ("reverse-proxy-upstream-refused", "reverse-proxy-upstream-timeout", "gateway-upstream-address-wrong-or-stale"),
    ),
    Term(
        ("AI gateway", "LLM gateway"),
        "one address in front of many language models",
        ("A reverse proxy that also keeps keys, limits and costs. When its backend is down it says so in a 5xx.",),
        ("http-5xx",),
        ("llm-gateway-backend-unreachable",),
    ),
    Term(
        ("CDN", "Cloudflare", "ngrok", "localtunnel", "tunnel"),
        "a network that answers for your server",
        (
            (
                "Statuses 520 to 530 and pages with ERR_NGROK mean that the CDN or tunnel works and does not reach "
                "the origin."
            ),
        ),
        ("http-5xx",),
        ("cdn-or-public-tunnel-origin-unreachable",),
    ),
    Term(
        ("VPN", "ZTNA", "utun", "wireguard"),
        "a tunnel that may take over routes and names",
        ("It can send private addresses elsewhere, change the name servers, and filter. Compare with and without it.",),
        ("timeout", "unreachable", "name-failure"),
        ("vpn-or-ztna-interference",),
    ),
    Term(
        ("SSH tunnel", "port forward", "ssh -L", "kubectl port-forward"),
        "a local port that leads to another machine",
        (
            (
                "The local end accepts at once; whether the far end answers is known only after that, so failures "
                "look like empty replies or resets."
            ),
        ),
        ("empty", "reset", "refused"),
        ("ssh-tunnel-refused-or-died", "kubernetes-port-forward-died"),
        ("man 1 ssh",),
    ),
)
