"""The attempt many times over, for what fails only now and then or only under load."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import cycle, islice

from portwise import collect, knowledge
from portwise.app.asking import know
from portwise.app.manner import Manner
from portwise.collect import gauges
from portwise.host.api import Host
from portwise.model.cause import Way
from portwise.model.evidence import Evidence
from portwise.model.facts import HERE, LISTENERS, OWNERS
from portwise.model.process import Process
from portwise.model.repeat import Gauge, Met, Repeat, counted, delayed, percentile
from portwise.model.report import Report, Verdict
from portwise.model.target import Endpoint
from portwise.probe import again
from portwise.reason import counted as counting

MOST, MOST_AT_ONCE = 500, 50
LONGEST = 60.0  # seconds for all of them
GLANCE = 0.01  # seconds between two looks at the queue, while nothing ends


def can_be_repeated(report: Report) -> bool:
    return Way.of(report.target) is Way.TCP and bool(report.evidence.endpoints)


def strangers(report: Report, host: Host) -> tuple[Endpoint, ...]:
    """The endpoints that are not this machine's own; whose they are should be asked first."""
    return tuple(at for at in report.evidence.endpoints if not at.address.is_loopback and not owned(host, at))


def owned(host: Host, at: Endpoint) -> bool:
    try:
        return host.owns(at.address)
    except OSError:
        return False


def repeated(report: Report, host: Host, times: int, concurrency: int, manner: Manner) -> Report:
    """The report and what came of repeating it, each address in turn."""
    if not (1 <= times <= MOST and 1 <= concurrency <= MOST_AT_ONCE):
        raise ValueError(f"at most {MOST} times, and {MOST_AT_ONCE} at once")
    seen, port, started = report.evidence, report.target.port or 0, host.now()
    who, here = owners(seen, port), not strangers(report, host)
    before = gauges.gauge(host, port, who)
    met, peak = made(host, report, islice(cycle(seen.endpoints), times), min(concurrency, times), manner.timeout)
    after = gauges.gauge(host, port, who)
    repeat = Repeat(
        asked=times,
        done=len(met),
        concurrency=min(concurrency, times),
        outcomes=counted(met),
        p50_ms=percentile(met, 50),
        p99_ms=percentile(met, 99),
        delayed=delayed(met),
        before=before if here else NOT_OURS,
        after=after if here else NOT_OURS,
        peak=peak if here else None,
        elapsed_ms=round((host.now() - started) * 1000, 1),
        source=f"{again.SOURCE}; {gauges.SOURCE}" if here else again.SOURCE,
    )
    return settled(blamed(report, repeat, host, manner), repeat)


def settled(report: Report, repeat: Repeat) -> Report:
    """With what was counted; what goes well only now and then is ambiguous."""
    intermittent = report.verdict in (Verdict.REACHABLE, Verdict.BROKEN) and 0 < repeat.failed < repeat.done
    failing = report.verdict is Verdict.REACHABLE and repeat.failed > 0
    return report._replace(repeat=repeat, verdict=Verdict.AMBIGUOUS if intermittent or failing else report.verdict)


def blamed(report: Report, repeat: Repeat, host: Host, manner: Manner) -> Report:
    """With the causes that counters name, and about whom they are."""
    causes, seen = counting.named(report, repeat, knowledge.causes()), report.evidence
    while asked := counting.wonders(causes, seen):
        seen = know(host, collect.ALL, seen, asked, manner)
    return counting.counted(report._replace(observations=tuple(seen)), repeat, causes)


NOT_OURS = Gauge(None, None, None, None)


def owners(seen: Evidence, port: int) -> tuple[Process, ...]:
    mine = [socket for socket in seen.get(LISTENERS.of(HERE)) or () if socket.port == port]
    return tuple(dict.fromkeys(who for s in mine for who in seen.get(OWNERS.of(s.inode)) or ()))


def made(
    host: Host, report: Report, spots: Iterator[Endpoint], concurrency: int, patience: float
) -> tuple[list[Met], int | None]:
    """All attempts, and the most that waited in the accept queue meanwhile."""
    met: list[Met] = []
    peaks: list[int] = []
    take, end = guarded(spots), host.now() + LONGEST

    def work() -> None:
        while (at := take()) is not None and host.now() < end:
            met.append(again.once(host, report.target, at, patience))

    with ThreadPoolExecutor(concurrency) as pool:
        running = {pool.submit(work) for _ in range(concurrency)}
        while running:
            done, running = wait(running, timeout=GLANCE)
            if (waits := gauges.waiting(host, report.target.port or 0)) is not None:
                peaks.append(waits)
            for ended in done:
                ended.result()
    return met, max(peaks, default=None)


def guarded(spots: Iterator[Endpoint]) -> Callable[[], Endpoint | None]:
    """The next one for whichever thread comes; None when there are no more."""
    lock = threading.Lock()

    def take() -> Endpoint | None:
        with lock:
            return next(spots, None)

    return take
