"""
Virtual services of IPVS, in a kernel of one's own that has it: the lab's own kernel has none.

They are made by the socket options that ipvsadm(8) has used since it is there: IP_VS_SO_SET_ADD and so on, with
struct ip_vs_service_user and struct ip_vs_dest_user behind one another (include/uapi/linux/ip_vs.h).
"""

from __future__ import annotations

import json
import socket
import struct
from contextlib import closing

from portwise.library import why
from portwise_lab import kernel
from portwise_lab.namespaces import run

MODULES = ("ip_vs", "ip_vs_rr", "xt_tcpudp", "ipt_REJECT")
ADD, FLUSH, ADD_SERVER, EDIT_SERVER = (64 + 1024 + 64 + number for number in (2, 5, 7, 9))  # IP_VS_BASE_CTL
VIRTUAL, REAL = ("10.96.0.1", 80), ("10.244.0.5", 80)  # masquerading to the same port needs no other one
REJECT = f"iptables-legacy -A OUTPUT -d {REAL[0]} -p tcp --dport {REAL[1]} -j REJECT"  # IPVS has rewritten it by then


def told(option: int, *parts: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        raw.setsockopt(socket.IPPROTO_IP, option, b"".join(parts))


def service() -> bytes:
    place = socket.inet_aton(VIRTUAL[0]), socket.htons(VIRTUAL[1])
    return struct.pack("=H2x4sH2xI16sII4s", socket.IPPROTO_TCP, *place, 0, b"rr", 0, 0, b"\xff" * 4)


def server(weight: int) -> bytes:
    return struct.pack("=4sH2xIiII", socket.inet_aton(REAL[0]), socket.htons(REAL[1]), 0, weight, 0, 0)


def look() -> dict[str, object]:
    """What a plain client met at the virtual address, and whom portwise blames, the leading one first."""
    with socket.socket() as client:
        client.settimeout(10)
        met = client.connect_ex(VIRTUAL)
    report = why(f"http://{VIRTUAL[0]}:{VIRTUAL[1]}/")
    supported = report.supported
    return {
        "met": met,
        "blamed": list(dict.fromkeys(finding.cause for finding in supported)),
        "title": supported[0].title if supported else "",
        "steps": [" ".join(step.command) for finding in supported[:1] for step in finding.steps],
    }


def played() -> bytes:
    """By what is behind the virtual service: nobody, one who gets nobody, one who is dead or answers; and a filter."""
    for name in MODULES:
        kernel.load(name)
    for address in (VIRTUAL[0], REAL[0]):
        run(f"ip addr add {address}/32 dev lo")
    looks = {}
    told(ADD, service())
    looks["none"] = look()
    told(ADD_SERVER, service(), server(0))
    looks["weight 0"] = look()
    told(EDIT_SERVER, service(), server(1))
    looks["dead"] = look()
    with closing(socket.create_server(REAL)):
        looks["well"] = look()
        run(REJECT)
        looks["filtered"] = look()
    return json.dumps({"met": [], "said": looks, "recording": ""}).encode()
