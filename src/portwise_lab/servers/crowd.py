"""
A client that takes every source port towards one destination: ``crowd.py HOW --to PORT --ready R``.

HOW is ``keep`` (connections that stay) or ``close`` (short ones, which leave TIME_WAIT behind).  R is listened on
once no port is left.
"""

import argparse
import errno
import signal
import socket

parser = argparse.ArgumentParser()
parser.add_argument("how", choices=("keep", "close"))
parser.add_argument("--source", default="127.0.0.1")
parser.add_argument("--to", type=int, required=True)
parser.add_argument("--ready", type=int, required=True)
asked = parser.parse_args()

kept: list[socket.socket] = []
try:
    while True:
        client = socket.socket()
        client.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT, linux/in.h
        client.bind((asked.source, 0))
        client.connect(("127.0.0.1", asked.to))
        if asked.how == "keep":
            kept.append(client)
        else:
            client.close()
except OSError as error:
    if error.errno != errno.EADDRNOTAVAIL:
        raise
with socket.create_server(("127.0.0.1", asked.ready)):
    signal.pause()
