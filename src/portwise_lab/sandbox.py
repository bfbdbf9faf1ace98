"""
Sandboxes around whoever asks: seccomp(2), and Landlock, landlock(7), which rules ports since Linux 6.7.

Both hold for the process and its children, cannot be taken back, and need no privilege.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from portwise_lab.namespaces import libc
from portwise_lab.seccomp import PR_SET_NO_NEW_PRIVS, Deny, refuse

CREATE_RULESET, RESTRICT_SELF = 444, 446  # asm/unistd.h, the same on every machine
ACCESS_NET = {"bind": 1, "connect": 2}  # linux/landlock.h


def confine(words: Iterable[str]) -> None:
    """Each word is "seccomp CALL" or "landlock CALL".  Raises OSError where the kernel has no such sandbox."""
    for word in words:
        kind, call = word.split()
        if kind == "seccomp":
            refuse((Deny(call, errno.EPERM),))
        else:
            landlock(ACCESS_NET[call])


def landlock(access: int) -> None:
    """Handle *access* and allow no port: everything that is handled and not allowed is denied."""
    attributes = struct.pack("=QQ", 0, access)  # struct landlock_ruleset_attr: files, ports
    ruleset = said(libc.syscall(CREATE_RULESET, attributes, len(attributes), 0))
    said(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    said(libc.syscall(RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def said(answer: int) -> int:
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"landlock: {os.strerror(code)}")
    return answer
