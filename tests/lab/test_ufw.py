"""
ufw(8) itself keeps a port shut, is told to let it pass, and is told the reverse by undo.

It is a program of Python, which runs from where tools/unpacked.py put it, in worlds whose /etc is their own and whose
/lib has its folder too.  Its rules let all of loopback pass; here somebody has taken those lines out of before.rules.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from portwise.app.fix import plan, repair, undo
from portwise.app.manner import Manner
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise_lab.case import Case
from portwise_lab.run import PATIENCE, Vantage, play_all, vantages
from tools import unpacked

UFW = next(unpacked.place(package) for package in unpacked.known() if package.name == "ufw")
USUAL = Manner(looking=PATIENCE)
TREE = UFW.parents[2]
OWN = (
    "cp -a /etc /mnt/etc",
    "mount --bind /mnt/etc /etc",
    "mount -t tmpfs tmpfs /run",
    f"mount -t overlay overlay -o lowerdir={TREE}/usr/lib:{TREE}/lib:/usr/lib /usr/lib",
    f"cp -a {TREE}/etc/ufw {TREE}/etc/default /etc",
    f"cp -a {TREE}/usr/share/ufw/iptables/. {TREE}/usr/share/ufw/ufw.conf /etc/ufw",  # as its postinst does
    "sed -i '/ lo -j ACCEPT/d' /etc/ufw/before.rules /etc/ufw/before6.rules",
    "python3 /mnt/lab/background.py 127.0.0.1:8000 [::1]:8000",
    f"{UFW} allow 22/tcp",
    f"{UFW} --force enable",
)
LINK = ("ip link add v0 type veth peer name v1 netns {peer}", "ip addr add 10.78.0.1/24 dev v0", "ip link set v0 up")
BEYOND = ("ip addr add 10.78.0.2/24 dev v1", "ip link set v1 up", "python3 /mnt/lab/background.py 10.78.0.2:8000")
SILENT, REFUSED = 28, 7  # curl(1), EXIT CODES
DROP, ICMP, RESET = "firewall-drop", "firewall-reject-icmp", "firewall-reject-rst"


class Fault(NamedTuple):
    told: tuple[str, ...]  # what ufw was told besides
    cause: str
    met: int  # what curl ends with
    address: str = "127.0.0.1"
    way: tuple[str, ...] = ()  # ("out",) of what leaves

    @property
    def ask(self):
        return f"[{self.address}]:8000" if ":" in self.address else f"{self.address}:8000"

    @property
    def step(self):
        return ["ufw", "prepend", "allow", *self.way, "proto", "tcp", "to", self.address, "port", "8000"]

    def case(self, name):
        away = self.address == "10.78.0.2"
        commands = (*(LINK if away else ()), *OWN, *(f"{UFW} {told}" for told in self.told))
        return Case("ufw", name, self.ask, "", (), commands=commands, beyond=BEYOND if away else ())


FAULTS = {
    "nobody has let it pass": Fault((), DROP, SILENT),
    "denied": Fault(("deny 8000/tcp",), DROP, SILENT),
    "denied in IPv6": Fault(("deny 8000/tcp",), DROP, SILENT, "::1"),
    "rejected": Fault(("default allow incoming", "reject 8000/tcp"), RESET, REFUSED),
    "rejected in IPv6": Fault(("default allow incoming", "reject 8000/tcp"), RESET, REFUSED, "::1"),
    "all is rejected": Fault(("default reject incoming",), ICMP, REFUSED),
    "denied on the way out": Fault(("deny out 8000/tcp",), DROP, SILENT, "10.78.0.2", ("out",)),
    "rejected on the way out": Fault(("reject out 8000/tcp",), RESET, REFUSED, "10.78.0.2", ("out",)),
    "nobody has let it out": Fault(("default deny outgoing",), DROP, SILENT, "10.78.0.2", ("out",)),
    "all is rejected on the way out": Fault(("default reject outgoing",), ICMP, REFUSED, "10.78.0.2", ("out",)),
    "nobody has let it out to loopback": Fault(("allow 8000/tcp", "default deny outgoing"), DROP, SILENT, way=("out",)),
}
BEHIND = Fault(("deny 8000/tcp", "allow proto tcp to 127.0.0.1 port 8000"), DROP, SILENT)
# Two rules of somebody else, of which neither is sure to have met it: whoever wrote them may be ufw
OFF = Fault(("deny 8000/tcp", "--force disable"), DROP, SILENT)
OTHERS = """table inet mine {
    chain in {
        type filter hook input priority 0;
        tcp dport 8000 meta mark 0 drop
        tcp dport 8000 meta priority 0 drop
    }
}
"""


def said(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout


def met(fault):
    """What a client ends with that waits for 0.3 s."""
    return said("curl", "-g", "-s", "-o", "/dev/null", "--max-time", "0.3", fault.ask)[0]


def kept():
    """In the kernel, and in all of its files."""
    files = [path for path in (*Path("/etc/ufw").rglob("*"), Path("/etc/default/ufw")) if path.is_file()]
    return said("nft", "-s", "list", "ruleset"), sorted((str(path), path.read_bytes()) for path in files)


def found():
    os.environ["PATH"] = f"{UFW.parent}:{os.environ['PATH']}"


def moves(made):
    return [[move.cause, move.deed and move.deed.kind, list(move.command)] for move in made.moves]


def agreed(made, host):
    done = repair(made, host, lambda move: move.safety is not Safety.SHOW, manner=USUAL)
    return [[row.state.name, row.why] for row in done.done], done.after.verdict.value


def undone(host):
    return [[one.fine, one.says] for one in undo(host)]


def opened(fault):
    host, target = Local(), fault.case("").target
    without = [shutil.which("ufw"), moves(plan(target, host, manner=USUAL))]
    found()
    before = met(fault), kept()
    made = plan(target, host, manner=USUAL)
    done, verdict = agreed(made, host)
    then = met(fault), kept()
    back = undone(host)
    after = met(fault), kept()
    return {
        "without": without,
        "plan": moves(made),
        "done": done,
        "verdict": verdict,
        "met": [before[0], then[0], after[0]],
        "kept": [before[1] == then[1], before[1] == after[1]],
        "undone": back,
    }


def switched(fault):
    """It is switched off while a step of ours is in its files, and on again."""
    found()
    host = Local()
    done, _ = agreed(plan(fault.case("").target, host, manner=USUAL), host)
    said("ufw", "disable")
    off = undone(host)
    said("ufw", "--force", "enable")
    return {"done": done, "off": off, "on": undone(host), "met": met(fault)}


def looked(fault):
    found()
    host, before = Local(), kept()
    made = plan(fault.case("").target, host, manner=USUAL)
    done, _ = agreed(made, host)
    shown = [move.why_shown for move in made.moves]
    return {"plan": moves(made), "why": shown, "done": done, "kept": before == kept(), "met": met(fault)}


WORLDS = {
    **{name: (opened, fault, fault.case(name)) for name, fault in FAULTS.items()},
    "switched off and on": (switched, FAULTS["denied"], FAULTS["denied"].case("switched off and on")),
    "behind": (looked, BEHIND, BEHIND.case("behind")),
    "off": (looked, OFF, OFF.case("off")._replace(nft=OTHERS)),
}


def observed(case):
    os.environ["XDG_STATE_HOME"] = "/mnt/state"
    work, fault, _ = WORLDS[case.name]
    return json.dumps({"met": [], "said": work(fault), "recording": ""}).encode()


@pytest.fixture(scope="module")
def told():
    return play_all([(case, Vantage.ROOT) for *_, case in WORLDS.values()], observed)


def of(told, name):
    played = told[WORLDS[name][-1], Vantage.ROOT]
    if isinstance(played, RuntimeError):
        raise played
    return played.said


pytestmark = [
    pytest.mark.skipif(
        Vantage.ROOT not in vantages(), reason="only root can give a world its own /etc: sudo make test"
    ),
    pytest.mark.skipif(not UFW.exists(), reason="not unpacked: .venv/bin/python -m tools.unpacked"),
]


@pytest.mark.parametrize("name", FAULTS)
def test_a_port_passes_until_undo(name, told):
    """Who asks meets the fault, the server, and the fault; the kernel's rules and ufw's files are as they were."""
    one, fault = of(told, name), FAULTS[name]

    assert [[fault.cause, "ufw", fault.step]] == one["plan"]
    assert ([["APPLIED", ""]], "reachable") == (one["done"], one["verdict"])
    assert [fault.met, 0, fault.met] == one["met"]
    assert [False, True] == one["kept"]
    assert [[True, "taken back"]] == one["undone"]


@pytest.mark.parametrize("name", FAULTS)
def test_nobody_is_told_to_use_it_who_has_none(name, told):
    """The same rules, and no such program: whoever wrote them, it is not told here."""
    where, planned = of(told, name)["without"]

    assert where is None
    assert [] == [command for _, _, command in planned if command[:1] in (["ufw"], ["firewall-cmd"])]


def test_who_is_switched_off_is_not_told(told):
    """Its rules are in its files and not in the kernel: what blocks is somebody else's, and nothing is changed."""
    one = of(told, "off")

    assert [DROP] == [cause for cause, *_ in one["plan"]]
    assert [] == [command for _, _, command in one["plan"] if command[:1] == ["ufw"]]
    assert ([], True, SILENT) == ([row for row in one["done"] if row[0] == "APPLIED"], one["kept"], one["met"])


def test_a_rule_of_ours_is_not_taken_from_who_is_switched_off(told):
    """It says so, and is told when ufw is on again."""
    one = of(told, "switched off and on")

    assert [["APPLIED", ""]] == one["done"]
    assert [[False, "ufw is inactive"]] == one["off"]
    assert ([[True, "taken back"]], SILENT) == (one["on"], one["met"])


def test_a_rule_that_stands_behind_is_not_moved(told):
    """ufw skips a rule that it has, wherever that stands: there is nothing to do by it, and it is said."""
    one = of(told, "behind")

    assert [[DROP, None, BEHIND.step]] == one["plan"]
    assert (["it is so already"], True, SILENT) == (one["why"], one["kept"], one["met"])
