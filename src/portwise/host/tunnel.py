"""
A way to another machine by the user's own ssh(1), ``ssh -N -L``: their configuration, keys and agent, never a question.

It ends at a Unix socket in a folder that only this user can enter, so that nobody else of this machine comes in; the
child ends with us, however we end (prctl(2), PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from portwise.formats import sshwords
from portwise.host import redact
from portwise.host.rooms import die_with
from portwise.host.ssh import CONNECTING

# Of ssh_config(5) what would ask, stay behind, or do something else; a master that is shared would keep the tunnel
OPTIONS = (
    *("BatchMode=yes", f"ConnectTimeout={CONNECTING}", "ConnectionAttempts=1", "ServerAliveInterval=10"),
    *("ForwardAgent=no", "ForwardX11=no", "PermitLocalCommand=no", "ExitOnForwardFailure=no"),
    *("ControlMaster=no", "ControlPath=none", "RemoteCommand=none", "RequestTTY=no", "LogLevel=ERROR"),
)
PAUSE = 0.02  # seconds; ssh tells nobody that it listens
LONGEST = 3 * CONNECTING  # seconds until it has logged in
TO_END = 2.0  # seconds


@contextmanager
def tunnel(where: str, to: str) -> Iterator[str]:
    """The path of a socket that leads *to* host:port, or to a path, as it is over there.  Raises OSError."""
    if os.name == "nt":
        raise OSError(errno.ENOSYS, "from Windows portwise goes nowhere else: ask from WSL")
    from portwise.host.tempfolder import private  # flock(2), which Windows lacks

    with private(tempfile.gettempdir()) as folder:
        place, log = Path(folder) / "way", Path(folder) / "log"
        options = (word for option in OPTIONS for word in ("-o", option))
        argv = ("ssh", "-N", "-T", *options, "-L", f"{place}:{to}", "--", where)
        with log.open("wb") as said, started(argv, said) as child:
            try:
                awaited(child, place, log, where)
                yield str(place)
            finally:
                ended(child)


def started(argv: tuple[str, ...], said: BinaryIO) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C is for us, and we end it."""
    nothing, ends = subprocess.DEVNULL, partial(die_with, os.getpid()) if sys.platform == "linux" else None
    try:
        return subprocess.Popen(
            argv,
            stdin=nothing,
            stdout=nothing,
            stderr=said,
            start_new_session=True,
            preexec_fn=ends,  # noqa: PLW1509 - a tunnel is begun before there are threads, and it takes no lock
        )
    except FileNotFoundError:
        raise FileNotFoundError(errno.ENOENT, "there is no ssh on this machine") from None


def awaited(child: subprocess.Popen[bytes], place: Path, log: Path, where: str) -> None:
    """Until it has logged in: then it listens."""
    until = time.monotonic() + LONGEST
    while not place.exists():
        if child.poll() is not None or time.monotonic() > until:
            said = redact.text(log.read_text("utf-8", "replace"))
            why = sshwords.plain(where, said) if said.strip() else f"it gave no answer within {LONGEST} s"
            raise OSError(errno.EREMOTEIO, why)
        time.sleep(PAUSE)  # see its head


def ended(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(TO_END)
    except subprocess.TimeoutExpired:
        child.kill()
