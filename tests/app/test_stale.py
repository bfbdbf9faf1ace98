"""Servers that are left over in a checkout are ended, and no other."""

import json
import os
import signal
import subprocess
import sys

import pytest

from portwise.app.stale import CHANGED, NoCheckout, end, sweep
from portwise.host.local import Local
from portwise.model.stop import Told

SERVER = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print("up", flush=True)
sys.stdin.read()
"""
# Starts the server in a session of its own and ends at once, as a closed terminal does
LEAVING = """
import os, subprocess, sys
read, write = os.pipe()
source = os.open(sys.argv[2], os.O_RDONLY)
child = subprocess.Popen((sys.executable, "-c", sys.argv[1]), stdin=source, stdout=write, stderr=subprocess.DEVNULL)
while os.read(read, 1) != b"\\n":
    pass
print(child.pid, flush=True)
"""


@pytest.fixture(autouse=True)
def journal(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "portwise" / "journal.jsonl"


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "package.json").write_text('{"name": "shop"}')
    return folder


@pytest.fixture
def starts(shop):
    """Servers of the checkout; they end with the test, for their input does."""
    running = []

    def start(code=SERVER):
        server = subprocess.Popen((sys.executable, "-c", code), cwd=shop, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        server.stdout.readline()
        running.append(server)
        return server

    yield start
    for server in running:
        server.send_signal(signal.SIGCONT)
        server.stdin.close()
        server.wait()
        server.stdout.close()


def until(old):
    """The next tick of the clock in which the kernel counts starts has come."""
    began = Local().read(f"/proc/{old.pid}/stat").rpartition(")")[2].split()[19]
    while float(Local().read("/proc/uptime").split()[0]) * os.sysconf("SC_CLK_TCK") <= int(began) + 1:
        os.sched_yield()


def test_a_stopped_server_is_ended_and_a_living_one_stays(starts, shop, journal):
    """The plan says so first, and the journal has it before the signal."""
    living, halted = starts(), starts()
    os.kill(halted.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, halted.pid, os.WSTOPPED)
    host = Local()
    found = sweep(host, Told(), str(shop))
    outcome = end(host, found, Told(), 10, str(shop))

    assert [halted.pid] == [process.pid for one in found.stale for process in one.ending.tree]
    assert ("", (), True) == (outcome.changed, outcome.alive, halted.wait() is not None)
    assert living.poll() is None
    assert ["stop", "stopped"] == [json.loads(line)["verb"] for line in journal.read_text().splitlines() if line]


def test_two_that_serve_are_told_and_neither_is_ended(starts, shop):
    """Both run the same command in the same folder; the kernel counts their starts in ticks of 10 ms."""
    old = starts()
    until(old)
    new = starts()
    found = sweep(Local(), Told(), str(shop))

    assert ([], [old.pid]) == ([*found.stale], [one.process.pid for one in found.twice])
    assert str(new.pid) in found.twice[0].why


def test_a_multiplexer_below_keeps_its_whole_tree(starts, shop, tmp_path):
    """Somebody works in it: the server above it is left over, and is not ended."""
    tmux = tmp_path / "tmux"
    tmux.symlink_to(sys.executable)
    code = f"import os, subprocess\nsubprocess.Popen(({str(tmux)!r}, '-c', 'import sys; sys.stdin.read()'))\n{SERVER}"
    halted = starts(code)
    os.kill(halted.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, halted.pid, os.WSTOPPED)
    found = sweep(Local(), Told(), str(shop))

    assert ([], [halted.pid]) == ([*found.stale], [one.process.pid for one in found.kept])
    assert "tmux" in found.kept[0].why


def test_a_multiplexer_of_the_folder_hides_nobody(shop, tmp_path):
    """tmux was started in the checkout: what is stopped in it is left over by itself, and tmux is none of it."""
    tmux = tmp_path / "tmux"
    tmux.symlink_to(sys.executable)
    code = f"import subprocess, sys\nsubprocess.run(({sys.executable!r}, '-c', {SERVER!r}))"
    with subprocess.Popen((tmux, "-c", code), cwd=shop, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as above:
        above.stdout.readline()
        (halted,) = map(int, Local().read(f"/proc/{above.pid}/task/{above.pid}/children").split())
        os.kill(halted, signal.SIGSTOP)
        while " T " not in Local().read(f"/proc/{halted}/stat"):
            os.sched_yield()
        found = sweep(Local(), Told(), str(shop))
        os.kill(halted, signal.SIGCONT)
        above.stdin.close()

    assert ([halted], []) == ([p.pid for one in found.stale for p in one.ending.tree], [*found.kept])


def test_where_it_goes_on_by_itself_nothing_is_signalled(starts, shop):
    """The world is looked at again before anything is done."""
    halted = starts()
    os.kill(halted.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, halted.pid, os.WSTOPPED)
    host = Local()
    found = sweep(host, Told(), str(shop))
    os.kill(halted.pid, signal.SIGCONT)
    os.waitid(os.P_PID, halted.pid, os.WCONTINUED)
    outcome = end(host, found, Told(), 10, str(shop))

    assert (CHANGED, (), None) == (outcome.changed, outcome.signalled, halted.poll())


def test_one_that_was_left_by_its_session_is_ended(shop, tmp_path):
    """Its parent and the leader of its session are gone; nobody looks after it."""
    pipe = tmp_path / "input"
    os.mkfifo(pipe)
    keep = os.open(pipe, os.O_RDWR)
    asked = subprocess.run(
        (sys.executable, "-c", LEAVING, SERVER, str(pipe)),
        cwd=shop,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    pid = int(asked.stdout)
    host = Local()
    found = sweep(host, Told(), str(shop))
    outcome = end(host, found, Told(), 10, str(shop))
    os.close(keep)

    assert [(pid, "who started it is gone, and nothing looks after it")] == [
        (one.ending.process.pid, one.reasons[0]) for one in found.stale
    ]
    assert ((), [pid]) == (outcome.alive, [process.pid for process, _ in outcome.signalled])


WATCHING = """
import signal, sys
from portwise.host.launch import Launch
launch = Launch((sys.executable, "-c", "import signal; signal.pause()"), False)
print(launch.process.pid, flush=True)
signal.pause()
"""


def test_what_a_killed_portwise_had_started_is_ended(shop):
    """A command that it watched, and could not stop any more; while it is there, that is its own business."""
    argv = (sys.executable, "-c", WATCHING)
    with subprocess.Popen(argv, cwd=shop, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as watcher:
        watched = int(watcher.stdout.readline())
        while_watched = sweep(Local(), Told(), str(shop)).stale
        watcher.kill()
    found = sweep(Local(), Told(), str(shop))
    outcome = end(Local(), found, Told(), 10, str(shop))

    assert () == while_watched
    assert [watched] == [one.ending.process.pid for one in found.stale]
    assert ("portwise had started it to watch it, and was killed before it could stop it again",) == found.stale[
        0
    ].reasons
    assert ("", ()) == (outcome.changed, outcome.alive)


@pytest.fixture
def forgotten(tmp_path):
    """A server that is stopped, in each folder that is asked for."""
    running = []

    def start(folder):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        command = (sys.executable, "-c", SERVER)
        server = subprocess.Popen(command, cwd=tmp_path / folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        server.stdout.readline()
        os.kill(server.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, server.pid, os.WSTOPPED)
        running.append(server)
        return server.pid

    yield start
    for server in running:
        server.kill()
        server.stdin.close()
        server.wait()
        server.stdout.close()


def tops(folder):
    return [one.ending.process.pid for one in sweep(Local(), Told(), str(folder)).stale]


def test_a_repository_below_is_another_checkout(forgotten, tmp_path):
    """A clone and a linked worktree have owners of their own; a package and a submodule are a part of this one."""
    for folder in ("shop/.git/modules/lib", "shop/.git/worktrees/feat", "shop/clone/.git", "shop/packages/web"):
        (tmp_path / folder).mkdir(parents=True)
    for folder, leads in (("shop/lib", "../.git/modules/lib"), ("shop/feat", "../.git/worktrees/feat")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / ".git").write_text(f"gitdir: {leads}\n")
    (tmp_path / "shop/packages/web/package.json").write_text("{}")
    own = {forgotten(folder) for folder in ("shop", "shop/packages/web", "shop/lib")}
    others = [forgotten(folder) for folder in ("shop/clone", "shop/feat")]

    assert own == set(tops(tmp_path / "shop"))
    assert [[pid] for pid in others] == [tops(tmp_path / folder) for folder in ("shop/clone", "shop/feat")]


def test_outside_a_project_it_is_this_folder_alone(forgotten, tmp_path):
    """What lies below may be anybody's: a folder of repositories holds no checkout."""
    own = forgotten("work")
    forgotten("work/below")
    (tmp_path / "work/shop/.git").mkdir(parents=True)
    forgotten("work/shop")

    assert [own] == tops(tmp_path / "work")


