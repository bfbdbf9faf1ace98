"""
System calls refused to a process by a filter, as container runtimes do it.

See seccomp(2), linux/seccomp.h, linux/filter.h and linux/bpf_common.h.  A filter holds for the process and its
children, cannot be taken back, and needs no privilege once PR_SET_NO_NEW_PRIVS is set.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable, Iterator

from portwise.model.record import NamedTuple
from portwise_lab.namespaces import call

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 22, 38  # linux/prctl.h
SECCOMP_MODE_FILTER = 2  # linux/seccomp.h
SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO = 0x7FFF0000, 0x00050000
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h

LOAD, EQUALS, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JSET|K, BPF_RET|K
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data

# arch/x86/entry/syscalls/syscall_64.tbl; include/uapi/asm-generic/unistd.h, which has no readlink
NUMBERS = {
    "x86_64": {
        "socket": 41,
        "connect": 42,
        "recvmsg": 47,
        "bind": 49,
        "setsockopt": 54,
        "readlink": 89,
        "readlinkat": 267,
    },
    "aarch64": {"socket": 198, "connect": 203, "recvmsg": 212, "bind": 200, "setsockopt": 208, "readlinkat": 78},
}


class Argument(NamedTuple):
    """A condition on the low 32 bits of one argument: equal to *value*, or with one of its bits."""

    place: int
    value: int
    any_bit: bool = False


class Deny(NamedTuple):
    """A system call that fails with *errno* when every condition holds."""

    name: str
    errno: int
    where: tuple[Argument, ...] = ()


def refuse(rules: Iterable[Deny]) -> None:
    """Load the filter into this process.  Raises OSError where the kernel does not take it."""
    program = b"".join(assembled(tuple(rules), os.uname().machine))
    buffer = ctypes.create_string_buffer(program, len(program))
    fprog = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))  # struct sock_fprog
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, fprog, 0, 0)


def assembled(rules: tuple[Deny, ...], machine: str) -> Iterator[bytes]:
    """One block per rule; who falls out of a block comes to the next, and in the end is let through."""
    yield instruction(LOAD, ARCHITECTURE)
    yield instruction(EQUALS, AUDIT_ARCH[machine], 1, 0)
    yield instruction(RETURN, SECCOMP_RET_ALLOW)  # another instruction set: not what is tested
    for rule in rules:
        if rule.name in NUMBERS[machine]:
            yield from block(rule, NUMBERS[machine][rule.name])
    yield instruction(RETURN, SECCOMP_RET_ALLOW)


def block(rule: Deny, number: int) -> Iterator[bytes]:
    """Two instructions per condition, the number of the call being the first; a miss jumps behind the block."""
    tests = ((NUMBER, EQUALS, number), *(condition(argument) for argument in rule.where))
    for left, (offset, test, value) in zip(range(len(tests) - 1, -1, -1), tests, strict=True):
        yield instruction(LOAD, offset)
        yield instruction(test, value, 0, 2 * left + 1)
    yield instruction(RETURN, SECCOMP_RET_ERRNO | rule.errno)


def condition(argument: Argument) -> tuple[int, int, int]:
    """Both machines are little-endian, so that the low half of an argument comes first."""
    return ARGUMENTS + 8 * argument.place, ANY_BIT if argument.any_bit else EQUALS, argument.value


def instruction(code: int, value: int, true: int = 0, false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, true, false, value)  # struct sock_filter
