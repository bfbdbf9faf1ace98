"""
Another machine by the user's own ssh(1): their configuration, keys and agent, and never a question.

One message goes in by stdin, `guest` and a zip of portwise, and one comes back by
stdout; nothing is written there.  The message is not followed by an end: over there
our end of the pipe says that somebody still waits.
"""

from __future__ import annotations

import errno
import os
import re
import selectors
import subprocess
import time
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from portwise.host import redact

CONNECTING, STARTING = 10, 20  # seconds; a small machine takes a while to compile two hundred files
PARTS = ("model", "formats", "host", "collect", "probe", "knowledge", "words", "reason", "app")
MOST_ANSWER, MOST_SAID = 64 << 20, 64 << 10  # bytes; beyond it is no recording, and no complaint
PIECE = 1 << 16
SAYS = re.compile(rb"\nportwise-says (\d{1,9})\n")
LACKS = re.compile(rb"\nportwise-lacks ?(.*)\n")

# Of ssh_config(5) what would ask, stay behind, or do something else than the one command
OPTIONS = (
    *("BatchMode=yes", f"ConnectTimeout={CONNECTING}", "ConnectionAttempts=1", "ServerAliveInterval=10"),
    *("ClearAllForwardings=yes", "ForwardAgent=no", "ForwardX11=no", "PermitLocalCommand=no"),
    *("ControlMaster=no", "RemoteCommand=none", "RequestTTY=no", "LogLevel=ERROR"),
)
# In single quotes, and so the same to every shell that somebody may log in with; no quote, ! or \ may occur in it.
# -I and -S: nothing of that user's, -B: no __pycache__.  What is not there is told in one line.
START = (
    "PATH=$PATH:/usr/local/bin:/opt/homebrew/bin; "
    "for p in python3 python3.14 python3.13 python3.12 python3.11 python3.10; do "
    "command -v $p >/dev/null 2>&1 || continue; "
    '$p -I -S -c "import sys; sys.exit(sys.version_info < (3, 10))" </dev/null >/dev/null 2>&1 && '
    'exec $p -I -S -B -c "import sys; i = sys.stdin.buffer; exec(i.read(int(i.readline() or 0)))"; '
    "v=$($p -V 2>&1); done; "
    "echo; echo portwise-lacks $v"
)


def errand(where: str, entry: str, request: str, patience: float) -> str:
    """
    What the module *entry* of portwise answers to *request* over there, within *patience* seconds of its own.

    Raises OSError with one line where ssh, the shell or the Python there will not.
    """
    if os.name == "nt":  # select() there knows no pipes
        raise OSError(errno.ENOSYS, "from Windows portwise goes nowhere else: ask from WSL")
    options = (word for option in OPTIONS for word in ("-o", option))
    argv = ("ssh", "-T", *options, "--", where, f"exec sh -c '{START}'")
    limit = CONNECTING + STARTING + patience
    sent = message(packed(), entry, request, STARTING + patience)
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=pipe)
    except FileNotFoundError:
        raise FileNotFoundError(errno.ENOENT, "there is no ssh on this machine") from None
    with process:
        try:
            out, err = exchanged(process, sent, time.monotonic() + limit)
        finally:
            process.kill()
    return answered(where, out, err, limit)


def message(archive: bytes, entry: str, request: str, seconds: float) -> bytes:
    first, words = guest(), request.encode()
    head = f"{len(archive)} {len(words)} {int(seconds)}\n{entry}\n".encode()
    return b"%d\n" % len(first) + first + head + archive + words


@cache
def guest() -> bytes:
    from importlib.resources import files

    return files("portwise.host").joinpath("guest.py").read_bytes()


@cache
def packed() -> bytes:
    """What thinks, looks and knows, out of a folder or a zip; the faces and the renderers stay here."""
    import io
    import zipfile
    from importlib.resources import files

    root, memory = files("portwise"), io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("portwise/__init__.py"), root.joinpath("__init__.py").read_bytes())
        for part in PARTS:
            for name, source in sources(root.joinpath(part), f"portwise/{part}"):
                archive.writestr(zipfile.ZipInfo(name), source, zipfile.ZIP_DEFLATED)  # of no date: always the same
    return memory.getvalue()


def sources(folder: Any, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: str(entry.name)):
        if entry.name.endswith((".py", ".tsv")):  # the index of causes is no module
            yield f"{name}/{entry.name}", entry.read_bytes()
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from sources(entry, f"{name}/{entry.name}")


def exchanged(process: subprocess.Popen[bytes], sent: bytes, deadline: float) -> tuple[bytes, bytes]:
    """Both outputs until the answer is whole, ssh has ended or time is up; stdin stays open until then."""
    into, out, err = (stream.fileno() for stream in (process.stdin, process.stdout, process.stderr) if stream)
    came, open_still = {out: b"", err: b""}, {out, err}
    with selectors.DefaultSelector() as selector:
        for number in (into, out, err):
            os.set_blocking(number, False)
            selector.register(number, selectors.EVENT_WRITE if number == into else selectors.EVENT_READ)
        while open_still and not whole(came[out]) and time.monotonic() < deadline and len(came[out]) < MOST_ANSWER:
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                break
            for number in (key.fd for key, _ in ready):
                if number == into:
                    sent = written(into, sent)
                    done = not sent
                else:
                    data = os.read(number, PIECE)
                    came[number] = (came[number] + data)[: MOST_ANSWER if number == out else MOST_SAID]
                    done = not data
                if done:
                    selector.unregister(number)
                    open_still.discard(number)
    return came[out], came[err]


def written(descriptor: int, rest: bytes) -> bytes:
    """What is left to write; nothing where nobody reads any more."""
    try:
        return rest[os.write(descriptor, rest[:PIECE]) :]
    except BlockingIOError:
        return rest
    except BrokenPipeError:
        return b""


def whole(out: bytes) -> bool:
    found = SAYS.search(out)
    return bool(found and len(out) - found.end() >= int(found[1]))


def answered(where: str, out: bytes, err: bytes, limit: float) -> str:
    found = SAYS.search(out)
    if not found or not whole(out):
        raise OSError(*failed(where, out, err, limit))
    try:
        packed = out[found.end() :][: int(found[1])]
        return zlib.decompressobj().decompress(packed, MOST_ANSWER).decode()
    except (zlib.error, UnicodeDecodeError):
        raise OSError(errno.EBADMSG, "what came back is no answer of portwise") from None


def failed(where: str, out: bytes, err: bytes, limit: float) -> tuple[int, str]:
    """One line of what ssh, the shell there or Python there had to say."""
    from portwise.formats import sshwords

    if lacks := LACKS.search(out):
        return errno.ENOEXEC, sshwords.lacking(lacks[1].decode("ascii", "replace"))
    said = redact.text(err.decode("utf-8", "replace"))
    if not said.strip():
        return errno.ETIMEDOUT, f"it gave no answer within {limit:.0f} s"
    return errno.EREMOTEIO, sshwords.plain(where, said)
