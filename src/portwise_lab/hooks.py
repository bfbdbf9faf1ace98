"""
Programs of BPF at a control group of version 2, cgroup-v2.rst and linux/bpf.h: each a few instructions long.

They go when the group goes.  Only root of the machine may attach one.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from collections.abc import Iterable
from pathlib import Path

from portwise.formats import mountinfo
from portwise.host.bpf import HOOKS, answered
from portwise_lab import groups

LOAD, ATTACH = 5, 8  # enum bpf_cmd
SKB, SOCK_ADDR = 8, 18  # enum bpf_prog_type
MULTI = 2  # BPF_F_ALLOW_MULTI
USER_PORT = 24  # in struct bpf_sock_addr, in the order of the network
LDX_WORD, MOV, JNE, EXIT = 0x61, 0xB7, 0x55, 0x95  # linux/bpf_common.h
PASS, STOP = 1, 0
ASKER, SERVER = "asker", "server"


def instruction(code: int, destination: int = 0, source: int = 0, offset: int = 0, value: int = 0) -> bytes:
    return struct.pack("=BBhi", code, source << 4 | destination, offset, value)


def returning(value: int) -> bytes:
    return instruction(MOV, value=value) + instruction(EXIT)


def except_for(port: int) -> bytes:
    """Let everything pass but one port."""
    load = instruction(LDX_WORD, 2, 1, USER_PORT)
    return load + instruction(JNE, 2, offset=2, value=socket.htons(port)) + returning(STOP) + returning(PASS)


def load(code: bytes, hook: str) -> int:
    held, licence = ctypes.create_string_buffer(code, len(code)), ctypes.create_string_buffer(b"GPL")
    kind = SKB if hook in ("ingress", "egress") else SOCK_ADDR
    start = struct.pack("=IIQQ", kind, len(code) // 8, ctypes.addressof(held), ctypes.addressof(licence))
    rest = struct.pack("=IIQII16sII", 0, 0, 0, 0, 0, b"lab_policy", 0, HOOKS[hook])
    return answered(LOAD, start + rest)


def attach(words: Iterable[str]) -> None:
    """Each is "WHO HOOK [WHAT]": a port that is stopped, "pass" for nothing, or everything."""
    for word in words:
        who, hook, *what = word.split()
        folder = os.open(group(who), os.O_RDONLY)
        program = load(code(*what), hook)
        answered(ATTACH, struct.pack("=IIII", folder, program, HOOKS[hook], MULTI))
        os.close(program)
        os.close(folder)


def enter(words: Iterable[str], who: str) -> None:
    """This process and what it starts from now on."""
    if any(word.startswith(who) for word in words):
        groups.enter(group(who))


def leave(words: Iterable[str]) -> None:
    """This process alone."""
    if any(word.startswith(SERVER) for word in words):
        groups.enter(group(SERVER).parent)


def code(what: str = "") -> bytes:
    if what == "pass":
        return returning(PASS)
    return except_for(int(what)) if what else returning(STOP)


def group(who: str) -> Path:
    above = next(mount.point for mount in mountinfo.mounts(Path("/proc/self/mountinfo").read_text()) if is_two(mount))
    found = Path(above) / f"portwise-lab-{os.stat('/proc/self/ns/net').st_ino}-{who}"
    if not found.exists():
        found.mkdir()
        groups.MADE.append(found)
    return found


def is_two(mount: mountinfo.Mount) -> bool:
    return mount.kind == "cgroup2"
