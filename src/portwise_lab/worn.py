"""Browsers with a past: a real Chromium whose profile or start-up is at fault, where a clean one gets the page."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile

from portwise.app.manner import Manner
from portwise.host.local import Local
from portwise.host.recorded import Recorded, Recorder
from portwise.model.report import Report
from portwise.render.json import document
from portwise_lab.browsers import FAILED, PATIENCE, command
from portwise_lab.case import Case, Program
from portwise_lab.run import PATIENCE as LOOKING
from portwise_lab.run import Play, told

COOKIES = """
require('http').createServer((request, response) => {
  const cookies = [1, 2, 3, 4, 5].map(n => `crumb${n}=${'x'.repeat(3900)}; Max-Age=600`)
  response.writeHead(200, { 'Set-Cookie': cookies, 'Content-Type': 'text/html' })
  response.end('<p>a project of last year')
}).listen(3001, '127.0.0.1')
"""
PAGE = """
require('http').createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' })
  response.end('<p>the project of today')
}).listen(3000, '127.0.0.1')
"""
TODAY = Program(("node", "{home}/today.js"), listens=(3000,))
URL = "http://127.0.0.1:3000/"


def case(name: str, blamed: str, *beside: Program) -> Case:
    files = {"today.js": PAGE, "earlier.js": COOKIES}
    return Case(
        blamed, name, URL, "connected", (blamed,), programs=(TODAY, *beside), files=files, place="browser:chromium"
    )


# Where it goes first, what it is started with, and the case
WORN = (
    (
        ("http://127.0.0.1:3001/",),
        (),
        case(
            "the cookies of a project on another port are more than Node takes",
            "browser-cached-state",
            Program(("node", "{home}/earlier.js"), listens=(3001,)),
        ),
    ),
    (
        (),
        ("--host-resolver-rules=MAP 127.0.0.1:3000 127.0.0.1:3999",),
        case("a start-up switch sends it to another port", "browser-profile-or-version-fault"),
    ),
)
CASES = tuple(known for _, _, known in WORN)


def observe(case: Case) -> bytes:
    """Its word first; then portwise is told of it, and sends a clean one."""
    word = worn(case)
    machine = Recorder(Local())
    report = heard(case, word, machine)
    said = {"met": ["connected"], "said": document(report), "recording": machine.json(), "peers": [word]}
    return json.dumps(said).encode()


def again(case: Case, play: Play) -> Report:
    return heard(case, play.peers[0], Recorded(play.recording))


def heard(case: Case, word: str, machine: Local | Recorder | Recorded) -> Report:
    return told(case._replace(saw=(f"chrome={word}",)), machine, Manner(looking=LOOKING))


def worn(case: Case) -> str:
    """What a browser says that has been elsewhere before, or was started otherwise."""
    before, switches = next((urls, words) for urls, words, known in WORN if known == case)
    with tempfile.TemporaryDirectory(prefix="lab-browser-", ignore_cleanup_errors=True) as folder:
        outputs = [visited(url, switches, folder) for url in (*before, case.ask)]
    found = FAILED.search(outputs[-1])
    return found[1] if found else "ok"


def visited(url: str, switches: tuple[str, ...], folder: str) -> str:
    argv = command("chromium", folder, url)
    done = subprocess.run(
        (*argv[:-2], *switches, *argv[-2:]),
        env={**os.environ, "HOME": folder, "TMPDIR": folder},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.stdout + done.stderr
