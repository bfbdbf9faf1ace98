"""A server that takes its clients in a way of its own: ``taker.py HOW --port N``."""

import argparse
import concurrent.futures
import contextlib
import ctypes
import os
import select
import signal
import socket
import threading
import time

PTRACE_TRACEME, PTRACE_SEIZE, PTRACE_INTERRUPT = 0, 0x4206, 0x4207  # linux/ptrace.h
WALL = 0x40000000  # linux/wait.h
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def answer(client: socket.socket) -> None:
    """Who only knocked is in nobody's way."""
    client.setblocking(True)
    threading.Thread(target=patient, args=(client,), daemon=True).start()


def late(listener: socket.socket, pause: float) -> None:
    """Busy most of the time; whoever came meanwhile is answered."""
    listened(listener)
    listener.setblocking(False)
    while True:
        time.sleep(pause)
        try:
            while True:
                answer(listener.accept()[0])
        except BlockingIOError:
            continue


def crunch(listener: socket.socket) -> None:
    """Every answer costs 30 ms of processor time, however long that takes."""
    listen(listener)
    while True:
        client, _ = listener.accept()
        with client, contextlib.suppress(OSError):
            asks = client.recv(1 << 16)
            end = time.thread_time() + 0.03
            while asks and time.thread_time() < end:
                continue
            client.sendall(ANSWER)


def spin(listener: socket.socket) -> None:
    """It computes and takes nobody."""
    listen(listener)
    while True:
        continue


def listen(waits: socket.socket) -> None:
    """When all is as it is to be; the world goes on as soon as somebody listens."""
    waits.listen(asked.backlog)


def listened(waits: socket.socket) -> None:
    """Wait until another process has listened at the same socket, socket(7), SO_ACCEPTCONN."""
    while not waits.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        time.sleep(0.001)


def busy(listener: socket.socket) -> None:
    """One client at a time, and the first one never ends."""
    listen(listener)
    first = listener.accept()
    signal.pause()
    del first


def spend() -> None:
    """Open descriptors until none is left, getrlimit(2), RLIMIT_NOFILE."""
    try:
        while True:
            LEAKED.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        return


LEAKED: list[int] = []


def leaky(listener: socket.socket) -> None:
    """It has leaked its descriptors, and accept(2) fails from now on: EMFILE."""
    spend()
    listen(listener)
    while True:
        select.select([listener], [], [])
        try:
            listener.accept()
        except OSError:
            time.sleep(0.1)  # as Go's net/http and others do: the connection stays in the queue


def spent(listener: socket.socket) -> None:
    """As `shared`, and the elder has no descriptor left."""
    if os.fork():
        spend()
        listen(listener)
        signal.pause()
    listened(listener)
    while True:
        answer(listener.accept()[0])


def pool(listener: socket.socket) -> None:
    """One thread accepts, two work; what is accepted while both are busy is read later."""
    listen(listener)
    with concurrent.futures.ThreadPoolExecutor(2) as workers:
        while True:
            workers.submit(patient, listener.accept()[0])


def patient(client: socket.socket) -> None:
    """Wait as long as it takes for what the client has to say."""
    with client, contextlib.suppress(OSError):
        if client.recv(1 << 16):
            client.sendall(ANSWER)


def shared(listener: socket.socket) -> None:
    """Two processes hold the socket; the younger one serves."""
    if os.fork():
        listen(listener)
        signal.pause()
    listened(listener)
    while True:
        answer(listener.accept()[0])


def leader(listener: socket.socket) -> None:
    """A debugger holds the first thread alone, and another one serves: gdb's non-stop mode."""
    child = os.fork()
    if child:
        watch(child, listener)
    libc = ctypes.CDLL(None)
    threading.Thread(target=late, args=(listener, 0.01), daemon=True).start()
    libc.ptrace(PTRACE_TRACEME, 0, None, None)
    libc["raise"](signal.SIGSTOP)  # by ctypes, which lets go of the interpreter before the thread stands still


def watch(child: int, listener: socket.socket) -> None:
    """Be the debugger of a child that stops, which is told to whoever waits for it: ptrace(2)."""
    os.waitpid(child, WALL)
    listen(listener)
    listener.close()
    signal.pause()


def traced(listener: socket.socket) -> None:
    """Stopped under a debugger, which has no socket itself."""
    child = os.fork()
    if child:
        watch(child, listener)
    ctypes.CDLL(None).ptrace(PTRACE_TRACEME, 0, None, None)
    os.kill(os.getpid(), signal.SIGSTOP)


def held(listener: socket.socket) -> None:
    """A debugger that was attached later has stopped it; let go of, it serves."""
    server = os.getpid()
    if not os.fork():
        for request in (PTRACE_SEIZE, PTRACE_INTERRUPT):
            ctypes.CDLL(None).ptrace(request, server, None, None)
        watch(server, listener)
    listened(listener)
    while True:
        answer(listener.accept()[0])


def once(listener: socket.socket) -> None:
    """It runs into a deadlock the first time, and never again in this folder."""
    listen(listener)
    try:
        os.close(os.open("been-here", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        late(listener, 0.01)
    signal.pause()


parser = argparse.ArgumentParser()
KINDS = ("late", "busy", "shared", "traced", "leader", "leaky", "spent", "pool", "crunch", "spin", "held", "once")
parser.add_argument("how", choices=KINDS)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--backlog", type=int, default=128)
parser.add_argument("--pause", type=float, default=0.3)
asked = parser.parse_args()
with socket.socket() as waits:
    waits.bind(("127.0.0.1", asked.port))
    if asked.how == "late":
        listen(waits)
        late(waits, asked.pause)
    ways = {"busy": busy, "shared": shared, "traced": traced, "leader": leader, "held": held, "once": once}
    (ways | {"leaky": leaky, "spent": spent, "pool": pool, "crunch": crunch, "spin": spin})[asked.how](waits)
