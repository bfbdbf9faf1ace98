"""
On macOS and Windows the plan has their own commands, with the way back; nothing is done to a machine that is a record.

Some records are played: what a command makes of them is told beside it, and the plan is carried out, proved and undone.
"""

import errno
import os
import subprocess
import sys
from typing import NamedTuple

import pytest

from portwise.app import fix, undoing
from portwise.app.diagnose import diagnose
from portwise.app.fix import made_of, repair, undo
from portwise.fix.steps import kinds
from portwise.fix.steps.advfirewall import KEY as RULES
from portwise.fix.steps.winproxy import KEY as INTERNET
from portwise.host.hands import Local as Hands
from portwise.model.cause import Safety
from portwise.model.repair import State
from portwise.model.report import Verdict
from portwise.model.target import Target
from portwise.render.fix import NOTHING, offered
from portwise.render.layout import Look
from portwise_lab.case import cases
from portwise_lab.machines import Machine

FAULTS = [case for case in cases() if case.machine and case.kind == "fault" and case.machine["platform"] != "linux"]
SYSTEMS = {"darwin": "macos", "win32": "windows"}
ADMINISTRATOR = {r"reg query HKU\S-1-5-19": r"HKEY_USERS\S-1-5-19\Environment"}
BLOCK = "Action=Block|Active=TRUE|Dir=In"
EXCLUDED = "netsh interface {} show excludedportrange protocol=tcp"
VALUES = "\n    ProxyEnable    REG_DWORD    0x{}\n    ProxyServer    REG_SZ    10.9.9.9:8080\n"
HIVE = f"HKEY_CURRENT_USER{INTERNET[4:]}{VALUES}"
DIRECT = "\n    Direct access (no proxy server).\n"
BY_PROXY = "\n    Proxy Server(s) :  10.9.9.9:8080\n    Bypass List     :  *.shop\n"
BLOCKED = "      3910        4009\n"
# By the name of a case: the kind of its step, what is so beforehand beside what is recorded, and what a command makes
# of it: an old word and a new one of what a program prints, or how an attempt is met
PLAYED = {
    "the settings of a Mac name a proxy that is gone (recorded)": (
        "networksetup",
        {},
        {
            "networksetup -getwebproxy Wi-Fi": ("Enabled: Yes", "Enabled: No"),
            "scutil --proxy": ("HTTPEnable : 1", "HTTPEnable : 0"),
        },
    ),
    "the list of the firewall has node as blocked": (
        "appfirewall",
        {"pfctl -si": "Status: Disabled for 0 days 01:02:03           Debug: Urgent\n"},
        {"/usr/libexec/ApplicationFirewall/socketfilterfw --listapps": ("(Block ", "(Allow ")},
    ),
    "a phone meets silence, and all incoming connections are blocked": (
        "appfirewall",
        {"pfctl -si": "Status: Disabled for 0 days 01:02:03           Debug: Urgent\n"},
        {
            "/usr/libexec/ApplicationFirewall/socketfilterfw --getglobalstate": ("State = 2", "State = 1"),
            "/usr/libexec/ApplicationFirewall/socketfilterfw --getblockall": ("set to enabled", "set to disabled"),
        },
    ),
    "on Windows somebody answered the question of the firewall with no": (
        "advfirewall",
        {},
        {f"reg query {RULES}": (BLOCK, BLOCK.replace("Block", "Allow"))},
    ),
    "the NAT of Hyper-V took a block that the port of a development server lies in": (
        "exclusion",
        {},
        {
            **{EXCLUDED.format(family): (BLOCKED, "      3950        3950     *\n") for family in ("ipv4", "ipv6")},
            "bind 0.0.0.0:3950": ("bind-EACCES 13", "bound 0"),
            "bind [::]:3950": ("bind-EACCES 13", "bound 0"),
        },
    ),
    "the desktop of Windows has a proxy that is gone": (
        "winproxy",
        {},
        {f"reg query {INTERNET}": ("REG_DWORD    0x1", "REG_DWORD    0x0")},
    ),
    "the services of Windows have a proxy that is gone": (
        "winproxy",
        {},
        {"netsh winhttp show proxy": (BY_PROXY, DIRECT)},
    ),
    "IIS has port 80 through the kernel, and a development server wants it": (
        "winservice",
        {"sc query W3SVC": "SERVICE_NAME: W3SVC\n        TYPE : 20\n        STATE              : 4  RUNNING\n"},
        {
            "sc query W3SVC": ("4  RUNNING", "1  STOPPED"),
            "netsh http show servicestate view=requestq": ("HTTP://*:80/", "HTTP://*:81/"),
            "bind 0.0.0.0:80": ("bind-EADDRINUSE 10048", "bound 0"),
            "bind [::]:80": ("bind-EADDRINUSE 10048", "bound 0"),
        },
    ),
}


