"""A Python as bare as that of Windows: without what only Unix has, every answer is an answer or a reason."""

import json
import os
import socket
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

import portwise
from portwise.app.asking import OWN_FAULT

# What others import from the standard library when they start, they import before it is taken away
BARE = """
import asyncio, click, click._compat, click._termui_impl, json, multiprocessing, os, psutil, rich.console, select
import shutil, signal, socket, ssl, subprocess, sys, tempfile
LACKING = {
    socket: "AF_NETLINK AF_PACKET AF_UNIX SOCK_NONBLOCK SOCK_CLOEXEC SO_REUSEPORT SO_BINDTODEVICE TCP_MAXSEG TCP_INFO",
    select: "poll epoll",
    os: "geteuid getuid getgid fork getsid getpgid setsid killpg pidfd_open O_NONBLOCK O_DIRECTORY O_NOFOLLOW uname",
    signal: "SIGKILL SIGSTOP SIGCONT SIGHUP SIGUSR1 SIGALRM pidfd_send_signal setitimer pthread_sigmask",
}
for module, names in LACKING.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
for name in ("fcntl", "resource", "termios", "pwd", "grp", "pty", "tty", "syslog"):
    sys.modules[name] = None
ssl.SSLContext._load_windows_store_certs = lambda *_: None
sys.platform = "win32"
"""
WHY = "import portwise; print(portwise.why(sys.argv[1], deep=True).to_json())"
CLI = "from portwise.ui.cli import main; sys.exit(main(sys.argv[1:]))"
SOURCES = os.path.dirname(os.path.dirname(portwise.__file__))


def bare(code, *argv):
    environment = {**os.environ, "PYTHONPATH": SOURCES, "PORTWISE_TRACEBACK": "1"}
    return subprocess.run(
        [sys.executable, "-c", BARE + code, *argv], capture_output=True, text=True, env=environment, check=False
    )


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"hi")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def place():
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def nobody():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{held.getsockname()[1]}"


def test_a_page_is_fetched(place):
    """HTTP is spoken without poll(2), and everything that could be asked is asked."""
    said = json.loads(bare(WHY, f"http://{place}/").stdout)

    assert ("reachable", ["connected"]) == (said["verdict"], [one["outcome"] for one in said["attempts"]])
    assert [] == [row["why"] for row in said["unknown"] if OWN_FAULT in row["why"]]


def test_a_refusal_is_explained(nobody):
    """None of the reasons is a fault of portwise."""
    said = json.loads(bare(WHY, nobody).stdout)

    assert ("broken", "refused") == (said["verdict"], said["symptom"])
    assert [] == [row["why"] for row in said["unknown"] if OWN_FAULT in row["why"]]
    assert all(row["why"] and row["to_know"] for row in said["unknown"])


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("who", "1"), 1, "Nobody has port 1"),
        (("fix", "{nobody}"), 1, "nothing listens"),
        (("stop", "1"), 1, "Nobody has port 1"),
    ],
)
def test_every_face_works(argv, code, words, nobody):
    """A line or a report, and no traceback."""
    done = bare(CLI, *(word.format(nobody=nobody) for word in argv))

    assert (code, True, False) == (done.returncode, words in done.stdout, "Traceback" in done.stderr)
