"""Virtual machines here, the Windows around a WSL, and the container that a project is developed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.experiments import made
from portwise.collect.staff import chosen
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import DEVCONTAINER, ENTERED, GUESTS, ROUTE, WINDOWS
from portwise.model.net import Attempt
from portwise.model.process import Process
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.model.machines import DevContainer, Guest, Windows

RUNNING = r"qemu-system-|qemu-kvm|(?:^|/)kvm\x00|VBoxHeadless|VirtualBoxVM"
BY_WORDS = "/proc/*/cmdline, pgrep -af 'qemu|VBox'; VBoxManage showvminfo, virsh domifaddr"
KNOCK, PATIENCE = "connect(2), curl -v", 0.5  # seconds; it is on this machine
TO_LIST = "virsh list; VBoxManage list runningvms"

VERSION = "/proc/version"
BINFMT = "/proc/sys/fs/binfmt_misc"  # where WSL has Linux start programs of Windows
FIRST, SECOND = "Microsoft", "microsoft"  # 4.4.0-19041-Microsoft, 4.19.128-microsoft-standard; one's own is otherwise
BY_KERNEL = "/proc/version and /proc/sys/fs/binfmt_misc, uname -r; wslinfo --networking-mode"
ELSEWHERE = ip_address("192.0.2.1")  # RFC 5737: of nobody, and so behind the default gateway
NAT = "nat"

FILES = (".devcontainer/devcontainer.json", ".devcontainer.json")
BY_FILE = "the environment and the files of the project, cat .devcontainer/devcontainer.json"
VARIABLES = ("REMOTE_CONTAINERS", "CODESPACES", "DEVCONTAINER")
WORKSPACES = "/workspaces/"  # workspaceFolder, unless the file says otherwise


def guests(host: Host, _: Evidence, __: str) -> tuple[Guest, ...]:
    return tuple(found for process in chosen(host, host.running(RUNNING), bool) for found in read(host, process))


def read(host: Host, process: Process) -> Iterator[Guest]:
    from portwise.formats import guests as formats  # only where one runs
    from portwise.model.machines import Guest

    argv = host.command(process.pid)
    if formats.is_qemu(argv) and formats.networks(argv):
        yield Guest(process, "qemu", formats.name(argv), formats.lent(argv))
    elif formats.is_libvirt(argv) and (called := formats.name(argv)):
        told = host.output(("virsh", "--readonly", "--connect", "qemu:///system", "domifaddr", called))
        yield Guest(process, "libvirt", called, (), formats.leased(told))
    elif formats.is_virtualbox(argv) and (named := formats.machine(argv)):
        told = host.output(("VBoxManage", "showvminfo", named, "--machinereadable"))
        if formats.is_natted(told):
            yield Guest(process, "VirtualBox", formats.name(argv) or named, formats.rules(told))


def entered(host: Host, _: Evidence, endpoint: Endpoint) -> Attempt:
    return made(host.attempts((endpoint,), PATIENCE)[0])


def windows(host: Host, seen: Evidence, __: str) -> Windows | None:
    """None on a Linux of its own, and on what is no Linux."""
    if host.me().platform != "linux":
        return None
    version = host.read(VERSION)
    starts = interop(host)
    kernel = next(iter(version.split()[2:3]), "")  # proc_version(5): Linux version 5.15.153.1-microsoft-standard-WSL2 …
    if FIRST not in kernel and SECOND not in kernel and not starts:
        return None
    from portwise.model.machines import Windows  # few have it around them

    if FIRST in kernel:
        return Windows(kernel, 1, "", None, starts)
    gateway, mode = seen[ROUTE.of(ELSEWHERE)].gateway, ""
    with suppress(OSError):  # older ones have no such program, and then nobody says
        mode = host.output(("wslinfo", "--networking-mode")).strip().lower()
    return Windows(kernel, 2, mode, gateway if mode in ("", NAT) else None, starts)


def interop(host: Host) -> bool:
    with suppress(OSError):
        return any(name.startswith("WSLInterop") for name in host.names(BINFMT))
    return False


def devcontainer(host: Host, _: Evidence, root: str) -> DevContainer | None:
    for name in FILES:
        try:
            text = host.read(f"{root}/{name}")
        except (FileNotFoundError, NotADirectoryError):
            continue
        from portwise.formats import jsonfiles  # few have such a file
        from portwise.model.machines import DevContainer

        rows = jsonfiles.devcontainer(text, name)
        return DevContainer(name, tuple(dict.fromkeys(row.port for row in rows)), is_inside(host, root))
    return None


def is_inside(host: Host, root: str) -> bool:
    """By what editors set in their terminals there, or by the folder that they put a project into."""
    return f"{root}/".startswith(WORKSPACES) or bool(host.environment(VARIABLES))


ALL = (
    Collector(GUESTS, Cost.SLOW, BY_WORDS, TO_LIST, each(guests, BY_WORDS, TO_LIST)),
    Collector(
        ENTERED,
        Cost.SLOW,
        KNOCK,
        "curl -v",
        each(entered, KNOCK, "curl -v"),
        sends="a SYN to the same port of a virtual machine that libvirt keeps on this one",
    ),
    Collector(WINDOWS, Cost.CHEAP, BY_KERNEL, "uname -r", each(windows, BY_KERNEL, "uname -r")),
    Collector(DEVCONTAINER, Cost.CHEAP, BY_FILE, "ls .devcontainer", each(devcontainer, BY_FILE, "ls .devcontainer")),
)
