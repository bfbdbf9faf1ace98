"""
How servers of models and of vectors say that they are ready, and what they have.

GET alone, no model is used and none is loaded by asking.  Sources, read on 2026-11-20: tools/server/README.md of
llama.cpp (/health), vllm/entrypoints/serve of vLLM, docs/api.md of Ollama (/api/tags), lmstudio.ai/docs/app/api
(/api/v0/models), huggingface.github.io/text-embeddings-inference (/health), api.qdrant.tech (/readyz, /collections),
docs.weaviate.io/deploy/configuration/status (/v1/.well-known/ready and live), docs.trychroma.com/reference/server
(/api/v2/healthcheck), milvus internal/http/healthz (/healthz at port 9091), modelcontextprotocol.io/specification
(streamable HTTP at one path, /mcp by custom; older servers /sse).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from portwise.formats import pages
from portwise.formats.http1 import Response
from portwise.model.behind import Models
from portwise.model.service import cut

HEALTH, TAGS = "/health", "/api/tags"
PATHS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("llama-server", "vllm", "sglang", "text-embeddings-router"), HEALTH),
        "ollama": TAGS,
        "lm-studio": "/api/v0/models",
        "qdrant": "/readyz",
        "weaviate": "/v1/.well-known/ready",
        "chroma": "/api/v2/healthcheck",
        "milvus": "/healthz",
    }
)
PORTS: Mapping[str, int] = MappingProxyType({"milvus": 9091})  # where another one than that of the clients tells
MCP = "mcp"
MCP_PATHS = ("/mcp", "/sse")
SPOKEN_HERE = (400, 405, 406)  # to a GET without what MCP wants in it
READY, LOADING, FAILED, EMPTY, MISSING = "ready", "loading", "failed", "empty", "missing"
MARKS: Mapping[str, str] = MappingProxyType(
    {"model: loading": LOADING, "model: failed": FAILED, "model: missing": MISSING}
)
QUOTE = rb'(?:"|\\"|&quot;|&\#34;)'
PGVECTOR = re.compile(rb"(type|extension) " + QUOTE + rb"vector" + QUOTE + rb" (does not exist|is not available)")
STARTS = ("qdrant", "weaviate", "chroma")  # 503 means that they have not read everything yet
TELLING = ("message", "detail", "error", "status", "state")  # of one that has several, the first tells most
LONGEST = 160  # characters of what it says
MOST = 5  # names of what it has
# One thing by its name, the list that it should be in, and the key of a name there
NAMED = tuple(
    (re.compile(rf"({before})/([^/?#]+)"), key)
    for before, key in (
        ("/collections", "name"),  # Qdrant
        ("/v1/schema", "class"),  # Weaviate
        ("/v1/models", "id"),  # OpenAI's form: vLLM, LM Studio, llama.cpp, Ollama
        ("/api/v2/tenants/[^/?#]+/databases/[^/?#]+/collections", "name"),  # Chroma
    )
)


# By which page each is known whatever its process is called, where a request or a port is one of its own
KNOWN_BY: Mapping[str, tuple[str, tuple[str, ...], int]] = MappingProxyType(
    {
        "weaviate": ("/v1/.well-known/live", ("/v1/objects", "/v1/schema", "/v1/graphql"), 0),  # 200 as soon as it runs
        "ollama": ("/", ("/api/generate", "/api/chat", "/api/embed", "/v1/chat/", "/v1/completions"), 11434),
        "lm-studio": ("/api/v0/models", ("/api/v0/", "/v1/chat/", "/v1/completions", "/v1/embeddings"), 1234),
    }
)
OLLAMA = b"Ollama is running"  # server/routes.go


def candidates(asked: str, port: int) -> Iterator[tuple[str, str]]:
    """Who may be meant, and the page that tells."""
    for program, (page, paths, usual) in KNOWN_BY.items():
        if asked.startswith(paths) or port == usual:
            yield program, page


def is_by(program: str, page: Response) -> bool:
    if page.status != 200:
        return False
    if program == "ollama":
        return page.body.strip() == OLLAMA
    if program == "weaviate":
        return not page.body
    told = document(page.body)
    return isinstance(told, dict) and told.get("object") == "list" and isinstance(told.get("data"), list)


def path(program: str, asked: str) -> str:
    """What to ask: the one collection that the request is about, where the server tells how it fares."""
    if program in ("qdrant", "weaviate"):
        return next((found[0] for form, _ in NAMED if (found := form.match(asked))), PATHS[program])
    return PATHS.get(program, asked)


def listing(asked: str) -> str:
    """Where those are listed of which the path names one, "" where it names none."""
    return next((found[1] for form, _ in NAMED if (found := form.match(asked))), "")


def wanted(asked: str) -> str:
    return next((found[2] for form, _ in NAMED if (found := form.match(asked))), "")


def names(asked: str, page: Response) -> tuple[str, ...]:
    """What is in such a list; nothing for a page that is none."""
    key = next((key for form, key in NAMED if form.match(asked)), "")
    told = document(page.body)
    while isinstance(told, dict):
        told = next((told[name] for name in ("result", "collections", "classes", "data") if name in told), None)
    found = (row.get(key) for row in told if isinstance(row, dict)) if isinstance(told, list) else ()
    return tuple(" ".join(name.split())[:LONGEST] for name in found if isinstance(name, str))[:MOST]


def read(program: str, page: Response) -> Models:
    """Raises ValueError where the page is not one of such a server."""
    told = document(page.body)
    if state := MARKS.get(pages.marker(page)):
        return Models(state, vectors(page.body) or words(told))
    if page.status == 404 and program == "weaviate":  # its page is empty
        return Models(MISSING, "")
    if page.status >= 500 and program:
        said = words(told) or f"HTTP {page.status} at {PATHS.get(program, HEALTH)}"
        return Models(LOADING if program in STARTS or is_starting(page) else FAILED, said)
    if page.status != 200:
        raise ValueError(f"it answers {page.status}, which says nothing of a model")
    lists = {TAGS: "models", "/api/v0/models": "data"}.get(PATHS.get(program, ""))
    if not lists:
        return collection(told)
    if not isinstance(told, dict) or not isinstance(told.get(lists), list):
        raise ValueError("not the list of models that such a server gives")
    return Models(READY if told[lists] else EMPTY, "")


def vectors(body: bytes) -> str:
    """What PostgreSQL says where pgvector is not there, however it was handed on."""
    found = PGVECTOR.search(body)
    return f'{found[1].decode()} "vector" {found[2].decode()}' if found else ""


def is_starting(page: Response) -> bool:
    """Milvus: ``component rootcoord state is Initializing``."""
    return b"state is Initializing" in page.body or b"state is StandBy" in page.body


def collection(told: Any) -> Models:
    """Of Qdrant: one whose optimizer has failed is red, and yellow or grey while it works or waits."""
    result = told.get("result") if isinstance(told, dict) else None
    if not isinstance(result, dict) or result.get("status") != "red":
        return Models(READY, "")
    failed = result.get("optimizer_status")
    return Models(FAILED, words(failed) or "the collection is red")


def speaks_mcp(page: Response) -> bool:
    """By an error of JSON-RPC about the request, or by a stream of events."""
    if page.status == 200:
        return page.header("content-type").startswith("text/event-stream")
    told = document(page.body) if page.status in SPOKEN_HERE else None
    return isinstance(told, dict) and "jsonrpc" in told


def document(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def words(told: Any) -> str:
    """What an error says of itself: ``{"error": {"message": …}}``, ``{"status": {"error": …}}``, ``{"detail": …}``."""
    while isinstance(told, dict):
        told = next((told[name] for name in TELLING if isinstance(told.get(name), (str, dict))), None)
    return cut(" ".join(told.split()), LONGEST) if isinstance(told, str) else ""
