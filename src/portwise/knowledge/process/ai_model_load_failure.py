"""
A server of language models has two starts: the program's, after which it listens, and the model's,
gigabytes that are read from a disk into memory that may not be there.  In between, or for good, every
request fails with 5xx although the server runs: llama.cpp's llama-server answers 503 "Loading model"
to everything, vLLM says 503 at /health once the process that computes has died, Ollama and LM Studio
read the model when the first request asks for it and pass on what went wrong: "model requires more
system memory (8.4 GiB) than is available (3.1 GiB)", "llama runner process has terminated".
And Ollama without any model answers on /, and 404 to whoever wants to use one.

Servers of vectors are no better: Qdrant, Weaviate, Chroma and Milvus listen before they have read
their collections, and 404 "Collection `docs` doesn't exist!" is what a client reads that has the
name of another environment.  PostgreSQL is one of them with pgvector, which has to be installed beside
it and switched on in each database (CREATE EXTENSION vector); else it says that the type "vector" does
not exist, to whoever is logged in.  A server of the Model Context Protocol is at one path, /mcp, and at
/sse in older ones; a client that was told the other one reads 404 of a server that is well.

The server's own word is the proof: its answer, /health, or the list of its models.  No model is asked
for anything, since that alone may load one.  A server that ends over its model is refused afterwards,
which other causes explain by its log.
"""

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import models, processes, web, words
from portwise.model.behind import ModelServer
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import HERE, HTTP, LISTENERS, LOCAL, MODELS, OWNERS, PROGRAM, TITLED
from portwise.model.outcome import Outcome
from portwise.model.process import Process

MARK = "model: "
ERROR = 400  # from here on something is wrong
NOT_FOUND = 404
CALLED = {  # programs that say how they fare
    "llama-server": "llama-server",
    "vllm": "vLLM",
    "sglang": "SGLang",
    "ollama": "Ollama",
    "lm-studio": "LM Studio",
    "text-embeddings-router": "TEI",
    "qdrant": "Qdrant",
    "weaviate": "Weaviate",
    "chroma": "Chroma",
    "milvus": "Milvus",
    "mcp": "the MCP server",
}
STORES = ("qdrant", "weaviate", "chroma", "milvus")
PGVECTOR = "the database behind the server"
SCHEMA = "/v1/schema"  # of Weaviate
PORTS = (11434, 1234)  # of Ollama and LM Studio
MCP, MCP_PATHS = "mcp", ("/mcp", "/sse")
LOADING, FAILED, EMPTY, MISSING = "loading", "failed", "empty", "missing"


def servers(view: View) -> Iterator[ModelServer]:
    """By its answer, or by its program where the answer is an error or the URL one that needs a model."""
    for _ in web.connected(view):
        met = view[HTTP.of(view.at)]
        if met.marker.startswith(MARK):
            yield ModelServer(view.at, "")
        elif met.status == NOT_FOUND and view.target.path.rstrip("/") in MCP_PATHS:
            yield ModelServer(view.at, MCP)
        elif met.status >= ERROR or needs_model(view):
            yield from (ModelServer(view.at, name) for name in named(view))


def needs_model(view: View) -> bool:
    return models.uses(view)


def named(view: View) -> list[str]:
    """By its process, else by a page of its own: behind a forwarder and on another machine there is no process."""
    try:
        names = list(dict.fromkeys(programs(view)))
    except Unreadable:
        if not (name := titled(view)):
            raise
        return [name]
    name = "" if names else titled(view)
    return names or [name] * bool(name)


def titled(view: View) -> str:
    """Asked for where the request or the port is one of theirs, and without TLS."""
    may_be = needs_model(view) or view.target.path.startswith(SCHEMA) or view.at.port in PORTS
    return view[TITLED.of(view.at)] if may_be and not view.target.speaks_tls else ""