class Record(NamedTuple):
    """One that is no case of the lab, for it differs from one by a word or two."""

    name: str
    target: Target
    machine: dict

    def __str__(self):
        return self.name


def proxied(name, desktop, services):
    """A Windows whose proxies are these; the server itself is well."""
    prints = {f"reg query {INTERNET}": HIVE.format(desktop), "netsh winhttp show proxy": services}
    meets = {"192.0.2.9:80": "connected 0", "10.9.9.9:8080": "refused 10061"}
    said = {"platform": "win32", "folder": r"C:\Users\ann", "environment": {"USERPROFILE": r"C:\Users\ann"}}
    answer = {"says": {"192.0.2.9:80": "HTTP/1.1 200 OK\nContent-Length: 0\n\n"}, "processes": {"4": "System"}}
    return Record(name, Target.parse("http://192.0.2.9/"), {**said, **answer, "meets": meets, "prints": prints})


RECORDS = (
    proxied("the desktop of Windows has a proxy that is gone", 1, DIRECT),
    proxied("the services of Windows have a proxy that is gone", 0, BY_PROXY),
)
TO_PLAY = [*(case for case in FAULTS if case.name in PLAYED), *RECORDS]


def machine_of(case, more=None):
    """Asked by somebody who may do it."""
    said = {**case.machine, "uid": 0 if case.machine["platform"] == "darwin" else -1}
    said["prints"] = {**said.get("prints", {}), **ADMINISTRATOR, **(more or {})}
    return Machine(said)


class Playing(Hands):
    """A step is done by what it makes of the record; and its way back by the same, turned round."""

    here = True

    def run(self, argv, renews=False):
        case = self.host.case
        for about, words in PLAYED[case][2].items():
            place = self.host.said["meets" if about in self.host.said["meets"] else "prints"]
            old, new = reversed(words) if self.host.done else words
            assert old in place[about]
            place[about] = place[about].replace(old, new)
        self.host.ran.append(argv)
        self.host.done = not self.host.done


@pytest.fixture
def played(request, tmp_path, monkeypatch):
    case = request.param
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for hands in (fix, undoing):
        monkeypatch.setattr(hands, "Hands", lambda host, *_: Playing(host))
    machine = machine_of(case, PLAYED[case.name][1])
    machine.said["meets"] = dict(machine.said["meets"])
    machine.case, machine.done, machine.ran = case.name, False, []
    return machine, case


@pytest.mark.parametrize("case", FAULTS, ids=str)
def test_every_step_is_of_its_own_system(case):
    """Its command, its kind, and what it takes to go back, which is told beside it."""
    machine = Machine(case.machine)
    made = made_of(diagnose(case.target, machine), "id", machine)
    mine = SYSTEMS[machine.platform]
    own = {step.command for f in made.report.supported for step in f.steps if step.platform in (mine, "any")}

    assert made.moves
    assert {move.command for move in made.moves} <= own
    assert all(mine in kinds()[move.deed.kind].platforms for move in made.moves if move.deed)
    shown = " ".join(offered(made, Look(width=400)).split())
    assert all(move.undo in shown for move in made.moves if move.command and not move.deed and move.undo != NOTHING)


