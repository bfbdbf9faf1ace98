import errno
import os
import subprocess
import sys
from ipaddress import ip_address

import pytest

from portwise.collect.processes import PROGRAMS
from portwise.host.local import Local
from portwise.model.container import Container, Engine, Published, Ref
from portwise.model.evidence import Answer, Evidence, Known, Missing, Unknown
from portwise.model.facts import (
    AGE,
    COMMAND,
    CONDITION,
    CONTAINERS,
    CWD,
    ENGINES,
    EXE,
    FDS,
    FROZEN,
    HERE,
    KIN,
    LISTENERS,
    NETNS,
    OPEN,
    OWNERS,
    PROGRAM,
    SAME_FILES,
    SHARERS,
    WAITING,
    WANTED,
    WATCHES,
)
from portwise.model.net import Socket
from portwise.model.process import Condition, Fds, Process, Program
from portwise.model.target import Target

EACCES = PermissionError(errno.EACCES, "Permission denied")
OF_PROCESSES = (AGE, COMMAND, CONDITION, CWD, EXE, FDS, FROZEN, KIN, NETNS, PROGRAM, SAME_FILES, WANTED)
LIMITS = (
    "Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 4096                 files\n"
)
STATUS = "State:\tS (sleeping)\nTracerPid:\t7\nUid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\nThreads:\t4\n"


@pytest.mark.parametrize("fact", OF_PROCESSES, ids=lambda fact: fact.name)
def test_a_process_that_ended_is_unknown(fact, ask, machine, vite):
    """What nobody can read any more is not told as absent, and the reason is given."""
    said = ask(machine({}), fact.of(vite)).said

    assert Unknown("that process has ended", "portwise why localhost:3000") == said


@pytest.mark.parametrize("fact, nothing", [(OPEN, ()), (WATCHES, ""), (WAITING, None)], ids=str)
def test_a_process_that_ended_has_nothing_open_and_waits_for_nothing(fact, nothing, ask, machine, line, vite):
    """What ends while all processes are gone through takes no certainty from the rest, nor does the successor."""
    for there in (machine({}), machine({"/proc/42/stat": line(42, "postgres", started=2000), "/proc/42/fd": ()})):
        assert Known(nothing) == ask(there, fact.of(vite)).said


@pytest.mark.parametrize("fact", OF_PROCESSES, ids=lambda fact: fact.name)
def test_a_pid_used_again_is_another_process(fact, ask, machine, line, vite):
    """Pid and start time together are the identity: the successor is never taken for the one who was asked about."""
    successor = machine(
        {
            "/proc/42/stat": line(42, "postgres", started=2000),
            "/proc/42/status": STATUS,
            "/proc/42/cmdline": "postgres",
            "/proc/42/environ": "",
            "/proc/42/cgroup": "0::/\n",
            "/proc/42/limits": LIMITS,
            "/proc/42/fd": (),
            **{f"/proc/42/{link}": b"/" for link in ("exe", "cwd")},
            "/proc/42/ns/net": b"net:[1]",
            "/proc/42/ns/mnt": b"mnt:[1]",
            "/proc/self/ns/mnt": b"mnt:[1]",
            "/proc/uptime": "60.00 1.00",
            "/proc/self/mountinfo": "",
        }
    )

    assert "that process has ended" == ask(successor, fact.of(vite)).said.why


@pytest.mark.parametrize(
    "fact, path", [(EXE, "exe"), (CWD, "cwd"), (FDS, "fd"), (NETNS, "ns/net"), (SAME_FILES, "ns/mnt")]
)
def test_another_users_process_is_unknown_and_root_would_know(fact, path, ask, machine, line, vite):
    """EACCES is not absence; the person learns which command would tell."""
    closed = machine(
        {
            "/proc/42/stat": line(42, "node"),
            f"/proc/42/{path}": EACCES,
            "/proc/42/limits": LIMITS,
            "/proc/42/fd": EACCES,
        }
    )

    assert Unknown("Permission denied", "sudo portwise why localhost:3000") == ask(closed, fact.of(vite)).said


def test_the_source_is_the_file_and_the_command_that_shows_it(ask, machine, line, vite):
    """A reader can look for himself, with that very pid."""
    host = machine({"/proc/42/stat": line(42, "node"), "/proc/42/cwd": b"/home/ann/shop"})

    assert "/proc/42/cwd, pwdx 42" == ask(host, CWD.of(vite)).source


