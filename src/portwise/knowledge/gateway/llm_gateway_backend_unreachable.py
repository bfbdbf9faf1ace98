"""
Between an application and a language model often stands a gateway: LiteLLM, Open WebUI, one's
own service.  It speaks the API of OpenAI to its clients, and was itself told where the models
are: ``api_base`` in its file, OPENAI_BASE_URL, OLLAMA_BASE_URL, OLLAMA_HOST in its environment.
It runs, it lists its models, and whoever wants an answer of one reads 500 "Connection error."
(LiteLLM), "Server Connection Error" (Open WebUI), 502 or 503: the model server behind it takes
no connection.

Most often it was never started, or started at another port; or the gateway lives in a
container and was told ``localhost:11434``, and its localhost is the container, while Ollama
listens outside.  There the tables of the container's own network decide: what does not listen
in them is not there for the gateway, whoever listens on the same port out here.

portwise sends no request to a model: it knocks where the gateway would.
"""

from portwise.knowledge.terms import models, processes, web
from portwise.knowledge.terms.models import Backend
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import HTTP
from portwise.model.outcome import Outcome
from portwise.model.url import in_url

STARTS = {  # by the port that each takes of itself
    11434: "ollama serve",
    1234: "lms server start",
    8000: "vllm serve MODEL",
    8080: "llama-server -m MODEL.gguf",
    30000: "python -m sglang.launch_server --model-path MODEL",
}


def fails(view: View, _: None) -> bool:
    met = view[HTTP.of(view.at)]
    return met.status >= 500 or (met.status > 0 and models.uses(view))


def first(view: View) -> Backend | None:
    return next(iter(models.broken(view)), None)


def place(view: View, _: None) -> str | None:
    it = first(view)
    return it and it.link.place


def named(view: View, _: None) -> str | None:
    it = first(view)
    return it and it.link.named


def gateway(view: View, _: None) -> str | None:
    it = first(view)
    return it and processes.called(view, it.link.process)


def who(view: View, _: None) -> str | None:
    it = first(view)
    return it and processes.introduced(view, it.link.process)


def near(view: View, _: None) -> str | None:
    it = first(view)
    return it.link.place if it and it.gateway is None else None


def resident(view: View, _: None) -> str | None:
    it = first(view)
    return str(it.gateway.resident) if it and it.gateway else None


def whose(view: View, _: None) -> str | None:
    it = first(view)
    if it is None or it.gateway is None:
        return it and "and nobody takes connections there"
    return "which for it is its own container or network, and nobody listens there"


def outside(view: View, _: None) -> str | None:
    it = first(view)
    return it and models.outside(view, it)


def start(view: View, _: None) -> str | None:
    it = first(view)
    return STARTS.get(it.link.port) if it and not models.outside(view, it) else None


def port(view: View, _: None) -> str | None:
    it = first(view)
    return it and str(it.link.port)


def probe(view: View, _: None) -> str | None:
    it = first(view)
    return it and f"http://{in_url(it.link.host)}:{it.link.port}/"


CAUSE = Cause(
    id="llm-gateway-backend-unreachable",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX, Outcome.CONNECTED}),
    prior=0.0,
    title="{gateway} looks for its models at {place} ({named}), {whose}",
    plain="The gateway of models runs, and its model server takes no connection",
    about=web.REQUEST,
    needs=(
        Clause(
            "the answer is an error of a server (5xx), or the URL is one that needs a model",
            fails,
            denied="the answer is no error of a server, and the URL needs no model",
            trivial=True,
        ),
        Clause(
            "a model server that it was told to use takes no connection, as seen from where it runs",
            lambda view, _: bool(models.broken(view)),
            told="{who} was told {place} by {named}, {whose}",
            denied="no gateway of models is seen to use a server that takes no connection",
        ),
    ),
    slots={
        "gateway": gateway,
        "who": who,
        "place": place,
        "named": named,
        "near": near,
        "resident": resident,
        "whose": whose,
        "outside": outside,
        "start": start,
        "port": port,
        "probe": probe,
    },
    remedies=(
        Remedy(
            "find out why {near} takes no connection",
            ("portwise", "why", "{near}"),
            Safety.SAFE,
            platform="any",
            when="near",
            plain="find out why the model server takes no connection",
        ),
        Remedy(
            "see it from where the gateway runs",
            ("nsenter", "--net=/proc/{resident}/ns/net", "curl", "-sS", "{probe}"),
            Safety.SAFE,
            needs_root=True,
            when="resident",
            plain="where the gateway is in a container, ask the model server from there: docker exec NAME curl -sS URL",
        ),
        Remedy(
            "start the model server: {start}",
            (),
            Safety.SHOW,
            undo="end it with Ctrl-C",
            platform="any",
            plain="start the model server, and load a model",
            when="start",
        ),
        Remedy(
            "{outside} listens outside: let it take connections from there (OLLAMA_HOST=0.0.0.0, --host 0.0.0.0, "
            "behind a firewall), and give the gateway its address, http://host.docker.internal:{port} with Docker",
            (),
            Safety.SHOW,
            undo="bind it to 127.0.0.1 again",
            platform="any",
            plain="a model server outside of the gateway's container: give its address, not localhost",
            when="outside",
        ),
        Remedy(
            "or correct {named} of {gateway}, and start {gateway} again",
            (),
            Safety.SHOW,
            undo="put the old value back",
            platform="any",
            plain="or correct the address that the gateway was given, and start it again",
        ),
    ),
    prevention=(
        "let the gateway check its backends (LiteLLM: /health), and alert on them by name",
        "in containers name the service or host.docker.internal, never localhost",
        "write the scheme and /v1 in base URLs as the server has them",
    ),
    suspect="a model server behind the gateway that is down",
    see=(
        "https://docs.litellm.ai/docs/proxy/configs",
        "https://docs.openwebui.com/troubleshooting/connection-error",
        "https://github.com/ollama/ollama/blob/main/docs/faq.md",
        "https://docs.docker.com/desktop/features/networking/",
    ),
)
