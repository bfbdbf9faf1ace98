"""
ufw(8) itself keeps a port shut, is told to let it pass, and is told the reverse by undo.

It is a program of Python, which runs from where tools/unpacked.py put it, in a world whose /etc is its own and whose
/lib has its folder too.  Its rules let all of loopback pass; here somebody has taken that line out of before.rules.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from portwise.app.fix import plan, repair, undo
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise.model.target import Target
from portwise_lab.case import Case, Program
from portwise_lab.run import Vantage, play_all, vantages
from tools import unpacked

UFW = next(unpacked.place(package) for package in unpacked.known() if package.name == "ufw")
TREE = UFW.parents[2]
ASK = "127.0.0.1:8000"
STEP = ["ufw", "allow", "proto", "tcp", "to", "127.0.0.1", "port", "8000"]
SHUT, OPEN = [28, ["ufw allow 22/tcp"]], [0, ["ufw allow 22/tcp", "ufw allow to 127.0.0.1 port 8000 proto tcp"]]
OWN = (
    "cp -a /etc /mnt/etc",
    "mount --bind /mnt/etc /etc",
    "mount -t tmpfs tmpfs /run",
    f"mount -t overlay overlay -o lowerdir={TREE}/usr/lib:{TREE}/lib:/usr/lib /usr/lib",
    f"cp -a {TREE}/etc/ufw {TREE}/etc/default /etc",
    f"cp -a {TREE}/usr/share/ufw/iptables/. {TREE}/usr/share/ufw/ufw.conf /etc/ufw",  # as its postinst does
    "sed -i '/-i lo -j ACCEPT/d' /etc/ufw/before.rules",
    f"{UFW} allow 22/tcp",
    f"{UFW} --force enable",
)
SHOP = Program(("{python}", "{lab}/web.py", "--port", "8000"), listens=(8000,))
CASE = Case("ufw", "incoming is denied", ASK, "timeout", (), commands=OWN, programs=(SHOP,))


def said(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout


def met():
    """What a client ends with that waits for 0.3 s, curl(1); and what ufw was told, as it tells it."""
    code, _ = said("curl", "-s", "-o", "/dev/null", "--max-time", "0.3", ASK)
    return [code, said("ufw", "show", "added")[1].splitlines()[1:]]


def kept():
    """In the kernel, and in its files."""
    return [said("nft", "-s", "list", "ruleset"), *(Path(f"/etc/ufw/user{six}.rules").read_text() for six in ("", "6"))]


def moves(made):
    return [[move.cause, move.deed and move.deed.kind, list(move.command)] for move in made.moves]


def opened():
    os.environ["XDG_STATE_HOME"] = "/mnt/state"
    host, target = Local(), Target.parse(ASK)
    without = [shutil.which("ufw"), moves(plan(target, host))]
    os.environ["PATH"] = f"{UFW.parent}:{os.environ['PATH']}"
    before = met(), kept()
    made = plan(target, host)
    done = repair(made, host, lambda move: move.safety is not Safety.SHOW)
    then = met(), kept()
    back = undo(host)
    after = met(), kept()
    return {
        "without": without,
        "plan": moves(made),
        "done": [[row.state.name, row.why] for row in done.done],
        "verdict": done.after.verdict.value,
        "met": [before[0], then[0], after[0]],
        "kept": [before[1] == then[1], before[1] == after[1]],
        "undone": [[one.fine, one.says] for one in back],
    }


@pytest.fixture(scope="module")
def told():
    part = (CASE, Vantage.ROOT)
    played = play_all([part], lambda _: json.dumps({"met": [], "said": opened(), "recording": ""}).encode())[part]
    if isinstance(played, RuntimeError):
        raise played
    return played.said


pytestmark = [
    pytest.mark.skipif(
        Vantage.ROOT not in vantages(), reason="only root can give a world its own /etc: sudo make test"
    ),
    pytest.mark.skipif(not UFW.exists(), reason="not unpacked: .venv/bin/python -m tools.unpacked"),
]


def test_a_port_passes_until_undo(told):
    """Who asks meets silence, the server, and silence; the rules of the kernel and of ufw's files are as they were."""

    assert [["firewall-drop", "ufw", STEP]] == told["plan"]
    assert ([["APPLIED", ""]], "reachable") == (told["done"], told["verdict"])
    assert [SHUT, OPEN, SHUT] == told["met"]
    assert [False, True] == told["kept"]
    assert [[True, "taken back"]] == told["undone"]


def test_nobody_is_told_to_use_it_who_has_none(told):
    """The same rules, and no such program: whoever wrote them, it is not told here."""
    where, planned = told["without"]

    assert where is None
    assert [] == [command for _, _, command in planned if command[:1] in (["ufw"], ["firewall-cmd"])]
