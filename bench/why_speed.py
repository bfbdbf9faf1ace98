"""
How long an answer takes: portwise beside lsof, ss, fuser, psutil and curl.

Every command is a whole process, interpreter start included, run in turn so that
a slower minute of the machine hits all of them; processor time (user and system)
stands beside it, for it suffers less from neighbours.  The machine is a throw-away
one (network, pid and mount namespaces): idle, and with 9,000 established
connections and 300 further processes.

    python bench/why_speed.py [--runs 20] [--connections 9000] [--processes 300]
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import os
import platform
import resource
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from portwise_lab import namespaces

BIN = Path(sys.executable).absolute().parent
PROJECT = Path(__file__).absolute().parents[1]
REFUSED, ANSWERING, PILE = 8001, 8002, 8003
MEGA = 1 << 20
PSUTIL = f"import psutil; [c for c in psutil.net_connections('tcp') if c.laddr and c.laddr.port == {ANSWERING}]"

Command = tuple[str, ...]


class Took(NamedTuple):
    """Milliseconds of one process."""

    wall: float
    processor: float


def commands() -> dict[str, Command]:
    """Who is asked; the port of the answering server, where a tool can only speak of holders."""
    portwise = str(BIN / "portwise")
    return {
        "portwise why (refused)": (portwise, "why", f"127.0.0.1:{REFUSED}"),
        "portwise why (answers)": (portwise, "why", f"http://127.0.0.1:{ANSWERING}"),
        "portwise why --bind (taken)": (portwise, "why", "--bind", f"127.0.0.1:{ANSWERING}"),
        "portwise who (taken)": (portwise, "who", str(ANSWERING)),
        "portwise who (nobody)": (portwise, "who", str(REFUSED)),
        "portwise": (portwise,),
        "lsof -nP -iTCP:P": ("lsof", "-nP", f"-iTCP:{ANSWERING}"),
        "ss -ltnp": ("ss", "-ltnp", f"sport = :{ANSWERING}"),
        "fuser P/tcp": ("fuser", f"{ANSWERING}/tcp"),
        "psutil.net_connections": (sys.executable, "-c", PSUTIL),
        "curl -sv": ("curl", "-sv", "-o", "/dev/null", f"http://127.0.0.1:{ANSWERING}"),
        "python3 -c pass": (sys.executable, "-c", "pass"),
    }


def timed(command: Command) -> Took:
    """Raises FileNotFoundError where the tool is not installed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Took(wall * 1000, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)


def measured(runs: int, only: str) -> dict[str, list[Took]]:
    """All commands in turn, *runs* times, after one round that is not counted."""
    took: dict[str, list[Took]] = {}
    for counted in range(-1, runs):
        for name, command in commands().items():
            if only not in name:
                continue
            with contextlib.suppress(FileNotFoundError):
                one = timed(command)
                if counted >= 0:
                    took.setdefault(name, []).append(one)
    return took


def memory() -> float:
    """Peak resident memory of one `portwise why`, in MiB."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execv(BIN / "portwise", ["portwise", "why", f"127.0.0.1:{REFUSED}"])
    return os.wait4(pid, 0)[2].ru_maxrss / 1024


def serving() -> None:
    """A web server that answers at once."""
    if os.fork():
        return
    listener = socket.create_server(("127.0.0.1", ANSWERING), backlog=128)
    while True:
        client = listener.accept()[0]
        client.recv(1 << 16)
        with contextlib.suppress(OSError):
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        client.close()


def crowd(connections: int, processes: int) -> Iterator[object]:
    """Connections held by one process, and processes that sleep."""
    listener = socket.create_server(("127.0.0.1", PILE), backlog=4096)
    for _ in range(connections):
        client = socket.create_connection(("127.0.0.1", PILE))
        yield client
        yield listener.accept()[0]
    yield listener
    for _ in range(processes):
        yield subprocess.Popen(["sleep", "3600"], stdin=subprocess.DEVNULL, close_fds=True)


def scene(asked: argparse.Namespace) -> bytes:
    """Inside the throw-away machine: idle first, then busy."""
    try:
        os.chdir("/")  # the crowd belongs to no project; whoever asks stands in one
        # Twice the connections, and what Python itself holds.
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 2 * asked.connections + 500), most))
        serving()
        while socket.socket().connect_ex(("127.0.0.1", ANSWERING)):
            time.sleep(0.01)
        tables = [("idle", measured(asked.runs, asked.only), memory())]
        held = list(crowd(asked.connections, asked.processes))
        tables.append(
            (
                f"{asked.connections} connections, {asked.processes} processes",
                measured(asked.runs, asked.only),
                memory(),
            )
        )
        del held
        return "\n\n".join(table(*rows) for rows in tables).encode()
    except Exception:  # noqa: BLE001 - what ends the throw-away machine has to be told outside
        return traceback.format_exc().encode()


def table(scene: str, took: dict[str, list[Took]], peak: float) -> str:
    lsof = median(one.wall for one in took.get("lsof -nP -iTCP:P", [Took(0.0, 0.0)]))
    lines = [
        f"{scene}  (portwise: {peak:.0f} MiB at its peak)",
        f"  {'command':<30}{'min':>9}{'median':>9}{'max':>9}{'of lsof':>9}{'processor':>11}",
    ]
    for name, all_of_it in took.items():
        times = [one.wall for one in all_of_it]
        ratio = f"{median(times) / lsof:.2f}" if lsof else "-"
        processor = median(one.processor for one in all_of_it)
        row = f"{min(times):>9.1f}{median(times):>9.1f}{max(times):>9.1f}{ratio:>9}{processor:>11.1f}"
        lines.append(f"  {name:<30}{row}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--connections", type=int, default=9000)
    parser.add_argument("--processes", type=int, default=300)
    parser.add_argument("--only", default="", help="commands whose name has this in it")
    asked = parser.parse_args()
    compileall.compile_dir(str(PROJECT / "src"), quiet=1)  # also where PYTHONDONTWRITEBYTECODE keeps Python from it
    ready, tell = os.pipe()
    if not os.fork():
        namespaces.inside(lambda: scene(asked), tell)
    os.close(tell)
    with os.fdopen(ready, "rb") as pipe:
        said = pipe.read().decode()
    system = f"{platform.system()} {platform.release()}, {os.cpu_count()} CPUs"
    print(f"Python {platform.python_version()}, {system}; ms, {asked.runs} runs each\n")
    print(said or "no namespaces could be made here: run it as root")
    sys.exit(0 if said and "Traceback" not in said else 1)


if __name__ == "__main__":
    main()
