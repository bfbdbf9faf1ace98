"""The capabilities of a program file: read, written, and what the kernel would not heed, capabilities(7), execve(2)."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from portwise.formats.filerights import BINDS_LOW, NET_BIND_SERVICE
from portwise.host import signals
from portwise.model.programfiles import shared

ATTRIBUTE = "security.capability"
NOSUID = "its file system is mounted nosuid, where the kernel heeds no capability of a file"
OTHERS = "it has other capabilities already, which setcap would take away"
SCRIPT = "it is a script, and the kernel heeds the capabilities of its interpreter alone"
SHARED = "it runs what it is given, and all of that would have the right"
HAS_IT = "its process has that right already"
MASK = re.compile(r"^Cap(Bnd|Eff):\s*([0-9a-f]+)$", re.MULTILINE)
NO_MORE = re.compile(r"^NoNewPrivs:\s*1$", re.MULTILINE)
OTHER_FILE = "its process sees another file by that name"
BARRED = "its process may gain no right by a file (no_new_privs, or a bounding set without it)"


def held(path: str) -> str:
    """In hexadecimal digits; "" for none."""
    try:
        return os.getxattr(path, ATTRIBUTE, follow_symlinks=False).hex()
    except OSError as error:
        if error.errno != errno.ENODATA:
            raise
        return ""


def put(path: str, digits: str) -> None:
    """What no attribute says is that there is none."""
    if digits:
        os.setxattr(path, ATTRIBUTE, bytes.fromhex(digits), follow_symlinks=False)
    else:
        os.removexattr(path, ATTRIBUTE, follow_symlinks=False)


def refused(path: str, pid: int, started: int) -> str:
    """Why the program of that process is not given the right; "" where it may have it."""
    with Path(path).open("rb") as file:
        script = file.read(2) == b"#!"
    if script or shared(path):
        return SCRIPT if script else SHARED
    if os.statvfs(path).f_flag & os.ST_NOSUID:
        return NOSUID
    if held(path) not in ("", BINDS_LOW):
        return OTHERS
    if signals.started(pid) != started:
        return ""  # it has ended, and is started again by its file
    if not os.path.samefile(f"/proc/{pid}/exe", path):
        return OTHER_FILE
    status = Path(f"/proc/{pid}/status").read_text(errors="replace")
    may = {name: bool(int(mask, 16) & NET_BIND_SERVICE) for name, mask in MASK.findall(status)}
    if may.get("Eff"):
        return HAS_IT
    return BARRED if NO_MORE.search(status) or not may.get("Bnd", True) else ""