def test_what_proc_says(ask, machine, line, vite):
    """Each file of /proc becomes the value that its manual page describes."""
    host = machine(
        {
            "/proc/42/stat": line(42, "node", parent=41, session=40, state="T"),
            "/proc/42/status": STATUS,
            "/proc/42/limits": LIMITS,
            "/proc/42/fd": ("0", "1", "2"),
            "/proc/42/ns/net": b"net:[4026531840]",
            "/proc/uptime": "22.50 90.00",
        }
    )
    asked = {fact: ask(host, fact.of(vite)).said for fact in (CONDITION, FDS, NETNS, AGE)}

    assert {
        CONDITION: Known(Condition("T", 41, 40, 7, 4)),
        FDS: Known(Fds(3, 1024)),
        NETNS: Known(4026531840),
        AGE: Known(12.5),
    } == asked


@pytest.mark.parametrize("own, same", [(b"mnt:[1]", True), (b"mnt:[2]", False)])
def test_in_a_container_a_name_is_another_file(own, same, ask, machine, line, vite):
    """It has a mount namespace of its own, mount_namespaces(7)."""
    links = {"/proc/42/ns/mnt": b"mnt:[1]", "/proc/self/ns/mnt": own}

    assert Known(same) == ask(machine({"/proc/42/stat": line(42, "node"), **links}), SAME_FILES.of(vite)).said


@pytest.mark.parametrize(
    "cmdline, program",
    [
        ("node node_modules/vite/bin/vite.js", Program("vite", "vite", True)),
        ("node /srv/shop/server.js --port 1", Program("", "node server.js", False)),
        ("python3 -m http.server 8000", Program("http.server", "http.server", False)),
        ("/opt/shop/shopd", Program("", "node", False)),
        ("", Program("", "node", False)),
    ],
)
def test_a_process_is_called_by_what_it_runs(cmdline, program, ask, machine, line, vite):
    """Everybody's server is called node; people say vite.  Where nothing better is known the kernel's name stands."""
    host = machine({"/proc/42/stat": line(42, "node"), "/proc/42/cmdline": cmdline})

    assert Known(program) == ask(host, PROGRAM.of(vite)).said


