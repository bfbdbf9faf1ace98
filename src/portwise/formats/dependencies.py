"""
Servers that an environment names: ``DATABASE_URL``, ``REDIS_HOST`` and ``REDIS_PORT``, ``KAFKA_BROKERS``.

Conventions, no standard: https://12factor.net/backing-services, the libpq documentation (PGHOST), Docker's and
Heroku's names.  A URL of the web often names the server itself (``PUBLIC_URL``), so that of those only the ones count
whose name speaks of somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.model.behind import Dependency
from portwise.model.schemes import HTTP, default_port
from portwise.model.target import HIGHEST_PORT

VARIABLES = (
    *("*_URL", "*_URI", "*_ADDR", "*_ENDPOINT", "*_SERVER", "*_SERVERS", "*_BROKERS", "*_HOST", "*_PORT"),
    *("*_BASE", "*_URLS"),  # OPENAI_API_BASE, OLLAMA_BASE_URLS of Open WebUI
    *("PGHOST", "PGPORT"),
)
URL = re.compile(r"([a-z][a-z0-9+.-]*)://(?:[^/@\s]*@)?([^/?#\s]+)", re.IGNORECASE)
PLACE = re.compile(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?")
SOMEBODY_ELSE = frozenset(
    (
        *("API", "BACKEND", "UPSTREAM", "SERVICE", "SEARCH", "OLLAMA", "OPENAI", "ANTHROPIC", "LLM", "LITELLM", "VLLM"),
        *("LMSTUDIO", "INFERENCE", "EMBEDDING", "EMBEDDINGS", "TEI", "MCP", "QDRANT", "CHROMA", "MILVUS", "WEAVIATE"),
    )
)
ONESELF = frozenset(("PUBLIC", "VITE", "CALLBACK", "REDIRECT", "WEBHOOK"))  # what a browser or a stranger is to open
HOST_OF = {"PGHOST": "PGPORT"}
KNOWN_HOSTS = {  # whose port goes without saying
    "PGHOST": 5432,
    "POSTGRES_HOST": 5432,
    "DATABASE_HOST": None,
    "DB_HOST": None,
    "MYSQL_HOST": 3306,
    "REDIS_HOST": 6379,
    "MONGO_HOST": 27017,
    "RABBITMQ_HOST": 5672,
    "OLLAMA_HOST": 11434,
    "QDRANT_HOST": 6333,
    "CHROMA_HOST": 8000,
    "MILVUS_HOST": 19530,
    "WEAVIATE_HOST": 8080,
}


def dependencies(variables: Iterable[tuple[str, str]]) -> tuple[Dependency, ...]:
    """Every server that is named with a port, in the order of the variables."""
    told = dict(variables)
    values = ((name, value) for name, whole in told.items() for value in whole.split(";"))  # as Open WebUI lists them
    found = (row for name, value in values for row in of_variable(name, value, told))
    return tuple(dict.fromkeys(found))


def is_wanted(name: str) -> bool:
    return any(name.endswith(pattern[1:]) if pattern[0] == "*" else name == pattern for pattern in VARIABLES)


def of_variable(name: str, value: str, told: dict[str, str]) -> Iterator[Dependency]:
    if url := URL.match(value):
        scheme = url[1].lower()
        if scheme not in HTTP or speaks_of_another(name):
            yield from places(url[2], default_port(scheme), scheme, name)
    elif name.endswith("HOST"):
        written = told.get(HOST_OF.get(name, f"{name.removesuffix('HOST')}PORT"), "")
        port = int(written) if written.isascii() and written.isdigit() else KNOWN_HOSTS.get(name)
        yield from places(value, port, "", name)
    elif not name.endswith("PORT"):
        yield from places(value, None, "", name)


def speaks_of_another(name: str) -> bool:
    parts = set(name.upper().split("_"))
    return bool(parts & SOMEBODY_ELSE) and not parts & ONESELF


def places(text: str, default: int | None, scheme: str, name: str) -> Iterator[Dependency]:
    """``db:5432,spare:5432``; what has no port, or is written in another way, names no place to knock at."""
    for word in text.split(","):
        found = PLACE.fullmatch(word.strip())
        port = int(found[2]) if found and found[2] else default
        if found and port is not None and 0 < port <= HIGHEST_PORT:
            yield Dependency(found[1].strip("[]"), port, scheme, name)
