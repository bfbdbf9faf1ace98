"""
Virtual machines and the ports that are lent to them, by the words of their programs.

qemu(1), -netdev user,…,hostfwd=[tcp|udp]:[hostaddr]:hostport-[guestaddr]:guestport, and the same behind -nic and -net;
VBoxHeadless --startvm, and `VBoxManage showvminfo NAME --machinereadable` (VirtualBox manual, chapter 8): lines as
Forwarding(0)="ssh,tcp,127.0.0.1,2222,,22".

A machine of libvirt is a qemu whose files lie below /var/lib/libvirt, in a network that libvirt made; virsh(1) tells
its addresses with domifaddr: lines as ``vnet0  52:54:00:2c:21:8f  ipv4  192.168.122.45/24``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from ipaddress import ip_interface

from portwise.formats.commandline import base, port_of
from portwise.model.machines import Lent
from portwise.model.target import Address

QEMU = "qemu-system-"
KVM = ("qemu-kvm", "kvm")
VIRTUALBOX = ("VBoxHeadless", "VirtualBoxVM")
NETWORK = ("-netdev", "-nic", "-net")
USER = ("user", "slirp")  # the second is what libvirt calls it in places
FORWARD = re.compile(r"(?:(tcp|udp)?:)?(\[[^]]*\]|[^:]*):(\d+)-(\[[^]]*\]|[^:]*):(\d+)")
RULE = re.compile(r'Forwarding\(\d+\)="[^,"]*,tcp,([^,"]*),(\d+),[^,"]*,(\d+)"')
LIBVIRT = "/var/lib/libvirt/"
LEASED = re.compile(r"^\s*\S+\s+[0-9a-f:]{17}\s+ipv[46]\s+(\S+/\d+)\s*$", re.MULTILINE)
NATTED = re.compile(r'^nic\d+="nat"$', re.MULTILINE)


def is_qemu(argv: tuple[str, ...]) -> bool:
    return bool(argv) and (base(argv[0]).startswith(QEMU) or base(argv[0]) in KVM)


def is_virtualbox(argv: tuple[str, ...]) -> bool:
    return bool(argv) and base(argv[0]) in VIRTUALBOX


def is_libvirt(argv: tuple[str, ...]) -> bool:
    return is_qemu(argv) and any(LIBVIRT in word for word in argv)


def leased(told: str) -> tuple[Address, ...]:
    return tuple(ip_interface(place).ip for place in LEASED.findall(told))


def option(argv: tuple[str, ...], *names: str) -> Iterator[str]:
    pairs = zip(argv, (*argv[1:], ""), strict=True)
    return (value for word, value in pairs if word.replace("--", "-", 1) in names)


def networks(argv: tuple[str, ...]) -> list[str]:
    """Those of user mode, as qemu has them; one that was written as JSON is put into the other form."""
    plain = (value if value[:1] != "{" else spelled(value) for value in option(argv, *NETWORK))
    return [value for value in plain if value.partition(",")[0] in USER]


def spelled(value: str) -> str:
    """libvirt hands its -netdev over as JSON, QAPI schema NetdevUserOptions."""
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(told, dict):
        return ""
    rules = told.get("hostfwd") if isinstance(told.get("hostfwd"), list) else []
    said = (f"hostfwd={rule.get('str', '')}" for rule in rules or () if isinstance(rule, dict))
    return ",".join((str(told.get("type", "")), *said))


def lent(argv: tuple[str, ...]) -> tuple[Lent, ...]:
    """TCP alone; what cannot be read is left out."""
    words = (word for network in networks(argv) for word in network.split(",") if word.startswith("hostfwd="))
    found = (FORWARD.fullmatch(word.removeprefix("hostfwd=")) for word in words)
    return tuple(
        Lent(rule[2].strip("[]"), int(rule[3]), int(rule[5]))
        for rule in found
        if rule and rule[1] != "udp" and port_of(rule[3]) and port_of(rule[5])
    )


def name(argv: tuple[str, ...]) -> str:
    """``-name shop``, ``-name guest=shop,debug-threads=on``, ``--comment shop`` of VirtualBox."""
    said = next(option(argv, "-name", "-comment"), "")
    return next(
        (part.removeprefix("guest=") for part in said.split(",") if "=" not in part or part[:6] == "guest="), ""
    )


def machine(argv: tuple[str, ...]) -> str:
    """Which one a process of VirtualBox runs, "" where it does not say."""
    return next(option(argv, "-startvm"), "")


def is_natted(info: str) -> bool:
    return bool(NATTED.search(info))


def rules(info: str) -> tuple[Lent, ...]:
    found = (rule.groups() for rule in RULE.finditer(info))
    return tuple(Lent(address, int(port), int(guest)) for address, port, guest in found)
