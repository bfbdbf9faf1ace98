"""Whom an engine is asked for, and what is not known where it is closed to us."""

import errno
import json

import pytest

from portwise.collect.composed import COMPOSING
from portwise.collect.containers import ENGINEERING, ENTERING, HEARING, INSPECTING, LISTING, SETTING, pid_of
from portwise.host.api import Relay
from portwise.model.container import Engine, Inspected, Ref, Settings
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import COMPOSED, CONTAINERS, ENGINES, HERE, INSIDE, INSPECTED, LEADING, WORDS
from portwise.model.target import Target

SEEN = Evidence(Target.parse("localhost:3000"))
SOCKET, PODMAN = "/var/run/docker.sock", "/run/podman/podman.sock"
DOCKER, PODMAN_OF_ROOT = Engine("docker", SOCKET), Engine("podman", PODMAN)
ID = "b648b0955095361f010ed8bacc84daf09d4d1df6394746fee4eedfc9415d3181"
WEB = Ref(DOCKER, ID, "web")
LINE = {"Id": ID, "Names": ["/web"], "Image": "nginx", "State": "running", "Ports": []}
TOLD = {"State": {"Pid": 77, "ExitCode": 0}}
TABLE = "sl local rem st\n 0: {}:0050 00000000:0000 0A 0:0 0:0 0 0 0 1\n"
ABSENT = FileNotFoundError(errno.ENOENT, "No such file or directory")


class Machine(Relay):
    """Files, what is at sockets, and the environment; what a program prints."""

    def __init__(self, sockets=(), files=None, environment=(), answers=None, prints=None):
        self.sockets, self.files, self.variables_of = dict(sockets), files or {}, environment
        self.answers, self.prints = answers or {}, prints or {}
        self.asked = []

    def _answer(self, method, *about):
        self.asked.append((method, *about))
        if method == "environment":
            return tuple(pair for pair in self.variables_of if pair[0] in about[0])
        if method == "running":
            return (4711,)
        if method == "command":
            return self.files.get("dockerd", ())
        told = {
            "link": self.sockets.get(about[0], ABSENT),
            "engine": self.answers.get(about[-1], ABSENT),
            "read": self.files.get(about[0], ABSENT),
            "names": self.files.get(about[0], ABSENT),
            "output": self.prints.get(about[0][:2] if method == "output" else "", ABSENT),
        }[method]
        if isinstance(told, OSError):
            raise told
        return told


HERE_IS = OSError(errno.EINVAL, "Invalid argument")  # readlink(2) of what is no link
CLOSED = PermissionError(errno.EACCES, "Permission denied")


def said(collector, host, question, seen=SEEN):
    (answer,) = collector.collect(host, seen, (question,))
    return answer.said


def knowing(*pairs):
    return SEEN.plus(Answer(question, Known(value), "test") for question, value in pairs)


@pytest.mark.parametrize(
    ("sockets", "environment", "found"),
    [
        ({}, (), ()),
        ({SOCKET: HERE_IS}, (), (DOCKER,)),
        ({SOCKET: "/run/user/1000/docker.sock"}, (), (DOCKER,)),
        ({PODMAN: CLOSED}, (), (Engine("podman", PODMAN),)),
        ({"/run/libpod": HERE_IS}, (), (Engine("podman", PODMAN),)),
        ({SOCKET: HERE_IS}, (("DOCKER_HOST", "tcp://10.0.0.1:2375"),), ()),
        ({SOCKET: HERE_IS, "/x": HERE_IS}, (("DOCKER_HOST", "unix:///x"),), (Engine("docker", "/x"),)),
        (
            {"/run/user/7/docker.sock": HERE_IS, "/run/user/7/podman/podman.sock": HERE_IS},
            (("XDG_RUNTIME_DIR", "/run/user/7"),),
            (Engine("docker", "/run/user/7/docker.sock"), Engine("podman", "/run/user/7/podman/podman.sock")),
        ),
    ],
)
def test_where_engines_are_looked_for(sockets, environment, found):
    """Where docker itself would ask, and where Podman has its socket; an engine elsewhere is none of this machine."""
    assert Known(found) == said(ENGINEERING, Machine(sockets, environment=environment), ENGINES.of(HERE))


def test_without_a_socket_nobody_is_asked():
    """Whoever runs no containers pays for nothing."""
    host = Machine()

    assert Known(()) == said(LISTING, host, CONTAINERS.of(HERE), knowing((ENGINES.of(HERE), ())))
    assert [] == host.asked


def test_a_closed_socket_is_no_absence():
    """Who may not ask does not know, and hears what would let him."""
    host = Machine(answers={"/containers/json?all=1": CLOSED})
    told = said(LISTING, host, CONTAINERS.of(HERE), knowing((ENGINES.of(HERE), (DOCKER,))))

    assert isinstance(told, Unknown)
    assert ("Permission denied", True) == (told.why, "group docker" in told.to_know)