def programs(view: View) -> Iterator[str]:
    """Of this machine; the table of another one's sockets is not to be had."""
    if view[LOCAL.of(view.at.address)]:
        yield from (name for who in holders(view) if (name := view[PROGRAM.of(who)].name) in CALLED)


def holders(view: View) -> list[Process]:
    mine = [socket for socket in view[LISTENERS.of(HERE)] if terms.takes(view, socket)]
    return [who for socket in mine for who in view[OWNERS.of(socket.inode)]]


def not_ready(view: View, server: ModelServer) -> bool:
    state = view[MODELS.of(server)].state
    return state in (LOADING, FAILED, MISSING) or (state == EMPTY and needs_model(view))


def called(view: View, server: ModelServer) -> str:
    if server.program:
        return CALLED[server.program]
    return CALLED.get(program(view, server), PGVECTOR if is_pgvector(view, server) else "the server")


def is_pgvector(view: View, server: ModelServer) -> bool:
    """PostgreSQL says so by a word that the application hands on."""
    return not server.program and '"vector"' in view[MODELS.of(server)].says


def program(view: View, server: ModelServer) -> str:
    """What runs it, "" where only its answer is known."""
    if server.program:
        return server.program
    names = (view[PROGRAM.of(who)].name for who in holders(view)) if view[LOCAL.of(view.at.address)] else iter(())
    return next((name for name in names if name in CALLED), "")


def trouble(view: View, server: ModelServer) -> str | None:
    met = view[MODELS.of(server)]
    said = f': "{met.says}"' if met.says else ""
    stores = is_store(view, server)
    return {
        LOADING: "is still loading its collections" if stores else "is still loading its model",
        FAILED: f"does not work as it should{said}" if stores else f"has no working model{said}",
        EMPTY: "has no model at all",
        MISSING: missing(view, server),
    }.get(met.state)


def is_store(view: View, server: ModelServer) -> bool:
    return program(view, server) in STORES


def missing(view: View, server: ModelServer) -> str:
    met = view[MODELS.of(server)]
    if server.program == MCP:
        return f"answers at {' and '.join(met.has)}, not at {met.wants}"
    if is_pgvector(view, server):
        return f"has no pgvector: it says '{met.says}'"
    has = f"; it has {', '.join(met.has)}" if met.has else ", nor any other"
    return f'has no "{met.wants}"{has}' if met.wants else f'says "{met.says}"'


def instead(view: View, server: ModelServer) -> str | None:
    """A name that it has, for the one that it has not."""
    return next(iter(view[MODELS.of(server)].has), None)


def subject(view: View, server: ModelServer) -> str:
    """At the head of a title."""
    name = called(view, server)
    return f"The{name[3:]}" if name.startswith("the ") else name


def who(view: View, _: ModelServer) -> str | None:
    if not view[LOCAL.of(view.at.address)]:
        return None
    return next((processes.introduced(view, one) for one in holders(view)), None)


def only(view: View, server: ModelServer, *states: str) -> str | None:
    """For the steps of one state."""
    return called(view, server) if view[MODELS.of(server)].state in states else None


def ollama(view: View, server: ModelServer) -> str | None:
    return "ollama" if called(view, server) == CALLED["ollama"] else None


