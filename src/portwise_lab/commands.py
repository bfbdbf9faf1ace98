"""Commands for ``portwise why -- COMMAND`` in worlds of their own, and what must come of each."""

from __future__ import annotations

from portwise.model.record import NamedTuple
from portwise_lab.case import Program
from portwise_lab.world import fill

DOUBLE = """import os, signal, socket, sys
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
if "stubborn" in sys.argv: signal.signal(signal.SIGTERM, signal.SIG_IGN)
server = socket.create_server(("127.0.0.1", 3000))
while True: server.accept()[0].close()
"""
ECHO = """import socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 5353))
while True: server.sendto(b"yes", server.recvfrom(99)[1])
"""
WAITER = """import socket
open("go").read()
server = socket.create_server(("127.0.0.1", 3000))
while True: server.accept()[0].close()
"""
NODE = "require('node:http').createServer((_, answer) => answer.end('hello')).listen(3000, '127.0.0.1')"
HUNG = """import signal, socket
server = socket.create_server(("127.0.0.1", 3000))
signal.pause()
"""
DEAF = """import signal, socket
server = socket.socket()
server.bind(("127.0.0.1", 3000))
signal.pause()
"""
BINDS = """import socket
socket.socket().bind(("127.0.0.1", 3000))
"""
AFAR = """import socket
socket.socket().bind(("10.9.9.9", 3000))
"""
HIDES = """import socket
place = ("10.9.9.9", 3000)
socket.socket().bind(place)
"""
FILES = {
    "shop/package.json": '{"name": "shop"}',
    "other/package.json": '{"name": "other"}',
    "shop/server.js": NODE,
    "shop/broken.js": "require('express')",
    "shop/double.py": DOUBLE,
    "shop/echo.py": ECHO,
    "shop/binds.py": BINDS,
    "shop/afar.py": AFAR,
    "shop/hides.py": HIDES,
    "shop/hung.py": HUNG,
    "shop/deaf.py": DEAF,
}


EVERY = ("root", "nobody", "outsider")


class Wanted(NamedTuple):
    """A command, and what must come of it."""

    words: str  # as typed behind `portwise why`, split at blanks
    code: int
    lead: str = ""
    says: str = ""  # stands in what a person reads
    end: str = "it has ended"
    servers: tuple[str, ...] = ()
    programs: tuple[Program, ...] = ()
    commands: tuple[str, ...] = ()
    script: str = ""  # the last word, with blanks in it
    vantages: tuple[str, ...] = ("outsider",)

    @property
    def argv(self) -> list[str]:
        words = [fill(word) for word in self.words.split()]
        return [*words, self.script] if self.script else words


