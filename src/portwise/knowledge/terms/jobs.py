"""The job of a shell that a stopped process belongs to, and how its user brings it back."""

from __future__ import annotations

from portwise.model.cause import View
from portwise.model.facts import JOB
from portwise.model.process import Process
from portwise.model.service import Job

LONGEST = 48  # characters of a command


def of(view: View, process: Process | None) -> Job | None:
    return view[JOB.of(process)] if process else None


def told(job: Job | None) -> str | None:
    """``a stopped job of bash (pid 4711) on /dev/pts/3: npm run dev``."""
    if job is None:
        return None
    where = f" on {job.terminal}" if job.terminal else ""
    return f"a stopped job of {job.shell.name} (pid {job.shell.pid}){where}{typed(job)}"


def typed(job: Job) -> str:
    """The program without its folder, and no more of the rest than a line has room for."""
    if not job.command:
        return ""
    words = " ".join((job.command[0].rpartition("/")[2], *job.command[1:]))
    return f": {words}" if len(words) <= LONGEST else f": {words[: LONGEST - 1]}…"


def back(job: Job | None) -> str | None:
    """What is typed there; the numbers of jobs are known to the shell alone, and fish takes a process instead."""
    if job is None:
        return None
    if job.shell.name == "fish":
        return f"fg {job.group}"
    return "fg" if job.alone or not job.command else f"fg '%?{job.command[-1]}'"


def place(job: Job | None) -> str | None:
    return (job.terminal or f"the terminal of {job.shell.name} (pid {job.shell.pid})") if job else None
