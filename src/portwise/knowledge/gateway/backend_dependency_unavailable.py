"""
A server is rarely the last one: behind it are a database, a cache, a queue, another API.
Where the connect(2) to one of them fails inside a request, the server says so with 500 or
503, and where the SYN is answered by nobody it says nothing until the kernel gives up:
net.ipv4.tcp_syn_retries, 127 s by default.  Whoever asked sees a broken server; repairing
that one changes nothing.

Two traces lead on.  A connection that is still waited for stands in the table of sockets as
SYN_SENT, with its owner.  A refused one leaves nothing; but most servers are told where
their dependencies are by the environment (DATABASE_URL, REDIS_HOST), and a gateway by its
configuration.  portwise knocks there once, and where somebody answers it goes on to what
that one needs, three servers deep: the first that takes no connection is named.

Of a variable only the name, the host and the port are looked at.  A library may set some at
the start, from a file (.env) in the folder of the server: such a file counts where something
says that it is loaded, and no variable that the process was started with gives way to it.
What an application is told by other files or by its command line is not seen here.
"""

from portwise.knowledge.terms import dependencies, processes, web
from portwise.knowledge.terms.dependencies import Link
from portwise.knowledge.terms.gateways import gateways
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import HTTP
from portwise.model.outcome import Outcome

SPEECHLESS = (Outcome.HANG, Outcome.EMPTY, Outcome.RESET)


def fails(view: View, _: None) -> bool:
    said = view[HTTP.of(view.at)]
    return said.status >= 500 or said.outcome in SPEECHLESS


def how(view: View, _: None) -> str:
    said = view[HTTP.of(view.at)]
    return f"answers {said.status}" if said.status else "takes the request and does not answer it"


def last(view: View) -> Link | None:
    return next((chain[-1] for chain in dependencies.broken(view)), None)


def place(view: View, _: None) -> str | None:
    link = last(view)
    return link and link.place


def named(view: View, _: None) -> str | None:
    link = last(view)
    return link and (link.written or None)


def needed_by(view: View, _: None) -> str | None:
    link = last(view)
    return link and processes.called(view, link.process)


def problem(view: View, _: None) -> str | None:
    link = last(view)
    return link and dependencies.problem(view, link)


def way(view: View, _: None) -> str | None:
    return next((dependencies.told(view, chain) for chain in dependencies.broken(view)), None)


def app(view: View, _: None) -> str | None:
    return next((processes.introduced(view, process) for process in gateways(view)), None)


CAUSE = Cause(
    id="backend-dependency-unavailable",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX, *SPEECHLESS}),
    prior=0.0,
    title="{place}, which {needed_by} needs, {problem}",
    plain="The server answers, and one that it depends on does not",
    about=web.REQUEST,
    needs=(
        Clause(
            "the server answers with an error (5xx), or takes the request and says nothing",
            fails,
            told="{app} {how}",
            denied="the server answers, and not with an error of its own",
        ),
        Clause(
            "a server that it depends on takes no connection",
            lambda view, _: bool(dependencies.broken(view)),
            told="to answer, {way}, and {place} {problem}",
            denied="no application is seen to need a server that takes no connection",
        ),
    ),
    yields_to=("llm-gateway-backend-unreachable",),  # a server of models, and how it is started
    slots={
        "app": app,
        "how": how,
        "way": way,
        "place": place,
        "named": named,
        "needed_by": needed_by,
        "problem": problem,
    },
    remedies=(
        Remedy(
            "find out why {place} takes no connection",
            ("portwise", "why", "{place}"),
            Safety.SAFE,
            platform="any",
            plain="find out why the server that it depends on takes no connection",
        ),
        Remedy(
            "start the server that belongs at {place}",
            (),
            Safety.SHOW,
            undo="stop it",
            platform="any",
            plain="start that server",
        ),
        Remedy(
            "or correct {named} of {needed_by}, and start {needed_by} again",
            (),
            Safety.SHOW,
            undo="put the old value back",
            platform="any",
            plain="or correct the address that the server was given, and start it again",
        ),
    ),
    prevention=(
        "let the server wait for what it depends on, or say at its start what it does not reach",
        "give every call to the outside a timeout of its own, shorter than that of whoever waits",
        "let the health check name the dependency that fails",
    ),
    suspect="a database or another server that the application needs",
    see=("man 7 tcp, tcp_syn_retries", "man 5 proc_pid_environ", "https://12factor.net/backing-services"),
)
