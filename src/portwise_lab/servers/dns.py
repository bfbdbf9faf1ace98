"""
A name server of a few names on a socket that was handed over: dns.py FD READY dns NAME=WORD... [deaf] [slow] [soa]

WORD is an address, several with commas, or NXDOMAIN, SERVFAIL, REFUSED; a name that is not there is NXDOMAIN, which
may be kept for an hour where it says who has the say (soa, RFC 2308 section 5).
"""

import ipaddress
import os
import signal
import socket
import struct
import sys
import threading

CODES = {"NXDOMAIN": 3, "SERVFAIL": 2, "REFUSED": 5}
HOUR = 3600  # seconds
LATER = 1.3  # seconds, of one that is slow
TIMES = struct.pack("!5I", 1, HOUR, HOUR, HOUR, HOUR)
SOA = struct.pack("!BHHIH", 0, 6, 1, HOUR, 2 + len(TIMES)) + bytes(2) + TIMES  # of the root, RFC 1035 section 3.3.13
VERSION_OF = {1: 4, 28: 6}  # A, AAAA

sock = socket.socket(fileno=int(sys.argv[1]))
options = sys.argv[4:]
names = dict(option.split("=", 1) for option in options if "=" in option)
os.close(int(sys.argv[2]))


def answer(query: bytes) -> bytes:
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += 1 + query[at]
    kind = struct.unpack_from("!H", query, at + 1)[0]
    word = names.get(".".join(labels).lower(), names.get("*", "NXDOMAIN"))
    found = [] if word in CODES else [ipaddress.ip_address(text) for text in word.split(",")]
    wanted = [address.packed for address in found if address.version == VERSION_OF.get(kind)]
    records = [struct.pack("!HHHIH", 0xC00C, kind, 1, 1, len(packed)) + packed for packed in wanted]
    kept = [SOA] if "soa" in options and not records else []
    head = query[:2] + struct.pack("!5H", 0x8180 | CODES.get(word, 0), 1, len(records), len(kept), 0)
    return head + query[12 : at + 5] + b"".join((*records, *kept))


while "deaf" in options:
    signal.pause()
while True:
    question, who = sock.recvfrom(512)
    if "slow" in options:
        threading.Timer(LATER, sock.sendto, (answer(question), who)).start()
    else:
        sock.sendto(answer(question), who)
