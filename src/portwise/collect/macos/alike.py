"""What a Mac tells in the same way as Linux, and shows a person by other commands."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect import icmp, local, names, processes
from portwise.collect.collector import Collector, Questions
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Unknown
from portwise.model.process import Process


def shown(collector: Collector, reads: str, to_know: str = "") -> Collector:
    """The same answers with another source, and where *to_know* is given with another way to have what is hidden."""

    def collect(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
        for answer in collector.collect(host, seen, asked):
            key = answer.question.key
            source = reads.replace("PID", str(key.pid)) if isinstance(key, Process) else reads
            said = answer.said
            if to_know and isinstance(said, Unknown):
                said = said._replace(to_know=to_know)
            yield answer._replace(source=source, said=said)

    return collector._replace(reads=reads, to_know=to_know or collector.to_know, collect=collect)


ALL = (
    shown(local.LOCALITY, "bind(2), ifconfig"),
    shown(names.LOOKING, "getaddrinfo(3), dscacheutil -q host", "dscacheutil -q host"),
    shown(names.WRITTEN, "/etc/hosts, cat /etc/hosts"),
    shown(processes.COMMANDS, "libproc, ps -o args= -p PID"),
    shown(processes.PROGRAMS, "libproc, ps -o args= -p PID"),
    shown(processes.FILES, "libproc, lsof -a -p PID -d txt"),
    shown(processes.FOLDERS, "libproc, lsof -a -p PID -d cwd"),
    shown(processes.AGES, "libproc, ps -o etime= -p PID"),
    shown(icmp.QUEUEING, "macOS keeps no error queue for a socket", "sudo tcpdump -n icmp or icmp6"),
)
