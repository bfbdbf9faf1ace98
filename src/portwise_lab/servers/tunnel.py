"""
A tunnel whose other end is closed: ``tunnel.py -N -L 127.0.0.1:8000:127.0.0.1:3000 server``.

It stands for ssh, of which it has the name and the words.  A real one closes in two steps, so that its client meets a
reset one time and an empty reply the next; this one always reads the request first, and the reply is empty, or a page
with --answers.
"""

import ctypes
import socket
import sys

PR_SET_NAME = 15  # linux/prctl.h
ctypes.CDLL(None).prctl(PR_SET_NAME, b"ssh", 0, 0, 0)
host, port, *_ = sys.argv[sys.argv.index("-L") + 1].split(":")
with socket.create_server((host, int(port))) as listener:
    while True:
        with listener.accept()[0] as taken:
            if taken.recv(1 << 16) and "--answers" in sys.argv:
                taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
