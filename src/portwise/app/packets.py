"""The packets of a report as a file for Wireshark and tcpdump."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.host import files
from portwise.model.evidence import Unknown
from portwise.model.facts import WIRE
from portwise.model.report import Report


class NothingHeard(Exception):
    """No interface was listened to; the reason is the text."""


def keep(report: Report, path: str) -> int:
    """
    How many packets were written to a new file.

    Raises OSError where it cannot be made, FileExistsError where there is one, NothingHeard where there is no capture.
    """
    seen = report.evidence
    if not any(seen.get(WIRE.of(spot)) for spot in seen.endpoints):
        raise NothingHeard(reason(report))
    packets = sorted(heard(report))
    files.keep(path, packets)
    return len(packets)


def heard(report: Report) -> Iterator[tuple[float, bytes]]:
    seen = report.evidence
    for spot in seen.endpoints:
        if wire := seen.get(WIRE.of(spot)):
            yield from ((wire.began + packet.after_ms / 1000, bytes.fromhex(packet.raw)) for packet in wire.packets)


def reason(report: Report) -> str:
    said = (o.said for o in report.observations if o.question.fact is WIRE)
    return next((why.why for why in said if isinstance(why, Unknown)), "no packet was to be sent")
