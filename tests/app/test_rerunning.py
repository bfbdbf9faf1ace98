"""A real server of a real project: its .env is edited, it is started again, and what does not help is taken back."""

import socket
import subprocess
import sys
import time

import pytest

from portwise.app import fix
from portwise.app.fix import plan, repair, undo
from portwise.app.manner import Manner
from portwise.host import foreground as foreground_of_host
from portwise.host.foreground import Foreground
from portwise.host.local import Local
from portwise.model.repair import State
from portwise.model.target import Target
from tests.ports import TYPED, free

SERVER = """
import pathlib, re, signal, socket, sys
port = int(re.search(r"PORT=(\\d+)", pathlib.Path(".env").read_text())[1])
if str(port) in sys.argv:
    if "deaf" in sys.argv:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.pause()
    raise SystemExit("not this one")
door = socket.create_server(("127.0.0.1", port))
while True:
    door.accept()[0].close()
"""
PATIENCE = 60.0  # seconds that a busy machine may take
MANNER = Manner(looking=PATIENCE)


def answers(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def until(wanted, port):
    deadline = time.monotonic() + PATIENCE
    while answers(port) is not wanted and time.monotonic() < deadline:
        time.sleep(0.01)
    return answers(port)


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A project whose server listens where its .env says; and the port that its client uses."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(fix, "TO_START", PATIENCE)
    folder = tmp_path / "shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    mine, wanted = free(TYPED), free(TYPED)
    (folder / "package.json").write_text('{"name": "shop"}')
    (folder / ".env").write_text(f"# ours\r\nPORT={mine}\r\n")
    (folder / "server.py").write_text(SERVER)
    children = []

    def start(*words):
        child = subprocess.Popen((sys.executable, "server.py", *words), cwd=folder, stderr=subprocess.DEVNULL)
        children.append(child)
        assert until(True, mine)
        return folder, mine, wanted

    yield start, wanted
    for child in children:
        child.kill()
        child.wait()


def mended(wanted):
    foreground = Foreground(quiet=True)
    made = plan(Target.parse(f"127.0.0.1:{wanted}"), Local(), MANNER, foreground)
    return repair(made, Local(), lambda _: True, MANNER, foreground=foreground), foreground


def ended(foreground):
    if foreground.child:
        foreground.child.kill()
        foreground.child.wait()


def test_it_goes_on_where_its_file_says_by_now(shop):
    """And undone the file is as it was, to the byte; the server has it when it is started again."""
    start, wanted = shop
    folder, mine, _ = start()
    before = (folder / ".env").read_bytes()
    done, foreground = mended(wanted)
    try:
        met = answers(mine), answers(wanted)
        undone = undo(Local())
        foreground.again()
        after = until(True, mine), answers(wanted)
    finally:
        ended(foreground)

    assert ([State.APPLIED], (False, True)) == ([row.state for row in done.done], met)
    assert ([True], before, (True, False)) == ([one.fine for one in undone], (folder / ".env").read_bytes(), after)


@pytest.mark.parametrize("more", [(), ("deaf",)], ids=["", "deaf to SIGTERM"])
def test_a_server_that_does_not_come_up_runs_again_as_it_did(shop, more, monkeypatch):
    """It refuses the other port: the file is put back, and it is started as it was, be the new one ready or not."""
    monkeypatch.setattr(foreground_of_host, "TO_END", 0.2)
    monkeypatch.setattr(fix, "TO_START", 1.0)  # it never comes up
    monkeypatch.setattr(fix, "PATIENCE", 1.0)
    start, wanted = shop
    folder, mine, _ = start(str(wanted), *more)
    before = (folder / ".env").read_bytes()
    done, foreground = mended(wanted)
    try:
        again = until(True, mine)
    finally:
        ended(foreground)

    assert ([State.ROLLED_BACK], before, True) == ([r.state for r in done.done], (folder / ".env").read_bytes(), again)


def test_without_a_terminal_nothing_is_ended(shop):
    """Nobody would see it: the step is shown."""
    start, wanted = shop
    _, mine, _ = start()
    made = plan(Target.parse(f"127.0.0.1:{wanted}"), Local(), MANNER)

    assert ([None], True) == ([move.deed for move in made.moves], answers(mine))
