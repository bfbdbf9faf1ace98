"""
A server that says what it does, as far as it gets: ``service.py HOW --port N``.

HOW is ``slow`` (never gets to listen), ``asks`` (waits for an answer on its terminal), ``locks`` (waits for a lock),
``fails`` (ends with an error before it listens), ``breaks`` (listens, then ends with an error), ``serves``,
``shared`` (with SO_REUSEPORT), ``eats`` (listens, then takes all the memory there is), ``loads`` (takes it before),
``haunts`` (its leader leaves), ``leaves`` (a child inherits its socket).
"""

import argparse
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading

from answers import BACKLOG, Handler, take

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


HOLDER = """
import fcntl, signal, sys
held = open(sys.argv[1], "w")
fcntl.flock(held, fcntl.LOCK_EX)
print("held", flush=True)
signal.pause()
"""


def locks() -> None:
    """Another process has the lock, which it got before us."""
    child = subprocess.Popen([sys.executable, "-c", HOLDER, os.path.abspath(LOCK)], stdout=subprocess.PIPE, cwd="/")
    assert child.stdout
    child.stdout.readline()
    with open(LOCK, "w") as wanted:
        say(f"waiting for {LOCK}")
        fcntl.flock(wanted, fcntl.LOCK_EX)


def asks() -> None:
    """On a terminal of its own, whose other end nobody reads."""
    import pty

    child, _ = pty.fork()
    if child:
        signal.pause()
    os.write(1, b"Would you like to run the app on another port instead? ")
    os.read(0, 1)


def fails() -> None:
    raise KeyError("DATABASE_URL")


def listening() -> socket.socket:
    listener = socket.create_server(("127.0.0.1", asked.port))
    say(f"Listening on http://127.0.0.1:{asked.port}/")
    return listener


def breaks() -> None:
    listening().close()
    raise RuntimeError("connection to the database was lost")


def serves() -> None:
    """It says so first: whoever sees it listen may end it at once, and still finds its word."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", asked.port))
    say(f"Listening on http://127.0.0.1:{asked.port}/")
    listener.listen(BACKLOG)
    take(listener, Handler)


def loads() -> None:
    held = []
    while True:
        held.append(bytearray(1 << 20))


def eats() -> None:
    listener = listening()
    loads()
    listener.close()


def shared() -> None:
    """Without SO_REUSEPORT nobody shares; with it the kernel spreads the clients."""
    listener = socket.create_server(("127.0.0.1", asked.port), reuse_port=True)
    while True:
        listener.accept()[0].close()


def keeps(_: socket.socket) -> None:
    signal.sigwait({signal.SIGUSR1})


def haunts() -> None:
    """The leader leaves alone, with SYS_exit; a thread keeps the socket."""
    import ctypes

    listener = socket.create_server(("127.0.0.1", asked.port))
    threading.Thread(target=keeps, args=(listener,), daemon=True).start()
    ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93, "riscv64": 93}[os.uname().machine], 0)


def leaves() -> None:
    """The server ends, and a child that inherited its socket stays."""
    listener = socket.create_server(("127.0.0.1", asked.port))
    subprocess.Popen(["sleep", "1000"], pass_fds=[listener.fileno()])


HOWS = (slow, asks, locks, fails, breaks, serves, eats, loads, shared, haunts, leaves)
{how.__name__: how for how in HOWS}[asked.how]()
