"""A server that is in place when the command ends: ``background.py ADDRESS:PORT …``; it says 200 to whatever comes."""

import contextlib
import os
import select
import socket
import sys

PATIENCE = 0.3  # seconds


def opened(place: str) -> socket.socket:
    host, _, port = place.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host.strip("[]"), int(port)))
    listener.listen()
    return listener


def answer(client: socket.socket) -> None:
    """Somebody who says nothing gets nothing."""
    with client, contextlib.suppress(OSError):
        client.settimeout(PATIENCE)
        if client.recv(1 << 16):
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


listeners = [opened(place) for place in sys.argv[1:]]
if os.fork():
    os._exit(0)
os.setsid()
nowhere = os.open("/dev/null", os.O_RDWR)
for descriptor in range(3):
    os.dup2(nowhere, descriptor)
while True:
    for ready in select.select(listeners, [], [])[0]:
        answer(ready.accept()[0])
