"""
A real Docker of a world's own: its socket where portwise looks for one, its containers, and nothing of it outside.

dockerd, containerd and the containers end with the world's pid namespace, what they mount with its mount namespace,
and their rules and bridges with its network namespace.  Control groups belong to no namespace: a guard that stands
outside of the world waits for its end, however it comes, and removes them.  What is frozen in one does not even end
when it is killed (Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst), and pid 1 waits for it: the guard thaws.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from portwise.formats import procnet
from portwise.host import engine
from portwise_lab.case import Box, Case
from portwise_lab.namespaces import MS_BIND, SYSTEM, call
from portwise_lab.waiting import waited

SOCKET, DATA, LOG = "/run/docker.sock", "/mnt/docker", Path("/mnt/dockerd.log")
PODMAN = "/run/podman/podman.sock"
ROOTLESS = "/run/user/65534/podman/podman.sock"  # of nobody
HIDDEN = ("/run", "/etc/docker", "/opt", "/sys/kernel/security")  # dockerd writes there, or to AppArmor
MODPROBE = "/sbin/modprobe"  # modules of the kernel belong to no namespace
IMAGE, PAGE = "lab", b"well\n"
GROUPS = Path("/sys/fs/cgroup")
APPLETS = ("sh", "httpd", "nc", "sleep", "echo", "cat", "true", "false", "wget")
LISTEN = 10  # include/net/tcp_states.h
PATIENCE = 30.0  # seconds, on a busy machine
GUARD: list[int] = []  # what it waits at, open until everybody of the world was killed, and its pid
THAW = {"freezer.state": "THAWED", "cgroup.freeze": "0"}  # of the old hierarchy, and of the new one


def guard() -> None:
    """Before the world is made: a process that is nobody's child, and outlives whoever is killed."""
    ending, kept = os.pipe()
    named, naming = os.pipe()
    if middle := os.fork():
        os.close(ending)
        os.close(naming)
        os.waitpid(middle, 0)
        GUARD.extend((kept, int(os.read(named, 16))))
        os.close(named)
        os.register_at_fork(after_in_parent=partial(let_go, os.getpid(), [kept]))
        return
    try:
        os.setsid()
        if not os.fork():
            os.write(naming, str(os.getpid()).encode())
            for descriptor in (kept, naming, named):
                os.close(descriptor)
            os.dup2(ending, 3)
            os.closerange(4, os.sysconf("SC_OPEN_MAX"))
            os.read(3, 1)  # nobody writes: it ends when the last of the world is gone
            sweep(group(os.getpid()))
    finally:
        os._exit(0)


def let_go(outer: int, kept: list[int]) -> None:
    """Whoever makes the world waits for its pid 1: only that one, and what it starts, is to keep the guard waiting."""
    while kept and os.getpid() == outer:
        os.close(kept.pop())


def group(keeper: int) -> str:
    return f"portwise-lab-docker-{keeper}"


def sweep(name: str) -> None:
    """Remove a control group of every hierarchy; what was killed in it is thawed, and waited for until it ends."""
    waited(partial(swept, name), PATIENCE)  # nothing tells when a process has left its group for good


def swept(name: str) -> bool:
    for path in (left := [path for path in (GROUPS / name, *GROUPS.glob(f"*/{name}")) if path.is_dir()]):
        for folder, _, files in os.walk(path, topdown=False):
            with suppress(OSError):
                for file in THAW.keys() & set(files):
                    Path(folder, file).write_text(THAW[file])
            with suppress(OSError):
                os.rmdir(folder)
    return not left


def start(case: Case) -> None:
    """dockerd with the options of the case, and its containers one by one.  Raises RuntimeError where it cannot."""
    hide(HIDDEN)
    options = (
        *(
            "--host",
            f"unix://{SOCKET}",
            "--data-root",
            DATA,
            "--exec-root",
            "/run/docker",
            "--pidfile",
            "/run/docker.pid",
        ),
        *("--storage-driver", "vfs", "--exec-opt", "native.cgroupdriver=cgroupfs"),
        *("--cgroup-parent", f"/{group(GUARD[1])}", "--config-file", "/mnt/daemon.json"),
    )
    Path("/mnt/daemon.json").write_text("{}")
    with LOG.open("wb") as log:
        daemon = subprocess.Popen(
            ("dockerd", *options, *case.dockerd), stdout=log, stderr=log, env=environment(), cwd="/"
        )
    until(answers, f"dockerd does not answer: {LOG}", lambda: daemon.poll() is not None)
    docker("import", "-", IMAGE, sent=image())
    for network in case.networks:
        docker("network", "create", network)
    for box in case.containers:
        run(box)


