"""What is not as it was: processes, files, certificates, and what package managers, kernel and engines remember."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from portwise.formats import procstat
from portwise.host.api import Host
from portwise.model import sources
from portwise.model.evidence import Evidence, Known
from portwise.model.exchange import Certificate, Handshake
from portwise.model.facts import CONTAINERS, HERE, PROGRAM
from portwise.model.process import Process
from portwise.model.url import abridged

if TYPE_CHECKING:  # few ask what changed
    from portwise.formats.dpkglog import Step
    from portwise.model.testimony import Change

DPKG = ("/var/log/dpkg.log.1", "/var/log/dpkg.log")  # logrotate(8) compresses the older ones
APT = "/var/log/apt/history.log"
PACMAN = "/var/log/pacman.log"
RPM = ("/usr/lib/sysimage/rpm", "/var/lib/rpm")  # where the database of rpm is
DNF = "/var/log/dnf.rpm.log"
SNAPS = "/var/lib/snapd/state.json"  # closed to all but root; that it is there says that snapd is
CELLARS = ("/opt/homebrew/Cellar", "/usr/local/Cellar", "/home/linuxbrew/.linuxbrew/Cellar")
HISTORY = "/Library/Receipts/InstallHistory.plist"
WINGET = "Packages/Microsoft.DesktopAppInstaller_8wekyb3d8bbwe/LocalState/DiagOutputDir"
WTMP = "/var/log/wtmp"
MODULES, RUNNING = "/lib/modules", "/proc/sys/kernel/osrelease"
USER_HZ = 100  # asm-generic/param.h: ticks of a second as user space sees them
SLACK = 2.0  # seconds: who starts writes and reads at once
LONGEST = 1 << 20  # characters: of a longer file `read` has the beginning, and the end is what matters
LONGEST_COMMAND = 60  # characters
MOST_LOGS, MOST_IMAGES = 20, 8
SAME_BOOT = 120.0  # seconds by which two sources may differ: the clock is set while a machine starts
STAMP, ISO, MINUTES = "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"
DID = {
    "install": "was installed",
    "upgrade": "was upgraded",
    "update": "was installed or updated",
    "remove": "was removed",
    "purge": "was removed",
}
BROWSERS = (
    "chromium",
    "google-chrome",
    "firefox",
    "microsoft-edge",
    "brave",
    "opera",
    "vivaldi",
    "safari",
    "librewolf",
)
KERNELS = ("linux-image", "kernel", "linux-lts", "linux-zen", "linux-hardened")  # begins so, or is "linux" itself


def absent(read: Callable[[], str]) -> str:
    """Nothing where another system keeps it."""
    try:
        return read()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def moment(when: str) -> float:
    """Raises ValueError for what is no time, or none that this machine can count to."""
    try:
        return float(when) if when.isdigit() else counted(when)
    except OverflowError as error:
        raise ValueError(str(error)) from None


def counted(when: str) -> float:
    if when[10:11] != "T":
        return time.mktime(time.strptime(when, STAMP if len(when) > len("2026-11-20 09:07") else MINUTES))
    whole = when[:19] + when[19:].lstrip("0123456789.")
    if len(whole) == 19:
        return time.mktime(time.strptime(whole, ISO))
    import calendar  # 2 ms; time.mktime knows local times alone

    told = time.strptime(whole.replace("Z", "+0000"), f"{ISO}%z")
    return calendar.timegm(told) - (told.tm_gmtoff or 0)


def change(at: float, kind: str, what: str, process: Process | None = None, file: str = "") -> Change:
    from portwise.model.testimony import Change

    return Change(round(at, 1), time.strftime(MINUTES, time.localtime(at)), kind, what, process, file)


def starts(host: Host, seen: Evidence, now: float) -> Iterator[Change]:
    """The machine itself, and the processes that a question was asked about."""
    yield change(booted(host, now), "start", "this machine was started")
    for who in dict.fromkeys(o.question.key for o in seen if isinstance(o.question.key, Process)):
        yield change(started(host, who, now), "process", f"{called(seen, who)} started", who)


def booted(host: Host, now: float) -> float:
    return now - procstat.uptime(host.read("/proc/uptime"))


def started(host: Host, who: Process, now: float) -> float:
    return booted(host, now) + who.started / USER_HZ


def called(seen: Evidence, who: Process) -> str:
    program = seen.get(PROGRAM.of(who))
    return f"{program.called if program else who.name} (pid {who.pid})"


def files(host: Host, seen: Evidence, now: float) -> Iterator[Change]:
    """Those that an answer was read from, and who started before they were written: he may know the old text only."""
    for path, who in read_by(seen).items():
        try:
            written = host.tail(path).modified
        except OSError:
            continue  # one that cannot be opened again tells nothing
        late = who is not None and written > started(host, who, now) + SLACK
        after = f"; {called(seen, who)}, which reads it, had started before" if late and who else ""
        yield change(written, "file", f"{path} was written{after}", file=path)


def read_by(seen: Evidence) -> dict[str, Process | None]:
    """Each file, and the process that the question was about, where it was about one."""
    readers: dict[str, Process | None] = {}
    for o in seen:
        for path in sources.files(o):
            who = o.question.key if isinstance(o.question.key, Process) else None
            readers[path] = readers.get(path) or who
    return readers


def certificates(_: Host, seen: Evidence, __: float) -> Iterator[Change]:
    """When those that the servers showed began and ended."""
    shown = (o.said.value for o in seen if isinstance(o.said, Known) and isinstance(o.said.value, Handshake))
    for held in dict.fromkeys(shaken.certificate for shaken in shown if shaken.certificate):
        yield from ends(held)


def ends(held: Certificate) -> Iterator[Change]:
    yield change(held.not_after, "certificate", f"the certificate of {held.subject} expired")
    yield change(held.not_before, "certificate", f"the certificate of {held.subject} became valid")


def kind(package: str) -> str:
    name = package.lower()
    if name == "linux" or name.startswith(KERNELS):
        return "kernel"
    words = name.replace("mozilla.", "").replace("google.", "google-").replace("microsoft.", "microsoft-")
    return "browser" if words.startswith(BROWSERS) else "package"


def told(step: Step) -> Change:
    versions = " -> ".join(version for version in (step.before, step.after) if version)
    which = kind(step.package)
    what = f"{which} {step.package} {DID[step.did]}" + (f" ({versions})" if versions else "")
    return change(moment(step.when), which, what)


def packages(host: Host, _: Evidence, __: float) -> Iterator[Change]:
    """Debian's and Ubuntu's.  The same version once more is no change: apt-get install --reinstall."""
    from portwise.formats import dpkglog

    for path in DPKG:
        for step in dpkglog.steps(absent(lambda path=path: host.read(path))):  # type: ignore[misc]
            if step.did != "upgrade" or step.before != step.after:
                yield told(step)


def apt(host: Host, _: Evidence, __: float) -> Iterator[Change]:
    """Who had it done: a person, or a timer at night."""
    from portwise.formats import packagelogs

    for run in packagelogs.apt(absent(lambda: host.read(APT))):
        did = ", ".join(f"{count} {word}" for word, count in run.did)
        yield change(moment(run.when), "command", f"`{abridged(run.command, LONGEST_COMMAND)}` ran: {did}")


def latest(host: Host, path: str) -> str:
    """The end of a log that is longer than `read` would read."""
    text = absent(lambda: host.read(path))
    return text if len(text) < LONGEST else "\n".join(host.tail(path).lines)


def pacman(host: Host, _: Evidence, __: float) -> Iterator[Change]:
    from portwise.formats import packagelogs

    return map(told, packagelogs.pacman(latest(host, PACMAN)))


def rpm(host: Host, _: Evidence, __: float) -> Iterator[Change]:
    """The database has all that is there, whoever installed it; the log of dnf also what was there before."""
    from portwise.formats import packagelogs

    logged = tuple(packagelogs.dnf(latest(host, DNF)))
    yield from map(told, logged)
    if any(absent(lambda path=path: " ".join(host.names(path))) for path in RPM):  # type: ignore[misc]
        known = {(step.package, step.after) for step in logged}
        text = host.output(("rpm", "--query", "--all", "--queryformat", packagelogs.RPM_QUERY))
        yield from (told(step) for step in packagelogs.rpm(text) if (step.package, step.after) not in known)


def snaps(host: Host, _: Evidence, __: float) -> Iterator[Change]:
    from portwise.formats import packagelogs

    if absent(lambda: " ".join(host.names(SNAPS.rpartition("/")[0]))):
        yield from map(told, packagelogs.snap(host.output(("snap", "changes", "--abs-time"))))


def brew(host: Host, _: Evidence, __: float) -> Iterator[Change]:
    from portwise.formats import packagelogs

    for cellar in CELLARS:
        for package in absent(lambda path=cellar: "\n".join(host.names(path))).splitlines():  # type: ignore[misc]
            for version in host.names(f"{cellar}/{package}"):
                text = absent(lambda path=f"{cellar}/{package}/{version}": host.read(f"{path}/INSTALL_RECEIPT.json"))  # type: ignore[misc]
                if text:
                    yield told(packagelogs.receipt(text, package, version))


def macos(host: Host, _: Evidence, __: float) -> Iterator[Change]:
    from portwise.formats import packagelogs

    if text := absent(lambda: host.read(HISTORY)):
        yield from map(told, packagelogs.history(text))


def winget(host: Host, _: Evidence, __: float) -> Iterator[Change]:
    from portwise.formats import packagelogs

    local = dict(host.environment(("LOCALAPPDATA",))).get("LOCALAPPDATA", "")
    if not local:
        return
    names = absent(lambda: "\n".join(host.names(f"{local}/{WINGET}"))).splitlines()
    for name in [name for name in names if name.startswith("WinGet-20")][-MOST_LOGS:]:
        yield from map(told, packagelogs.winget(host.read(f"{local}/{WINGET}/{name}")))


def boots(host: Host, _: Evidence, now: float) -> Iterator[Change]:
    """The starts before the last one, and where another kernel was started than before."""
    from portwise.formats import wtmp

    data = absent(lambda: host.read(WTMP)).encode("utf-8", "surrogateescape")
    last = booted(host, now) if data else 0.0
    before = ""
    for boot in wtmp.boots(data):
        if before and boot.kernel and boot.kernel != before:
            yield change(boot.at, "kernel", f"this machine was started with another kernel ({before} -> {boot.kernel})")
        elif abs(boot.at - last) > SAME_BOOT:
            yield change(boot.at, "start", "this machine was started")
        before = boot.kernel or before


def kernels(host: Host, _: Evidence, now: float) -> Iterator[Change]:
    """Those that were installed since the machine was started, and do not run yet; depmod(8) writes their lists."""
    installed = absent(lambda: "\n".join(host.names(MODULES))).splitlines()
    if not installed:
        return
    running, boot = host.read(RUNNING).strip(), booted(host, now)
    for version in installed:
        if version != running:
            try:
                at = host.tail(f"{MODULES}/{version}/modules.dep").modified
            except FileNotFoundError:  # what a removed kernel left
                continue
            if at > boot:
                yield change(at, "kernel", f"kernel {version} was installed, and {running} still runs")


def images(host: Host, seen: Evidence, _: float) -> Iterator[Change]:
    """When the images of the containers that were looked at were pulled or built, by their engine."""
    import json

    used = dict.fromkeys((c.ref.engine.socket, c.image) for c in seen.get(CONTAINERS.of(HERE)) or ())
    for socket, image in list(used)[:MOST_IMAGES]:
        told = json.loads(host.engine(socket, f"/images/{image}/json"))
        tagged = told.get("Metadata", {}).get("LastTagTime", "") if isinstance(told, dict) else ""
        if tagged[:2] == "20":  # the zero of Go's times is the year 1
            yield change(moment(tagged), "image", f"image {image} was pulled or built")


ALL = (starts, files, certificates, packages, apt, pacman, rpm, snaps, brew, macos, winget, boots, kernels, images)
