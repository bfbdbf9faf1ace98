"""
The port belongs to a container that does not run, or that runs without anybody in it who listens.

An engine opens the published port of a container when it starts and closes it when it ends: after ``Exited (1)`` the
host has no listener any more, and the client is refused as if there had never been a server.  While the program inside
is still loading, or has crashed below a shell or a supervisor that goes on, the engine's forwarder takes the connection
and closes it again; where rules of the packet filter lead the way, the client is refused.

A server that listens and is not well says so twice: to its clients by an error or a closed connection, and to the
engine by the health check that its makers wrote for it, of which the last words are kept.  A policy of restarts hides
an end: the container is up whenever somebody looks, and only the number of its restarts tells.

Why a container ended stands in its exit code, in what the kernel killed for want of memory, in the engine's own error,
and mostly in its last lines.  Where not even an engine runs, the compose file alone says whose port it is.
"""

from collections.abc import Callable, Iterator
from typing import Never

from portwise.knowledge import terms
from portwise.knowledge.terms import ailing, containers
from portwise.knowledge.terms.containers import Met
from portwise.knowledge.terms.passages import fate
from portwise.model.cause import About, Cause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.container import AT_WORK, Container, Engine, Ref
from portwise.model.facts import ENGINES, HERE, INSPECTED, WORDS
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

ABSENT = "absent"
NO_ENGINE = Engine("docker", "")  # which a compose file is written for
LONGEST = 160  # characters of its last line
SIGNALS = {137: "was killed (SIGKILL)", 139: "crashed (SIGSEGV)", 143: "was ended (SIGTERM)"}  # 128 and the signal


def lifeless(view: View) -> Iterator[Met]:
    """One container: whoever publishes the port, else the youngest of those that were to."""
    for at in containers.troubled(view, containers.HURT | ailing.ANSWERED):
        working = list(containers.led(view, at))
        found = (
            [met for met in working if ailing.is_ill(view, met) or is_empty(view, met)]
            if working
            else list(ended(view, at)) or list(absent(view, at))
        )
        if found:
            yield found[0]
            return
    for at in containers.engineless(view):
        if found := list(absent(view, at)):
            yield found[0]
            return


def is_empty(view: View, met: Met) -> bool:
    """Where an error was answered somebody is in it."""
    if fate(view, met.at) is Outcome.HTTP_5XX:
        return False
    return met.box.state != "running" or ailing.is_over(view, met) or not containers.inside(view, met.box)


def ended(view: View, at: Endpoint) -> Iterator[Met]:
    """Those that do not run, and would publish the port, where nobody has taken it meanwhile."""
    if not containers.vacant(view, at):
        return
    stopped = [box for box in containers.boxes(view) if box.state not in AT_WORK or not box.addresses]
    told = view.all(INSPECTED.of(box.ref) for box in stopped)
    for box, one in zip(stopped, told, strict=True):
        way = next((each for each in one.wanted if each.leads(terms.in_ipv4(at.address), at.port)), None)
        if way is not None:
            yield Met(box, at, way)


def absent(view: View, at: Endpoint) -> Iterator[Met]:
    """Services of the compose file here that nobody has started."""
    engine = next(iter(view[ENGINES.of(HERE)]), NO_ENGINE)
    for service, way, box in containers.composed(view, at) if containers.vacant(view, at) else ():
        if box is None:
            ref = Ref(engine, "", service.name)
            none: tuple[Never, ...] = ()
            made = Container(ref, service.file, ABSENT, (way,), none, "", none, none, service=service.name)
            yield Met(made._replace(composer=service.reader), at, way)


def fares(view: View, met: Met) -> str:
    """As in ``container web has exited with code 3``."""
    if met.box.ref.engine == NO_ENGINE:
        return "is not there: no container engine runs here"
    if met.box.state == ABSENT:
        return "is not there: its service was not started"
    told = view[INSPECTED.of(met.box.ref)]
    if met.box.state == "running" and ailing.is_ill(view, met):
        return " and ".join(ailing.told(view, met))
    begun = ailing.restarts(view, met)
    if met.box.state == "running" and not ailing.is_over(view, met):
        again = f"; it was started again {ailing.counted(begun)}" if begun else ""
        where = "in its namespace" if containers.resident(view, met) else "in it"
        return f"runs, and nobody {where} listens{health(told.health)}{again}"
    if told.memory:
        return "was killed because its memory was used up"
    if met.box.state == "restarting" or (met.box.state == "running" and begun):
        so_far = f", {ailing.counted(begun)} so far" if begun else ""
        return f"is being started again and again (exit code {told.exit_code}{so_far})"
    if met.box.state == "paused":
        return "is paused"
    if told.error:
        return f"could not be started: {told.error}"
    if met.box.state == "created":
        return "was created, and never started"
    return SIGNALS.get(told.exit_code, f"has exited with code {told.exit_code}")


def health(said: str) -> str:
    return f" (its health check says {said})" if said in ("starting", "unhealthy") else ""


def last(view: View, met: Met) -> str | None:
    """What it wrote last, and what its health check says where it runs."""
    if met.box.state == ABSENT or containers.resident(view, met):
        return None
    told = view[INSPECTED.of(met.box.ref)]
    checked = met.box.state == "running" and not ailing.is_ill(view, met)
    lines = (*((told.complaint,) if checked else ()), *reversed(view[WORDS.of(met.box.ref)]))
    return next((line[:LONGEST] for line in lines if line), None)


