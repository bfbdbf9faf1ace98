"""``/proc/net/unix``: the Unix sockets of a network namespace, one a line, proc_pid_net(5)."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.behind import UnixListener

ACCEPTS = 1 << 16  # __SO_ACCEPTCON, include/linux/socket.h: what listen(2) sets
STREAM = 1  # SOCK_STREAM
FIELDS = 7  # Num RefCount Protocol Flags Type St Inode, and then the path, blanks and all


def listeners(text: str) -> Iterator[UnixListener]:
    """Every stream socket with a name that is listened on.  Raises ValueError for a table of another form."""
    head, *lines = text.splitlines() or [""]
    if head.split()[:1] != ["Num"]:
        raise ValueError("not a table of Unix sockets")
    for line in lines:
        parts = line.split(None, FIELDS)
        if len(parts) < FIELDS:
            raise ValueError(f"a line of {len(parts)} fields in the table of Unix sockets")
        _, _, _, flags, kind, _, inode, *path = parts
        if path and int(flags, 16) & ACCEPTS and int(kind, 16) == STREAM:
            yield UnixListener(path[0], int(inode))
