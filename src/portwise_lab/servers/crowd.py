"""
Clients of one server: ``crowd.py HOW --to PORT --ready R``.  R is listened on once all of them are in place.

HOW is ``keep`` (connections that stay) or ``close`` (short ones, which leave TIME_WAIT behind), both until no source
port is left; ``ask`` is --count clients, each with a request for /slow that is being answered.
"""

import argparse
import errno
import signal
import socket

parser = argparse.ArgumentParser()
parser.add_argument("how", choices=("keep", "close", "ask"))
parser.add_argument("--source", default="127.0.0.1")
parser.add_argument("--to", type=int, required=True)
parser.add_argument("--count", type=int, default=1 << 16)
parser.add_argument("--ready", type=int, required=True)
asked = parser.parse_args()

kept: list[socket.socket] = []
try:
    for _ in range(asked.count):
        client = socket.socket()
        client.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT, linux/in.h
        client.bind((asked.source, 0))
        client.connect(("127.0.0.1", asked.to))
        if asked.how == "close":
            client.shutdown(socket.SHUT_WR)
            client.recv(1)  # until the server has closed as well: then it is TIME_WAIT
            client.close()
            continue
        kept.append(client)
        if asked.how == "ask":
            client.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
            client.recv(1)
except OSError as error:
    if error.errno != errno.EADDRNOTAVAIL:
        raise
with socket.create_server(("127.0.0.1", asked.ready)):
    signal.pause()
