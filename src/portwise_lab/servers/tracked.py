"""
Fill the table of tracked connections of this network namespace, by ctnetlink: what conntrack -I does, 262144 times.

Each entry is confirmed, seen in both directions and assured, as a connection that is in use: only others are dropped
early to make room (net/netfilter/nf_conntrack_core.c, early_drop()).  It ends when the kernel has room no more.
"""

import errno
import socket
import struct
import sys

NETLINK_NETFILTER = 12  # linux/netlink.h
NEW = 1 << 8  # linux/netfilter/nfnetlink_conntrack.h: NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_NEW
REQUEST, EXCL, CREATE = 0x1, 0x200, 0x400
TUPLE_ORIG, TUPLE_REPLY, STATUS, TIMEOUT = 1, 2, 3, 7
IN_USE = 0x2 | 0x4 | 0x8  # linux/netfilter/nf_conntrack_common.h: SEEN_REPLY, ASSURED, CONFIRMED
AT_ONCE = 256  # messages of 156 bytes; net.core.wmem_default holds them


def attribute(kind: int, payload: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(payload), kind) + payload + bytes(-len(payload) % 4)


def nested(kind: int, *parts: bytes) -> bytes:
    return attribute(kind | 0x8000, b"".join(parts))


def flow(source: bytes, target: bytes, ports: tuple[int, int]) -> bytes:
    numbers = (attribute(2 + n, struct.pack(">H", port)) for n, port in enumerate(ports))
    return nested(1, attribute(1, source), attribute(2, target)) + nested(2, attribute(1, b"\x11"), *numbers)


def message(number: int) -> bytes:
    """UDP from a machine that nobody has, port 9 of another."""
    client, server = struct.pack(">I", 0x0A800000 + (number >> 15)), b"\x0a\x7f\x00\x01"
    port = 1024 + (number & 0x7FFF)
    body = struct.pack("=BBH", socket.AF_INET, 0, 0)
    body += nested(TUPLE_ORIG, flow(client, server, (port, 9))) + nested(TUPLE_REPLY, flow(server, client, (9, port)))
    body += attribute(STATUS, struct.pack(">I", IN_USE)) + attribute(TIMEOUT, struct.pack(">I", 600))
    return struct.pack("=IHHII", 16 + len(body), NEW, REQUEST | CREATE | EXCL, number, 0) + body


with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER) as kernel:
    kernel.setblocking(False)
    refused = sent = 0
    while not refused:
        kernel.send(b"".join(map(message, range(sent, sent + AT_ONCE))))
        sent += AT_ONCE
        try:
            refused = -struct.unpack_from("=i", kernel.recv(1 << 16), 16)[0]  # only a failure is answered
        except BlockingIOError:
            continue
sys.exit(0 if refused == errno.ENOMEM else f"{errno.errorcode.get(refused, refused)} after {sent}")
