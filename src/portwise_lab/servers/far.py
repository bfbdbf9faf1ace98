"""A server that is there when this returns: ``far.py ADDRESS PORT``.  It stays behind, listens, and takes nobody."""

import os
import signal
import socket
import sys

listener = socket.create_server((sys.argv[1], int(sys.argv[2])))
if os.fork() == 0:
    os.closerange(0, listener.fileno())  # whoever waits for the end of what we print waits for nothing
    signal.pause()
