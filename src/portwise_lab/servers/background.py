"""A server that is in place when the command ends: ``background.py ADDRESS:PORT …``; it accepts and closes."""

import os
import select
import socket
import sys


def opened(place: str) -> socket.socket:
    host, _, port = place.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host.strip("[]"), int(port)))
    listener.listen()
    return listener


listeners = [opened(place) for place in sys.argv[1:]]
if os.fork():
    os._exit(0)
os.setsid()
nowhere = os.open("/dev/null", os.O_RDWR)
for descriptor in range(3):
    os.dup2(nowhere, descriptor)
while True:
    for ready in select.select(listeners, [], [])[0]:
        ready.accept()[0].close()
