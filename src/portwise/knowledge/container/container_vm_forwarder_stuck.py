"""
Where containers live in a virtual machine (Docker Desktop, Podman machine, Rancher Desktop, Lima and Colima; on Linux
too), a published port is not the container's: a forwarder on this machine listens on it, and carries every connection
into the machine.  It takes the connection first.  Where the carrying fails, because the machine sleeps or was resumed,
a VPN took its network, or a port was left over from a container that is gone, it closes what it had taken or waits for
ever: the client reads an empty reply, a reset or nothing, while ``docker ps`` says that all is well.

Seen from here: who listens is such a forwarder, and what comes back through it is nothing.  Whether it is the forwarder
that is stuck, or the container behind it that does not listen where it should, is told from inside the machine.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import listeners, processes
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import HTTP
from portwise.model.outcome import Outcome
from portwise.model.process import Process

NOTHING = (Outcome.EMPTY, Outcome.RESET, Outcome.HANG)
# By the name that the kernel keeps (15 bytes): whose forwarder it is, and what keeps the machine
KEEPERS = {
    "gvproxy": ("Podman", "podman machine"),
    "com.docker.back": ("Docker Desktop", "docker desktop"),
    "vpnkit": ("Docker Desktop", "docker desktop"),
    "limactl": ("Lima", "limactl"),
}


def forwarders(view: View) -> list[Process]:
    return [process for process in listeners.takers(view) if process.name in KEEPERS]


def silent(view: View, _: Process) -> bool:
    return view[HTTP.of(view.at)].outcome in NOTHING


def keeper(_: View, process: Process) -> str:
    return KEEPERS[process.name][0]


def kept_by(program: str, view: View, process: Process) -> str | None:
    """The port, where that program keeps the machine."""
    return str(view.at.port) if KEEPERS[process.name][1] == program else None


CAUSE = Cause(
    id="container-vm-forwarder-stuck",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset(NOTHING),
    prior=0.0,
    title="{app} takes the connection on port {port} for {keeper}, and nothing comes back from its virtual machine",
    plain="The forwarder into the virtual machine of the containers takes the connection, and nothing comes back",
    about=About(
        "who listens forwards into the virtual machine of a container engine",
        forwarders,
        told="{who} listens here, and forwards into the virtual machine of {keeper}",
        denied="who listens is no forwarder into a virtual machine of containers",
        once=listeners.takers,
    ),
    needs=(
        Clause(
            "it takes the connection, and closes it without a byte or keeps silent",
            silent,
            denied="what comes back through it is an answer, or is not known",
        ),
    ),
    slots={
        "app": lambda _, process: process.name,
        "who": processes.introduced,
        "keeper": keeper,
        "port": terms.port,
        "podman": lambda view, process: kept_by("podman machine", view, process),
        "desktop": lambda view, process: kept_by("docker desktop", view, process),
        "lima": lambda view, process: kept_by("limactl", view, process),
    },
    remedies=(
        Remedy(
            "see whether it answers inside the machine: if so the forwarder is stuck, if not the container is",
            ("podman", "machine", "ssh", "curl", "-sv", "http://127.0.0.1:{podman}/"),
            Safety.SAFE,
            when="podman",
            platform="any",
        ),
        Remedy(
            "see whether it answers inside the machine: if so the forwarder is stuck, if not the container is",
            ("limactl", "shell", "default", "curl", "-sv", "http://127.0.0.1:{lima}/"),
            Safety.SAFE,
            when="lima",
            platform="any",
        ),
        Remedy(
            "see whether the container is there and publishes port {desktop}",
            ("docker", "ps", "--filter", "publish={desktop}"),
            Safety.SAFE,
            when="desktop",
            platform="any",
            plain="see whether the container is there and publishes the port",
        ),
        Remedy(
            "if that look says that the forwarder is stuck, start the machine anew; all its containers stop with it",
            ("sh", "-c", "podman machine stop && podman machine start"),
            Safety.SHOW,
            when="podman",
            undo="nothing to undo",
            platform="any",
        ),
        Remedy(
            "if that look says that the forwarder is stuck, start the machine anew; all its containers stop with it",
            ("sh", "-c", "limactl stop && limactl start"),
            Safety.SHOW,
            when="lima",
            platform="any",
        ),
        Remedy(
            "if it is there, the forwarder is stuck: start Docker Desktop anew; all its containers stop with it",
            ("docker", "desktop", "restart"),
            Safety.SHOW,
            when="desktop",
            platform="any",
        ),
        Remedy(
            "if the container is: let its server listen on 0.0.0.0 inside, at the port that was published",
            (),
            Safety.SHOW,
            platform="any",
        ),
    ),
    prevention=(
        "start the machine anew after an update and after a long sleep, and keep it up to date",
        "publish one port for one container, and take the old container away before the new one starts",
    ),
    see=(
        "https://github.com/containers/gvisor-tap-vsock",
        "https://docs.docker.com/desktop/features/networking/",
        "https://github.com/abiosoft/colima/issues/1376",
    ),
)
