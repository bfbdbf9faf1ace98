"""
A cache of names keeps an old answer, and is emptied: nscd(8), in a world whose /etc and /run are its own.

It runs from where tools/unpacked.py put it: to install it would be to start it for all of the machine.  portwise is
started as a user starts it: whoever has found no cache does not look for one again at once (glibc, nscd/nscd-client.h).
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portwise.fix.steps.cache import WHY
from portwise_lab import world
from portwise_lab.case import Case, Program
from portwise_lab.run import Vantage, play_all, vantages
from tools import unpacked

(NSCD,) = (unpacked.place(package) for package in unpacked.known() if package.name == "nscd")
NAME, SERVER = "api.example", "127.0.0.52:53"
URL = f"http://{NAME}:8000/"
CONF = """enable-cache hosts yes
negative-time-to-live hosts 3600
check-files hosts no
persistent hosts no
shared hosts no
"""
COMMANDS = (
    *("cp -a /etc /mnt/etc", "cp /mnt/home/nscd.conf /mnt/etc/nscd.conf", "mount --bind /mnt/etc /etc"),
    *("mount -t tmpfs tmpfs /run", "mkdir /run/nscd"),
)
PROGRAMS = (
    Program(("{python}", "{lab}/web.py", "--port", "8000"), listens=(8000,)),
    Program((str(NSCD), "--foreground")),
)
CASE = Case(
    *("cache", "an old answer", URL, "name-failure", ()),
    resolv="nameserver 127.0.0.52\n",
    files={"nscd.conf": CONF},
    commands=COMMANDS,
    programs=PROGRAMS,
    servers=(f"dns {SERVER} other.example=127.0.0.1",),
)
PATIENCE = 10.0  # seconds, on a busy machine


def said(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout


def served():
    """Nothing tells when it listens: it has no READY."""
    until = time.monotonic() + PATIENCE
    while not Path("/run/nscd/socket").exists() and time.monotonic() < until:
        time.sleep(world.LOOK_AGAIN)


def learned():
    """The name server is another one by now, which knows the name."""
    with open(os.pidfd_open(world.PIDS[-1])) as ended:
        os.kill(world.PIDS[-1], signal.SIGKILL)
        select.select([ended], [], [], PATIENCE)
    world.serve(f"dns {SERVER} {NAME}=127.0.0.1", drops=False)


def emptied():
    os.environ |= {"PATH": f"{NSCD.parent}:{os.environ['PATH']}", "XDG_STATE_HOME": "/mnt/state"}
    served()
    ask = ("getent", "ahosts", NAME)
    first, _ = said(*ask)  # it keeps that there is no such name
    learned()
    kept, _ = said(*ask)
    portwise = (sys.executable, "-m", "portwise")
    refused, _ = said(*portwise, "fix", URL, "--yes", "--json")
    still, _ = said(*ask)
    code, document = said(*portwise, "fix", URL, "--step", "1", "--yes", "--json")
    known, _ = said(*ask)
    return {
        "asked": [first, kept, refused, still, known],
        "fix": [code, *(json.loads(document)[part] for part in ("steps", "done"))],
        "undo": said(*portwise, "undo"),
    }


@pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="only root can give a world its own /etc: sudo make test")
@pytest.mark.skipif(not NSCD.exists(), reason="nscd is not unpacked: .venv/bin/python -m tools.unpacked")
def test_the_name_has_an_address_once_the_cache_is_empty():
    """Nothing is done without a yes to that very step; then it is, and nothing brings the old answer back."""
    part = (CASE, Vantage.ROOT)
    played = play_all([part], lambda _: json.dumps({"met": [], "said": emptied(), "recording": ""}).encode())[part]
    if isinstance(played, RuntimeError):
        raise played
    made = played.said
    code, steps, done = made["fix"]
    step = steps[0]

    assert [2, 2, 1, 2, 0] == made["asked"]  # getent(1): 2 is for what is not found
    assert (["nscd", "-i", "hosts"], "asks first", WHY) == (
        step["command"],
        step["safety"],
        step["deed"]["irreversible"],
    )
    assert [["applied", ""]] == [[row["state"], row["why"]] for row in done["steps"]]
    assert (0, "reachable") == (code, done["after"]["verdict"])
    assert [1, "There is nothing to take back.\n"] == made["undo"]
