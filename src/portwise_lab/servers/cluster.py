"""
Stands for a broker of Kafka or a member of a MongoDB replica set, as far as the first question of their clients goes.

``cluster.py --as kafka --port N --advertise HOST:PORT``: ApiVersions version 0 and Metadata version 1, or hello.
"""

import argparse
import socket
import struct
import threading

parser = argparse.ArgumentParser()
parser.add_argument("--as", dest="what", choices=("kafka", "mongodb"), required=True)
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--advertise", action="append", default=[])
asked = parser.parse_args()
METADATA = 3  # Kafka protocol guide, API keys; the other that is asked for is ApiVersions


def text(value: str) -> bytes:
    return struct.pack(">h", len(value)) + value.encode()


def broker(node: int, place: str) -> bytes:
    """Node, host, port and no rack."""
    host, _, port = place.rpartition(":")
    return struct.pack(">i", node) + text(host) + struct.pack(">ih", int(port), -1)


def kafka(client: socket.socket) -> None:
    while head := client.recv(4, socket.MSG_WAITALL):
        request = client.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL)
        key, _, correlation = struct.unpack(">hhi", request[:8])
        brokers = b"".join(broker(n, place) for n, place in enumerate(asked.advertise, 1))
        metadata = struct.pack(">i", len(asked.advertise)) + brokers + struct.pack(">ii", 1, 0)  # controller, topics
        answer = metadata if key == METADATA else struct.pack(">hi", 0, 1) + struct.pack(">hhh", METADATA, 0, 1)
        client.sendall(struct.pack(">ii", len(answer) + 4, correlation) + answer)


def bson(*pairs: bytes) -> bytes:
    body = b"".join(pairs)
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def string(name: str, value: str) -> bytes:
    return b"\x02" + name.encode() + b"\0" + struct.pack("<i", len(value) + 1) + value.encode() + b"\0"


def mongodb(client: socket.socket) -> None:
    """OP_MSG with one document."""
    while head := client.recv(16, socket.MSG_WAITALL):
        length, request, _, _ = struct.unpack("<iiii", head)
        client.recv(length - 16, socket.MSG_WAITALL)
        members = bson(*(string(str(n), place) for n, place in enumerate(asked.advertise)))
        replica = (string("setName", "rs0"), b"\x04hosts\0" + members) if asked.advertise else ()
        answer = b"\0\0\0\0\0" + bson(b"\x08isWritablePrimary\0\x01", *replica, b"\x01ok\0" + struct.pack("<d", 1.0))
        client.sendall(struct.pack("<iiii", len(answer) + 16, 1, request, 2013) + answer)


def serve(client: socket.socket) -> None:
    with client:
        try:
            (kafka if asked.what == "kafka" else mongodb)(client)
        except OSError:
            return


with socket.create_server((asked.host, asked.port)) as listener:
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
