"""
firewalld(1) itself turns a port away that nobody added, is told to let it pass, and is told the reverse by undo.

It runs from where tools/unpacked.py put it and what it is made of, in a world whose /etc and /run are its own, with a
system bus that nobody else has.  What comes by loopback it lets pass: whoever is turned away asks from another network
namespace of that machine, as a container does.
"""

import json
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from portwise.app.fix import plan, repair, undo
from portwise.app.manner import Manner
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise.model.target import Target
from portwise.model.vantage import Vantage as Place
from portwise_lab.case import Case
from portwise_lab.run import PATIENCE, Vantage, play_all, vantages
from tools import unpacked

PARTS = ("firewalld", "python3-firewall", "python3-nftables", "python3-dbus", "python3-gi")
PARTS += ("gir1.2-glib-2.0", "libgirepository-1.0-1")
PLACES = {package.name: unpacked.place(package) for package in unpacked.known() if package.name in PARTS}
USUAL = Manner(looking=PATIENCE)
TREE = unpacked.DEBS / "firewalld"
LAYERS = ":".join(str(unpacked.DEBS / name / "usr/lib") for name in PARTS)
CAUSE, REFUSED = "firewall-reject-icmp", 7  # curl(1), EXIT CODES
ASK, AWAY = "10.78.0.1:8000", Place("netns", "away")
STEP = ["firewall-cmd", "--add-port=8000/tcp"]
NAME = "org.fedoraproject.FirewallD1"
# dbus-daemon(1), as the files of firewalld have it in /usr/share/dbus-1/system.d
BUS = f"""<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow user="*"/><allow receive_sender="*"/></policy>
  <policy context="default"><allow send_destination="org.freedesktop.DBus"/><allow send_type="signal"/></policy>
  <policy context="default">
    <allow send_requested_reply="true" send_type="method_return"/><allow send_requested_reply="true" send_type="error"/>
  </policy>
  <policy user="root"><allow own="{NAME}"/><allow own="{NAME}.config"/></policy>
  <policy user="root">
    <allow send_destination="{NAME}"/><allow send_destination="{NAME}.config"/>
  </policy>
</busconfig>
"""
OWN = (
    "mount -t tmpfs tmpfs /run",
    "mount -t tmpfs tmpfs /var/log",
    "mkdir -p /run/dbus",
    f"mount -t overlay overlay -o lowerdir={LAYERS}:/usr/lib /usr/lib",
    f"cp -a {TREE}/etc/firewalld /etc",
    "ip netns add away",
    "ip link add v0 type veth peer name v1 netns away",
    "ip addr add 10.78.0.1/24 dev v0",
    "ip link set v0 up",
    "ip -n away addr add 10.78.0.2/24 dev v1",
    "ip -n away link set v1 up",
    "python3 /mnt/lab/background.py 10.78.0.1:8000",
)
CASE = Case("firewalld", "a port that nobody added", ASK, "", (), files={"bus.conf": BUS}, commands=OWN)
SERVICES = (
    ("dbus-daemon", "--config-file=/mnt/home/bus.conf", "--nofork", "--nopidfile", "--print-address"),
    ("python3", f"{TREE}/usr/sbin/firewalld", "--nofork", "--nopid"),
)


def said(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout


def met():
    """What a client ends with that asks from over there."""
    return said("ip", "netns", "exec", "away", "curl", "-s", "-o", "/dev/null", "--max-time", "5", ASK)[0]


def kept():
    """In the kernel, and in all of its files."""
    files = sorted(path for path in Path("/etc/firewalld").rglob("*") if path.is_file())
    return said("nft", "-s", "list", "ruleset"), [(str(path), path.read_bytes()) for path in files]


def moves(made):
    """What is done; that somebody is kept out who asks from such a place, is shown besides."""
    return [[move.cause, move.deed.kind, list(move.command)] for move in made.moves if move.deed]


@contextmanager
def running():
    """The bus, and then firewalld, which answers once its rules are in the kernel."""
    quiet, (bus, daemon) = subprocess.DEVNULL, SERVICES
    with subprocess.Popen(bus, stdout=subprocess.PIPE, stderr=quiet) as session:
        session.stdout.readline()  # it takes whoever asks by now
        with subprocess.Popen(daemon, stdout=quiet, stderr=quiet) as firewalld:
            try:
                subprocess.run(("gdbus", "wait", "--system", "--timeout", "60", NAME), check=True)
                subprocess.run(("firewall-cmd", "--state"), check=True, stdout=quiet)
                yield firewalld
            finally:
                firewalld.kill()
                session.terminate()


def opened():
    os.environ |= {"XDG_STATE_HOME": "/mnt/state", "PATH": f"{TREE}/usr/bin:{os.environ['PATH']}"}
    host, target = Local(), Target.parse(ASK)
    free = met()
    with running() as firewalld:
        before = met(), kept()
        made = plan(target, host, USUAL, vantage=AWAY)
        done = repair(made, host, lambda move: move.safety is not Safety.SHOW, manner=USUAL)
        then = met(), kept()
        back = undo(host)
        after = met(), kept()
        firewalld.kill()  # its rules stay, and nobody is there who could change them
        firewalld.wait()
        alone = met(), [list(move.command) for move in plan(target, host, USUAL, vantage=AWAY).moves]
    return {
        "plan": moves(made),
        "done": [[row.state.name, row.why] for row in done.done],
        "verdict": done.after.verdict.value,
        "lasts": [list(move.lasts) for move in made.moves if move.deed],
        "met": [free, before[0], then[0], after[0]],
        "rules": [before[1][0] == then[1][0], before[1][0] == after[1][0]],
        "files": [len(before[1][1]) > 0, before[1][1] == then[1][1] == after[1][1]],
        "undone": [[one.fine, one.says] for one in back],
        "alone": alone,
    }


@pytest.fixture(scope="module")
def told():
    part = (CASE, Vantage.ROOT)
    played = play_all([part], lambda _: json.dumps({"met": [], "said": opened(), "recording": ""}).encode())[part]
    if isinstance(played, RuntimeError):
        raise played
    return played.said


MISSING = [name for name in PARTS if name not in PLACES or not PLACES[name].exists()]
pytestmark = [
    pytest.mark.skipif(
        Vantage.ROOT not in vantages(), reason="only root can give a world its own /etc: sudo make test"
    ),
    pytest.mark.skipif(bool(MISSING), reason="not unpacked: .venv/bin/python -m tools.unpacked"),
]


def test_a_port_passes_until_undo(told):
    """Who asks from over there meets the firewall, the server, and the firewall; only there is it wrong."""
    assert [[CAUSE, "firewalld", STEP]] == told["plan"]
    assert ([["APPLIED", ""]], True) == (told["done"], told["verdict"] == "reachable")
    assert [0, REFUSED, 0, REFUSED] == told["met"]
    assert [[True, "taken back"]] == told["undone"]


def test_nothing_else_is_changed(told):
    """The kernel has the same rules again, and no file was written: that is for whoever wants it to last."""
    assert ([False, True], [True, True]) == (told["rules"], told["files"])
    assert [["firewall-cmd", "--permanent", "--add-port=8000/tcp"]] == told["lasts"]


def test_nobody_is_told_who_does_not_run(told):
    """Its rules are in the kernel still: to ask it for a port would only fail."""
    code, planned = told["alone"]

    assert REFUSED == code
    assert [] == [command for command in planned if "firewall-cmd" in command]
