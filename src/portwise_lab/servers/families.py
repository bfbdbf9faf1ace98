"""
Servers on both loopback addresses of one port: ``families.py WHO PORT READY``.

WHO is ``six`` (IPv6 alone), ``both`` (one process), ``worker`` (a master in IPv4, its worker in IPv6) or
``workers`` (one for each family, and the master keeps no socket).  READY is listened on once all of them are there.
"""

import os
import socket
import sys
import threading

who, port, ready = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def opened(host: str, number: int) -> socket.socket:
    return socket.create_server((host, number), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def serve(*listeners: socket.socket) -> None:
    for listener in listeners:
        threading.Thread(target=take, args=(listener,)).start()


def take(listener: socket.socket) -> None:
    while True:
        listener.accept()[0].close()


def worker(mine: socket.socket, *others: socket.socket) -> None:
    if os.fork() == 0:
        for other in others:
            other.close()
        take(mine)
    mine.close()


six = opened("::1", port)
four = opened("127.0.0.1", port) if who != "six" else None
if who == "workers" and four:
    worker(six, four)
    worker(four)
elif who == "worker" and four:
    worker(six, four)
    serve(four)
else:
    serve(*filter(None, (four, six)))
serve(opened("127.0.0.1", ready))