CAUSE = Cause(
    id="ai-model-load-failure",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX, Outcome.HTTP_4XX, Outcome.CONNECTED}),
    prior=0.5,
    title="{subject} runs and {trouble}",
    plain="The server of models or vectors runs, and what it is asked for is not loaded or not there",
    about=About(
        "a server of models or vectors answers, with an error or where one of them is wanted",
        servers,
        told="{who} answers",
        denied="it is not known to be a server of models or vectors, or it answers as it should",
        once=web.connected,
    ),
    needs=(
        Clause(
            "by its own word it is not ready, or has not what it is asked for",
            not_ready,
            told="by its own word {server} {trouble}",
            denied="by its own word it is ready, and lacks nothing",
        ),
    ),
    slots={
        "server": called,
        "subject": subject,
        "trouble": trouble,
        "who": who,
        "loading": lambda view, server: only(view, server, LOADING),
        "failed": lambda view, server: None if is_store(view, server) else only(view, server, FAILED),
        "store": lambda view, server: only(view, server, FAILED) if is_store(view, server) else None,
        "empty": lambda view, server: ollama(view, server) and only(view, server, EMPTY),
        "studio": lambda view, server: only(view, server, EMPTY) if program(view, server) == "lm-studio" else None,
        "instead": lambda view, server: None if server.program == MCP else instead(view, server),
        "vector": lambda view, server: "vector" if is_pgvector(view, server) else None,
        "moved": lambda view, server: instead(view, server) if server.program == MCP else None,
        "ollama": ollama,
        "url": words.url,
    },
    remedies=(
        Remedy(
            "wait until {server} has read it, minutes for a large one from a slow disk",
            ("timeout", "600", "sh", "-c", "until portwise why {target} --brief; do sleep 2; done"),
            Safety.SAFE,
            plain="while it loads: wait, minutes for a large model from a slow disk",
            when="loading",
        ),
        Remedy(
            "get a model: which one, and the gigabytes that it takes, is yours to choose",
            ("ollama", "pull", "MODEL"),
            Safety.SHOW,
            undo="ollama rm MODEL",
            platform="any",
            when="empty",
        ),
        Remedy(
            "get a model for {studio}, or in its window: which one is yours to choose",
            ("lms", "get", "MODEL"),
            Safety.SHOW,
            undo="delete it in My Models",
            platform="any",
            when="studio",
            plain="get a model for LM Studio, or in its window: which one is yours to choose",
        ),
        Remedy(
            "ask for {instead}, or make the one that you want: clients often have the name of another environment",
            (),
            Safety.SHOW,
            undo="take the old name again",
            platform="any",
            when="instead",
            plain="ask for one that it has, or make the one that you want",
        ),
        Remedy(
            "switch pgvector on in the very database that the server uses; where that is not available, install it "
            "beside PostgreSQL first (postgresql-17-pgvector, or the image pgvector/pgvector)",
            ("psql", "-d", "DATABASE", "-c", "CREATE EXTENSION IF NOT EXISTS {vector}"),
            Safety.SHOW,
            undo="DROP EXTENSION vector",
            platform="any",
            when="vector",
            plain="of PostgreSQL, install pgvector, and run CREATE EXTENSION vector in the very database that is used",
        ),
        Remedy(
            "give the client the URL that ends in {moved}, and its transport: streamable HTTP is at /mcp, SSE at /sse",
            (),
            Safety.SHOW,
            undo="give it the old one again",
            platform="any",
            when="moved",
            plain="for the Model Context Protocol, give the client the path of the server: /mcp, or /sse of older ones",
        ),
        Remedy("see what room there is on the disks of {store}", ("df", "-h"), Safety.SAFE, when="store"),
        Remedy("see what memory there is", ("free", "-h"), Safety.SAFE, when="failed"),
        Remedy("and on the graphics processor", ("nvidia-smi",), Safety.SAFE, platform="any", when="failed"),
        Remedy(
            "read why {server} could not: its log has the first error",
            ("journalctl", "-u", "{ollama}", "-n", "100", "--no-pager"),
            Safety.SAFE,
            plain="read why the server could not: its log has the first error",
            when="failed",
        ),
        Remedy(
            "take a smaller model, a smaller quantisation or a shorter context, or free memory for it",
            (),
            Safety.SHOW,
            undo="go back to the model as it was",
            platform="any",
            when="failed",
        ),
    ),
    prevention=(
        "let clients and gateways wait for /health, not for the port",
        "check the memory that is free against the size of the model before the start",
    ),
    suspect="a model or a collection that is not there",
    see=(
        "https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md",
        "https://github.com/ollama/ollama/blob/main/docs/api.md",
        "https://docs.vllm.ai/en/latest/usage/troubleshooting.html",
    ),
)
