"""Serve on a socket that was handed over: server.py FD READY listen|udp|bind [deaf]; READY is told when it runs."""

import os
import signal
import socket
import sys

sock = socket.socket(fileno=int(sys.argv[1]))
verb, options = sys.argv[3], sys.argv[4:]
os.close(int(sys.argv[2]))

while True:
    if verb == "listen" and "deaf" not in options:
        sock.accept()[0].close()
    elif verb == "udp" and "deaf" not in options:
        sock.sendto(*sock.recvfrom(1 << 16))
    else:
        signal.pause()
