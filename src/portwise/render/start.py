"""What became of the command that was started: where it listens, what it could not bind, how it ended, what it said."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.overview import Exposure
from portwise.model.report import Report, Verdict
from portwise.model.service import Kind
from portwise.model.start import Doing, End, Exit, Opened, Start
from portwise.model.target import Intent
from portwise.render import words
from portwise.render.layout import DIM, Look, cells, command, hanging, pad

UNDER = 11
LONGEST_NAME = 48  # columns of the command
MOST_DOORS = 6
LAST = 5  # lines of the output, where they are the explanation
WHO = {
    Exposure.LOOPBACK: "for this machine only",
    Exposure.NETWORK: "for the network too",
    Exposure.EVERYWHERE: "on every address of this machine, for the network too",
}
OURS = ("it ended with status ", "it was ended by ")  # how an end is told among its words
VERBS = {Doing.LISTENS: "listens on", Doing.RECEIVES: "receives datagrams on", Doing.HOLDS: "holds"}


def headline(report: Report, start: Start) -> str:
    """In place of the usual one, where an address was not tried, or the command is what answers; else ""."""
    if report.target.intent is Intent.BIND:
        return ""
    if report.verdict is Verdict.REACHABLE and start.running:
        return f"{called(start)} listens and answers at {report.target.raw}"
    if report.attempts:
        return ""
    if report.lead:
        return report.lead.title.replace("The command", called(start), 1)
    if start.exit:
        return f"{called(start)} ended with status {start.exit.status} and never listened"
    return f"{called(start)} runs, and listens nowhere after {words.milliseconds(start.watched_ms)}"


def called(start: Start) -> str:
    name = " ".join(map(words.quoted, start.command))
    return name if cells(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def lines(report: Report, start: Start, look: Look) -> Iterator[str]:
    """One sentence each: how it goes, what it opened, what it could not bind, what it said, what becomes of it."""
    told = [n for n in (life(start), doors(start), refused(start, report), said(start, report), after(start)) if n]
    for n, sentence in enumerate(told):
        yield from hanging(look, "" if n else "  Started", full_stop(sentence, n), under=UNDER)
    if report.verdict is not Verdict.REACHABLE and shows_output(start, look):
        yield from output(start, look)
    if start.kept:
        yield pad("", UNDER) + "Stop it with"
        yield from command(look, ["kill", "--", *(f"-{group}" for group in start.groups)], UNDER)


def full_stop(text: str, n: int) -> str:
    """The first sentence begins with the command, as it is written."""
    return words.sentence(text) if n else f"{text}."


def life(start: Start) -> str:
    pid = f" (pid {start.process.pid})" if start.process else ""
    took = words.milliseconds(start.watched_ms)
    if start.exit is None:
        return f"{called(start)}{pid} {RUNS[start.end]} after {took}"
    left = " and left processes running" if start.running else ""
    return f"{called(start)}{pid} {how(start.exit)}{left}, within {took}"


RUNS = {
    End.LISTENS: "was up",
    End.STUCK: "did not get on any more",
    End.TIME: "was still running",
    End.ENDED: "was still running",
}


def how(end: Exit) -> str:
    return f"was ended by {end.signal}" if end.signal else f"ended with status {end.status}"


def doors(start: Start) -> str:
    """Every place, and for whom it is open."""
    if not start.opened:
        return ""
    shown = start.doors or start.opened
    places = list(dict.fromkeys(f"{VERBS[one.doing]} {where(one)}" for one in shown))
    left = len(places) - MOST_DOORS
    told = words.listed(grouped(places[:MOST_DOORS])) + (f" and {left} more" if left > 0 else "")
    exposure = start.exposure
    return f"{subject(start)} {past(told) if not start.running else told}" + (f", {WHO[exposure]}" if exposure else "")


def grouped(places: list[str]) -> list[str]:
    """``listens on A``, ``listens on B`` as ``listens on A``, ``B``."""
    told: list[str] = []
    before = ""
    for place in places:
        verb = place.rpartition(" ")[0]
        told.append(place.removeprefix(f"{verb} ") if verb == before else place)
        before = verb
    return told


def past(told: str) -> str:
    return told.replace("listens", "listened").replace("receives", "received").replace("holds", "held")


def subject(start: Start) -> str:
    holders = {one.process.pid: one.process for one in start.doors or start.opened}
    if len(holders) != 1 or (start.process and start.process.pid in holders):
        return "it"
    (holder,) = holders.values()
    return f"Its process {holder.name} (pid {holder.pid})"


def where(one: Opened) -> str:
    only = " (IPv6 alone)" if one.address.version == 6 and one.address.is_unspecified and one.v6only else ""
    return f"{one.endpoint}{only}"


def refused(start: Start, report: Report) -> str:
    """What it says of a bind that failed, unless the proof has said it already."""
    if not start.refusals or any(one.text in told(report) for one in start.refusals):
        return ""
    one = start.refusals[-1]
    address = f"[{one.address}]" if ":" in one.address else one.address or "port "
    place = (f"{address}:{one.port}" if one.address else f"port {one.port}") if one.port else "its port"
    return f"it could not bind {place}, with {one.errno}: “{one.text}”"


def told(report: Report) -> str:
    """What the reader has read by now."""
    if report.lead is None:
        return ""
    return " ".join((report.lead.title, *(said.told for said in report.lead.because)))


def said(start: Start, report: Report) -> str:
    """Its ready line where it is up, its question where it asks."""
    wanted = {End.LISTENS: (Kind.LISTENING,), End.STUCK: (Kind.ASKING, Kind.LOCKED, Kind.WAITING)}.get(start.end, ())
    line = next((line.text for line in reversed(start.said) if line.kind in wanted), "")
    return f"it says: “{line}”" if line and line not in told(report) else ""


def after(start: Start) -> str:
    left = ", ".join(f"{process.name} (pid {process.pid})" for process in start.left)
    if start.kept:
        return f"it goes on running, as --keep asked, and writes to {start.log}"
    if start.left:
        return f"it could not be stopped: {left}"
    if not start.stopped:
        return ""
    hard = " with SIGKILL, for it did not heed SIGTERM" if start.stopped == "SIGKILL" else ""
    return f"it was stopped again{hard}; --keep leaves it running"


def shows_output(start: Start, look: Look) -> bool:
    """Where it is up, or has said what is told already, they would only be repeated."""
    spoke = [line for line in start.said if line.kind is not Kind.LISTENING and not line.text.startswith(OURS)]
    silent = not spoke and (start.exit is not None or start.end is not End.LISTENS)
    return bool(start.last) and (silent or look.verbose)


def output(start: Start, look: Look) -> Iterator[str]:
    shown = start.last if look.verbose else start.last[-LAST:]
    yield pad("", UNDER) + "Its last words:"
    for line in shown:
        yield from hanging(look, pad("", UNDER) + "| ", line, DIM, under=UNDER + 2)


def next_steps(start: Start, look: Look) -> Iterator[str]:
    """Where nothing was found: what would tell more."""
    told = [("name the address that it should have", ("portwise", "why", ":PORT", "--", *start.command))]
    if start.end is End.TIME:
        told.insert(0, ("wait for longer", ("portwise", "why", "--timeout", "60", "--", *start.command)))
    for n, (does, argv) in enumerate(told, 1):
        yield from hanging(look, pad("  Next" if n == 1 else "", 8) + str(n), does, under=UNDER)
        yield from command(look, [look.clean(words.quoted(word)) for word in argv], UNDER)
