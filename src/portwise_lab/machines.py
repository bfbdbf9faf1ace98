"""
Machines that no kernel of the lab can be: Windows and macOS, recorded.

What they answer stands in the scenario, in the words of their own tools, and where these are from is noted beside it.
What the scenario does not tell is not there: a file is absent, a program is not installed, and what only Linux has is
refused as `portwise.host.portable` refuses it.
"""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any

from portwise.host.api import Heard, Holders, Me, Relay
from portwise.host.psutils import Held
from portwise.model.net import Acceptance, Attempt
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.target import Address, Endpoint

NOW = 1_763_640_000.0  # seconds since the epoch
UPTIME, TICKS = 86_400.0, 100
LOCALHOST = (ip_address("::1"), ip_address("127.0.0.1"))  # in the order of RFC 6724, as Windows and macOS keep it
OF_LINUX = ("/proc/", "/sys/", "/run/")
STAT = re.compile(r"/proc/(?P<pid>[0-9]+)/stat")
PARTS = {"exe", "cwd"}
NAME = 15  # letters of a name that Linux keeps, and psutil's are cut to


class Machine(Relay):
    """
    What a case tells of it:

    - *platform* as Python names it (win32, darwin), *folder* of whoever asks, *environment* of the same
    - *names*: what the resolver gives; *own*: addresses beside loopback; *meets*: ``"refused 10061"`` for an endpoint,
      of a connect or, behind ``"bind "``, of a bind; *says*: what a server answers; *waits*: endpoints where nobody
      takes a connection, where that is told
    - *table*: ``"tcp LISTEN 0.0.0.0:80 4"``, one line per socket with the pid of its holder; *denied*: why there is
      no table; *processes*: command lines by pid, and their *parents*, where these are not pid 1 (on Windows: none);
      where it tells *variables* of processes, all of them are listed, too
    - *prints* what a program prints, and how it *fails*, by its words; *files* by their paths
    """

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.platform: str = said["platform"]
        self.processes = {int(pid): str(words) for pid, words in said.get("processes", {}).items()}
        plain: dict[str, Callable[..., Any]] = {
            "now": lambda: 0.0,
            "clock": lambda: NOW,
            "me": lambda: Me(4321, said.get("uid", -1), said.get("folder", "/"), self.platform),
            "environment": lambda names: tuple((n, v) for n, v in said.get("environment", {}).items() if n in names),
        }
        files = (self.text, self.within, self.linked, self.printed)
        mine = (*files, self.words, self.found, self.told, self.sockets, self.holding)
        names = ("read", "names", "link", "output", "command", "running", "variables", "table", "holders")
        met = (self.looked_up, self.owned, self.tried, self.held)
        net = (*met, self.listener, self.dialled, self.heard, self.taken)
        doing = ("resolve", "owns", "attempts", "bind", "control", "dial", "converse", "accepted")
        self.able = plain | dict(zip(names, mine, strict=True)) | dict(zip(doing, net, strict=True))

    def _answer(self, method: str, *about: object) -> Any:
        if method not in self.able:
            raise self.not_here()
        return self.able[method](*about)

    def not_here(self) -> OSError:
        return OSError(errno.ENOTSUP, f"only Linux shows this, and this is {self.platform}")

    def text(self, path: str) -> str:
        if path == "/proc/uptime":
            return f"{UPTIME:.2f} 0.00"
        if found := STAT.fullmatch(path):
            who = self.process(int(found["pid"]))
            parent = self.said.get("parents", {}).get(found["pid"], int(who.pid != 1 and self.platform != "win32"))
            return f"{who.pid} ({who.name}) S {parent} 0 0 {'0 ' * 13}1 0 {who.started}"
        files: Mapping[str, str] = self.said.get("files", {})
        if path not in files:
            raise self.absent(path)
        return files[path]

    def absent(self, path: str) -> OSError:
        return self.not_here() if path.startswith(OF_LINUX) else missing()

    def within(self, path: str) -> tuple[str, ...]:
        if path == "/proc" and "variables" in self.said:
            return tuple(map(str, self.processes))
        folder = path.rstrip("/\\")
        rest = [file.removeprefix(folder) for file in self.said.get("files", {}) if file.startswith(folder)]
        found = {re.split(r"[/\\]", part)[1] for part in rest if part[:1] in ("/", "\\")}
        if not found:
            raise self.absent(path)
        return tuple(sorted(found))

    def linked(self, path: str) -> str:
        _, _, pid, part = path.split("/") if path.count("/") == 3 else ("", "", "", "")
        told: Mapping[str, str] = self.said.get(part, {}) if part in PARTS else {}
        if pid not in told:
            raise self.absent(path)
        return told[pid]

    def process(self, pid: int) -> Process:
        if pid not in self.processes:
            raise ProcessLookupError(errno.ESRCH, "the process has ended")
        first = self.processes[pid].split()[0]
        return Process(pid, int(UPTIME - pid % 3600) * TICKS, re.split(r"[/\\]", first)[-1][:NAME])

    def words(self, pid: int) -> tuple[str, ...]:
        return tuple(self.processes[self.process(pid).pid].split())

    def told(self, pid: int, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Nobody shows any where the case speaks of none."""
        if "variables" not in self.said:
            raise self.not_here()
        mine: Mapping[str, str] = self.said["variables"].get(str(self.process(pid).pid), {})
        return tuple((name, value) for name, value in mine.items() if name in names)

    def found(self, words: str) -> tuple[int, ...]:
        """The words of a command line are apart by NUL there, proc_pid_cmdline(5)."""
        return tuple(pid for pid, line in self.processes.items() if re.search(words, line.replace(" ", "\0")))

    def printed(self, argv: tuple[str, ...]) -> str:
        line = " ".join(argv)
        if line in self.said.get("fails", {}):
            raise OSError(errno.EIO, self.said["fails"][line])
        if line not in self.said.get("prints", {}):
            raise missing()
        return str(self.said["prints"][line])

    def sockets(self) -> tuple[Held, ...]:
        if why := self.said.get("denied"):
            raise PermissionError(errno.EACCES, why)
        return tuple(row(*line.split()) for line in self.said.get("table", ()))

    def holding(self, inodes: tuple[int, ...], _: bool = False) -> Holders:
        """The pid stands for the inode, as psutil has it."""
        found = tuple((pid, self.process(pid)) for pid in dict.fromkeys(inodes) if pid in self.processes)
        return Holders(found, len([pid for pid in inodes if pid not in self.processes]))

    def looked_up(self, name: str, _: float) -> tuple[Address, ...]:
        known = self.said.get("names", {}).get(name)
        if known is None and name != "localhost":
            raise socket.gaierror(-2, "Name or service not known")
        return tuple(map(ip_address, known)) if known is not None else LOCALHOST

    def owned(self, address: Address) -> bool:
        return address.is_loopback or address.is_unspecified or str(address) in self.said.get("own", ())

    def tried(self, endpoints: tuple[Endpoint, ...], _: float) -> tuple[Attempt, ...]:
        return tuple(self.met(str(endpoint), "refused 111") for endpoint in endpoints)

    def held(self, endpoint: Endpoint, reuse: bool, _: bool) -> Attempt:
        """Not met: it is bound."""
        known = self.said.get("meets", {})
        usual = known.get(f"bind {endpoint}", "bound 0")
        return self.met(f"rebind {endpoint}" if reuse else f"bind {endpoint}", usual)

    def met(self, about: str, usual: str) -> Attempt:
        outcome, number = self.said.get("meets", {}).get(about, usual).split()
        return Attempt(Outcome(outcome), int(number), None, None, 1, 1.0, queue=False)

    def listener(self, address: Address) -> Attempt:
        """One of our own, which is reached."""
        return self.met(f"control {address}", "connected 0")

    def dialled(self, endpoint: Endpoint, _: float) -> Heard:
        met = self.met(str(endpoint), "refused 111")
        return Heard(b"", "refused" if met.errno else "fin", met.errno, 1.0)

    def taken(self, endpoint: Endpoint, patience: float) -> Acceptance:
        if "waits" not in self.said:
            raise self.not_here()
        waits = str(endpoint) in self.said["waits"]
        return Acceptance(not waits, patience * 1000 if waits else 1.0, by_queue=True)

    def heard(self, endpoint: Endpoint, _: bytes, patience: float) -> Heard:
        said = self.said.get("says", {}).get(str(endpoint))
        if said is None or self.met(str(endpoint), "refused 111").errno:
            return self.dialled(endpoint, patience)
        return Heard(said.encode().replace(b"\n", b"\r\n"), "fin", 0, 2.0)


def missing() -> FileNotFoundError:
    return FileNotFoundError(errno.ENOENT, "No such file or directory")


def row(protocol: str, state: str, *places: str) -> Held:
    *ends, pid = places
    local, *remote = map(place, ends)
    return Held(protocol, state, local, remote[0] if remote else None, int(pid))


def place(text: str) -> Endpoint:
    host, _, port = text.rpartition(":")
    return Endpoint(ip_address(host.strip("[]")), int(port))
