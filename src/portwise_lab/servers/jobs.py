"""
A shell with job control on a terminal of its own, into which a command is typed: ``jobs.py COMMAND``.

On SIGUSR1 somebody presses Ctrl-Z there.
"""

import os
import pty
import signal
import sys

pid, terminal = pty.fork()
if not pid:
    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
signal.signal(signal.SIGUSR1, lambda *_: os.write(terminal, b"\x1a"))
os.write(terminal, f"{sys.argv[1]}\n".encode())
while os.read(terminal, 1 << 12):
    pass
