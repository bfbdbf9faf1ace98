"""How an agent comes in: by standard input and output, or by HTTP on loopback with a token."""

from __future__ import annotations

import hmac
import os
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from portwise.ui.mcp.server import built

LOOPBACK = "127.0.0.1"
TOKEN = "PORTWISE_MCP_TOKEN"  # noqa: S105 - the name of a variable
MOST_BODY = 1 << 20  # bytes of one request
LIFESPAN = "lifespan"  # of ASGI: the server starts and ends; nobody asks
POLICY = 1008  # RFC 6455 section 7.4.1; before the handshake a server answers 403

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def by_pipe(read_only: bool) -> None:
    """Until standard input ends.  Nothing else may write to standard output."""
    built(read_only).run("stdio")


def by_http(port: int, read_only: bool) -> None:
    """
    On loopback alone.  Who has no token, another Host or another Origin, is turned away.

    Raises OSError where the port cannot be had; nobody is told a token then, for whoever has the port would get it.
    """
    own = listening(port)
    import uvicorn
    from mcp.server.transport_security import TransportSecuritySettings

    hosts = [f"{name}:{port}" for name in (LOOPBACK, "localhost")]
    security = TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts])
    app = built(read_only).streamable_http_app(transport_security=security, max_request_body_size=MOST_BODY)
    token = os.environ.get(TOKEN) or secrets.token_urlsafe(24)
    if not os.environ.get(TOKEN):
        sys.stderr.write(f"portwise: http://{LOOPBACK}:{port}/mcp, Authorization: Bearer {token}\n")
    config = uvicorn.Config(guarded(app, token), host=LOOPBACK, port=port, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[own])


def listening(port: int) -> socket.socket:
    return socket.create_server((LOOPBACK, port), backlog=2048)  # as many as uvicorn's own


def guarded(app: App, token: str) -> App:
    """RFC 6750: a request without the token is answered 401, whatever it asks for."""
    wanted = f"Bearer {token}".encode()

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == LIFESPAN or allowed(scope, wanted):
            await app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": POLICY})
            return
        headers = [(b"www-authenticate", b"Bearer"), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    return guard


def allowed(scope: Scope, wanted: bytes) -> bool:
    """Compared in a time that tells nothing of how much was right."""
    given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    return hmac.compare_digest(given, wanted)
