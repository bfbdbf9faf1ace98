"""
A real Podman of a world's own, as `engine` has a Docker: its API at the socket where portwise looks for it.

There is no daemon.  `podman system service` answers at the socket alone; containers are started by the command, and
conmon stays with each of them.  Without netavark it builds its networks with the plugins of CNI.  It writes below
/run, /var/lib and where its two files of settings send it, which is all the world's own.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from portwise_lab import engine
from portwise_lab.case import Box, Case

HIDDEN = (*engine.HIDDEN, "/var/lib")  # leases of addresses are there, cni(8), and a cache
STORAGE = """
[storage]
driver = "vfs"
graphroot = "/mnt/podman"
runroot = "/run/containers/storage"
"""
SETTINGS = """
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "/run/libpod"
[network]
network_config_dir = "/mnt/networks"
"""
FILES = {"storage.conf": STORAGE, "containers.conf": SETTINGS}


def start(case: Case) -> None:
    """Its socket, and the containers of the case one by one.  Raises RuntimeError where it cannot."""
    if case.engine != "podman":
        from portwise_lab import rootless  # few ask for it

        rootless.start(case)
        return
    engine.hide(HIDDEN)
    for name, text in FILES.items():
        Path("/mnt", name).write_text(text)
    os.makedirs(os.path.dirname(engine.PODMAN))
    with engine.LOG.open("wb") as log:
        argv = ("podman", "system", "service", "--time=0", f"unix://{engine.PODMAN}")
        service = subprocess.Popen(argv, stdout=log, stderr=log, env=environment(), cwd="/")
    engine.until(engine.answers, f"podman does not answer: {engine.LOG}", lambda: service.poll() is not None)
    packed = Path("/mnt/image.tar")
    packed.write_bytes(engine.image())
    podman("import", "--quiet", str(packed), engine.IMAGE)
    for network in case.networks:
        podman("network", "create", network)
    for box in case.containers:
        run(box)


def environment() -> dict[str, str]:
    """Without what names Docker's socket."""
    files = {"CONTAINERS_STORAGE_CONF": "/mnt/storage.conf", "CONTAINERS_CONF": "/mnt/containers.conf"}
    return {name: word for name, word in engine.environment().items() if name != "DOCKER_HOST"} | files


def podman(*argv: str) -> str:
    return engine.told(("podman", *argv), environment())


def run(box: Box) -> None:
    """Nothing asks after its health by itself where there is no systemd, podman-healthcheck-run(1)."""
    parent = ("--cgroup-parent", f"/{engine.group(engine.GUARD[1])}")
    podman("run", "--detach", "--name", box.name, *parent, *box.options, engine.IMAGE, *box.run)
    if box.health:
        asked = ("podman", "healthcheck", "run", box.name)
        subprocess.run(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(), check=False)
    engine.awaited(box)