@pytest.mark.parametrize("where", ["home", "/"])
def test_at_home_and_at_the_root_nothing_is_swept(where, forgotten, tmp_path, monkeypatch):
    """There everybody's programs work, daemons among them: misuse, in one line, with every switch."""
    forgotten("home/shop")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = where if where == "/" else str(tmp_path / where)
    words = (sys.executable, "-m", "portwise", "stop", "--stale", "--yes")
    run = subprocess.run(words, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    assert (2, "", 1) == (run.returncode, run.stdout, len(run.stderr.splitlines()))
    assert f"{folder} is no checkout" in run.stderr
    with pytest.raises(NoCheckout):
        sweep(Local(), Told(), folder)


def test_the_plan_names_whom_it_ends(starts, forgotten, shop):
    """Beside two that both serve, and stay, "it" could be anybody."""
    old = starts()
    until(old)
    starts()
    halted = forgotten("shop/below")
    words = (sys.executable, "-m", "portwise", "stop", "--stale", "--dry-run", "--plain")
    run = subprocess.run(words, cwd=shop, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    assert f"Plan   pid {halted} is asked to end (SIGTERM)" in run.stdout
    assert f"(pid {old.pid}) stays:" in run.stdout
    assert "is not stopped" not in run.stdout


def test_nothing_left_over_is_said_and_is_well(shop):
    """Exit code 0 without a question."""
    run = subprocess.run(
        (sys.executable, "-m", "portwise", "stop", "--stale"),
        cwd=shop,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )

    assert (0, "") == (run.returncode, run.stderr)
    assert "Nothing is left over" in run.stdout


@pytest.mark.parametrize("words", [(), ("3000", "--stale")])
def test_either_a_port_or_stale(words):
    """One of the two, else misuse."""
    run = subprocess.run((sys.executable, "-m", "portwise", "stop", *words), capture_output=True, text=True)

    assert (2, 1) == (run.returncode, len(run.stderr.splitlines()))