def state(*states: str) -> Callable[[View, Met], str | None]:
    """For the steps of some states: the others leave them out."""
    return lambda _, met: met.box.ref.name if met.box.state in states else None


def engineless(_: View, met: Met) -> str | None:
    return met.box.ref.name if met.box.ref.engine == NO_ENGINE else None


def unstarted(_: View, met: Met) -> str | None:
    """A service that its engine would start at once."""
    return met.box.ref.name if met.box.state == ABSENT and met.box.ref.engine != NO_ENGINE else None


CAUSE = Cause(
    id="container-exited-or-unhealthy",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    explains=containers.HURT | ailing.ANSWERED,
    prior=0.5,
    title="{subject}, which publishes port {port}, {fares}",
    plain="The container whose port it is does not run, nobody in it listens, or it is not well",
    about=About(
        "a container that is to publish the port does not run, nobody in it listens, or it is not well",
        lifeless,
        told="{box} {publishes} port {port}, and {fares}",
        denied="no container that is to publish the port has ended, is without a server, or ill",
    ),
    needs=(),
    hints=(
        Hint(
            "it told why",
            0.5,
            lambda view, met: bool(last(view, met)),
            told="its last words: {last}",
        ),
    ),
    slots={
        **containers.SLOTS,
        "publishes": lambda _, met: "publishes" if met.box.state in AT_WORK else "is to publish",
        "fares": fares,
        "last": last,
        "absent": unstarted,
        "engineless": engineless,
        "file": lambda _, met: met.box.image if met.box.state == ABSENT else None,
        "made": lambda view, met: (
            containers.engine(view, met) and (None if met.box.state == ABSENT else met.box.ref.name)
        ),
        "alone": ailing.alone,
        "composed": ailing.composed,
        "starting": ailing.starting,
        "stopping": ailing.stopping,
        "restarting": state("restarting"),
        "paused": state("paused"),
        "running": lambda view, met: containers.engine(view, met) and state("running")(view, met),
    },
    remedies=(
        Remedy(
            "read what it wrote last",
            ("{engine}", "logs", "--tail", "50", "{name}"),
            Safety.SAFE,
            platform="any",
            when="made",
            plain="read what it wrote last",
        ),
        Remedy(
            "see its exit code, and what its health check says",
            ("{engine}", "ps", "--all", "--filter", "name={name}"),
            Safety.SAFE,
            platform="any",
            when="made",
            plain="see its exit code, and what its health check says",
        ),
        Remedy(
            "start it again, once you know why it ended",
            ("{engine}", "start", "{name}"),
            Safety.ASK,
            platform="any",
            undo="{engine} stop {name}",
            when="alone",
        ),
        Remedy(
            "have compose start service {composed} again, once you know why it ended",
            ("{starting}",),
            Safety.ASK,
            platform="any",
            undo="{stopping}",
            when="composed",
            plain="have compose start its service again, once you know why it ended",
        ),
        Remedy(
            "or start its container alone, where compose cannot",
            ("{engine}", "start", "{name}"),
            Safety.ASK,
            platform="any",
            undo="{engine} stop {name}",
            when="composed",
        ),
        Remedy(
            "start that service",
            ("{compose}", "up", "--detach", "{name}"),
            Safety.ASK,
            platform="any",
            undo="{composes} rm --stop {name}",
            when="absent",
        ),
        Remedy(
            "start the container engine",
            ("systemctl", "start", "docker"),
            Safety.SHOW,
            needs_root=True,
            undo="systemctl stop docker.socket docker",
            when="engineless",
        ),
        Remedy("start Docker", ("open", "-a", "Docker"), Safety.SHOW, platform="macos", when="engineless"),
        Remedy("start Docker", ("docker", "desktop", "start"), Safety.SHOW, platform="windows", when="engineless"),
        Remedy(
            "then start that service, in the folder of {file}",
            ("{compose}", "up", "--detach", "{name}"),
            Safety.SHOW,
            platform="any",
            undo="{composes} rm --stop {name}",
            when="engineless",
        ),
        Remedy(
            "let it go on",
            ("{engine}", "unpause", "{name}"),
            Safety.ASK,
            platform="any",
            undo="{engine} pause {name}",
            when="paused",
        ),
        Remedy(
            "keep it from being started again and again while you look",
            ("{engine}", "update", "--restart=no", "{name}"),
            Safety.ASK,
            platform="any",
            undo="{engine} update --restart=unless-stopped {name}",
            when="restarting",
        ),
        Remedy(
            "see who lives in its namespace, and have the server in there started again",
            ("ps", "-o", "pid,lstart,args", "-p", "{resident}"),
            Safety.SAFE,
            when="resident",
        ),
        Remedy(
            "see what runs in it",
            ("{engine}", "top", "{name}"),
            Safety.SAFE,
            platform="any",
            when="running",
        ),
    ),
    prevention=(
        "give it a health check, and depends_on with condition: service_healthy to whoever needs it",
        "have restarts and exits reported: a container that ends at night is missed in the morning",
    ),
    suspect="a container that does not run",
    see=(
        "https://docs.docker.com/reference/cli/docker/container/ls/",
        "https://docs.docker.com/engine/containers/start-containers-automatically/",
        "https://docs.docker.com/reference/dockerfile/#healthcheck",
    ),
)