HOLDER = Program(("{python}", "{lab}/web.py", "--port", "3000"), "other", (3000,))
COMMANDS = {
    "a server comes up": Wanted(
        "-- node server.js",
        0,
        says="listens and answers at 127.0.0.1:3000",
        end="it listens",
        vantages=EVERY,
    ),
    "a server comes up in IPv6 alone": Wanted(
        "-- {python} -u -m http.server 8000 --bind ::1",
        0,
        says="listens on [::1]:8000, for this machine only",
        end="it listens",
    ),
    "in IPv6 alone, and the client comes by IPv4": Wanted(
        ":8000 -- {python} -u -m http.server 8000 --bind ::1", 1, "server-ipv6-only-client-ipv4", end="it listens"
    ),
    "a server for everybody": Wanted(
        "-- {python} -u -m http.server 8000 --bind 0.0.0.0", 0, says="for the network too", end="it listens"
    ),
    "the port is taken": Wanted(
        "-- node server.js",
        1,
        "port-held-by-other-application",
        "The command says: Error: listen EADDRINUSE: address already in use 127.0.0.1:3000",
        programs=(HOLDER,),
        vantages=EVERY,
    ),
    "the port is taken, and the error names none": Wanted(
        ":8000 -- {python} -u -m http.server 8000 --bind 127.0.0.1",
        1,
        "port-held-by-other-application",
        "[Errno 98] Address already in use",
        servers=("listen 127.0.0.1:8000",),
    ),
    "the port is taken, and it takes the next": Wanted(
        "-- node {lab}/moving.js --port 3000",
        0,
        says="could not bind port 3000, with EADDRINUSE",
        end="it listens",
        programs=(HOLDER,),
    ),
    "it takes the next, and the first was asked for": Wanted(
        ":3000 -- node {lab}/moving.js --port 3000",
        1,
        "port-held-by-other-application",
        end="it listens",
        programs=(HOLDER,),
    ),
    "a low port": Wanted(
        "-- {python} -u -m http.server 80 --bind 127.0.0.1",
        1,
        "privileged-port-without-capability",
        "PermissionError: [Errno 13] Permission denied",
        vantages=("nobody",),
    ),
    "an address of nobody": Wanted(":8000 -- {python} -u -m http.server 8000 --bind 10.9.9.9", 1, says="EADDRNOTAVAIL"),
    "it crashes at start": Wanted(
        ":3000 -- node broken.js", 1, "service-crashed-at-start", "Cannot find module 'express'"
    ),
    "it crashes at start, and nothing tells a port": Wanted(
        "-- node broken.js", 1, "service-crashed-at-start", "Cannot find module 'express'"
    ),
    "it crashes at start, and somebody has the port": Wanted(
        ":3000 -- node broken.js", 1, "service-crashed-at-start", "Cannot find module 'express'", programs=(HOLDER,)
    ),
    "the port is taken, and only the traceback shows which": Wanted(
        "-- {python} binds.py",
        1,
        "port-held-by-other-application",
        "[Errno 98] Address already in use",
        programs=(HOLDER,),
        vantages=EVERY,
    ),
    "an address of nobody, and only the traceback shows which": Wanted(
        "-- {python} afar.py", 1, "bind-address-not-local", "[Errno 99]"
    ),
    "it could not bind, and does not say where": Wanted(
        "-- {python} hides.py", 1, "service-crashed-at-start", "strace -f -e trace=bind"
    ),
    "it says nothing and fails": Wanted("-- false", 1, "service-crashed-at-start", "strace -f false"),
    "a signal ends it": Wanted("-- sh -c", 1, "service-crashed-at-start", "ended by SIGSEGV", script="kill -SEGV $$"),
    "a signal ends it, and what it named is no fault": Wanted(
        "-- sh -c", 1, "service-crashed-at-start", "coredumpctl info", script="echo hello; kill -SEGV $$"
    ),
    "it ends well and never listened": Wanted("-- true", 1, says="ended with status 0 and never listened"),
    "it listened, and ended": Wanted(
        ":3000 -- {python} {lab}/service.py breaks --port 3000", 1, "service-exited-or-killed"
    ),
    "it asks on its terminal": Wanted(
        ":3000 -- {python} -c",
        1,
        "start-blocked-by-prompt-or-lock",
        "it waits for an answer on",
        "it does not get on",
        script="input('Name: ')",
    ),
    "it asks, and no port is known": Wanted(
        "-- {python} -c",
        1,
        "start-blocked-by-prompt-or-lock",
        "it waits for an answer",
        "it does not get on",
        script="input('Name: ')",
    ),
    "it asks in a way that the kernel does not show": Wanted(
        ":3000 -- node -e",
        1,
        "start-blocked-by-prompt-or-lock",
        "it asks: ? Ok to proceed? (y/N)",
        "it does not get on",
        script="process.stdout.write('? Ok to proceed? (y/N) '); process.stdin.on('data', () => 0)",
    ),
    "it waits for a lock": Wanted(
        "-- {python} {lab}/service.py locks --port 3000",
        1,
        "start-blocked-by-prompt-or-lock",
        "server.lock",
        "it does not get on",
    ),
    "it waits for a debugger": Wanted(
        ":3000 -- node --inspect-brk server.js",
        1,
        "start-blocked-by-prompt-or-lock",
        "it waits for a debugger",
        "it does not get on",
    ),
    "it is stopped": Wanted(
        "-- sh -c", 1, "start-blocked-by-prompt-or-lock", "it is stopped", "it does not get on", script="kill -STOP $$"
    ),
    "its watcher gave it up": Wanted(
        ":3000 -- node --watch broken.js",
        1,
        "dev-watcher-alive-child-crashed",
        "Cannot find module 'express'",
        "it does not get on",
    ),
    "it is still starting": Wanted(
        "--timeout 2 -- {python} {lab}/service.py slow --port 3000", 1, "startup-race-not-ready", end="time was up"
    ),
    "it forks twice": Wanted(
        "-- {python} double.py", 0, says="left processes running", end="it listens", vantages=EVERY
    ),
    "it forks twice and heeds no SIGTERM": Wanted(
        "-- {python} double.py stubborn", 0, says="stopped again with SIGKILL", end="it listens"
    ),
    "a shell starts two": Wanted(
        ":3000 -- sh -c",
        1,
        "localhost-ipv6-first-server-ipv4-only",
        "listens on 127.0.0.1:3000",
        "it listens",
        script="sleep 1000 & node server.js & wait",
    ),
    "others start it, as docker and systemd do": Wanted(
        "127.0.0.1:3000 -- sh -c",
        0,
        says="ended with status 0",
        programs=(Program(("{python}", "-c", WAITER), "other"),),
        commands=("mkfifo /mnt/home/other/go", "chmod 666 /mnt/home/other/go"),
        script="echo go > ../other/go",
    ),
    "it listens and accepts nobody": Wanted(
        "-- {python} hung.py",
        1,
        "server-hung-not-accepting",
        "ours among them",
        end="it listens",
        vantages=EVERY,
    ),
    "it holds the port and does not listen": Wanted(
        "--timeout 8 127.0.0.1:3000 -- {python} deaf.py",
        1,
        "port-bound-but-not-listening",
        "holds 127.0.0.1:3000",
        end="time was up",
    ),
    "it receives datagrams": Wanted(
        "udp://127.0.0.1:5353 -- {python} echo.py", 0, says="receives datagrams on 127.0.0.1:5353", end="it listens"
    ),
    "it listens on a socket file": Wanted(
        "unix:/mnt/home/shop/s.sock -- {python} -c",
        0,
        says="listens and answers at unix:/mnt/home/shop/s.sock",
        end="it listens",
        script="import socket; s = socket.socket(socket.AF_UNIX); s.bind('s.sock'); s.listen(); input()",
    ),
    "it is kept": Wanted(
        "--keep -- node server.js", 0, says="goes on running, as --keep asked", end="it listens", vantages=EVERY
    ),
    "it is kept, and failed": Wanted("--keep :3000 -- node broken.js", 1, "service-crashed-at-start"),
    "it cannot be found": Wanted("-- nosuchprogram --port 3000", 2),
    "it may not be run": Wanted("-- ./server.js", 2),
}