def test_a_socket_that_was_left_behind_has_no_containers():
    """Its engine does not run, and keeps nothing running."""
    gone = ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
    host = Machine(answers={"/containers/json?all=1": gone})

    assert Known(()) == said(LISTING, host, CONTAINERS.of(HERE), knowing((ENGINES.of(HERE), (DOCKER,))))


@pytest.mark.parametrize(
    ("sockets", "printed", "asks"),
    [
        ({"/run/systemd/system": HERE_IS}, "ActiveState=active\n\nActiveState=inactive\n", False),
        ({"/run/systemd/system": HERE_IS}, "ActiveState=active\n\nActiveState=active\n", True),
        ({"/run/systemd/system": HERE_IS}, ABSENT, True),
        ({"/run/systemd/system": HERE_IS, "/var/run/docker.pid": HERE_IS}, ABSENT, True),
        ({}, ABSENT, True),
    ],
)
def test_nobody_starts_docker_by_asking(sockets, printed, asks):
    """systemd would start it for whoever connects, and every container that is to come up with it."""
    host = Machine(sockets, answers={"/containers/json?all=1": "[]"}, prints={("systemctl", "show"): printed})
    told = said(LISTING, host, CONTAINERS.of(HERE), knowing((ENGINES.of(HERE), (DOCKER,))))

    assert asks is ("engine" in [method for method, *_ in host.asked])
    assert told == (Known(()) if asks else Unknown(told.why, "systemctl start docker"))


def test_podman_without_a_socket_is_not_asked_and_not_denied():
    """Its containers run without one; what would open it is told."""
    told = said(LISTING, Machine(), CONTAINERS.of(HERE), knowing((ENGINES.of(HERE), (Engine("podman", PODMAN),))))

    assert isinstance(told, Unknown)
    assert told.to_know.startswith("systemctl start podman.socket")


@pytest.mark.parametrize(
    ("engine", "command", "way"), [(DOCKER, "docker ps -a", "group docker"), (PODMAN_OF_ROOT, "podman ps -a", "sudo")]
)
def test_each_engine_is_told_in_its_own_words(engine, command, way):
    """Nobody is sent to docker for a container of Podman, nor to a group that opens another socket."""
    seen = knowing((ENGINES.of(HERE), (engine,)))
    closed = Machine(answers={"/containers/json?all=1": CLOSED})
    (answer,) = LISTING.collect(closed, seen, (CONTAINERS.of(HERE),))
    (inspected,) = INSPECTING.collect(closed, seen, (INSPECTED.of(WEB._replace(engine=engine)),))

    assert (True, True) == (answer.source.endswith(command), answer.said.to_know.startswith(("ask", "sudo")))
    assert (True, True) == (way in answer.said.to_know, f"{engine.kind} inspect" in inspected.source)


def test_who_listens_inside():
    """By the first process of the container; a resolver of the engine's own is no server of it."""
    tables = {"/proc/77/net/tcp": TABLE.format("00000000"), "/proc/77/net/tcp6": "sl\n"}
    seen = knowing((INSPECTED.of(WEB), Inspected(77, 0, False, "", "", "", 0, (), ())))
    host = Machine(files={**tables, "/proc/77/cgroup": f"0::/docker/{ID}"})
    (found,) = said(ENTERING, host, INSIDE.of(WEB), seen).value

    assert ("0.0.0.0", 80) == (str(found.address), found.port)
    resolver = Machine(files={**host.files, "/proc/77/net/tcp": TABLE.format("0B00007F")})
    assert Known(()) == said(ENTERING, resolver, INSIDE.of(WEB), seen)


@pytest.mark.parametrize("pid", [0, 77])
def test_a_number_of_another_machine_is_nobody(pid):
    """The engine of a virtual machine counts its own processes; the same number here is somebody else."""
    seen = knowing((INSPECTED.of(WEB), Inspected(pid, 0, False, "", "", "", 0, (), ())))
    host = Machine(files={"/proc/77/cgroup": "0::/user.slice", "/proc/77/net/tcp": TABLE.format("00000000")})

    assert isinstance(said(ENTERING, host, INSIDE.of(WEB), seen), Unknown)


@pytest.mark.parametrize(("keeper", "known"), [(("conmon", "-c", ID, "-n", "web"), True), (("bash",), False)])
def test_a_user_s_own_podman_may_make_no_control_group(keeper, known):
    """Then conmon, which is the parent of its first process, has the name; anybody else has only the number."""
    ref = WEB._replace(engine=PODMAN_OF_ROOT)
    seen = knowing((INSPECTED.of(ref), Inspected(77, 0, False, "", "", "", 0, (), ())))
    stat = "77 (httpd) S 70 77 77 0 -1 0 0 0 0 0 0 0 0 0 0 0 1 0 1000 0 0"
    files = {"/proc/77/cgroup": "0::/user.slice", "/proc/77/stat": stat, "/proc/77/net/tcp": TABLE.format("0100007F")}
    told = said(ENTERING, Machine(files={**files, "dockerd": keeper}), INSIDE.of(ref), seen)

    assert known is isinstance(told, Known)


