"""What a Docker or a Podman of the lab leaves on the machine: nothing, whoever is killed, and whenever."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portwise_lab import engine
from portwise_lab.run import Vantage, vantages

only_root = pytest.mark.skipif(
    Vantage.ROOT not in vantages(), reason="only root outside of user namespaces has a Docker"
)
PATIENCE = 30.0  # seconds, on a busy machine

# A world whose Docker has come as far as STAGE; it tells its control group and its pid namespace, and waits for its end
SCRIPT = """
import os, signal, sys
from portwise_lab import engine, run
from portwise_lab.case import Box, Case

def tell():
    print(engine.group(engine.GUARD[1]), os.readlink("/proc/self/ns/pid"), flush=True)
    while True:
        signal.pause()

stage = sys.argv[1]
if stage != "work":
    setattr(engine, stage, lambda *words, **more: tell())
web = Box("web", ("httpd", "-f", "-p", "80"), ("--publish", "8080:80"), (80,))
frozen = ("docker pause web",) if sys.argv[3] == "frozen" else ()
case = Case("x", "x", "127.0.0.1:8080", "connected", (), containers=(web,), engine=sys.argv[2], after=frozen)
outer, pipe = run.start(case, run.Vantage.ROOT, lambda case: tell())
print(outer, flush=True)
os.read(pipe, 1)
"""


def started(stage: str, kind: str, manner: str = "") -> tuple[subprocess.Popen[str], int, str, str]:
    """Whoever plays, the process around the world, the control group of its containers, and its pid namespace."""
    player = subprocess.Popen((sys.executable, "-c", SCRIPT, stage, kind, manner), stdout=subprocess.PIPE, text=True)
    assert player.stdout is not None
    outer, told = int(player.stdout.readline()), player.stdout.readline().split()
    return player, outer, *told


def groups(name: str) -> list[Path]:
    return [path for path in (engine.GROUPS / name, *engine.GROUPS.glob(f"*/{name}")) if path.exists()]


def inhabitants(namespace: str) -> list[int]:
    """Processes of a pid namespace, wherever they were started."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.readlink(f"/proc/{pid}/ns/pid") == namespace:
                found.append(int(pid))
        except OSError:  # it has ended
            continue
    return found


def left(name: str, namespace: str) -> tuple[list[Path], list[int]]:
    """What is still there when nothing should be; what is about to end is waited for."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and (groups(name) or inhabitants(namespace)):
        time.sleep(0.01)
    return groups(name), inhabitants(namespace)


@only_root
@pytest.mark.parametrize(
    ("stage", "whom", "kind", "manner"),
    [
        ("docker", "player", "docker", ""),
        ("work", "player", "docker", ""),
        ("work", "outer", "docker", "frozen"),
        ("work", "player", "podman", ""),
    ],
)
def test_nothing_of_an_engine_outlives_a_kill(stage, whom, kind, manner):
    """Killed when dockerd has just come up, or with a container: its processes end, and its control groups go."""
    player, outer, name, namespace = started(stage, kind, manner)
    alive, made = inhabitants(namespace), groups(name)
    os.kill(player.pid if whom == "player" else outer, signal.SIGKILL)
    gone = left(name, namespace)
    player.kill()
    player.communicate()

    assert (True, stage == "work") == (len(alive) > 1, bool(made))  # an engine was there, and a container
    assert ([], []) == gone


@only_root
def test_a_guard_takes_away_its_own_group_alone(tmp_path, monkeypatch):
    """Another world may have one of its own this very moment."""
    monkeypatch.setattr(engine, "GROUPS", tmp_path)
    for hierarchy in ("cpu", "memory"):
        for name in ("mine/box", "mine/other", "yours/box"):
            (tmp_path / hierarchy / name).mkdir(parents=True)
    engine.sweep("mine")

    assert ["cpu/yours/box", "memory/yours/box"] == sorted(str(p.relative_to(tmp_path)) for p in tmp_path.glob("*/*/*"))
