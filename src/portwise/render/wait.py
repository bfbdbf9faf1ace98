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


def late(target: str, elapsed: float, why: str, report: Report, look: Look) -> str:
    """One that answers in the name of another is told by that; of another the diagnosis says it."""
    head = f"{look.paint(look.clean('✗ '), RED)}{look.clean(target)} is not ready after {elapsed:.1f} s"
    return f"{head}: {look.clean(why)}\n" if why else f"{head}\n{report_text(report, look)}"


def document(rows: Iterable[tuple[str, bool, float, str, Report]]) -> dict[str, object]:
    found = [
        {
            "target": target,
            "ready": is_ready,
            "elapsed_ms": round(elapsed * 1000, 1),
            "why": why,
            "report": None if is_ready else report_document(report),
        }
        for target, is_ready, elapsed, why, report in rows
    ]
    return {"schema": SCHEMA, "targets": found}
