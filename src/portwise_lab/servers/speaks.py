"""The first words of servers that do not speak HTTP, just enough of each: speaks.py --as WHAT --port N."""

import argparse
import socket
import threading

SSL_REQUEST = bytes.fromhex("0000000804d2162f")  # PostgreSQL documentation, "Message Formats"
SETTINGS = bytes.fromhex("000000040000000000")  # an empty frame of HTTP/2, RFC 9113 section 6.5
PROTOCOL_HEADER = b"AMQP\0\0\x09\x01"
GREETINGS = {
    "ssh": b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
    "mysql": b"\x4a\x00\x00\x00\x0a8.0.36\x00\x08\x00\x00\x00abcdefgh\x00\xff\xf7\xff\x02\x00" + b"\0" * 45,
    "http2": SETTINGS,
    "riddle": b"who is there?\n",
}


def postgresql(client: socket.socket) -> None:
    """What is longer than 10000 bytes, as "GET " is, is no startup packet: backend_startup.c closes."""
    if client.recv(8192) == SSL_REQUEST:
        client.sendall(b"N")
        client.recv(1)


def redis(client: socket.socket) -> None:
    """A line at a time; Host: is taken for an attack by way of HTTP, networking.c, securityWarningCommand()."""
    for line in client.makefile("rb"):
        if line.strip().upper() == b"PING":
            client.sendall(b"+PONG\r\n")
        elif line.lower().startswith(b"host:"):
            return
        else:
            client.sendall(b"-ERR wrong number of arguments for 'get' command\r\n")


def amqp(client: socket.socket) -> None:
    """Eight bytes that are not its own are answered with its own (AMQP 0-9-1 section 4.2.2)."""
    if client.recv(1 << 16)[:8] != PROTOCOL_HEADER:
        client.sendall(PROTOCOL_HEADER)
        return
    client.sendall(bytes.fromhex("01 0000 00000008 000a000a 0009 0000 ce"))  # Connection.Start, cut short
    client.recv(1)


def mqtt(client: socket.socket) -> None:
    """CONNECT is answered, and whatever else comes first is hung up on (MQTT 3.1.1 section 3.1)."""
    if client.recv(1 << 16)[:1] == b"\x10":
        client.sendall(bytes.fromhex("20 02 00 00"))


TALKS = {"postgresql": postgresql, "redis": redis, "amqp": amqp, "mqtt": mqtt}


def serve(client: socket.socket, what: str) -> None:
    with client:
        try:
            client.sendall(GREETINGS.get(what, b""))
            if what in TALKS:
                TALKS[what](client)
            else:
                client.recv(1 << 16)
                client.recv(1)
        except OSError:
            return


parser = argparse.ArgumentParser()
parser.add_argument("--as", dest="what", required=True)
parser.add_argument("--port", type=int, required=True)
options = parser.parse_args()
with socket.create_server(("127.0.0.1", options.port)) as listener:
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0], options.what), daemon=True).start()
