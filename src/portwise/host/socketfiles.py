"""Unix sockets as files, unix(7): bound for one user alone, and told apart from what a killed server left."""

from __future__ import annotations

import os
import socket
import stat

LEFT = "a socket is there that nobody listens at; if nobody needs it, remove that file first"


def bound(path: str) -> socket.socket:
    """
    A Unix socket for this user alone.  Raises OSError where there is a file of that name, whosever it is.

    asyncio would remove one that is there, and take its clients from a server that lives.
    """
    mine = socket.socket(socket.AF_UNIX)
    try:
        mine.bind(path)
        os.chmod(path, 0o600)  # nobody gets in before listen(2)
    except OSError:
        mine.close()
        raise
    return mine


def left(file: str) -> bool:
    """Whether it is a socket whose server is gone, unix(7): that of a forwarder that was killed."""
    with socket.socket(socket.AF_UNIX) as one:
        try:
            one.connect(file)
        except ConnectionRefusedError:
            return os.path.lexists(file) and stat.S_ISSOCK(os.lstat(file).st_mode)
        except OSError:
            return False
    return False
