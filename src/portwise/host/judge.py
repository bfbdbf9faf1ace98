"""
One attempt of our own, and what each rule of the packet filter did with its packets.

Only who has CAP_NET_ADMIN may ask.  A table of ours marks the packets of one source port while the attempt is made.  It
has the flag *owner*: the kernel removes it with the socket that made it, also where portwise is killed.
"""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress

from portwise.formats import nftrace
from portwise.host.capture import bound, knocked, source_of
from portwise.host.sightings import Judged
from portwise.model.target import Endpoint

NETLINK_NETFILTER = 12  # linux/netlink.h
SOL_NETLINK, ADD_MEMBERSHIP = 270, 1
TRACES = 9  # NFNLGRP_NFTRACE
LONGEST = 1 << 16
PATIENCE = 1.0  # seconds for the kernel to make a table


def judged(endpoint: Endpoint, datagram: bool, patience: float) -> Judged:
    """Connect once, or send one empty datagram.  Raises OSError where we may not ask."""
    with bound(endpoint, datagram) as ours, socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER) as nft:
        port = ours.getsockname()[1]
        nft.settimeout(PATIENCE)
        nft.bind((0, 0))
        nft.setsockopt(SOL_NETLINK, ADD_MEMBERSHIP, TRACES)
        heard = made(nft, *nftrace.table(named(os.getpid(), starttime(os.getpid())), port))
        source = source_of(endpoint)
        error = knocked(ours, endpoint, datagram, patience)
        return Judged(error, port, source, heard + waiting(nft))


def made(nft: socket.socket, batch: bytes, steps: int) -> bytes:
    """What was heard until the table stood.  A transaction is whole or not at all: the first error ends it."""
    nft.send(batch)
    heard, done = b"", 0
    while done < steps:
        data = nft.recv(LONGEST)
        for error in nftrace.answers(data):
            if error:
                raise OSError(error, os.strerror(error))
            done += 1
        heard += data
    return heard


def waiting(nft: socket.socket) -> bytes:
    """The kernel queues each verdict while the packet passes.  Raises OSError, ENOBUFS, where it lost one."""
    nft.setblocking(False)
    heard = b""
    with suppress(BlockingIOError):
        while True:
            heard += nft.recv(LONGEST)
    return heard


def named(pid: int, started: int) -> str:
    """Who made it: a number of a process alone may be another one's tomorrow."""
    return f"portwise-{pid}-{started}"


def is_gone(name: str) -> bool:
    """Whether a mark of that name was left by a process that has ended."""
    _, pid, started = [*name.split("-"), "", ""][:3]
    if not (name.startswith("portwise-") and pid.isdigit() and started.isdigit()):
        return False
    try:
        return starttime(int(pid)) != int(started)
    except OSError as error:
        return error.errno in (errno.ENOENT, errno.ESRCH)


def starttime(pid: int) -> int:
    from portwise.formats import procstat

    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="surrogateescape") as file:
        return procstat.stat(file.read()).starttime
