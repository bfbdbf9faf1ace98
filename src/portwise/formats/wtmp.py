"""
When a machine was started, by wtmp(5): records of a fixed size in the machine's own byte order.

glibc keeps 32-bit times there on every architecture whose older programs had them (bits/wordsize.h,
__WORDSIZE_TIME64_COMPAT32), so that a record has 384 bytes on all that portwise is used on.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from portwise.model.record import NamedTuple

RECORD = struct.Struct("=hxxi32s4s32s256shhiii16s20s")  # utmp.h: type, pid, line, id, user, host, exit, session, time
BOOT_TIME = 2


class Boot(NamedTuple):
    at: float  # seconds since the epoch
    kernel: str  # "6.1.0-13-amd64", as uname(2) has it; "" where it was not kept


def boots(data: bytes) -> Iterator[Boot]:
    """In the order of the file; what is cut off at its end tells nothing."""
    for start in range(0, len(data) - RECORD.size + 1, RECORD.size):
        kind, _, _, _, _, host, _, _, _, seconds, _, _, _ = RECORD.unpack_from(data, start)
        if kind == BOOT_TIME and seconds > 0:
            yield Boot(float(seconds), host.split(b"\0")[0].decode("utf-8", "replace"))
