"""
A server that is in place when the command ends: ``background.py [--body N | --file PATH] [--mute] [--wakes] PLACE …``.

It says 200 to whatever comes, with a body of N bytes or that file.  Where it is mute it only reads, and where it wakes
only until somebody has come who takes small segments.  A place is ADDRESS:PORT.
"""

import argparse
import contextlib
import os
import select
import socket
import threading
from pathlib import Path

SMALL = 536  # bytes

parser = argparse.ArgumentParser()
parser.add_argument("--body", type=int, default=0)
parser.add_argument("--file")
parser.add_argument("--mute", action="store_true")
parser.add_argument("--wakes", action="store_true")
parser.add_argument("places", nargs="+")
asked = parser.parse_args()
body = Path(asked.file).read_bytes() if asked.file else bytes(asked.body)
kept: list[socket.socket] = []  # of whom nothing more is heard


def opened(place: str) -> socket.socket:
    host, _, port = place.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host.strip("[]"), int(port)))
    listener.listen()
    return listener


def answer(client: socket.socket) -> None:
    """Somebody who says nothing gets nothing, and is in nobody's way."""
    with contextlib.suppress(OSError):
        if client.recv(1 << 16):
            if asked.wakes and client.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) <= SMALL:
                asked.mute = False
            if asked.mute:
                kept.append(client)
                return
            head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
            client.sendall(head + body)
    client.close()


listeners = [opened(place) for place in asked.places]
if os.fork():
    os._exit(0)
os.setsid()
nowhere = os.open("/dev/null", os.O_RDWR)
for descriptor in range(3):
    os.dup2(nowhere, descriptor)
while True:
    for ready in select.select(listeners, [], [])[0]:
        threading.Thread(target=answer, args=(ready.accept()[0],), daemon=True).start()