def hide(folders: tuple[str, ...]) -> None:
    """What an engine would write to, and what it would call for modules of the kernel."""
    for folder in filter(os.path.isdir, folders):
        call("mount", b"tmpfs", folder.encode(), b"tmpfs", 0, None)
    if os.path.exists(MODPROBE):
        call("mount", b"/bin/true", MODPROBE.encode(), None, MS_BIND, None)


def environment() -> dict[str, str]:
    """Programs of the system: dockerd looks for containerd, runc, docker-proxy and iptables by PATH."""
    return {"PATH": SYSTEM, "HOME": "/mnt", "DOCKER_HOST": f"unix://{SOCKET}"}


def docker(*argv: str, sent: bytes | None = None) -> str:
    return told(("docker", *argv), environment(), sent)


def told(argv: tuple[str, ...], surroundings: dict[str, str], sent: bytes | None = None) -> str:
    """What an engine's own program says.  Raises RuntimeError with its complaint."""
    done = subprocess.run(argv, input=sent, capture_output=True, env=surroundings, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode()


def image() -> bytes:
    """One static program, under the names that the containers use."""
    program = shutil.which("busybox", path="/usr/bin:/bin")
    if program is None:
        raise RuntimeError("busybox is not there (apt-get install busybox-static)")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.add(program, "bin/busybox")
        for name in APPLETS:
            link = tarfile.TarInfo(f"bin/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(link)
        page = tarfile.TarInfo("index.html")
        page.size = len(PAGE)
        tar.addfile(page, io.BytesIO(PAGE))
    return packed.getvalue()


def run(box: Box) -> None:
    if box.composed:
        told(("docker-compose", "--file", f"/mnt/home/{box.composed}", *box.options, "up", "--detach"), environment())
    else:
        docker("run", "--detach", "--name", box.name, *box.options, IMAGE, *box.run)
    awaited(box)


def awaited(box: Box) -> None:
    """Until it is as the case has it."""
    if box.ends:
        until(lambda: listed(box.name) == "exited", f"{box.name} does not end")
    until(lambda: set(box.listens) <= listening(box.name), f"{box.name} does not listen on {box.listens}")
    if box.health:
        until(lambda: state(box.name).get("Health", {}).get("Status") == box.health, f"{box.name} is not {box.health}")


def door() -> str:
    """Where the engine of this world is asked."""
    return next((path for path in (SOCKET, ROOTLESS) if os.path.exists(path)), PODMAN)


def state(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(engine.ask(door(), f"/containers/{name}/json"))["State"]
    return found


def listed(name: str) -> str:
    """Its state in the list, where portwise reads it; docker wait is a moment earlier."""
    rows = json.loads(engine.ask(door(), "/containers/json?all=1"))
    return next((str(row["State"]) for row in rows if f"/{name}" in row["Names"]), "")


def listening(name: str) -> set[int]:
    pid = state(name)["Pid"]
    try:
        tables = [Path(f"/proc/{pid}/net/{table}").read_text() for table in ("tcp", "tcp6")]
    except OSError:
        return set()
    rows = (row for table in tables for row in procnet.sockets(table))
    return {row.local_port for row in rows if row.state == LISTEN}


def answers() -> bool:
    try:
        return bool(engine.ask(door(), "/version"))
    except OSError:
        return False


def until(holds: Callable[[], object], failing: str, over: Callable[[], bool] = lambda: False) -> None:
    if not waited(holds, PATIENCE, over):
        said = LOG.read_text(errors="replace")[-2000:] if LOG.exists() else ""
        raise RuntimeError(f"{failing}\n{said}")
