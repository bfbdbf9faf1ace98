"""One thing taken away from who asks: what containers, sandboxes and careful administrators do to a process."""

from __future__ import annotations

import errno
import fcntl
import json
import resource
import socket
from collections.abc import Callable, Iterator, Mapping
from itertools import count, islice

from portwise.host.knock import IP_RECVERR, IPV6_RECVERR, MSG_ERRQUEUE
from portwise.host.local import Local
from portwise.host.recorded import Recorder
from portwise.model.record import NamedTuple
from portwise.render.json import document
from portwise_lab.case import HOSTS, Case
from portwise_lab.client import met
from portwise_lab.run import look
from portwise_lab.seccomp import Argument, Deny, refuse

COUNTERS = ("/net/snmp", "/net/netstat", "/net/dev")
EPERM = errno.EPERM

NETLINK = Deny("socket", EPERM, (Argument(0, socket.AF_NETLINK),))
SIX = Deny("socket", errno.EAFNOSUPPORT, (Argument(0, socket.AF_INET6),))
RECVERR = (
    Deny("setsockopt", EPERM, (Argument(1, socket.IPPROTO_IP), Argument(2, IP_RECVERR))),
    Deny("setsockopt", EPERM, (Argument(1, socket.IPPROTO_IPV6), Argument(2, IPV6_RECVERR))),
)
ERRQUEUE = Deny("recvmsg", EPERM, (Argument(2, MSG_ERRQUEUE, any_bit=True),))


class Lack(NamedTuple):
    """What is taken away, how, and which facts can then not be known."""

    name: str
    denied: tuple[Deny, ...] = ()
    descriptors: int | None = None  # how many more may be opened
    counters: Callable[[], str] | None = None  # what reading the counters gives instead
    hosts: str = HOSTS
    commands: tuple[str, ...] = ()  # before the servers
    after: tuple[str, ...] = ()  # when the servers stand
    files: Mapping[str, str] = {}
    unknown: frozenset[str] = frozenset()  # names of facts, where a refusal is diagnosed
    connects: bool = True  # whether the attempt itself can still be made
    six: bool = True  # whether a server can use IPv6
    foreign: bool = False  # whether the servers are another user's where a user asks
    blames: tuple[str, ...] = ()  # what is wrong with localhost then, besides


def unreadable() -> str:
    raise PermissionError(errno.EACCES, "taken away")


NO_RESOLVER = "mount --bind /mnt/home/resolv.conf /etc/resolv.conf"
LACKS = (
    Lack("nothing"),
    Lack("netlink", (NETLINK,), unknown=frozenset({"bound"})),
    Lack("IPv6 sockets", (SIX,)),
    Lack("IP_RECVERR", RECVERR, unknown=frozenset({"icmp"})),
    Lack("the error queue", (ERRQUEUE,), unknown=frozenset({"icmp"})),
    Lack("bind", (Deny("bind", EPERM),), unknown=frozenset({"calibration", "traces"})),
    Lack("connect", (Deny("connect", EPERM),), connects=False, blames=("sandbox-blocks-sockets",)),
    Lack("readlink", (Deny("readlink", EPERM), Deny("readlinkat", EPERM))),
    Lack("all but connect", (NETLINK, *RECVERR, ERRQUEUE, Deny("bind", EPERM), Deny("readlink", EPERM))),
    Lack("other users' processes", after=("mount -t proc -o hidepid=2 proc /proc",), foreign=True),
    Lack("all of /proc but processes", after=("mount -t proc -o subset=pid proc /proc",)),
    Lack("/proc", after=("mount -t tmpfs none /proc",), unknown=frozenset({"traces"})),
    Lack("counters", counters=unreadable, unknown=frozenset({"traces"})),
    Lack("counters that make sense", counters=lambda: "\udc80:\n\0\n-- 1: x\n", unknown=frozenset({"traces"})),
    Lack(
        "IPv6",
        commands=("sysctl -qw net.ipv6.conf.all.disable_ipv6=1",),
        six=False,
        blames=("ipv6-disabled-localhost-ipv6",),
    ),
    Lack(
        "the resolver",
        hosts="",
        after=(NO_RESOLVER,),
        files={"resolv.conf": "nameserver 127.0.0.1\n"},
        blames=("hosts-file-localhost-broken",),
    ),
    Lack("file descriptors", descriptors=0, unknown=frozenset({"attempt"})),
    Lack("all file descriptors but one", descriptors=1),
    Lack("all file descriptors but two", descriptors=2),
)
BY_NAME = {lack.name: lack for lack in LACKS}

DROP = "table inet t { chain c { type filter hook input priority 0; tcp dport 8000 drop; }; }"
RESET = "table inet t { chain c { type filter hook input priority 0; tcp dport 8000 reject with tcp reset; }; }"
ICMP = (
    "table ip t { chain c { type filter hook input priority 0; tcp dport 8000 reject with icmp port-unreachable; }; }"
)


def cases() -> Iterator[Case]:
    """Under every lack: nobody there, a healthy server, and a filter of each kind in front of it."""
    for lack in LACKS:
        bare = Case(
            scenario=lack.name,
            name="nothing listens",
            ask="localhost:8000",
            symptom="refused" if lack.hosts else "name-failure",
            blamed=("nothing-listening", *lack.blames),
            hosts=lack.hosts,
            commands=lack.commands,
            after=lack.after,
            files=lack.files,
            foreign=lack.foreign,
        )
        yield bare
        served = bare._replace(servers=("listen [::]:8000" if lack.six else "listen 0.0.0.0:8000",))
        yield served._replace(
            name="a healthy server", symptom="connected" if lack.hosts else "name-failure", blamed=lack.blames
        )
        filtered = served._replace(ask="127.0.0.1:8000", symptom="refused")
        yield filtered._replace(name="a filter that resets", nft=RESET, blamed=(*lack.blames, "firewall-reject-rst"))
        yield filtered._replace(
            name="a filter that sends ICMP", nft=ICMP, blamed=(*lack.blames, "firewall-reject-icmp")
        )
        yield filtered._replace(
            name="a filter that drops", nft=DROP, symptom="timeout", blamed=(*lack.blames, "firewall-drop")
        )


class Deprived(Local):
    """A machine whose counters read otherwise."""

    def __init__(self, counters: Callable[[], str] | None) -> None:
        self._counters = counters

    def read(self, path: str) -> str:
        return self._counters() if self._counters and path.endswith(COUNTERS) else super().read(path)


def leave(free: int) -> None:
    """Lower RLIMIT_NOFILE, which is one above the highest number that a descriptor may get, until *free* are left."""
    numbers = (number for number in count() if not is_open(number))
    limit = next(islice(numbers, free, None))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))


def is_open(number: int) -> bool:
    try:
        fcntl.fcntl(number, fcntl.F_GETFD)
    except OSError:
        return False
    return True


def observe(case: Case) -> bytes:
    """Meet the situation as a plain client, lose what is to be lost, and ask."""
    lack = BY_NAME[case.scenario]
    plainly = met(case)
    if lack.denied:
        refuse(lack.denied)
    if lack.descriptors is not None:
        leave(lack.descriptors)
    machine = Recorder(Deprived(lack.counters))
    report, _ = look(case, machine)
    return json.dumps({"met": plainly, "said": document(report), "recording": machine.json()}).encode()
