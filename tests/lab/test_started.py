"""
``portwise why -- COMMAND`` in real worlds: real commands, real sockets, and nobody left behind.

Each case ran once per vantage in a world of its own, through the command line itself; what follows are pure
assertions over what it printed and over the processes that were there afterwards.
"""

import io
import json
import os
import shlex
import signal
import socket
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
from jsonschema import Draft202012Validator

import portwise
from portwise.app import starting  # noqa: F401 - before the fork: an outsider may not read files
from portwise.render import json as _json
from portwise.render import start as _start  # noqa: F401 - the same
from portwise.render import text
from portwise.render.layout import Look, cells
from portwise.ui.cli import _start as _cli
from portwise.ui.cli import main, why  # noqa: F401 - the same
from portwise_lab.case import Case, Program
from portwise_lab.run import parts, play_all
from portwise_lab.world import HOME, fill

CUT = "\f"  # between what is for a person and what is for a program; no control character is in either
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
        "--timeout 3 127.0.0.1:3000 -- {python} deaf.py",
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


def case(name: str, wanted: Wanted) -> Case:
    return Case(
        scenario="started",
        name=name,
        ask=":3000",
        symptom="connected",
        blamed=(),
        files=FILES,
        folder="shop",
        servers=wanted.servers,
        programs=wanted.programs,
        commands=wanted.commands,
        vantages=wanted.vantages,
    )


def work(played: Case) -> bytes:
    """One command line, shown as for a person and as for a program; and who was there before and after."""
    wanted = COMMANDS[played.name]
    before = pids()
    code, printed, errors = run(wanted.argv)
    kept = dealt_with(before)
    logs = len(list(HOME.glob("portwise-*.log")))
    shown, document, wide = printed.split(CUT) if printed else ("", "", "[]")
    said = {
        "code": code,
        "text": shown,
        "errors": errors,
        "json": document,
        "kept": kept,
        "wide": json.loads(wide),
        "logs": logs,
    }
    return json.dumps({"met": [], "said": {**said, "left": len(pids() - before)}, "recording": ""}).encode()


def run(argv: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    sys.stdin = open(os.devnull)  # noqa: SIM115 - as long as the world
    with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setattr(_cli, "written", both)
        patch.setattr(_cli, "DIAGNOSIS", 60.0)  # eight worlds share two processors
        patch.setattr(tempfile, "tempdir", str(HOME))
        code = main(["why", *argv])
    return code, out.getvalue(), err.getvalue()


def both(report, _as_json, _brief, reader) -> None:
    screens = {width: text.render(report, Look(width)) for width in (60, 80, 120)}
    wide = [line for width, screen in screens.items() for line in screen.splitlines() if cells(line) > width]
    print(text.render(report, reader), _json.render(report), json.dumps(wide), sep=CUT)


def pids() -> set[int]:
    return {int(name) for name in os.listdir("/proc") if name.isdigit()}


def dealt_with(before: set[int]) -> list[bool]:
    """Of each process that was left: whether it still serves.  It is ended, for the next turn."""
    found = []
    for pid in pids() - before:
        with socket.socket() as client:
            found.append(client.connect_ex(("127.0.0.1", 3000)) == 0)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return found


@pytest.fixture(scope="module")
def started():
    """Every command from every vantage, side by side."""
    return play_all(PARTS, work)


PARTS = parts(case(name, wanted) for name, wanted in COMMANDS.items())
each_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part[0].name} [{part[1].name}]")


def said(started, part):
    played = started[part]
    if isinstance(played, RuntimeError):
        raise played
    return played.said, COMMANDS[part[0].name]


def document(printed):
    return json.loads(printed["json"]) if printed["json"] else None


@each_part
def test_the_exit_code_is_the_verdict(part, started):
    """0 where it listens and answers, 1 where not, 2 where it could not even be started."""
    printed, wanted = said(started, part)

    assert wanted.code == printed["code"]


