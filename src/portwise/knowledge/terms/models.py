"""Gateways of language models: the servers of models that they were told to use, and those that take no connection."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from portwise.knowledge.terms import containers, dependencies, processes
from portwise.knowledge.terms.dependencies import ENVIRONMENT, Link
from portwise.model.behind import Dependency
from portwise.model.cause import View
from portwise.model.facts import DEPENDENCIES, ELSEWHERE, HERE, INSPECTED, KIN, LISTENERS, LOCAL, OWNERS, PROGRAM
from portwise.model.net import Distant
from portwise.model.process import Process
from portwise.model.record import NamedTuple

GATEWAYS = ("litellm", "open-webui")
WORDS = frozenset(
    (
        *("OPENAI", "ANTHROPIC", "OLLAMA", "LLM", "LLMS", "LITELLM", "VLLM", "LMSTUDIO", "LLAMA", "LLAMACPP", "MODEL"),
        *("MODELS", "INFERENCE", "EMBEDDING", "EMBEDDINGS", "TEI", "MCP"),
    )
)
USES = (  # paths that need a model, or a collection of vectors
    *("/api/generate", "/api/chat", "/api/embed", "/v1/chat/", "/v1/completions", "/v1/embeddings", "/v1/messages"),
    *("/v1/responses", "/completion", "/embedding", "/generate", "/chat/completions", "/embed", "/rerank"),
    *("/collections/", "/v1/schema/", "/v1/objects", "/v1/graphql", "/v2/vectordb/"),  # of vectors
)
LOCALHOST = "localhost"


class Backend(NamedTuple):
    """A server of models that takes no connection, as its gateway sees it."""

    link: Link
    gateway: Distant | None  # where the gateway lives in another network namespace


def uses(view: View) -> bool:
    """Whether the URL is one that needs a model."""
    return view.target.path.startswith(USES)


def is_of_models(view: View, link: Link) -> bool:
    """By the name of the variable, or because all that such a gateway is told to use is a server of models."""
    named = set(link.named.upper().split("_"))
    return link.kind is ENVIRONMENT and bool(named & WORDS or (is_place(link.named) and is_gateway(view, link.process)))


def is_place(named: str) -> bool:
    """``/srv/litellm.yaml:7`` is a line of a file, ``DATABASE_URL`` a variable."""
    return ":" in named


def is_gateway(view: View, process: Process) -> bool:
    return view[PROGRAM.of(process)].name in GATEWAYS


def broken(view: View) -> list[Backend]:
    near = [chain[-1] for chain in dependencies.broken(view) if is_of_models(view, chain[-1])]
    return [Backend(link, None) for link in near] or list(far(view))


def far(view: View) -> Iterator[Backend]:
    """Its localhost is its own: what listens there is in the tables of its namespace."""
    for room in rooms(view):
        for process in view[OWNERS.of(room.inode)]:
            for row in view[DEPENDENCIES.of(process)]:
                link = Link(process, row.host, row.port, row.variable, ENVIRONMENT)
                if is_loopback(row) and is_of_models(view, link) and not inside(view, room, row.port):
                    yield Backend(link, room)


def rooms(view: View) -> list[Distant]:
    """Who listens at the target in another namespace of this machine; nobody where that could be several."""
    if view[LOCAL.of(view.at.address)]:
        return list(published(view))
    there = [row for row in view[ELSEWHERE.of(view.at.port)] if row.address == view.at.address]
    rows = there or [row for row in view[ELSEWHERE.of(view.at.port)] if row.address.is_unspecified]
    return rows if len({row.namespace for row in rows}) == 1 else []


def published(view: View) -> Iterator[Distant]:
    """Who listens in the container whose published port the target is."""
    for met in containers.led(view, view.at):
        if met.way is not None:
            first = view[INSPECTED.of(met.box.ref)].pid
            for row in view[ELSEWHERE.of(met.way.inner)]:
                if any(is_below(view, process, first) for process in view[OWNERS.of(row.inode)]):
                    yield row


def is_below(view: View, process: Process, pid: int) -> bool:
    return process.pid == pid or any(ancestor.pid == pid for ancestor in view[KIN.of(process)].ancestors)


def is_loopback(row: Dependency) -> bool:
    try:
        return row.host == LOCALHOST or ip_address(row.host).is_loopback
    except ValueError:
        return False


def inside(view: View, room: Distant, port: int) -> list[Distant]:
    return [row for row in view[ELSEWHERE.of(port)] if row.namespace == room.namespace]


def outside(view: View, backend: Backend) -> str | None:
    """Who listens at that port on this machine, where the gateway does not look."""
    if backend.gateway is None:
        return None
    mine = [row for row in view[LISTENERS.of(HERE)] if row.port == backend.link.port]
    return next((processes.who(view, row) for row in mine), None)