@pytest.mark.parametrize("case", FAULTS, ids=str)
def test_nothing_is_done_to_a_record(case, tmp_path, monkeypatch):
    """Whoever says yes to all of it is told that it is none of the machine that portwise runs on."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    machine = machine_of(case)
    made = made_of(diagnose(case.target, machine), "id", machine)
    with pytest.raises(PermissionError):
        Hands(machine).run(("true",))
    with pytest.raises(PermissionError):
        Hands(machine).write(str(tmp_path / "hosts"), "")
    done = repair(made, machine, lambda _: True).done

    assert all(State.FAILED is row.state for row in done)
    assert len([move for move in made.moves if move.deed]) >= len(done)


@pytest.mark.parametrize("case", [case for case in TO_PLAY if case.machine["platform"] == "win32"], ids=str)
def test_who_has_no_right_is_shown_it(case):
    """On Windows it is an administrator who has said yes that may; nobody else reads that hive."""
    machine = Machine({**case.machine, "fails": {**case.machine.get("fails", {}), r"reg query HKU\S-1-5-19": "denied"}})
    made = made_of(diagnose(case.target, machine), "id", machine)

    assert [] == [move for move in made.moves if move.deed and move.needs_root]


@pytest.mark.parametrize("played", TO_PLAY, ids=str, indirect=True)
def test_it_is_done_proved_and_undone(played):
    """One command there and one back, the exact ones that were shown; then all is as it was recorded."""
    machine, case = played
    before = str(machine.said)
    made = made_of(diagnose(case.target, machine), "id", machine)
    done = repair(made, machine, lambda move: move.safety is not Safety.SHOW)

    assert [PLAYED[case.name][0]] == [move.deed.kind for move in made.moves if move.deed]
    assert [(State.APPLIED, "")] == [(row.state, row.why) for row in done.done]
    assert Verdict.REACHABLE is done.after.verdict
    assert [done.done[0].move.command] == machine.ran
    assert [(True, "taken back")] == [(one.fine, one.says) for one in undo(machine)]
    assert (2, before) == (len(machine.ran), str(machine.said))


def test_every_record_that_is_played_is_a_case():
    """One that was renamed is not left out silently."""

    assert PLAYED.keys() == {case.name for case in TO_PLAY}


BARE = """
import os, sys
for name in ("fcntl", "termios", "pwd", "grp", "resource", "tty", "pty"):
    sys.modules[name] = None
for name in ("pidfd_open", "geteuid", "sched_yield", "fchmod", "fchown", "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW"):
    if hasattr(os, name):
        delattr(os, name)
import portwise.ui.cli.fix, portwise.ui.cli.undo, portwise.app.fix, portwise.render.fix
from portwise.fix.steps import kinds
from portwise.host import journal
kinds()
journal.note({"verb": "fix"})
print(len(journal.lines()))
"""


def test_it_starts_and_writes_its_journal_without_what_only_unix_has(tmp_path):
    """Windows has none of these modules and calls."""
    env = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    run = subprocess.run((sys.executable, "-c", BARE), env=env, capture_output=True, text=True, check=False)

    assert ("1\n", "") == (run.stdout, run.stderr)


def test_a_tool_that_tells_its_error_where_others_print_is_heard(tmp_path, monkeypatch):
    """netsh says on its standard output why it refuses."""
    from portwise.host.local import Local

    (tmp_path / "netsh").write_text("#!/bin/sh\necho; echo Access is denied.; exit 1\n")
    (tmp_path / "netsh").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="Access is denied") as raised:
        Hands(Local()).run(("netsh", "int"))

    assert errno.EIO == raised.value.errno
