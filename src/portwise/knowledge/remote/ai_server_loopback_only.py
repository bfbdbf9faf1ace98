"""
Servers of language models begin as programs for one person: Ollama (11434), LM Studio (1234),
llama.cpp's llama-server (8080) and others bind 127.0.0.1 until they are told otherwise.
A web interface in a container, a phone, another machine of the network then reads
"connection refused", while curl on the machine itself is answered.

Each has its own way to be told: OLLAMA_HOST in the environment of the *server* (a variable in
a shell does not reach a systemd unit, nor the app of macOS), "Serve on Local Network" in LM
Studio, --host elsewhere.  None of them asks for a password by itself: whoever reaches the
port uses the machine's memory and processors, and in some can load or delete models.
"""

from portwise.knowledge import terms
from portwise.knowledge.terms import listeners, openers, processes, restarts
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import some
from portwise.model.facts import COMMAND, HERE, LISTENERS, OWNERS, PROGRAM
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.target import Endpoint

OPENED_BY = {  # how each is told to listen everywhere
    "ollama": "OLLAMA_HOST=0.0.0.0:{port} in the environment of the server, then start it again",
    "lm-studio": "Serve on Local Network in its Developer tab, or lms server start --bind 0.0.0.0",
    "llama-server": "start it with --host 0.0.0.0",
    "vllm": "start it with --host 0.0.0.0",
    "sglang": "start it with --host 0.0.0.0",
    "local-ai": "start it with --address 0.0.0.0:{port}",
    "koboldcpp": "start it with --host 0.0.0.0",
    "text-embeddings-router": "start it with --hostname 0.0.0.0",
    "qdrant": "QDRANT__SERVICE__HOST=0.0.0.0, or service.host in its configuration",
    "weaviate": "start it with --host 0.0.0.0",
    "chroma": "chroma run --host 0.0.0.0",
    "milvus": "proxy.ip in milvus.yaml",
    "litellm": "start it with --host 0.0.0.0",
    "open-webui": "open-webui serve --host 0.0.0.0",
}


def is_ai(view: View, process: Process) -> bool:
    return view[PROGRAM.of(process)].name in OPENED_BY


def servers(view: View) -> list[Socket]:
    mine = [s for s in view[LISTENERS.of(HERE)] if s.port == view.at.port and s.address.is_loopback]
    return [s for s in mine if some(view[OWNERS.of(s.inode)], lambda process: is_ai(view, process))]


def option(view: View, socket: Socket) -> str | None:
    held_by = processes.holder(view, socket)
    told = held_by and OPENED_BY.get(view[PROGRAM.of(held_by)].name)
    return told.format(port=socket.port) if told else None


def ollama(view: View, socket: Socket) -> str | None:
    """For the steps that only Ollama has."""
    held_by = processes.holder(view, socket)
    name = held_by and view[PROGRAM.of(held_by)].name
    return name if name == "ollama" else None


def again(view: View, socket: Socket) -> str | None:
    """The command that has it at the address that was asked for: an option, or the variable that Ollama reads."""
    held_by = processes.holder(view, socket)
    if held_by and ollama(view, socket):
        there = f"OLLAMA_HOST={Endpoint(view.at.address, socket.port)}"
        return restarts.written(view, held_by, ("env", there, *view[COMMAND.of(held_by)]))
    return restarts.at_address(view, socket, view.at.address)


CAUSE = Cause(
    id="ai-server-loopback-only",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.0,
    title="{app} serves this machine only, at {bound}, and the client used {address}",
    plain="The model server listens on loopback only",
    about=About(
        "a server of language models listens on loopback, on that port",
        servers,
        told="{who} listens at {door}, where only this machine can reach it",
        denied="no server of language models listens on loopback, on that port",
        once=listeners.on_port,
    ),
    needs=(
        Clause(
            "the client aims at an address that is not loopback",
            lambda view, _: not view.at.address.is_loopback,
            denied="the client aims at loopback",
            trivial=True,
        ),
        terms.OUR_ADDRESS,
        terms.NOBODY_LISTENS,
    ),
    slots={
        "app": terms.app,
        "who": processes.who,
        "bound": terms.bound,
        "address": terms.address,
        "port": terms.port,
        "door": terms.at,
        "option": option,
        "ollama": ollama,
        "pid": terms.pid,
        "again": again,
        "unknown_way": restarts.unknown(again),
        **openers.OPENING,
    },
    remedies=(
        *openers.opens("on this machine, use the address it listens at", "{door}"),
        Remedy(
            "from another machine, come in through a tunnel: nothing is opened to the network",
            ("ssh", "-N", "-L", "{port}:{door}", "USER@{address}"),
            Safety.SHOW,
            verify="portwise why localhost:{port}",
            undo="end ssh with Ctrl-C",
            platform="any",
        ),
        *restarts.restarts(
            "or open it, and whoever reaches {address} then reaches the server, which asks nobody for a password: stop "
            "{who} and start it again there",
            "then start it at {address}; at {bound} it does not answer any more",
        ),
        Remedy(
            "or open it, behind a firewall for your own network: {option}",
            (),
            Safety.ASK,
            undo="take it out again, and start the server again",
            platform="any",
            when="unknown_way",
        ),
        Remedy(
            "where systemd starts {ollama}: Environment=OLLAMA_HOST=0.0.0.0 under [Service], then restart it",
            ("systemctl", "edit", "{ollama}.service"),  # it opens an editor
            Safety.SHOW,
            needs_root=True,
            undo="systemctl revert ollama.service, and restart it",
        ),
        Remedy(
            "on macOS, for the app of {ollama}; then end the app and open it again",
            ("launchctl", "setenv", "OLLAMA_HOST", "0.0.0.0"),
            Safety.ASK,
            undo="launchctl unsetenv OLLAMA_HOST",
            platform="macos",
        ),
        Remedy(
            "on Windows, for {ollama}; then end it in the tray and start it again",
            ("setx", "OLLAMA_HOST", "0.0.0.0"),
            Safety.ASK,
            undo="delete the variable in the settings of the system",
            platform="windows",
        ),
    ),
    prevention=(
        "set the address where the server is started, in its unit, not in a shell",
        "open the port to your own network only: these servers ask nobody for a password",
    ),
    suspect="a model server on loopback only",
    see=(
        "https://github.com/ollama/ollama/blob/main/docs/faq.md",
        "https://lmstudio.ai/docs/app/api",
        "https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md",
    ),
)
