"""What makes a repair last is typed once it is done, as a person would; portwise shows it, and never runs it."""

from __future__ import annotations

import json
import os
import subprocess

from portwise.app.fix import plan, repair
from portwise.app.manner import Manner
from portwise.host.foreground import Foreground
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise_lab.case import Case
from portwise_lab.run import PATIENCE


def observe(case: Case) -> bytes:
    """The commands, how each ended, until when it is so, and what they change, before and after."""
    os.environ["XDG_STATE_HOME"] = "/mnt/state"
    host, manner, foreground = Local(), Manner(looking=PATIENCE), Foreground(quiet=True)
    made = plan(case.target, host, manner, foreground)
    done = repair(made, host, lambda move: move.safety is not Safety.SHOW, manner, foreground=foreground)
    moves = [row.move for row in done.done]
    argvs = [argv for move in moves for argv in (move.lasts, move.prevents_by) if argv]
    said: dict[str, object] = {"shown": argvs, "holds": [move.holds for move in moves]}
    said["seen"] = looks(case)
    said["ended"] = [typed(argv) for argv in argvs if argv[0] not in ("portwise", "env")]
    said["then"] = looks(case)
    return json.dumps({"met": [], "said": said, "recording": ""}).encode()


def looks(case: Case) -> str:
    boxes = [("docker", "inspect", "--format", "{{.HostConfig.RestartPolicy.Name}}", b.name) for b in case.containers]
    files = ("/etc/sysctl.d/99-portwise.conf", *(f"/mnt/home/{name}" for name in case.files))
    argvs = [*boxes, ("sysctl", "-n", "net.ipv4.ip_local_reserved_ports"), *(("cat", file) for file in files)]
    return "\n".join(subprocess.run(argv, capture_output=True, text=True, check=False).stdout for argv in argvs)


def typed(argv: tuple[str, ...]) -> list[object]:
    done = subprocess.run(argv, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return [done.returncode, done.stderr.strip()]
