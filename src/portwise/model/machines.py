"""Machines within this one, and around it: virtual machines, WSL, development containers."""

from __future__ import annotations

from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.target import Address


class Lent(NamedTuple):
    """A port of this machine that leads into a virtual one."""

    address: str  # "" for every address
    port: int
    guest_port: int


class Guest(NamedTuple):
    """A running virtual machine behind the NAT of this one: only lent ports lead into it, or an address of its own."""

    process: Process
    program: str  # qemu, VirtualBox, libvirt
    name: str  # "" where it was given none
    lent: tuple[Lent, ...]
    addresses: tuple[Address, ...] = ()  # of a network that is on this machine alone, as libvirt makes one


class Windows(NamedTuple):
    """The Windows under a WSL, as seen from inside Linux."""

    kernel: str  # 5.15.153.1-microsoft-standard-WSL2
    version: int  # 1: system calls of Windows, 2: a virtual machine
    mode: str  # nat, mirrored, …; "" where nobody says
    gateway: Address | None  # where Windows is, in nat
    interop: bool  # programs of Windows can be started from here


class DevContainer(NamedTuple):
    """The development container that a project describes."""

    file: str
    forwards: tuple[int, ...]
    inside: bool  # whoever asks is in it


class System(NamedTuple):
    """What a machine runs."""

    platform: str  # as Python names it: linux, darwin, win32
    version: str  # 6.18.4 of Linux, 15.1 of macOS, 10.0.22631 of Windows

    @property
    def major(self) -> int:
        """Its first number, 0 where it has none."""
        first = self.version.partition(".")[0]
        return int(first) if first.isdecimal() else 0
