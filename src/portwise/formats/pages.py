"""
Pages that tell more than their status: who made them, and what he wanted.

Every mark is a piece of text that the named program puts into its own page (file
beside it where there is one).  An answer that nobody is known for gets no marker:
an application that says 502 by itself is not a gateway.
"""

from __future__ import annotations

from collections.abc import Callable

from portwise.formats import edges
from portwise.formats.http1 import Response
from portwise.model.record import NamedTuple

ERROR = 400
GATEWAY_FROM = 500  # below, a gateway's page is an answer like any other
TLS_PORT = "tls-port"


class Mark(NamedTuple):
    marker: str
    statuses: tuple[int, ...]
    text: bytes


# A server that wanted TLS and was sent a plain request
WANTS_TLS = tuple(
    Mark(TLS_PORT, (400,), text)
    for text in (
        b"The plain HTTP request was sent to HTTPS port",  # nginx, ngx_http_special_response.c
        b"Client sent an HTTP request to an HTTPS server",  # Go, net/http/server.go
        b"speaking plain HTTP to an SSL-enabled server port",  # Apache httpd, modules/ssl/ssl_engine_kernel.c
        b"This combination of host and port requires TLS",  # Tomcat, LocalStrings.properties
    )
)
# A server that wanted a certificate of the client, and let the handshake pass to say so
WANTS_CERTIFICATE = (
    Mark("client-certificate", (400,), b"No required SSL certificate was sent"),  # nginx, ngx_http_special_response.c
    Mark("client-certificate", (400,), b"The SSL certificate error"),
)
# A development server that does not know itself by the name in the Host header
WRONG_NAME = (
    Mark("host-check: vite", (403,), b"Blocked request. This host ("),  # vite, server/middlewares/hostCheck.ts
    Mark("host-check: webpack", (200, 403), b"Invalid Host header"),  # webpack-dev-server, lib/Server.js
    Mark("host-check: starlette", (400,), b"Invalid host header"),  # starlette, middleware/trustedhost.py
    Mark("host-check: mcp", (421,), b"Invalid Host header"),  # Python SDK of MCP, server/transport_security.py
    Mark("host-check: django", (400,), b"DisallowedHost"),  # django, http/request.py; only with DEBUG
    Mark("host-check: rails", (403,), b"Blocked host"),  # rails, action_dispatch/middleware/host_authorization.rb
    Mark("host-check: werkzeug", (400,), b"is not trusted."),  # werkzeug, sansio/utils.py
)
# HTTP.sys, the server in the kernel of Windows, answers itself where no program has taken the address
NO_PROGRAM = (Mark("http.sys", (400, 404, 503), b"<hr><p>HTTP Error "),)
ANY_5XX = tuple(range(500, 600))
GATEWAYS = (
    Mark("gateway: nginx", ANY_5XX, b"<hr><center>nginx"),  # ngx_http_special_response.c
    Mark("gateway: nginx", ANY_5XX, b"<hr><center>openresty"),
    Mark("gateway: envoy", (503,), b"upstream connect error or disconnect/reset before headers"),  # router.cc
    Mark("gateway: envoy", (503,), b"no healthy upstream"),
    Mark("gateway: envoy", (504,), b"upstream request timeout"),
    Mark("gateway: haproxy", (503,), b"No server is available to handle this request."),  # src/http.c
    Mark("gateway: haproxy", (502,), b"The server returned an invalid or incomplete response."),
    Mark("gateway: haproxy", (504,), b"The server didn't respond in time."),
    Mark("gateway: traefik", (503,), b"no available server"),  # traefik, pkg/server/service/loadbalancer
    Mark("gateway: apache", (502,), b"The proxy server received an invalid"),  # modules/http/http_protocol.c
    Mark("gateway: apache", (503, 504), b"The gateway did not receive a timely response"),
    Mark("gateway: apache", (503,), b"The server is temporarily unable to service your"),  # refused, and by itself
    Mark("gateway: kong", ANY_5XX, b"An invalid response was received from the upstream server"),
    Mark("gateway: webpack", ANY_5XX, b"Error occurred while trying to proxy"),  # http-proxy-middleware
)

# Servers of language models that answer before they can: the model is being read, or could not be
MODELS = (
    Mark("model: loading", (503,), b'"Loading model"'),  # llama.cpp, tools/server/server.cpp
    *(
        Mark("model: failed", ANY_5XX, text)
        for text in (
            b"llama runner process has terminated",  # Ollama, llm/server.go
            b"model requires more system memory",  # Ollama, server/sched.go
            b"unable to load model",  # Ollama and llama.cpp
            b"error loading model",  # llama.cpp, src/llama.cpp
            b"could not load model",  # LocalAI, pkg/model
            b"Failed to load model",  # LM Studio
            b"EngineDeadError",  # vLLM, v1/engine/exceptions.py
            b"CUDA out of memory",  # PyTorch, c10/cuda/CUDACachingAllocator.cpp
        )
    ),
    Mark("model: loading", (503,), b"some shards are not ready"),  # Qdrant, src/common/health.rs
    Mark("model: missing", (404,), b"Not found: Collection `"),  # Qdrant, lib/collection/src/operations/types.rs
    Mark("model: missing", (404,), b'"NotFoundError","message":"Collection ['),  # Chroma, rust/types/src/api_types.rs
    Mark("model: missing", (404,), b"The model `"),  # vLLM, entrypoints/openai/serving_models.py
    Mark("model: missing", (404,), b"try pulling it first"),  # Ollama, server/routes.go
    *(  # PostgreSQL without pgvector, as an application hands its words on: as text, in JSON, in HTML
        Mark("model: missing", ANY_5XX, before + quote + b"vector" + quote + after)
        for quote in (b'"', b'\\"', b"&quot;", b"&#34;")
        for before, after in ((b"type ", b" does not exist"), (b"extension ", b" is not available"))
    ),
)


def _server(*names: str) -> Callable[[Response], bool]:
    return lambda page: page.header("server").lower().startswith(names)


def _empty_from_caddy(page: Response) -> bool:
    """Its reverse_proxy says nothing but the status, caddyhttp/reverseproxy."""
    return _server("caddy")(page) and not page.body.strip() and page.status in (502, 503, 504)


# Gateways that sign in a header
SIGNED: tuple[tuple[str, Callable[[Response], bool]], ...] = (
    ("gateway: squid", lambda page: bool(page.header("x-squid-error"))),
    ("gateway: awselb", _server("awselb")),
    ("gateway: privoxy", _server("privoxy")),
    ("gateway: mitmproxy", _server("mitmproxy")),
    ("gateway: caddy", _empty_from_caddy),
    ("gateway: traefik", lambda page: page.body == b"Bad Gateway" and not page.header("server")),
)


def marker(page: Response) -> str:
    """The page that was recognised, "" for none."""
    if page.status >= ERROR and (edge := edges.marker(page)):
        return edge
    for mark in (*WANTS_TLS, *WANTS_CERTIFICATE, *WRONG_NAME, *NO_PROGRAM, *MODELS, *GATEWAYS):
        if page.status in mark.statuses and mark.text in page.body:
            return mark.marker
    if page.status < GATEWAY_FROM:
        return ""
    return next((name for name, made in SIGNED if made(page)), "")
