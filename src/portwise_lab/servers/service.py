"""
A server that says what it does, as far as it gets: ``service.py HOW --port N``.

HOW is ``slow`` (never gets to listen), ``asks`` (waits for an answer on its terminal), ``locks`` (waits for a lock),
``fails`` (ends with an error before it listens), ``breaks`` (listens, then ends with an error), ``ends`` (listens,
and is gone without a word), ``deaf-socket`` (listens on a Unix socket), ``serves``.
"""

import argparse
import fcntl
import http.server
import os
import signal
import socket
import subprocess
import sys
import threading

LOCK = "server.lock"

parser = argparse.ArgumentParser()
parser.add_argument("how")
parser.add_argument("--port", type=int, default=int(os.environ.get("WANTED", "0")))
parser.add_argument("--log", default="")
asked = parser.parse_args()

if asked.log:
    sink = os.open(asked.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(sink, 1)
    os.dup2(sink, 2)


def say(words: str) -> None:
    print(words, flush=True)


def slow() -> None:
    say("compiling ...")
    signal.pause()


def locks() -> None:
    """Another process has the lock, which it got before us."""
    with open(LOCK, "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        child = subprocess.Popen(
            [sys.executable, "-c", "import signal; signal.pause()"], pass_fds=[held.fileno()], cwd="/"
        )
    with open(LOCK, "w") as wanted:
        say(f"waiting for {LOCK}, which {child.pid} has")
        fcntl.flock(wanted, fcntl.LOCK_EX)


def fails() -> None:
    raise KeyError("DATABASE_URL")


def listening() -> socket.socket:
    listener = socket.create_server(("127.0.0.1", asked.port))
    say(f"Listening on http://127.0.0.1:{asked.port}/")
    return listener


def breaks() -> None:
    listening().close()
    raise RuntimeError("connection to the database was lost")


def ends() -> None:
    listening().close()


def serves() -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", asked.port), http.server.BaseHTTPRequestHandler)
    say(f"Listening on http://127.0.0.1:{asked.port}/")
    server.serve_forever()


def shared() -> None:
    """Without SO_REUSEPORT nobody shares; with it the kernel spreads the clients."""
    listener = socket.create_server(("127.0.0.1", asked.port), reuse_port=True)
    while True:
        listener.accept()[0].close()


def haunts() -> None:
    """The leader leaves alone, with SYS_exit; a thread keeps the socket."""
    import ctypes

    listener = socket.create_server(("127.0.0.1", asked.port))
    threading.Thread(target=signal.sigwait, args=({signal.SIGUSR1},), daemon=True).start()
    ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93, "riscv64": 93}[os.uname().machine], listener.fileno() * 0)


def leaves() -> None:
    """The server ends, and a child that inherited its socket stays."""
    listener = socket.create_server(("127.0.0.1", asked.port))
    subprocess.Popen(["sleep", "1000"], pass_fds=[listener.fileno()])


{how.__name__: how for how in (slow, locks, fails, breaks, ends, serves, shared, haunts, leaves)}[asked.how]()