def test_the_pid_of_a_container_by_its_name():
    """Or by the beginning of its id; who does not run has none, and each refusal is one line for a person."""
    answers = {"/containers/json?all=1": json.dumps([LINE]), f"/containers/{ID}/json": json.dumps(TOLD)}
    host = Machine({SOCKET: HERE_IS}, answers=answers, files={"/proc/77/cgroup": f"0::/docker/{ID}"})

    assert 77 == pid_of(host, "web") == pid_of(host, ID[:12])
    with pytest.raises(OSError, match=r"no container is called db \(there are: web\)"):
        pid_of(host, "db")
    answers[f"/containers/{ID}/json"] = json.dumps({"State": {"Pid": 0, "ExitCode": 1}})
    with pytest.raises(OSError, match="does not run"):
        pid_of(host, "web")


@pytest.mark.parametrize("files", [{}, {"/proc/77/cgroup": "0::/user.slice"}])
def test_nobody_is_entered_who_only_has_the_same_number(files):
    """The engine of a virtual machine counts processes of its own; here the number is nobody, or somebody else."""
    answers = {"/containers/json?all=1": json.dumps([LINE]), f"/containers/{ID}/json": json.dumps(TOLD)}

    with pytest.raises(OSError, match="the container web runs in another machine"):
        pid_of(Machine({SOCKET: HERE_IS}, answers=answers, files=files), "web")


def test_a_container_is_found_beside_an_engine_that_is_closed():
    """And where it is not found, it may be in that one."""
    answers = {"/containers/json?all=1": json.dumps([LINE]), f"/containers/{ID}/json": json.dumps(TOLD)}

    class Both(Machine):
        def _answer(self, method, *about):
            if method == "engine" and about[0] == PODMAN:
                raise CLOSED
            return super()._answer(method, *about)

    host = Both({SOCKET: HERE_IS, PODMAN: CLOSED}, answers=answers, files={"/proc/77/cgroup": f"0::/docker/{ID}"})

    assert 77 == pid_of(host, "web")
    with pytest.raises(PermissionError):
        pid_of(host, "db")


def test_the_last_words():
    """Without the empty ones."""
    host = Machine(answers={f"/containers/{ID}/logs?stdout=1&stderr=1&tail=20": "one\n\ntwo\n"})

    assert Known(("one", "two")) == said(HEARING, host, WORDS.of(WEB))


def test_what_is_no_answer_of_an_engine_is_unknown():
    """Something else may sit at the socket."""
    host = Machine(answers={f"/containers/{ID}/json": "[]"})

    assert isinstance(said(INSPECTING, host, INSPECTED.of(WEB)), Unknown)


@pytest.mark.parametrize(
    ("engine", "files", "told"),
    [
        (DOCKER, {"dockerd": ("dockerd", "--userland-proxy=false")}, Known(Settings(False, True))),
        (
            DOCKER,
            {"dockerd": ("/usr/bin/dockerd",), "/etc/docker/daemon.json": '{"iptables": false}'},
            Known(Settings(True, False)),
        ),
        (Engine("podman", PODMAN), {}, Known(Settings(False, True))),
        (Engine("podman", "/run/user/7/podman/podman.sock"), {}, Known(Settings(True, True))),
    ],
)
def test_how_connections_are_led(engine, files, told):
    """Docker by its flags and its file; Podman by rules for root, and by a process for everybody else."""
    assert told == said(SETTING, Machine(files=files), LEADING.of(engine))


def test_how_an_unseen_engine_leads_is_not_known():
    """Its command line may be in another machine."""
    assert isinstance(said(SETTING, Machine(files={"dockerd": ("grep", "dockerd")}), LEADING.of(DOCKER)), Unknown)


OF_COMPOSE = {**LINE, "Labels": {"com.docker.compose.project": "shop"}}
HOME, BIN = (("HOME", "/home/ann"),), "/usr/bin/docker-compose"
PLUGIN = "/home/ann/.docker/cli-plugins/docker-compose"


