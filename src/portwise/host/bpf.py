"""bpf(2), only to ask which programs rule the network of a control group; the kernel tells root alone."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator

CALL = {"x86_64": 321, "aarch64": 280, "riscv64": 280}  # asm/unistd_64.h, asm-generic/unistd.h
GET_FD_BY_ID, GET_INFO_BY_FD, QUERY = 13, 15, 16  # enum bpf_cmd
EFFECTIVE = 1  # BPF_F_QUERY_EFFECTIVE: those of the groups above as well
# enum bpf_attach_type, by the names of bpftool-cgroup(8)
HOOKS = {
    "ingress": 0,
    "egress": 1,
    "sock_create": 2,
    "bind4": 8,
    "bind6": 9,
    "connect4": 10,
    "connect6": 11,
}
MOST = 64  # programs at one hook; BPF_CGROUP_MAX_PROGS
INFO, NAME = 256, slice(64, 80)  # room for struct bpf_prog_info, and where its name stands


def attached(folder: str) -> tuple[tuple[str, str], ...]:
    """Hook and name of every program, "" for one without.  Raises OSError where the kernel does not tell."""
    group = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return tuple((hook, named(number)) for hook, kind in HOOKS.items() for number in queried(group, kind))
    finally:
        os.close(group)


def queried(group: int, kind: int) -> Iterator[int]:
    room = (ctypes.c_uint32 * MOST)()
    said = call(QUERY, struct.pack("=IIIIQII", group, kind, EFFECTIVE, 0, ctypes.addressof(room), MOST, 0))
    (count,) = struct.unpack_from("=I", said, 24)
    yield from room[:count]


def named(number: int) -> str:
    """A program may go while it is asked for."""
    try:
        program = answered(GET_FD_BY_ID, struct.pack("=III", number, 0, 0))
    except OSError:
        return ""
    try:
        room = ctypes.create_string_buffer(INFO)
        call(GET_INFO_BY_FD, struct.pack("=IIQ", program, INFO, ctypes.addressof(room)))
        return room.raw[NAME].partition(b"\0")[0].decode("ascii", "replace")
    finally:
        os.close(program)


def call(command: int, attributes: bytes) -> bytes:
    """The attributes as the kernel left them."""
    held = ctypes.create_string_buffer(attributes, len(attributes))
    answered(command, held)
    return held.raw


def answered(command: int, attributes: object) -> int:
    number = CALL.get(os.uname().machine)
    if number is None:
        raise OSError(0, "the number of bpf(2) on this machine is not known")
    libc = ctypes.CDLL(None, use_errno=True)
    size = len(attributes)  # type: ignore[arg-type]  # bytes or a buffer
    said: int = libc.syscall(number, command, attributes, size)
    if said < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return said
