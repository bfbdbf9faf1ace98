"""
Steps that are done by a tool which this machine may not have, really done: by a stand-in that keeps what it is told.

What it takes and prints is what the tool does: ufw(8), firewall-cmd(1), gsettings(1), prlimit(1) by itself.
"""

import os
import subprocess
import sys

import pytest

from portwise.fix.applier import carried_out, taken_back
from portwise.fix.steps import kinds
from portwise.host import signals
from portwise.host.hands import Local as Hands
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import AGE
from portwise.model.process import Process
from portwise.model.repair import Move, State
from portwise.model.target import Target

# What it is, and what each is told, with the file of what it keeps in $KEPT
TOOLS = {
    "ufw": """
case "$*" in
  status) echo "Status: active" ;;
  "show added") echo "Added user rules (see 'ufw status' for running firewall):"; cat "$KEPT" ;;
  "prepend allow proto tcp to 10.0.0.1 port 8000") sed -i '1i ufw allow to 10.0.0.1 port 8000 proto tcp' "$KEPT" ;;
  "delete allow proto tcp to 10.0.0.1 port 8000") sed -i '1d' "$KEPT" ;;
  *) exit 1 ;;
esac""",
    "firewall-cmd": """
case "$1" in
  --list-ports) tr '\\n' ' ' < "$KEPT" ;;
  --add-port=*) echo "${1#*=}" >> "$KEPT"; echo success ;;
  --remove-port=*) sed -i '$d' "$KEPT"; echo success ;;
  *) exit 2 ;;
esac""",
    "resolvectl": """
case "$*" in
  statistics) printf 'Cache\\n  Current Cache Size: '; cat "$KEPT"; echo '  Cache Hits: 100' ;;
  flush-caches) echo 0 > "$KEPT" ;;
esac""",
    "nscd": """
case "$*" in
  -g) printf 'passwd cache:\\n\\n   9  current number of cached values\\n\\n'
      printf 'hosts cache:\\n\\n  yes  cache is enabled\\n'
      printf '  '; tr -d '\\n' < "$KEPT"; printf '  current number of cached values\\n' ;;
  "-i hosts") echo 0 > "$KEPT" ;;
esac""",
    "gsettings": """
case "$1" in
  get) cat "$KEPT" ;;
  set) echo "'$4'" > "$KEPT" ;;
  *) exit 1 ;;
esac""",
}
STEPS = [
    ("ufw prepend allow proto tcp to 10.0.0.1 port 8000", "ufw allow 22/tcp\n"),
    ("firewall-cmd --add-port=8000/tcp", "3000/tcp\n"),
    ("gsettings set org.gnome.system.proxy mode none", "'manual'\n"),
]
NOBODY = Evidence(Target.parse("localhost:8000"))


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Where the stand-ins keep what they are told; they are the first of their names."""
    for name, script in TOOLS.items():
        (tmp_path / name).write_text(f"#!/bin/sh{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("KEPT", str(tmp_path / "kept"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("portwise.host.local.OUTPUT_PATIENCE", 60.0)  # a busy machine is slow, and that proves nothing
    return tmp_path / "kept"


def move_of(argv, seen=NOBODY):
    deed = next(deed for kind in kinds().values() if (deed := kind.reads(argv, seen)))
    return Move(1, "a-cause", "It is so", "do it", argv, Safety.ASK, False, deed, "", "", "")


@pytest.mark.parametrize(("command", "before"), STEPS)
def test_it_is_done_by_the_tool_and_taken_back(command, before, kept):
    """Byte by byte as it was."""
    kept.write_text(before)
    state, why, entry = carried_out(Hands(Local()), "id", move_of(tuple(command.split())), "localhost:8000")

    assert (State.APPLIED, "", True) == (state, why, kept.read_text() != before)
    assert (True, "taken back") == taken_back(Hands(Local()), entry)
    assert before == kept.read_text()


@pytest.mark.parametrize(("command", "before"), STEPS)
def test_a_tool_that_refuses_leaves_all_as_it_was(command, before, kept):
    """No right, a daemon that does not run: it is said, and there is nothing to undo."""
    kept.write_text(before)
    tool = kept.parent / command.split()[0]
    tool.write_text(
        f"#!/bin/sh\ncase $* in {command.split(maxsplit=1)[1]!r}) echo not allowed >&2; exit 4;; esac\n"
        + tool.read_text().partition("\n")[2]
    )
    state, why, entry = carried_out(Hands(Local()), "id", move_of(tuple(command.split())), "localhost:8000")

    assert (State.FAILED, "not allowed", None, before) == (state, why, entry, kept.read_text())


@pytest.mark.parametrize("command", ["resolvectl flush-caches", "nscd -i hosts"])
def test_a_cache_is_emptied_and_nothing_brings_it_back(command, kept):
    """It says so before, and an empty one is left alone."""
    kept.write_text("12\n")
    move = move_of(tuple(command.split()))
    state, why, entry = carried_out(Hands(Local()), "id", move, "localhost:8000")

    assert (State.APPLIED, "", "0\n") == (state, why, kept.read_text())
    assert entry.deed.irreversible
    assert (False, entry.deed.irreversible) == taken_back(Hands(Local()), entry)
    assert State.NEEDLESS is carried_out(Hands(Local()), "id", move, "localhost:8000")[0]


LISTENS = """
import resource, socket, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 4096))
server = socket.create_server(("127.0.0.1", 0))
print(1, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def server():
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", LISTENS], stdin=pipe, stdout=pipe) as child:
        child.stdout.readline()
        yield child
        child.kill()


def test_the_limit_of_a_server_is_raised_and_taken_back(server, kept):
    """By prlimit itself; and where the server has ended, its limit has with it."""
    process = Process(server.pid, signals.started(server.pid), "python3")
    seen = NOBODY.plus([Answer(AGE.of(process), Known(1.0), "/proc")])
    move = move_of(("prlimit", "--nofile=4096:", "--pid", str(server.pid)), seen)
    state, _, entry = carried_out(Hands(Local()), "id", move, "localhost:8000")

    assert (State.APPLIED, "4096:4096") == (state, entry.wanted)
    assert (True, "taken back") == taken_back(Hands(Local()), entry)
    carried_out(Hands(Local()), "id", move, "localhost:8000")
    server.kill()
    server.wait()

    assert (True, "its process has ended, and this with it") == taken_back(Hands(Local()), entry)
