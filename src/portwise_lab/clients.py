"""Real clients at the targets of the lab: what curl, wget, Node, Python, Go and openssl say of each fault."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator

from portwise.app.manner import Manner
from portwise.host.local import Local
from portwise.host.recorded import Recorded, Recorder
from portwise.model.cause import Way
from portwise.model.report import Report
from portwise_lab import gopher
from portwise_lab.case import Case
from portwise_lab.client import CURL_PATIENCE, CURL_SILENCE, SILENT, met
from portwise_lab.run import PATIENCE as LOOKING
from portwise_lab.run import Play, told
from portwise_lab.world import fill

ENDLESS = "2"  # seconds
PATIENCE = 60.0  # seconds for one of them, on a busy machine

FETCH = """
fetch(process.argv[1]).then(answer => answer.arrayBuffer().then(() => console.log(`status ${answer.status}`)))
  .catch(error => { for (; error; error = error.cause) console.log(error.name, error.code, error.message) })
"""
GET = """
const url = new URL(process.argv[1])
require(url.protocol.slice(0, -1)).get(url, answer => { console.log(`status ${answer.statusCode}`); answer.resume() })
  .on('error', error => console.log(error.name, error.code, error.message))
"""
LISTEN = "require('net').createServer().listen(...JSON.parse(process.argv[1]), function () { this.close() })"
OPEN = """
import sys, urllib.request
with urllib.request.urlopen(sys.argv[1], timeout=float(sys.argv[2])) as answer:
    answer.read()
    print("status", answer.status)
"""
BIND = """
import socket, sys
six = ":" in sys.argv[1]
socket.create_server((sys.argv[1], int(sys.argv[2])), family=socket.AF_INET6 if six else socket.AF_INET).close()
"""


def observe(case: Case) -> bytes:
    """As portwise sees it, and then as each of them does; the names and the words by turns."""
    plainly, machine = met(case), Recorder(Local())
    told(case, machine, Manner(looking=LOOKING))
    said = [word for name, argv in programs(case) for word in (name, heard(argv))]
    return json.dumps({"met": plainly, "said": {}, "recording": machine.json(), "peers": said}).encode()


def again(case: Case, play: Play) -> tuple[Report, dict[str, str]]:
    """What portwise said, and what each client did."""
    words = dict(zip(play.peers[::2], play.peers[1::2], strict=True))
    return told(case, Recorded(play.recording), Manner(looking=LOOKING)), words


def programs(case: Case) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each client by its name among the words, and its command; Node gives nothing up before five minutes are over."""
    target = case.target
    python = fill("{python}")
    if Way.of(target) is Way.BIND:
        yield "node", ("node", "-e", LISTEN, json.dumps([target.port, target.host or "0.0.0.0"]))
        yield "python", (python, "-c", BIND, target.host or "0.0.0.0", str(target.port))
        yield "go", (gopher.client(), "listen", f"{target.host or '0.0.0.0'}:{target.port}")
        return
    url = case.ask if target.speaks_http else f"http://{case.ask}/"
    endless = case.symptom == "not-http"  # what was sent by then wget takes for a page that goes on
    seconds = CURL_SILENCE if case.symptom in SILENT else CURL_PATIENCE
    authority = os.environ.get("SSL_CERT_FILE", "")
    trusting = (f"--ca-certificate={authority}",) if authority else ()
    yield "curl", ("curl", "-sS", "-o", "/dev/null", "--max-time", seconds, url)
    yield (
        "wget",
        ("wget", *trusting, "-O", "/dev/null", "--tries=1", f"--timeout={ENDLESS if endless else seconds}", url),
    )
    if case.symptom not in SILENT:
        yield "node", ("node", "-e", FETCH, url)
        yield "node17", ("node", "--no-network-family-autoselection", "-e", GET, url)
    yield "python", (python, "-c", OPEN, url, seconds)
    yield "go", (gopher.client(), "get", url, seconds)
    if target.speaks_tls:
        place = f"{target.host}:{target.port}"
        verify = ("-verify_ip" if target.address else "-verify_hostname", target.host)
        yield "openssl", ("openssl", "s_client", "-connect", place, *verify, "-verify_return_error")


def heard(argv: tuple[str, ...]) -> str:
    authority = os.environ.get("SSL_CERT_FILE", "")
    environment = {**os.environ, "LC_ALL": "C", **({"NODE_EXTRA_CA_CERTS": authority} if authority else {})}
    done = subprocess.run(
        argv,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=PATIENCE,
        check=False,
        env=environment,
    )
    return f"{done.stdout}{done.stderr}\nexit {done.returncode}"
