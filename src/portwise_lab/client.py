"""What a client meets that knows nothing of portwise: connect(2), bind(2), or curl."""

from __future__ import annotations

import errno
import socket
import ssl
import subprocess
from functools import partial
from typing import Any

from portwise.model.cause import Way
from portwise.model.target import Transport
from portwise_lab.case import Case

SILENCE = 0.25  # seconds after which the plain client gives up, where nothing is to come
CURL_SILENCE = "0.8"  # curl has to start, to connect and to be answered in it
CURL_PATIENCE = "10"  # where an answer is expected: a busy processor must not make curl meet something else
# What a client of the scheme sends first, and what its server's first words begin with
WORDS = {
    "ssh": (b"", (b"SSH-",)),
    "smtp": (b"", (b"220", b"421", b"554")),
    "mysql": (b"", (b"J\0\0\0\n",)),
    "redis": (b"PING\r\n", (b"+", b"-")),
    "mqtt": (bytes.fromhex("100c 0004 4d515454 04 02 003c 0000"), (b"\x20\x02",)),
    "kafka": (b"\0\0\0\x0a\0\x12\0\0\0\0\0\x07\xff\xff", (b"\0\0",)),
}
SILENT = ("hang", "timeout", "silent")

ERRNO = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETUNREACH: "unreachable",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EADDRNOTAVAIL: "addr-not-avail",
    errno.ENOENT: "addr-not-avail",
    errno.EAGAIN: "timeout",  # of a Unix socket whose queue is full, by a client that does not wait for ever
    errno.EINVAL: "invalid",
}
CURL = {
    1: "not-http",
    3: "invalid-url",
    5: "name-failure",
    6: "name-failure",
    18: "truncated",
    35: "tls-error",
    52: "empty",
    56: "reset",
    60: "tls-error",
}
CURL_SAYS = {"No route to host": "unreachable", "Network is unreachable": "unreachable", "Permission denied": "denied"}
WRITE_OUT = "%{http_code} %{num_connects}"  # the time of a connect it tells only when TLS is done, too


def met(case: Case) -> tuple[str, ...]:
    """One word per address, or one for curl, which chooses the address itself."""
    target = case.target
    if not target.port_is_valid:
        return ("invalid-url",)
    if target.speaks_http:
        return (curl(case.ask, CURL_SILENCE if case.symptom in SILENT else CURL_PATIENCE),)
    if target.speaks_tls:
        return (shaken(target.host, target.port or 0, patience(case)),)
    if target.scheme in WORDS and case.symptom in ("wrong-content", "hang", "reset", "empty"):
        return (greeted(target.host, target.port or 0, *WORDS[target.scheme], patience(case)),)
    if Way.of(target) is Way.UNIX:
        name = "\0" + target.path[1:] if target.path.startswith("@") else target.path  # unix(7), abstract
        return (connected(socket.AF_UNIX, socket.SOCK_STREAM, name),)
    kind = socket.SOCK_DGRAM if target.transport is Transport.UDP else socket.SOCK_STREAM
    try:
        places = socket.getaddrinfo(target.host.encode() or None, target.port, type=kind, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        return ("name-failure",)
    tried = bound if Way.of(target) is Way.BIND else partial(connected, patience=patience(case))
    return tuple(tried(family, kind, place) for family, _, _, _, place in places)


def patience(case: Case) -> float:
    """Of a client that is no curl."""
    return SILENCE if case.symptom in SILENT else float(CURL_PATIENCE)


def curl(url: str, patience: str) -> str:
    argv = ("curl", "-sS", "-o", "/dev/null", "-w", WRITE_OUT, "--max-time", patience, url)
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    status, connects = done.stdout.split()
    if done.returncode == 0:
        return f"http-{status[0]}xx" if status[0] in "45" else "connected"
    if done.returncode == 28:
        return "hang" if int(connects) else "timeout"
    if done.returncode == 7:
        return next((word for said, word in CURL_SAYS.items() if said in done.stderr), "refused")
    if " alert " in done.stderr:  # TLS 1.3: the server turned the client away when the client thought it was in
        return "tls-error"
    return CURL[done.returncode]


def connected(family: int, kind: int, place: Any, patience: float = SILENCE) -> str:
    with socket.socket(family, kind) as client:
        client.settimeout(patience)
        try:
            client.connect(place)
            if kind == socket.SOCK_DGRAM:
                client.send(b"")
                client.recv(1 << 16)
                return "answered"
        except TimeoutError:
            return "silent" if kind == socket.SOCK_DGRAM else "timeout"
        except OSError as error:
            return ERRNO[error.errno or 0]
    return "connected"


def shaken(host: str, port: int, patience: float) -> str:
    """What a client of TLS meets that is not of the web."""
    with socket.create_connection((host, port), patience) as client:
        try:
            ssl.create_default_context().wrap_socket(client, server_hostname=host).close()
        except TimeoutError:
            return "hang"
        except OSError:  # ssl.SSLError is one, and a close or a reset is no session either
            return "tls-error"
    return "connected"


def greeted(host: str, port: int, sent: bytes, begins: tuple[bytes, ...], patience: float) -> str:
    """What a client of a protocol other than HTTP takes the first words for."""
    with socket.create_connection((host, port), patience) as client:
        client.sendall(sent)
        try:
            said = client.recv(1 << 16)
        except TimeoutError:
            return "hang"
        except ConnectionResetError:
            return "reset"
    if not said:
        return "empty"
    return "connected" if said.startswith(begins) else "wrong-content"


def bound(family: int, kind: int, place: Any) -> str:
    """As a server would that sets no option: [::] means IPv4 too, where the machine has bindv6only = 0."""
    with socket.socket(family, kind) as server:
        try:
            server.bind(place)
        except OSError as error:
            return f"bind-{errno.errorcode[error.errno or 0]}"
    return "bound"


def peers(case: Case) -> tuple[str, ...]:
    """What curl, lsof and ss say of the target, in a word each: an exit code, and who they see on the port."""
    target = case.target
    if target.port is None or not target.port_is_valid:
        return ("-", "-", "-")
    url = case.ask if target.speaks_http else f"http://{case.ask}/"
    asks_curl = Way.of(target) is Way.TCP
    code = _code(("curl", "-sS", "-o", "/dev/null", "--max-time", CURL_SILENCE, url)) if asks_curl else "-"
    lsof = _seen(("lsof", "-nP", f"-iTCP:{target.port}", "-sTCP:LISTEN"), "LISTEN")
    ss = _seen(("ss", "-Hltn", f"sport = :{target.port}"), "LISTEN")
    return (code, lsof, ss)


def _code(argv: tuple[str, ...]) -> str:
    code = subprocess.run(argv, capture_output=True, check=False).returncode
    return f"exit {code}" if code else "ok"


def _seen(argv: tuple[str, ...], word: str) -> str:
    said = subprocess.run(argv, capture_output=True, text=True, check=False).stdout
    return f"{said.count(word)} LISTEN" if word in said else "nothing"
