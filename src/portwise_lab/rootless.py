"""
A real Podman of a user without rights, as `podman` has one of root: in a user namespace of its own.

newuidmap(1) gives that user further ids by /etc/subuid, slirp4netns carries packets between the container's network
and the world's, and rootlessport holds the published ports.  All of it is the world's own, down to the device by which
slirp4netns makes its interface: that of the machine is for root.
"""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

from portwise_lab import engine, podman
from portwise_lab.case import Case
from portwise_lab.namespaces import MS_BIND, NOBODY, SYSTEM, call

HOME, RUNTIME = "/mnt/rootless", f"/run/user/{NOBODY}"
TUN, TUN_NUMBER = "/dev/net/tun", os.makedev(10, 200)  # Documentation/admin-guide/devices.txt
IDS = f"{NOBODY}:100000:65536\n"  # subuid(5)
STORAGE = f"""
[storage]
driver = "vfs"
graphroot = "{HOME}/storage"
runroot = "{RUNTIME}/containers"
"""
SETTINGS = """
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
FILES = {"storage.conf": STORAGE, "containers.conf": SETTINGS, "ids": IDS}


def start(case: Case) -> None:
    """Its socket, and the containers of the case one by one.  Raises RuntimeError where it cannot."""
    engine.hide(podman.HIDDEN)
    for folder in (HOME, RUNTIME, os.path.dirname(engine.ROOTLESS)):
        os.makedirs(folder)
        os.chown(folder, NOBODY, NOBODY)
    for name, text in FILES.items():
        Path(HOME, name).write_text(text)
    for file in ("/etc/subuid", "/etc/subgid"):
        call("mount", f"{HOME}/ids".encode(), file.encode(), None, MS_BIND, None)
    os.mknod(f"{HOME}/tun", stat.S_IFCHR | 0o666, TUN_NUMBER)
    os.chmod(f"{HOME}/tun", 0o666)
    call("mount", f"{HOME}/tun".encode(), TUN.encode(), None, MS_BIND, None)
    with engine.LOG.open("wb") as log:
        argv = ("podman", "system", "service", "--time=0", f"unix://{engine.ROOTLESS}")
        service = subprocess.Popen(argv, stdout=log, stderr=log, env=environment(), cwd=HOME, user=NOBODY, group=NOBODY)
    engine.until(engine.answers, f"podman does not answer: {engine.LOG}", lambda: service.poll() is not None)
    Path(HOME, "image.tar").write_bytes(engine.image())
    own("import", "--quiet", f"{HOME}/image.tar", engine.IMAGE)
    for box in case.containers:
        own("run", "--detach", "--name", box.name, *box.options, engine.IMAGE, *box.run)
        engine.awaited(box)


def environment() -> dict[str, str]:
    files = {"CONTAINERS_STORAGE_CONF": f"{HOME}/storage.conf", "CONTAINERS_CONF": f"{HOME}/containers.conf"}
    return {"PATH": SYSTEM, "HOME": HOME, "XDG_RUNTIME_DIR": RUNTIME, **files}


def own(*argv: str) -> str:
    """As that user, who is in none of our groups."""
    drop = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    return engine.told((*drop, "env", "--chdir=/", "podman", *argv), environment())
