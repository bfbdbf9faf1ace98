"""The capabilities of a program file, capabilities(7): the bytes of its attribute security.capability."""

from __future__ import annotations

import struct

REVISION_2, EFFECTIVE = 0x02000000, 1  # linux/capability.h, VFS_CAP_REVISION_2, VFS_CAP_FLAGS_EFFECTIVE
NET_BIND_SERVICE = 1 << 10
BINDS_LOW = struct.pack("<5I", REVISION_2 | EFFECTIVE, NET_BIND_SERVICE, 0, 0, 0).hex()
