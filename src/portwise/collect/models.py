"""How a server of models or vectors fares, by its own word; nothing that would load a model is asked."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.behind import Models, ModelServer
from portwise.model.evidence import Evidence
from portwise.model.facts import MODELS, TITLED
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.formats.http1 import Response

PATIENCE = 1.0  # seconds

ASK = "GET /health, /readyz, /api/tags or the list of what it has, curl"
TO_ASK = "curl -s http://HOST:PORT/health, or /api/tags of Ollama, /collections of Qdrant"


def fares(host: Host, seen: Evidence, about: ModelServer) -> Models:
    from portwise.formats import models
    from portwise.host import redact

    if seen.target.speaks_tls:
        raise ValueError("portwise asks such a server without TLS alone")
    if about.program == models.MCP:
        return elsewhere(host, seen, about)
    page = asked(host, seen, about, models.path(about.program, seen.target.path))
    met = models.read(about.program, page)
    if met.state == models.MISSING and (listing := models.listing(seen.target.path)):
        has = models.names(seen.target.path, asked(host, seen, about, listing))
        met = met._replace(wants=redact.text(models.wanted(seen.target.path)), has=tuple(map(redact.text, has)))
    return met._replace(says=redact.text(met.says))


def asked(host: Host, seen: Evidence, about: ModelServer, path: str) -> Response:
    from portwise.formats import http1, models

    endpoint = Endpoint(about.endpoint.address, models.PORTS.get(about.program, about.endpoint.port))
    heard = host.converse(endpoint, http1.request(http1.authority(seen.target), path), PATIENCE)
    if not heard.data:
        silent = heard.ended == "silence"
        why = f"no answer within {PATIENCE:.0f} s" if silent else "it does not say how it fares"
        raise OSError(heard.errno or (errno.ETIMEDOUT if silent else errno.ECONNRESET), why)
    return http1.parse(heard.data)


def elsewhere(host: Host, seen: Evidence, about: ModelServer) -> Models:
    """Whether the Model Context Protocol is spoken at the other one of its usual paths."""
    from portwise.formats import models

    others = (path for path in models.MCP_PATHS if path != seen.target.path.rstrip("/"))
    found = tuple(path for path in others if models.speaks_mcp(asked(host, seen, about, path)))
    return Models(models.MISSING if found else models.READY, "", seen.target.path, found)


def titled(host: Host, seen: Evidence, endpoint: Endpoint) -> str:
    """The program that has such a page, "" for none of them; its process may have another name, or be elsewhere."""
    from portwise.formats import models

    about = ModelServer(endpoint, "")
    told = models.candidates(seen.target.path, endpoint.port)
    return next((name for name, path in told if models.is_by(name, asked(host, seen, about, path))), "")


TITLE = "GET / of Ollama, /api/v0/models of LM Studio, /v1/.well-known/live of Weaviate, curl"
TITLING = Collector(
    TITLED,
    Cost.SLOW,
    TITLE,
    "curl -s http://HOST:PORT/",
    each(titled, TITLE, "curl -s http://HOST:PORT/"),
    sends="where the port or the path is one of theirs, and no process says which of them answers: GET of /, of "
    "/api/v0/models or of /v1/.well-known/live",
)
FARING = Collector(
    MODELS,
    Cost.SLOW,
    ASK,
    TO_ASK,
    each(fares, ASK, TO_ASK),
    sends="to a server of models or vectors: GET of its health, or of the list of what it has; "
    "where /mcp or /sse is not there, GET of the other one",
)
