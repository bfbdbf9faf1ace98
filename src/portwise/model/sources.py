"""Which files of the machine an answer was read from."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.evidence import Known, Observation

READ = {"hosts": "/etc/hosts", "dns": "/etc/resolv.conf", "nss": "/etc/nsswitch.conf"}  # facts that have one file


def files(o: Observation) -> tuple[str, ...]:
    """Absolute paths; empty for what the kernel says, or the wire."""
    return tuple(dict.fromkeys(_files(o)))


def _files(o: Observation) -> Iterator[str]:
    """Rows name their file from the folder that the question is about, or from the root."""
    if o.question.fact.name in READ:
        yield READ[o.question.fact.name]
    rows = o.said.value if isinstance(o.said, Known) and isinstance(o.said.value, tuple) else ()
    folder = o.question.key if isinstance(o.question.key, str) and o.question.key.startswith("/") else ""
    for row in rows:
        file = getattr(row, "file", "")
        if isinstance(file, str) and file.startswith("/"):
            yield file
        elif isinstance(file, str) and file and folder:
            yield f"{folder}/{file}"
