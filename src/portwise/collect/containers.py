"""
Containers, by the sockets of their engines.

Without a socket nothing is asked any further.  A socket that is closed to us is no absence: what would open it is
told.  Who listens inside a container stands in /proc/PID/net of its first process, which every user may read.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, Questions, each, known
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import CONTAINERS, ENGINES, HERE, INSIDE, INSPECTED, LEADING, WORDS
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.model.container import Container, Engine, Inspected, Ref, Settings

DOCKER, PODMAN, PASTA = "docker", "podman", "pasta"
SCHEME = "unix://"
OF_MACHINE = ((DOCKER, "/var/run/docker.sock"), (PODMAN, "/run/podman/podman.sock"))
OF_USER = ((DOCKER, "docker.sock"), (PODMAN, "podman/podman.sock"))  # below XDG_RUNTIME_DIR
OF_HOME = tuple((DOCKER, name) for name in (".docker/run/docker.sock", ".docker/desktop/docker.sock"))
IN_MACHINES = tuple(
    (DOCKER, name) for name in (".colima/default/docker.sock", ".rd/docker.sock", ".orbstack/run/docker.sock")
)
MOST_LINES = 20

COMPOSE, PLUGINS = "docker-compose", "cli-plugins"  # the name of both, and the folder of one (docker/cli, cli-plugins)
OF_ALL = tuple(
    f"{place}/docker"
    for place in ("/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec", "/opt/homebrew/lib")
)
WAYS_TO_IT = ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")

SOCKETS = "the sockets of Docker and Podman, ls /var/run/docker.sock"
TO_REACH = "ask as a user of the group docker, or sudo portwise why"
AS_ROOT = "sudo portwise why"  # nobody is given a socket of root's Podman
TO_OPEN = "systemctl start podman.socket, with --user for containers of your own"
TO_START = "systemctl start docker"
WAYS = {errno.ENOENT: TO_OPEN, errno.EHOSTDOWN: TO_START}
BOOTED, PID_FILE = "/run/systemd/system", "/var/run/docker.pid"  # sd_booted(3); dockerd(8), --pidfile
STATES = ("systemctl", "show", "--no-pager", "--property=ActiveState", "docker.socket", "docker.service")
ASLEEP = ["ActiveState=active", "ActiveState=inactive"]  # of the two
ALL_OF_THEM = "GET /containers/json at the engine's socket, docker ps -a"
ONE_OF_THEM = "GET /containers/ID/json at the engine's socket, docker inspect"
LAST_LINES = "GET /containers/ID/logs at the engine's socket, docker logs --tail 20"
TABLES = "/proc/PID/net/tcp and tcp6, nsenter -t PID -n ss -ltn"
TO_ENTER = "docker exec NAME ss -ltn"
TOLD = "the command line of dockerd and /etc/docker/daemon.json"


def engines(host: Host, _: Evidence, __: str) -> tuple[Engine, ...]:
    return served(host)


def served(host: Host) -> tuple[Engine, ...]:
    """Those whose socket is there; one that may be there, in a folder that is closed to us, counts."""
    from portwise.model.container import Engine

    return tuple(Engine(kind, path) for kind, path in dict.fromkeys(places(host)) if serves(host, kind, path))


def places(host: Host) -> Iterator[tuple[str, str]]:
    """Where DOCKER_HOST names another place, docker asks there and nowhere else; that place may be no socket."""
    told = dict(host.environment(("DOCKER_HOST", "XDG_RUNTIME_DIR", "HOME")))
    if named := told.get("DOCKER_HOST"):
        if named.startswith(SCHEME):
            yield (PODMAN if PODMAN in named else DOCKER), named.removeprefix(SCHEME)
    else:
        yield OF_MACHINE[0]
        yield from (
            (kind, f"{told['XDG_RUNTIME_DIR']}/{name}") for kind, name in OF_USER[:1] if "XDG_RUNTIME_DIR" in told
        )
        yield from ((kind, f"{told['HOME']}/{name}") for kind, name in (*OF_HOME, *IN_MACHINES) if "HOME" in told)
    yield OF_MACHINE[1]
    yield from ((kind, f"{told['XDG_RUNTIME_DIR']}/{name}") for kind, name in OF_USER[1:] if "XDG_RUNTIME_DIR" in told)


def serves(host: Host, kind: str, path: str) -> bool:
    """Podman needs no socket for its containers; a folder of its own is there as soon as it was used."""
    return there(host, path) or (kind == PODMAN and there(host, path.replace("podman/podman.sock", "libpod")))


def there(host: Host, path: str) -> bool:
    """readlink(2) says EINVAL of what is there and is no link."""
    try:
        host.link(path)
    except OSError as error:
        return error.errno in (errno.EINVAL, errno.EACCES)
    return True


def containers(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    """All of them or none: what one engine hides may be what was asked for."""
    found: list[Container] = []
    for engine in seen[ENGINES.of(HERE)]:
        try:
            found += of_engine(host, engine)
        except OSError as error:
            why, to_know = error.strerror or str(error), WAYS.get(error.errno or 0, to_reach(engine))
            yield from (Answer(question, Unknown(why, to_know), by(engine, ALL_OF_THEM)) for question in asked)
            return
    found = list(with_composer(host, found))
    source = " and ".join(dict.fromkeys(by(engine, ALL_OF_THEM) for engine in seen[ENGINES.of(HERE)])) or ALL_OF_THEM
    yield from (known(question, tuple(found), source) for question in asked)


def with_composer(host: Host, found: list[Container]) -> Iterator[Container]:
    """Where compose made one, by which words it is called here."""
    called = alone(host) if any(box.project and box.ref.engine.kind == DOCKER for box in found) else ()
    for box in found:
        yield box._replace(composer=called) if called and box.project and box.ref.engine.kind == DOCKER else box


def alone(host: Host) -> tuple[str, ...]:
    """A program of its own, as Debian 12 has it, and no plugin where docker looks for one."""
    told = dict(host.environment(("DOCKER_CONFIG", "HOME")))
    home = told.get("HOME", "")
    own = told.get("DOCKER_CONFIG") or f"{home}/.docker"
    if any(there(host, f"{folder}/{PLUGINS}/{COMPOSE}") for folder in (own, *OF_ALL)):
        return ()
    return (COMPOSE,) if any(there(host, f"{way}/{COMPOSE}") for way in (*WAYS_TO_IT, f"{home}/.local/bin")) else ()


def by(engine: Engine, source: str) -> str:
    """With the command of that engine."""
    return source.replace(DOCKER, engine.kind)


def to_reach(engine: Engine) -> str:
    return AS_ROOT if engine.kind == PODMAN else TO_REACH


def of_each(ask: Callable[[Host, Evidence, Ref], object], source: str) -> Callable[..., Iterator[Answer]]:
    """One by one, in the words of the engine that each is of."""

    def collect(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
        for question in asked:
            engine = question.key.engine
            yield from each(ask, by(engine, source), to_reach(engine))(host, seen, (question,))

    return collect


def of_engine(host: Host, engine: Engine) -> tuple[Container, ...]:
    """A socket that nobody serves was left behind, and keeps nothing running; Podman keeps it without one."""
    from portwise.formats import engine as formats

    if sleeps(host, engine):
        raise OSError(errno.EHOSTDOWN, "Docker does not run, and a question would start it")
    try:
        return formats.containers(host.engine(engine.socket, "/containers/json?all=1"), engine)
    except (ConnectionRefusedError, FileNotFoundError):
        if engine.kind == PODMAN:
            raise FileNotFoundError(errno.ENOENT, "Podman serves no socket at which it could be asked") from None
        return ()


def sleeps(host: Host, engine: Engine) -> bool:
    """Whether systemd holds the socket and starts dockerd for whoever connects, systemd.socket(5)."""
    if engine.socket != OF_MACHINE[0][1] or there(host, PID_FILE) or not there(host, BOOTED):
        return False
    try:
        return [line for line in host.output(STATES).splitlines() if line] == ASLEEP
    except OSError:  # no systemctl, or nobody that answers it
        return False


def inspected(host: Host, _: Evidence, ref: Ref) -> Inspected:
    """Behind a pasta there is no engine that would know more than that somebody lives there."""
    from portwise.model.container import Inspected

    return Inspected(int(ref.id), 0, False, "", "", "", 0, (), ()) if ref.engine.kind == PASTA else inspect(host, ref)


def inspect(host: Host, ref: Ref) -> Inspected:
    from portwise.formats import engine as formats

    return formats.inspected(host.engine(ref.engine.socket, f"/containers/{ref.id}/json"))


def everywhere(host: Host) -> tuple[list[Container], list[OSError]]:
    """The containers of every engine that can be asked, and why the others cannot."""
    found: list[Container] = []
    closed: list[OSError] = []
    for engine in served(host):
        try:
            found += of_engine(host, engine)
        except OSError as error:
            closed.append(error)
    return found, closed


def pid_of(host: Host, name: str) -> int:
    """Of the first process of a container, by name or id.  Raises OSError in words for a person where none runs."""
    found, closed = everywhere(host)
    meant = [each for each in found if name == each.ref.name or (len(name) > 3 and each.ref.id.startswith(name))]
    if not meant and closed:
        raise closed[0]
    if not meant:
        known = ", ".join(sorted(each.ref.name for each in found)) or "none"
        raise OSError(errno.ENOENT, f"no container is called {name} (there are: {known})")
    pid = inspect(host, meant[0].ref).pid
    if not pid:
        raise OSError(errno.ESRCH, f"the container {name} does not run: it is {meant[0].state}")
    if not is_ours(host, pid, meant[0].ref):
        raise OSError(errno.ESRCH, f"the container {name} runs in another machine, that of its engine")
    return pid


def is_ours(host: Host, pid: int, ref: Ref) -> bool:
    """
    Whether that process is the container's: the engine of a virtual machine counts its own.

    Its control group has the name of the container, but for a user's Podman that may make none: then its parent has
    it, conmon with its words.
    """
    from portwise.formats import procstat

    try:
        if ref.id in host.read(f"/proc/{pid}/cgroup"):
            return True
        return ref.engine.kind == PODMAN and ref.id in host.command(procstat.stat(host.read(f"/proc/{pid}/stat")).ppid)
    except FileNotFoundError:
        return False


def words(host: Host, _: Evidence, ref: Ref) -> tuple[str, ...]:
    text = host.engine(ref.engine.socket, f"/containers/{ref.id}/logs?stdout=1&stderr=1&tail={MOST_LINES}")
    return tuple(line.rstrip() for line in text.splitlines() if line.strip())


def inside(host: Host, seen: Evidence, ref: Ref) -> tuple[Endpoint, ...]:
    """Raises OSError where its process is not among ours, as that of an engine in a virtual machine."""
    from portwise.collect.insides import served_inside

    pid = pid_in(host, seen, ref)
    if not pid:
        raise OSError(errno.ESRCH, "its process cannot be seen from here")
    return served_inside(host, pid)


def pid_in(host: Host, seen: Evidence, ref: Ref) -> int:
    """Of somebody who lives in there, 0 where nobody is seen."""
    pid = seen[INSPECTED.of(ref)].pid
    return pid if pid and (ref.engine.kind == PASTA or is_ours(host, pid, ref)) else 0


def entered(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    """Each by its own process, where that is known."""
    for question in asked:
        of_pasta = question.key.engine.kind == PASTA
        by_name = AS_ROOT if of_pasta else by(question.key.engine, TO_ENTER).replace("NAME", question.key.name)
        for answer in each(inside, by_name, by_name)(host, seen, (question,)):
            found = isinstance(answer.said, Known)
            pid = str(pid_in(host, seen, question.key)) if found else ""
            yield answer._replace(source=TABLES.replace("PID", pid)) if found else answer


def leading(host: Host, _: Evidence, engine: Engine) -> Settings:
    """Flags of dockerd rule; what they leave open stands in its file (dockerd(8)).  Podman cannot be told otherwise."""
    from portwise.formats import daemon
    from portwise.model.container import Settings

    if engine.kind == PASTA:
        return Settings(proxy=True, rules=False)
    if engine.kind == PODMAN:  # podman-run(1): rules of netavark for root, rootlessport or pasta for others
        return Settings(proxy=engine.socket != OF_MACHINE[1][1], rules=True)
    commands = [argv for pid in host.running("dockerd") if (argv := host.command(pid)) and daemon.is_it(argv)]
    if not commands:
        raise OSError(errno.ESRCH, "no dockerd is seen to run")
    return daemon.settings(commands[0], lambda path: read(host, path))


def read(host: Host, path: str) -> str:
    try:
        return host.read(path)
    except FileNotFoundError:
        return "{}"


ENGINEERING = Collector(ENGINES, Cost.CHEAP, SOCKETS, TO_REACH, each(engines, SOCKETS, TO_REACH))
LISTING = Collector(
    CONTAINERS,
    Cost.SLOW,
    ALL_OF_THEM,
    TO_REACH,
    containers,
    privilege="asks engines whose socket is closed to a user",
)
INSPECTING = Collector(INSPECTED, Cost.SLOW, ONE_OF_THEM, TO_REACH, of_each(inspected, ONE_OF_THEM))
ENTERING = Collector(INSIDE, Cost.SLOW, TABLES, TO_ENTER, entered)
HEARING = Collector(WORDS, Cost.DEEP, LAST_LINES, TO_REACH, of_each(words, LAST_LINES))
SETTING = Collector(LEADING, Cost.SLOW, TOLD, "docker info, cat /etc/docker/daemon.json", each(leading, TOLD, TOLD))
ALL = (ENGINEERING, LISTING, INSPECTING, ENTERING, HEARING, SETTING)
