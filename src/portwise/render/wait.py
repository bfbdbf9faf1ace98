"""Who was ready when, and why who was not."""

from __future__ import annotations

from collections.abc import Iterable

from portwise.model.report import Report
from portwise.render.json import document as report_document
from portwise.render.layout import GREEN, RED, Look
from portwise.render.text import render as report_text

SCHEMA = "portwise.wait/1"


def ready(target: str, elapsed: float, look: Look) -> str:
    return f"{look.paint(look.clean('✓ '), GREEN)}{look.clean(target)} is ready after {elapsed:.1f} s\n"


def late(target: str, elapsed: float, why: str, report: Report, look: Look, missing: str = "") -> str:
    """One that answers in the name of another is told by that; of another the diagnosis says it."""
    head = f"{look.paint(look.clean('✗ '), RED)}{look.clean(target)} is not ready after {elapsed:.1f} s"
    if why:
        return f"{head}: {look.clean(why)}\n"
    return f"{head}{f': {look.clean(missing)}' if missing else ''}\n{report_text(report, look)}"


def half(target: str, missing: str, switch: str) -> str:
    """While it is still waited for.  Who tries every address (RFC 8305) gets through; who takes the first may not."""
    tries = "browsers, curl and others that try every address get through"
    return f"{target}: {missing}; {tries}, and {switch} waits for no more than that"


def document(rows: Iterable[tuple[str, bool, float, str, Report, str]]) -> dict[str, object]:
    found = [
        {
            "target": target,
            "ready": is_ready,
            "elapsed_ms": round(elapsed * 1000, 1),
            "why": why,
            "missing": missing,
            "report": None if is_ready else report_document(report),
        }
        for target, is_ready, elapsed, why, report, missing in rows
    ]
    return {"schema": SCHEMA, "targets": found}
