"""
A server of language models has two starts: the program's, after which it listens, and the model's,
gigabytes that are read from a disk into memory that may not be there.  In between, or for good, every
request fails with 5xx although the server runs: llama.cpp's llama-server answers 503 "Loading model"
to everything, vLLM says 503 at /health once the process that computes has died, Ollama and LM Studio
read the model when the first request asks for it and pass on what went wrong: "model requires more
system memory (8.4 GiB) than is available (3.1 GiB)", "llama runner process has terminated".
And Ollama without any model answers on /, and 404 to whoever wants to use one.

The server's own word is the proof: its answer, /health, or the list of its models.  No model is asked
for anything, since that alone may load one.  A server that ends over its model is refused afterwards,
which other causes explain by its log.
"""

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import processes, web, words
from portwise.model.behind import ModelServer
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import HERE, HTTP, LISTENERS, LOCAL, MODELS, OWNERS, PROGRAM
from portwise.model.outcome import Outcome
from portwise.model.process import Process

MARK = "model: "
ASKED = ("llama-server", "vllm", "sglang", "ollama")  # programs that say how they fare
ERROR = 400  # from here on something is wrong
USES = (  # paths that need a model
    *("/api/generate", "/api/chat", "/api/embed", "/v1/chat/", "/v1/completions", "/v1/embeddings", "/v1/messages"),
    *("/v1/responses", "/completion", "/embedding", "/generate"),
)
CALLED = {"llama-server": "llama-server", "vllm": "vLLM", "sglang": "SGLang", "ollama": "Ollama"}
LOADING, FAILED, EMPTY = "loading", "failed", "empty"


def servers(view: View) -> Iterator[ModelServer]:
    """By its answer, or by its program where the answer is an error or the URL one that needs a model."""
    for _ in web.connected(view):
        met = view[HTTP.of(view.at)]
        if met.marker.startswith(MARK):
            yield ModelServer(view.at, "")
        elif met.status >= ERROR or needs_model(view):
            yield from (ModelServer(view.at, name) for name in dict.fromkeys(programs(view)))


def needs_model(view: View) -> bool:
    return view.target.path.startswith(USES)


def programs(view: View) -> Iterator[str]:
    """Of this machine; the table of another one's sockets is not to be had."""
    if view[LOCAL.of(view.at.address)]:
        yield from (name for who in holders(view) if (name := view[PROGRAM.of(who)].name) in ASKED)


def holders(view: View) -> list[Process]:
    mine = [socket for socket in view[LISTENERS.of(HERE)] if terms.takes(view, socket)]
    return [who for socket in mine for who in view[OWNERS.of(socket.inode)]]


def not_ready(view: View, server: ModelServer) -> bool:
    state = view[MODELS.of(server)].state
    return state in (LOADING, FAILED) or (state == EMPTY and needs_model(view))


def called(view: View, server: ModelServer) -> str:
    if server.program:
        return CALLED[server.program]
    names = (view[PROGRAM.of(who)].name for who in holders(view)) if view[LOCAL.of(view.at.address)] else iter(())
    return next((CALLED[name] for name in names if name in CALLED), "the model server")


def trouble(view: View, server: ModelServer) -> str | None:
    met = view[MODELS.of(server)]
    said = f': "{met.says}"' if met.says else ""
    return {
        LOADING: "is still loading its model",
        FAILED: f"has no working model{said}",
        EMPTY: "has no model at all",
    }.get(met.state)


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
    explains=frozenset({Outcome.HTTP_5XX, Outcome.CONNECTED}),
    prior=0.5,
    title="{server} runs and {trouble}",
    plain="The model server runs, and its model is not loaded",
    about=About(
        "a server of language models answers, with an error or where a model is wanted",
        servers,
        told="{who} answers",
        denied="it is not known to be a server of language models, or it answers as it should",
    ),
    needs=(
        Clause(
            "by its own word no model is ready",
            not_ready,
            told="by its own word {server} {trouble}",
            denied="by its own word its model is ready",
        ),
    ),
    slots={
        "server": called,
        "trouble": trouble,
        "who": who,
        "loading": lambda view, server: only(view, server, LOADING),
        "failed": lambda view, server: only(view, server, FAILED),
        "empty": lambda view, server: only(view, server, EMPTY),
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
            "get a model, any of its library will do for a test",
            ("ollama", "pull", "MODEL"),
            Safety.ASK,
            undo="ollama rm MODEL",
            platform="any",
            when="empty",
        ),
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
    suspect="a model that is not loaded",
    see=(
        "https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md",
        "https://github.com/ollama/ollama/blob/main/docs/api.md",
        "https://docs.vllm.ai/en/latest/usage/troubleshooting.html",
    ),
)
