"""Where a plain client stands that asks from another place: by setns(2) alone, and nothing of portwise."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from portwise.host import ssh
from portwise.model.vantage import Vantage
from portwise_lab import engine
from portwise_lab.browsers import in_browser
from portwise_lab.case import Case
from portwise_lab.client import ERRNO, met, patience
from portwise_lab.namespaces import CLONE_NEWNET, CLONE_NEWNS, call

# Before the fork: whoever becomes nobody in a world may not be able to read what portwise sends of itself
ssh.guest()
ssh.packed()


def met_there(case: Case) -> tuple[str, ...]:
    """What a plain client meets from the place of the case; without one, from here."""
    if not case.place:
        return met(case)
    vantage = Vantage.of(case.place)
    return CLIENTS[vantage.kind](case, vantage.name)


def in_namespace(case: Case, name: str) -> tuple[str, ...]:
    """A name of ip-netns(8), or a process, whose mounts are entered, too."""
    ready, tell = os.pipe()
    if child := os.fork():
        os.close(tell)
        with os.fdopen(ready) as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
        return tuple(json.loads(said or '["the client ended without a word"]'))
    try:
        named = Path("/run/netns") / name
        net = named if named.exists() else Path(f"/proc/{name}/ns/net")
        mounts = [] if named.exists() else [(os.open(f"/proc/{name}/ns/mnt", os.O_RDONLY), CLONE_NEWNS)]
        for place, kind in [(os.open(net, os.O_RDONLY), CLONE_NEWNET), *mounts]:
            call("setns", place, kind)
        answer = list(met(case))
    except BaseException as error:
        answer = [str(error)]
    os.write(tell, json.dumps(answer).encode())
    os._exit(0)


def in_container(case: Case, name: str) -> tuple[str, ...]:
    """Of the world's own engine."""
    return in_namespace(case, str(engine.state(name)["Pid"]))


def over_ssh(case: Case, name: str) -> tuple[str, ...]:
    """One connect(2), made there by a few lines that come in by stdin."""
    script = f"""
import errno, socket
with socket.socket(socket.AF_INET6 if ":" in {case.target.host!r} else socket.AF_INET) as client:
    client.settimeout({patience(case)})
    try:
        print(client.connect({(case.target.host, case.target.port)!r}) or 0)
    except OSError as error:
        print(error.errno or errno.ETIMEDOUT)
"""
    done = subprocess.run(("ssh", name, "python3", "-"), input=script, capture_output=True, text=True, check=True)
    number = int(done.stdout)
    return ("timeout" if number == errno.ETIMEDOUT else ERRNO[number] if number else "connected",)


CLIENTS: dict[str, Callable[[Case, str], tuple[str, ...]]] = {
    "browser": in_browser,
    "container": in_container,
    "netns": in_namespace,
    "ssh": over_ssh,
}
