"""Recorded machines: virtual ones, the Windows around a WSL, the container that a project is developed in."""

import errno
from ipaddress import ip_address

import pytest

from portwise.collect.machines import ALL, ELSEWHERE
from portwise.host.api import Me, Relay
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import DEVCONTAINER, GUESTS, HERE, ROUTE, WINDOWS
from portwise.model.machines import DevContainer, Guest, Lent, Windows
from portwise.model.net import Route
from portwise.model.process import Process
from portwise.model.target import Target

COLLECTORS = {collector.answers: collector for collector in ALL}
GATEWAY = ip_address("172.21.208.1")
DEFAULT = Answer(ROUTE.of(ELSEWHERE), Known(Route("unicast", "eth0", None, GATEWAY)), "test")
# The versions of the kernels: github.com/powersj/whatsthis, issue 10 (2020-12-27: WSL 1, and an early WSL 2);
# github.com/microsoft/WSL, issue 11061 (2024-01-23)
WSL1 = "Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com) (gcc version 5.4.0 (GCC) ) #488-Microsoft\n"
WSL2 = "Linux version 5.10.102.1-microsoft-standard-WSL2 (oe-user@oe-host) #1 SMP Wed Mar 2 00:30:59 UTC 2022\n"
EARLY = "Linux version 4.19.128-microsoft-standard (oe-user@oe-host) (gcc version 8.2.0 (GCC)) #1 SMP Tue Jun 23\n"
OWN = "Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) #1 SMP\n"
BINFMT = "/proc/sys/fs/binfmt_misc"


class Machine(Relay):
    """Files as texts, folders as tuples, programs by their words."""

    platform = "linux"

    def __init__(self, files, programs=None, environment=()):
        self.files, self.programs, self.set = files, programs or {}, environment

    def _answer(self, method, *about):
        if method == "me":
            return Me(1, 0, "/", self.platform)
        if method == "environment":
            return self.set
        if method == "running":
            return (7,) if "/proc/7/cmdline" in self.files else ()
        if method == "command":
            return tuple(self.files["/proc/7/cmdline"].split())
        known = self.programs if method == "output" else self.files
        if about[0] not in known:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        return known[about[0]]


def said(question, machine):
    seen = Evidence(Target.parse("localhost:3000")).plus([DEFAULT])
    (answer,) = COLLECTORS[question.fact].collect(machine, seen, (question,))
    return answer.said


@pytest.mark.parametrize(
    ("files", "mode", "windows"),
    [
        ({"/proc/version": OWN}, "", None),
        ({"/proc/version": OWN, BINFMT: ("register", "status")}, "", None),
        ({"/proc/version": WSL2}, "", Windows("5.10.102.1-microsoft-standard-WSL2", 2, "", GATEWAY, False)),
        ({"/proc/version": EARLY}, "", Windows("4.19.128-microsoft-standard", 2, "", GATEWAY, False)),
        ({"/proc/version": WSL2}, "nat", Windows("5.10.102.1-microsoft-standard-WSL2", 2, "nat", GATEWAY, False)),
        (
            {"/proc/version": WSL2},
            "mirrored",
            Windows("5.10.102.1-microsoft-standard-WSL2", 2, "mirrored", None, False),
        ),
        (
            {"/proc/version": WSL2, BINFMT: ("WSLInterop", "register", "status")},
            "nat",
            Windows("5.10.102.1-microsoft-standard-WSL2", 2, "nat", GATEWAY, True),
        ),
        # a kernel of one's own, as .wslconfig allows
        (
            {"/proc/version": OWN, BINFMT: ("WSLInterop-late",)},
            "nat",
            Windows("6.1.0-18-amd64", 2, "nat", GATEWAY, True),
        ),
        ({"/proc/version": WSL1}, "", Windows("4.4.0-19041-Microsoft", 1, "", None, False)),
    ],
)
def test_the_windows_around_a_linux(files, mode, windows):
    """By the kernel's version, by who starts programs of Windows, and by the word of WSL itself."""
    machine = Machine(files, {("wslinfo", "--networking-mode"): f"{mode}\n"} if mode else {})

    assert Known(windows) == said(WINDOWS.of(HERE), machine)


def test_another_system_is_no_wsl():
    """Known at once, without a file that only Linux has."""
    machine = Machine({})
    machine.platform = "darwin"

    assert Known(None) == said(WINDOWS.of(HERE), machine)


STAT = "7 (VBoxHeadless) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 0 0 4 0 1000 0 0"
INFO = 'name="shop"\nnic1="nat"\nForwarding(0)="web,tcp,,5080,,3000"\n'
LEASES = ("virsh", "--readonly", "--connect", "qemu:///system", "domifaddr", "shop")
SHOW = ("VBoxManage", "showvminfo", "7a3c", "--machinereadable")


@pytest.mark.parametrize(
    ("line", "info", "guests"),
    [
        ("VBoxHeadless --comment shop --startvm 7a3c", INFO, [("VirtualBox", "shop", (Lent("", 5080, 3000),))]),
        ("VBoxHeadless --comment shop --startvm 7a3c", 'nic1="bridged"\n', []),
        (
            "qemu-system-x86_64 -name shop -nic user,hostfwd=tcp::5080-:3000",
            "",
            [("qemu", "shop", (Lent("", 5080, 3000),))],
        ),
        ("qemu-system-x86_64 -nic tap", "", []),
        (
            "qemu-system-x86_64 -name guest=shop -object secret,file=/var/lib/libvirt/qemu/domain-5-shop/k -netdev tap",
            " vnet0  52:54:00:2c:21:8f  ipv4  192.168.122.45/24",
            [("libvirt", "shop", (), (ip_address("192.168.122.45"),))],
        ),
        ("vi qemu-system-x86_64", "", []),
    ],
)
def test_who_is_behind_nat(line, info, guests):
    """qemu by its words, VirtualBox and libvirt by what they say of the machine."""
    machine = Machine({"/proc/7/cmdline": line, "/proc/7/stat": STAT}, {SHOW: info, LEASES: info})
    process = Process(7, 1000, "VBoxHeadless")

    assert Known(tuple(Guest(process, *guest) for guest in guests)) == said(GUESTS.of(HERE), machine)


FILE = ".devcontainer/devcontainer.json"


@pytest.mark.parametrize(
    ("root", "environment", "inside"),
    [
        ("/home/ann/shop", (), False),
        ("/home/ann/shop", (("REMOTE_CONTAINERS", "true"),), True),
        ("/workspaces/shop", (), True),
    ],
)
def test_who_asks_in_the_container(root, environment, inside):
    """Editors say so in their terminals, and put projects into one folder."""
    machine = Machine({f"{root}/{FILE}": '{"forwardPorts": [3000, "db:5432"]} // as people write it'}, {}, environment)

    assert Known(DevContainer(FILE, (3000, 5432), inside)) == said(DEVCONTAINER.of(root), machine)


def test_a_project_without_such_a_container():
    """A plain no."""
    assert Known(None) == said(DEVCONTAINER.of("/home/ann/shop"), Machine({}))
