"""
A name server that does not answer is taken out of resolv.conf, in a world whose /etc/resolv.conf is its own.

A client of glibc waits five seconds for each server, resolv.conf(5), and most give up before: curl within its time.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from portwise.app.fix import plan, repair, undo
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise.model.target import Target
from portwise_lab.case import Case, Program
from portwise_lab.run import Vantage, play_all, vantages

CAUSE = "dns-resolution-failure"
URL = "http://api.example:8000/"
DEAD, KNOWS = "127.0.0.52", "127.0.0.53"
RESOLV = f"search shop.test\nnameserver {DEAD}\nnameserver {KNOWS}\n"
SERVERS = (f"dns {DEAD}:53 deaf", f"dns {KNOWS}:53 api.example=127.0.0.1")
SHOP = Program(("{python}", "{lab}/web.py", "--port", "8000"), listens=(8000,))
WAITED = [28, "curl: (28) Resolving timed out"]  # curl(1), EXIT CODES
ROOT = [vantage for vantage in vantages() if vantage is Vantage.ROOT]


def met():
    """What a client meets that waits for two seconds."""
    argv = ("curl", "-sS", "-o", "/dev/null", "--max-time", "2", URL)
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return [done.returncode, done.stderr.partition(" after ")[0]]


def taken_out():
    os.environ["XDG_STATE_HOME"] = "/mnt/state"
    host, target, file = Local(), Target.parse(URL), Path("/etc/resolv.conf")
    before = met()
    made = plan(target, host)
    done = repair(made, host, lambda move: move.safety is not Safety.SHOW)
    then, after = file.read_text(), met()
    back = undo(host)
    return {
        "plan": [[move.cause, move.deed and move.deed.kind, list(move.command)] for move in made.moves],
        "done": [[row.state.name, row.why] for row in done.done],
        "verdict": done.after.verdict.value,
        "met": [before, after, met()],
        "file": [then, file.read_text()],
        "undone": [[one.fine, one.says] for one in back],
    }


@pytest.mark.parametrize("vantage", ROOT)
def test_the_name_has_an_address_then_and_none_after_undo(vantage):
    """Nobody waits for the dead server any more; then it is there again, to the byte."""
    part = (Case("nameserver", "dead", URL, "timeout", (), resolv=RESOLV, servers=SERVERS, programs=(SHOP,)), vantage)
    played = play_all([part], lambda _: json.dumps({"met": [], "said": taken_out(), "recording": ""}).encode())[part]
    if isinstance(played, RuntimeError):
        raise played
    said = played.said

    assert [[CAUSE, "nameserver", ["sed", "-i.before", "2s/^/#/", "/etc/resolv.conf"]]] == said["plan"]
    assert ([["APPLIED", ""]], "reachable") == (said["done"], said["verdict"])
    assert [WAITED, [0, ""], WAITED] == said["met"]
    assert [RESOLV.replace("nameserver 127.0.0.52", "#nameserver 127.0.0.52"), RESOLV] == said["file"]
    assert [[True, "taken back"]] == said["undone"]
