"""
Stands for a program of another name: ``bash -c "exec -a NAME python3 standin.py WORDS"``, whose command line it has.

LISTENS in its environment says where it listens.  It takes every connection, reads the request and closes, as a
forwarder does that finds nobody; with ANSWERS it sends a page, with SILENT it waits for ever.
"""

import contextlib
import ctypes
import os
import select
import socket
import sys

PR_SET_NAME = 15  # linux/prctl.h
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

ctypes.CDLL(None).prctl(PR_SET_NAME, os.path.basename(sys.orig_argv[0]).encode()[:15], 0, 0, 0)
places = (place.rpartition(":") for place in os.environ.get("LISTENS", "").split())
listeners = [socket.create_server((host, int(port))) for host, _, port in places]
held = []
while True:
    for listener in select.select(listeners, [], [])[0]:
        with listener.accept()[0] as taken, contextlib.suppress(OSError):  # a client may be gone by now
            if not taken.recv(1 << 16):
                continue
            if "SILENT" in os.environ:
                held.append(taken.dup())
            elif "ANSWERS" in os.environ:
                taken.sendall(PAGE)
