"""A browser that portwise sends: it asks nobody but the target, and nothing of it outlives portwise."""

import json
import signal
import subprocess
import sys
import tempfile

import pytest

from portwise_lab.run import Vantage, vantages

ROOT = Vantage.ROOT in vantages()
# In namespaces of its own: a server that never answers, so that the browser is busy when its master dies
WORLD = """
import os, signal, socket, subprocess, sys, time
from portwise.host import browser, chromium, launch, piped, tempfolder

subprocess.run(("ip", "link", "set", "lo", "up"), check=True)
base, place, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
os.environ |= {"HOME": base, "TMPDIR": base}
server = socket.create_server(("127.0.0.1", 8000))

def others():
    return [stat.pid for stat in launch.everybody() if not launch.over(stat) and stat.pid not in (1, os.getpid())]
"""
KILLED = (
    WORLD
    + """
child = os.fork()
if not child:
    owner, _, name = place.partition(".")
    owner = {"chromium": chromium, "os": os, "Guide": chromium.Guide, "Piped": piped.Piped}[owner]
    called = getattr(owner, name)

    def killed(*given, **named):
        setattr(owner, name, called)
        os.kill(os.getpid(), number)
        return called(*given, **named)

    setattr(owner, name, killed)
    browser.browse("chromium", "http://127.0.0.1:8000/", None, True, 1.0)
    os._exit(0)
_, status = os.waitpid(child, 0)
deadline = time.monotonic() + 60
while others() and time.monotonic() < deadline:
    time.sleep(0.02)
left = len(os.listdir(base))
tempfolder.sweep(base)
print(os.WTERMSIG(status), len(others()), left, len(os.listdir(base)))
"""
)
ASKED = (
    WORLD
    + """
import json, threading
from portwise.formats import netlog

ANSWER = b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok"

def serve():
    while True:
        client, _ = server.accept()
        client.recv(1 << 16)
        client.sendall(ANSWER)
        client.close()

threading.Thread(target=serve, daemon=True).start()
texts, read = [], netlog.read
netlog.read = lambda text, urls: texts.append(text) or read(text, urls)
met = browser.browse("chromium", "http://127.0.0.1:8000/", None, True, 60.0)
log = json.loads(texts[0])
rows = [event.get("params", {}) for event in log["events"]]
asked = {row[key] for row in rows for key in ("url", "hostname", "qname") if isinstance(row.get(key), str)}
print(json.dumps([met.status, sorted(netlog.origin(word) or word for word in asked), os.listdir(base), len(others())]))
"""
)


@pytest.fixture
def folder():
    """With a short path, as a browser needs it."""
    with tempfile.TemporaryDirectory(prefix="b-", dir="/tmp") as path:
        yield path


def played(script, *given):
    own = ("unshare", "-n", "-m", "-p", "-f", "--mount-proc", "--kill-child")
    argv = (*own, *(() if ROOT else ("-r",)), sys.executable, "-c", script, *map(str, given))
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize(
    "place",
    [
        "chromium.flags",  # the folder stands, and nothing runs
        "Guide.greet",  # it starts
        "Guide.close",  # it is in the middle of a page
        "Piped.end",  # it was asked to go
        "os.rmdir",  # it is gone, and its folder is not
        "os._exit",
    ],
)
def test_nothing_of_it_outlives_a_kill(place, folder):
    """Killed at any moment: the browser goes by itself, and so does its folder, whether or not another one comes."""
    said = played(KILLED, folder, place, int(signal.SIGKILL))

    assert [signal.SIGKILL, 0, 0, 0] == [*map(int, said.split())]


def test_whoever_is_interrupted_cleans_up(folder):
    """Ctrl-C in the middle of a page: browser and folder are gone before we are."""
    said = played(KILLED, folder, "Guide.close", int(signal.SIGINT))

    assert [signal.SIGINT, 0, 0, 0] == [*map(int, said.split())]


def test_it_asks_nobody_but_the_target(folder):
    """No updates, no lists, no statistics, no time: by its own log it looks up no name and asks no other."""
    status, asked, left, others = json.loads(played(ASKED, folder, "", 0))

    assert (200, [], 0) == (status, left, others)
    assert {"http://127.0.0.1:8000"} == {word for word in asked if not word.startswith("data:")}