def test_this_machine_tells_of_itself(ask):
    """On a real /proc every question about a process of our own has an answer, and the right one."""
    waits = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(waits, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/") as child:
        try:
            child.stdout.readline()  # until exec(2) is done it has neither words nor variables
            stat = Local().read(f"/proc/{child.pid}/stat")
            process = Process(child.pid, int(stat.rpartition(")")[2].split()[19]), "python")
            said = {fact: ask(Local(), fact.of(process)).said for fact in OF_PROCESSES}
        finally:
            child.communicate(b"\n")

    assert {} == {fact.name: value for fact, value in said.items() if isinstance(value, Unknown)}
    assert ("/", os.getpid()) == (said[CWD].value, said[CONDITION].value.parent)
    assert os.stat("/proc/self/ns/net").st_ino == said[NETNS].value
    assert os.getpid() == said[KIN].value.ancestors[0].pid
    assert 0 <= said[AGE].value < 600
    assert said[FDS].value.used >= 3


def test_a_real_process_that_ended_is_unknown(ask):
    """The kernel's own answer about a pid that is gone is told as its end."""
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    said = ask(Local(), CWD.of(Process(child.pid, 1, "python"))).said

    assert "that process has ended" == said.why


def test_whoever_stands_for_a_container_is_called_after_it(machine):
    """Its engine is asked first; where it tells nothing, or nobody asked for such a process, nothing changes."""
    proxy, node = Process(7, 1000, "docker-proxy"), Process(42, 1000, "node")
    argv = "docker-proxy -host-port 8080 -container-ip 172.17.0.2 -container-port 80"
    host = machine(
        {
            "/proc/7/cmdline": argv,
            "/proc/7/stat": "7 (docker-proxy) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 0 0 1 0 1000 0 0",
            "/proc/42/cmdline": "node server.js",
            "/proc/42/stat": "42 (node) S 1 42 42 0 -1 0 0 0 0 0 0 0 0 0 0 0 1 0 1000 0 0",
        }
    )
    engine = Engine("docker", "/var/run/docker.sock")
    box = Container(Ref(engine, "f" * 64, "web"), "nginx", "running", (), (), "", (ip_address("172.17.0.2"),), ())
    nothing = Evidence(Target.parse("localhost:8080"))

    def called(seen, *asked):
        return [answer.said.value.called for answer in PROGRAMS.collect(host, seen, tuple(map(PROGRAM.of, asked)))]

    def knowing(engines, boxes):
        pairs = {ENGINES.of(HERE): Known(engines), CONTAINERS.of(HERE): boxes}
        return nothing.plus(Answer(question, said, "test") for question, said in pairs.items())

    with pytest.raises(Missing) as first:
        called(nothing, proxy)
    assert (ENGINES.of(HERE),) == first.value.questions
    assert ["container web", "node server.js"] == called(knowing((engine,), Known((box,))), proxy, node)
    assert ["docker-proxy"] == called(knowing((engine,), Unknown("closed", "sudo")), proxy)
    assert ["docker-proxy"] == called(knowing((), Known(())), proxy)
    assert ["node server.js"] == called(nothing, node)


@pytest.mark.parametrize(
    ("place", "asked", "expected"),
    [
        ("::", OWNERS, "container web"),
        ("::", SHARERS, "container web"),
        ("10.0.0.1", OWNERS, "rootlessport"),
    ],
)
def test_a_user_s_own_forwarder_is_called_after_the_container_of_its_port(machine, place, asked, expected):
    """Its words name none: rootlessport was told by standard input."""
    process = Process(7, 1000, "rootlessport")
    stat = "7 (rootlessport) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 0 0 1 0 1000 0 0"
    host = machine({"/proc/7/cmdline": "rootlessport", "/proc/7/stat": stat})
    engine = Engine("podman", "/run/user/1000/podman/podman.sock")
    way = Published(ip_address("0.0.0.0"), 8080, 80)
    box = Container(Ref(engine, "f" * 64, "web"), "nginx", "running", (way,), (), "", (), ())
    socket = Socket(ip_address(place), 8080, False, 0, 128, 1000, 77)
    known = {
        ENGINES.of(HERE): (engine,),
        CONTAINERS.of(HERE): (box,),
        LISTENERS.of(HERE): (socket,),
        asked.of(77): (process,),
    }
    seen = Evidence(Target.parse("localhost:8080")).plus(Answer(q, Known(value), "test") for q, value in known.items())
    (answer,) = PROGRAMS.collect(host, seen, (PROGRAM.of(process),))

    assert expected == answer.said.value.called


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("pasta", "-t 8080-8080:80-80", "container web"),
        ("pasta.avx2", "-t 8080-8080:80-80", "container web"),
        ("pasta", "-t 127.0.0.1/8080-8080:80-80", "pasta"),
        ("pasta", "-t 8081-8081:80-80", "pasta"),
        ("pasta", "-t auto", "pasta"),
        ("slirp4netns", "-t 8080-8080:80-80", "slirp4netns"),
    ],
)
def test_pasta_is_called_after_the_container_of_the_port_in_its_words(machine, name, words, expected):
    """Also where nobody has asked for its sockets; of others such words mean nothing."""
    process = Process(7, 1000, name)
    argv = f"/usr/bin/{name} --config-net {words} -u none --netns /run/user/1000/netns/netns-4d0d"
    host = machine(
        {
            "/proc/7/cmdline": argv,
            "/proc/7/stat": f"7 ({name}) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 0 0 1 0 1000 0 0",
        }
    )
    way = Published(ip_address("0.0.0.0"), 8080, 80)
    ref = Ref(Engine("podman", "/run/user/1000/podman/podman.sock"), "f" * 64, "web")
    box = Container(ref, "nginx", "running", (way,), (), "", (), ())
    known = {ENGINES.of(HERE): (ref.engine,), CONTAINERS.of(HERE): (box,)}
    seen = Evidence(Target.parse("localhost:8080")).plus(Answer(q, Known(value), "test") for q, value in known.items())
    (answer,) = PROGRAMS.collect(host, seen, (PROGRAM.of(process),))

    assert expected == answer.said.value.called