@each_part
def test_nothing_is_left_behind(part, started):
    """Neither a child nor what it left over, nor a file; with --keep the server alone, which serves, and its log."""
    printed, wanted = said(started, part)
    kept = wanted.words.startswith("--keep") and wanted.code == 0

    assert 0 == printed["left"]
    assert ([True] if kept else [], int(kept)) == (printed["kept"], printed["logs"])


@each_part
def test_the_cause_is_told(part, started):
    """The leading one, for a person and for a program."""
    printed, wanted = said(started, part)
    report = document(printed)
    found = [f["cause"] for f in report["findings"] if f["state"] == "supported"] if report else []

    assert wanted.lead == next(iter(found), "") or (not wanted.lead and wanted.code == 1)
    assert wanted.lead in printed["text"]


@each_part
def test_its_words_are_told(part, started):
    """Which address it tried, which errno it got, why nothing answers; and how watching ended."""
    printed, wanted = said(started, part)
    report = document(printed)

    assert wanted.says in " ".join(printed["text"].split())
    assert (report["start"]["end"] if report else wanted.end) == wanted.end


@each_part
def test_there_is_always_a_way_on(part, started):
    """What to do or to ask next; and the check is the whole command again, for the server was stopped."""
    printed, wanted = said(started, part)
    report = document(printed)
    ill = report is not None and wanted.code == 1
    checks = [step["verify"] for f in report["findings"] for step in f["steps"]] if report else []
    alone = [check for check in checks if check.startswith("portwise why ") and not check.endswith(whole(wanted))]

    assert not ill or any(line.startswith(("  Fix", "  Next")) for line in printed["text"].splitlines())
    assert not ill or [] == alone
    assert "/dev/pts" not in printed["text"]


def whole(wanted) -> str:
    """As it would be typed again."""
    return shlex.join(wanted.argv[wanted.argv.index("--") :])


@each_part
def test_no_step_is_about_what_was_stopped(part, started):
    """Neither about a pid of it nor about a place where it listened, unless it is started again first."""
    printed, _ = said(started, part)
    report = document(printed)
    gone = [] if report is None or report["start"]["left"] else report["start"]["running"]
    pids = {str(member["process"]["pid"]) for member in gone}
    steps = [step["command"] for f in report["findings"] for step in f["steps"]] if report else []

    assert [] == [argv for argv in steps if pids & set(argv)]
    assert "curl" not in [argv[0] for argv in steps[:1] if argv]


@each_part
def test_the_document_fits_the_schema(part, started):
    """Nothing that is said is missing from the schema, and nothing of the schema from what is said."""
    printed, _ = said(started, part)
    rules = Draft202012Validator(
        closed(json.loads((Path(portwise.__file__).parent / "schema/report-1.json").read_text()))
    )
    report = document(printed)

    assert [] == [error.message for error in rules.iter_errors(report)] if report else "" == printed["json"]


def closed(schema):
    """The same schema for a writer: what it does not name must not be there."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {"additionalProperties": False} if schema.get("type") == "object" else {}
    return {key: closed(value) for key, value in schema.items()} | strict


@each_part
def test_no_line_is_wider_than_the_terminal(part, started):
    """One word of a command is never broken, for it could not be copied; all else is."""
    printed, _ = said(started, part)
    report = document(printed)
    argv = [word for f in report["findings"] for step in f["steps"] for word in step["command"]] if report else []
    long = [word for word in argv if len(word) > 20]

    assert [] == [line for line in printed["wide"] if not any(word[:20] in line for word in long)]


@each_part
def test_misuse_is_one_line(part, started):
    """A command that cannot be started says why, and nothing else."""
    printed, wanted = said(started, part)
    lines = printed["errors"].splitlines()

    assert wanted.code != 2 or (1, "") == (len(lines), printed["text"])
    assert [] == [line for line in lines if "\x1b" in line]


def test_the_output_is_passed_on(started):
    """On stderr, each line marked; stdout is the answer alone."""
    part = next(part for part in PARTS if part[0].name == "it crashes at start")
    printed, _ = said(started, part)

    assert "  | Error: Cannot find module 'express'" in printed["errors"].splitlines()
    assert "  | Error" not in printed["text"]
