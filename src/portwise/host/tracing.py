"""
One attempt of our own, and what the kernel's own tracepoints say of it: Documentation/trace/ftrace.rst.

Only root outside of user namespaces may look.  The file system is mounted for nobody but us (fsmount(2), never attached
to a folder), and the events go to an instance of our own, so that no other trace is disturbed and none disturbs ours.
An instance outlives the process that made it; one whose process was killed is removed by the next that comes here.
While it is in use it is held open, which keeps it from being removed (EBUSY), also from another pid namespace.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from portwise.formats import tracefs
from portwise.host.capture import bound, knocked
from portwise.host.judge import is_gone, named, starttime
from portwise.host.sightings import Witnessed
from portwise.model.target import Endpoint

FSOPEN, FSCONFIG, FSMOUNT = 430, 431, 432  # asm/unistd.h; the same for every architecture
CLOEXEC, CREATE = 1, 6  # FSOPEN_CLOEXEC and FSMOUNT_CLOEXEC, FSCONFIG_CMD_CREATE
INSTANCES = "instances"
BUFFER = b"64"  # KiB for each processor; one attempt is a few lines
LONGEST = 1 << 20


def witnessed(endpoint: Endpoint, datagram: bool, patience: float) -> Witnessed:
    """Connect once, or send one empty datagram.  Raises OSError where we may not look."""
    with bound(endpoint, datagram) as ours, mounted() as root:
        sweep(root)
        port = ours.getsockname()[1]
        with instance(root, named(os.getpid(), starttime(os.getpid()))) as folder, ExitStack() as stack:
            marker = opened(stack, "trace_marker", os.O_WRONLY, folder)
            write(folder, "buffer_size_kb", BUFFER)
            formats = tuple(format_of(folder, event) for event in tracefs.EVENTS)
            for event, form in zip(tracefs.EVENTS, formats, strict=True):
                if only := tracefs.chosen(tracefs.event_format(form), port):
                    write(folder, f"events/{event}/filter", only.encode())
                write(folder, f"events/{event}/enable", b"1")
            os.write(marker, tracefs.BEGIN.encode())
            error = knocked(ours, endpoint, datagram, patience)
            os.write(marker, tracefs.END.encode())
            write(folder, "tracing_on", b"0")
            trace = opened(stack, "trace", os.O_RDONLY, folder)
            return Witnessed(error, port, whole(trace), formats)


@contextmanager
def mounted() -> Iterator[int]:
    """The file system as an open folder; closed, it is gone."""
    libc = ctypes.CDLL(None, use_errno=True)
    context = call(libc, FSOPEN, b"tracefs", CLOEXEC)
    try:
        call(libc, FSCONFIG, context, CREATE, None, None, 0)
        root = call(libc, FSMOUNT, context, CLOEXEC, 0)
    finally:
        os.close(context)
    try:
        yield root
    finally:
        os.close(root)


def call(libc: ctypes.CDLL, number: int, *arguments: object) -> int:
    made = int(libc.syscall(number, *arguments))
    if made < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return made


def sweep(root: int) -> None:
    """What dead ones of us have left; one that is in use, or that another has just removed, is left alone."""
    folder = os.open(INSTANCES, os.O_RDONLY | os.O_DIRECTORY, dir_fd=root)
    try:
        for name in filter(is_gone, os.listdir(folder)):
            with suppress(OSError):
                os.rmdir(name, dir_fd=folder)
    finally:
        os.close(folder)


def instances(root: int) -> set[str]:
    folder = os.open(INSTANCES, os.O_RDONLY | os.O_DIRECTORY, dir_fd=root)
    try:
        return set(os.listdir(folder))
    finally:
        os.close(folder)


@contextmanager
def instance(root: int, name: str) -> Iterator[int]:
    """A trace of our own as an open folder."""
    path = f"{INSTANCES}/{name}"
    os.mkdir(path, dir_fd=root)
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY, dir_fd=root)
        try:
            yield folder
        finally:
            os.close(folder)
    finally:
        os.rmdir(path, dir_fd=root)


def format_of(folder: int, event: str) -> str:
    with ExitStack() as stack:
        return whole(opened(stack, f"events/{event}/format", os.O_RDONLY, folder))


def opened(stack: ExitStack, name: str, how: int, folder: int) -> int:
    descriptor = os.open(name, how | os.O_CLOEXEC, dir_fd=folder)
    stack.callback(os.close, descriptor)
    return descriptor


def write(folder: int, name: str, data: bytes) -> None:
    descriptor = os.open(name, os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, dir_fd=folder)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def whole(descriptor: int) -> str:
    data = b""
    while len(data) < LONGEST and (more := os.read(descriptor, 1 << 16)):
        data += more
    return data.decode("utf-8", "replace")
