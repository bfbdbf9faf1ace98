"""
The proxy of a desktop is switched off by gsettings(1) itself, which keeps it with dconf-service(1).

Both are asked by a D-Bus session of the world's own, and write into its own home.
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
from portwise_lab.case import Case
from portwise_lab.run import Vantage, play_all, vantages

CAUSE = "dead-or-misconfigured-proxy"
PEER, GONE = "10.78.0.2", "3128"
URL = f"http://{PEER}/"
SCHEMA = "org.gnome.system.proxy"
# dbus-daemon(1): dconf-service is started by it, as in the session of a desktop
BUS = """<busconfig>
  <type>session</type>
  <listen>unix:path=/mnt/home/bus</listen>
  <standard_session_servicedirs/>
  <policy context="default"><allow own="*"/></policy>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/></policy>
</busconfig>
"""
OFFICE = ((SCHEMA, "mode", "manual"), (f"{SCHEMA}.http", "host", PEER), (f"{SCHEMA}.http", "port", GONE))
LINK = ("ip link add v0 type veth peer name v1 netns {peer}", "ip addr add 10.78.0.1/24 dev v0", "ip link set v0 up")
CASE = Case(
    *("gsettings", "dead", URL, "connected", ()),
    files={"bus.conf": BUS},
    environment={"XDG_CURRENT_DESKTOP": "ubuntu:GNOME", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/mnt/home/bus"},
    commands=LINK,
    beyond=("ip addr add 10.78.0.2/24 dev v1", "ip link set v1 up", "python3 /mnt/lab/background.py 10.78.0.2:80"),
)
ROOT = [vantage for vantage in vantages() if vantage is Vantage.ROOT]


def settled(*argv):
    return subprocess.run(("gsettings", *argv), capture_output=True, text=True, check=True).stdout


def kept():
    return settled("list-recursively", SCHEMA)


def met():
    """What a client ends with that heeds the settings of the desktop: curl(1), EXIT CODES."""
    host, port = (settled("get", f"{SCHEMA}.http", key).strip("'\n") for key in ("host", "port"))
    manual = settled("get", SCHEMA, "mode") == "'manual'\n"
    asked = ("--proxy", f"http://{host}:{port}") if manual else ("--noproxy", "*")
    return subprocess.run(("curl", "-s", "-o", "/dev/null", *asked, URL), check=False).returncode


def switched_off():
    os.environ["XDG_STATE_HOME"] = "/mnt/state"
    session = ("dbus-daemon", "--config-file=/mnt/home/bus.conf", "--nofork", "--nopidfile", "--print-address")
    with subprocess.Popen(session, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as bus:
        bus.stdout.readline()  # it takes whoever asks by now
        for row in OFFICE:
            settled("set", *row)
        try:
            said = repaired(Local())
        finally:
            bus.terminate()
    return said | {"file": Path("/mnt/home/.config/dconf/user").exists()}


def repaired(host):
    before = kept(), met()
    made = plan(Target.parse(URL), host)
    done = repair(made, host, lambda move: move.safety is not Safety.SHOW)
    then = kept(), met()
    back = undo(host)
    return {
        "plan": [[move.cause, move.deed and move.deed.kind, list(move.command)] for move in made.moves if move.command],
        "done": [[row.state.name, row.why] for row in done.done if row.move.command],
        "verdict": done.after.verdict.value,
        "met": [before[1], then[1], met()],
        "kept": [before[0], then[0], kept()],
        "undone": [[one.fine, one.says] for one in back],
    }


@pytest.mark.parametrize("vantage", ROOT)
def test_nobody_asks_the_dead_proxy_then_and_again_after_undo(vantage):
    """Where it leads stays written down; then it is on again, and nothing else was changed."""
    part = (CASE, vantage)
    played = play_all([part], lambda _: json.dumps({"met": [], "said": switched_off(), "recording": ""}).encode())[part]
    if isinstance(played, RuntimeError):
        raise played
    said = played.said
    before, then, after = said["kept"]

    assert [[CAUSE, "desktop", ["gsettings", "set", SCHEMA, "mode", "none"]]] == said["plan"]
    assert ([["APPLIED", ""]], "reachable") == (said["done"], said["verdict"])
    assert [7, 0, 7] == said["met"]
    assert (before.replace("mode 'manual'", "mode 'none'"), before, True) == (then, after, said["file"])
    assert [[True, "taken back"]] == said["undone"]
