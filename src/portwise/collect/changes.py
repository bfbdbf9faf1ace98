"""What changed on this machine since a moment, as far as it remembers; asked only where somebody named the moment."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.formats import procstat
from portwise.host.api import Host
from portwise.model import sources
from portwise.model.evidence import Evidence, Known
from portwise.model.exchange import Certificate, Handshake
from portwise.model.facts import CHANGES, PROGRAM
from portwise.model.process import Process

if TYPE_CHECKING:
    from portwise.model.testimony import Change, Changes

SOURCE, TO_KNOW = "process, file and certificate times, /var/log/dpkg.log, ps -eo lstart,args", "ps -eo lstart,args"
DPKG = "/var/log/dpkg.log"
USER_HZ = 100  # asm-generic/param.h: ticks of a second as user space sees them
CLOCK_TICK = 1.0  # seconds by which two ways to tell one time may differ
MOST_PACKAGES = 8
STAMP = "%Y-%m-%d %H:%M:%S"  # of dpkg, in local time
DID = {"install": "was installed", "upgrade": "was upgraded", "remove": "was removed", "purge": "was removed"}


def changes(host: Host, seen: Evidence, since: float) -> Changes:
    """A source that cannot be read is named; the rest is told all the same."""
    from portwise.model.testimony import Changes  # few ask what changed

    now = host.clock()
    rows: list[Change] = []
    unread: list[str] = []
    for look in (starts, files, certificates, packages):
        try:
            rows += look(host, seen, now)
        except (OSError, ValueError) as error:
            unread.append(f"{look.__name__}: {getattr(error, 'strerror', None) or error}")
    late = sorted((row for row in rows if since < row.at <= now + CLOCK_TICK), key=lambda row: -row.at)
    return Changes(tuple(limited(late)), tuple(unread))


def limited(rows: list[Change]) -> Iterator[Change]:
    """A release upgrade brings hundreds of packages; the latest of them are enough."""
    left = MOST_PACKAGES
    for row in rows:
        left -= row.kind == "package"
        if row.kind != "package" or left >= 0:
            yield row


def change(at: float, kind: str, what: str, process: Process | None = None, file: str = "") -> Change:
    from portwise.model.testimony import Change

    return Change(round(at, 1), time.strftime("%Y-%m-%d %H:%M", time.localtime(at)), kind, what, process, file)


def starts(host: Host, seen: Evidence, now: float) -> Iterator[Change]:
    """The machine itself, and the processes that a question was asked about."""
    boot = now - procstat.uptime(host.read("/proc/uptime"))
    yield change(boot, "start", "this machine was started")
    for who in dict.fromkeys(o.question.key for o in seen if isinstance(o.question.key, Process)):
        program = seen.get(PROGRAM.of(who))
        called = program.called if program else who.name
        yield change(boot + who.started / USER_HZ, "process", f"{called} (pid {who.pid}) started", who)


def files(host: Host, seen: Evidence, _: float) -> Iterator[Change]:
    """Those that an answer was read from; one that cannot be opened again tells nothing."""
    for path in dict.fromkeys(path for o in seen for path in sources.files(o)):
        try:
            written = host.tail(path).modified
        except OSError:
            continue
        yield change(written, "file", f"{path} was written", file=path)


def certificates(_: Host, seen: Evidence, __: float) -> Iterator[Change]:
    """When those that the servers showed began and ended."""
    shown = (o.said.value for o in seen if isinstance(o.said, Known) and isinstance(o.said.value, Handshake))
    for held in dict.fromkeys(shaken.certificate for shaken in shown if shaken.certificate):
        yield from ends(held)


def ends(held: Certificate) -> Iterator[Change]:
    yield change(held.not_after, "certificate", f"the certificate of {held.subject} expired")
    yield change(held.not_before, "certificate", f"the certificate of {held.subject} became valid")


def packages(host: Host, _: Evidence, __: float) -> Iterator[Change]:
    """Debian's and Ubuntu's; another system keeps no such file.  The same version once more is no change."""
    from portwise.formats import dpkglog

    try:
        text = host.read(DPKG)
    except FileNotFoundError:
        return
    for step in dpkglog.steps(text):
        if step.did == "upgrade" and step.before == step.after:  # apt-get install --reinstall
            continue
        at = time.mktime(time.strptime(step.when, STAMP))
        versions = " -> ".join(version for version in (step.before, step.after) if version)
        yield change(at, "package", f"package {step.package} {DID[step.did]} ({versions})")


REMEMBERING = Collector(CHANGES, Cost.SLOW, SOURCE, TO_KNOW, each(changes, SOURCE, TO_KNOW))
