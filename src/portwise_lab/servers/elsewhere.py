"""A server in a network namespace of its own: ``elsewhere.py PORT SIGN``.

It listens on PORT in there, and out here on SIGN once it does, so that somebody can wait for it.
"""

import ctypes
import os
import socket
import sys
import threading

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h


def listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("0.0.0.0", port))
    listener.listen()
    return listener


port, sign = int(sys.argv[1]), int(sys.argv[2])
outside = socket.socket()
outside.bind(("127.0.0.1", sign))
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWUSER | CLONE_NEWNET):
    sys.exit(os.strerror(ctypes.get_errno()))
inside = listening(port)
outside.listen()
threading.Event().wait()