@pytest.mark.parametrize(
    ("line", "files", "environment", "called"),
    [
        (OF_COMPOSE, (BIN,), HOME, ("docker-compose",)),
        (OF_COMPOSE, ("/home/ann/.local/bin/docker-compose",), HOME, ("docker-compose",)),
        (OF_COMPOSE, (BIN, PLUGIN), HOME, ()),
        (OF_COMPOSE, (BIN, "/usr/libexec/docker/cli-plugins/docker-compose"), (), ()),
        (OF_COMPOSE, (BIN, PLUGIN), (*HOME, ("DOCKER_CONFIG", "/x")), ("docker-compose",)),
        (OF_COMPOSE, (), HOME, ()),
        (LINE, (BIN,), HOME, ()),  # no compose made it
    ],
)
def test_how_compose_is_called_here(line, files, environment, called):
    """As a plugin of docker where there is one, else as the program that older distributions have."""
    answers = {"/containers/json?all=1": json.dumps([line])}
    host = Machine(sockets=dict.fromkeys(files, HERE_IS), answers=answers, environment=environment)
    (box,) = said(LISTING, host, CONTAINERS.of(HERE), knowing((ENGINES.of(HERE), (DOCKER,)))).value

    assert called == box.composer


TEXT = "services:\n  web:\n    ports: ['8080:80']\n"
PRINTED = json.dumps({"services": {"web": {"ports": [{"target": 80, "published": "9090", "protocol": "tcp"}]}}})
LATE = TimeoutError(errno.ETIMEDOUT, "docker did not end within 2 s")
NO_COMPOSE = OSError(errno.EIO, "docker: 'compose' is not a docker command.")


@pytest.mark.parametrize(
    ("prints", "port", "source"),
    [
        ({("docker", "compose"): PRINTED}, 9090, "docker compose config"),
        ({("docker", "compose"): NO_COMPOSE}, 8080, f"compose.yaml as written; docker compose: {NO_COMPOSE.strerror}"),
        (
            {("docker", "compose"): NO_COMPOSE, ("docker-compose", "--project-directory"): PRINTED},
            9090,
            "docker-compose config",
        ),
        ({("podman-compose", "--file"): PRINTED}, 9090, "podman-compose config"),
        ({("docker", "compose"): "no JSON"}, 8080, None),
        ({}, 8080, "compose.yaml as written"),
        ({("docker", "compose"): LATE, ("docker-compose", "--project-directory"): PRINTED}, 8080, None),
    ],
)
def test_a_compose_file_is_read_by_compose_where_that_is_there(prints, port, source):
    """It knows variables, anchors and other files; without it the file itself tells.  A slow one is the last asked."""
    host = Machine(files={"/shop": ("compose.yaml",), "/shop/compose.yaml": TEXT}, prints=prints)
    (answer,) = COMPOSING.collect(host, SEEN, (COMPOSED.of("/shop"),))
    (service,) = answer.said.value

    assert ("web", "compose.yaml", port) == (service.name, service.file, service.published[0].port)
    assert source in (None, answer.source)
    assert source is None or (f"{' '.join(service.reader)} config" if service.reader else "as written") in source


OVERRIDE = "services:\n  web:\n    ports: ['${WEB}:443']\n"


@pytest.mark.parametrize(
    ("environment", "env", "files", "ports"),
    [
        ((), "WEB=8443\n", ["compose.yaml", "compose.override.yml"], [8080, 8443]),
        ((("WEB", "9443"),), "WEB=8443\n", ["compose.yaml", "compose.override.yml"], [8080, 9443]),
        ((), "COMPOSE_FILE=compose.override.yml\nWEB=8443", ["compose.override.yml"], [8443]),
        ((("COMPOSE_FILE", "compose.yaml"),), "COMPOSE_FILE=compose.override.yml\n", ["compose.yaml"], [8080]),
    ],
)
def test_which_files_compose_would_take(environment, env, files, ports):
    """All of them are named to whoever reads them, and where we do, our own variables stand before the .env."""
    held = (".env", "compose.override.yml", "compose.yaml")
    texts = {"/shop/compose.yaml": TEXT, "/shop/compose.override.yml": OVERRIDE, "/shop/.env": env}
    host = Machine(files={"/shop": held, **texts}, environment=environment)
    (service,) = said(COMPOSING, host, COMPOSED.of("/shop")).value
    asked = next(argv for method, *(argv, *_) in host.asked if method == "output")

    assert ports == [way.port for way in service.published[::2]]
    assert [f"/shop/{file}" for file in files] == [word for n, word in enumerate(asked) if asked[n - 1] == "--file"]


def test_a_compose_file_that_is_missing_is_told():
    """COMPOSE_FILE may name one; then nobody knows what the services are."""
    host = Machine(files={"/shop": ("compose.yaml",)}, environment=(("COMPOSE_FILE", "prod.yaml"),))

    assert Unknown("No such file or directory", "docker compose config") == said(COMPOSING, host, COMPOSED.of("/shop"))


def test_a_folder_without_a_compose_file_has_no_services():
    """Then no program is started to look."""
    host = Machine(files={"/shop": ("package.json",)})

    assert Known(()) == said(COMPOSING, host, COMPOSED.of("/shop"))
    assert {"names", "environment"} == {method for method, *_ in host.asked}
