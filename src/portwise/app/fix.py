"""Repair: a plan for all that blocks the way, each step proved by the probe that met the symptom.  `portwise fix`."""

from __future__ import annotations

import time
from collections.abc import Callable

from portwise.app.diagnose import diagnose
from portwise.app.lasting import kept, prevented
from portwise.app.manner import AS_USUAL, Manner
from portwise.app.rerunning import NO_TERMINAL, ender, opener, restarter, staying
from portwise.app.serving import running, served
from portwise.app.undoing import undo as undo  # noqa: PLC0414 - the way back, named with the way
from portwise.app.unfit import elsewhere, why_not
from portwise.app.vantages import diagnose_from
from portwise.fix import applier
from portwise.fix.planner import planned
from portwise.fix.steps import kinds
from portwise.host import journal, redact
from portwise.host.api import Host
from portwise.host.foreground import Foreground as Foreground  # noqa: PLC0414 - named for ui, which asks no host
from portwise.host.hands import Local as Hands
from portwise.model.facts import HERE, LISTENERS
from portwise.model.process import Process
from portwise.model.repair import Deed, Done, Move, Plan, Repair, State, answers, process_of
from portwise.model.report import Report, Verdict
from portwise.model.target import Target
from portwise.model.testimony import NOTHING, Testimony
from portwise.model.vantage import OWN_PLACE, NoVantage, Vantage

PATIENCE = 5.0  # seconds that a step has to show its effect
TO_START = 15.0  # seconds that a development server has to come up
PAUSE = 0.05  # between two looks at something that comes up
PLATFORMS = {"darwin": "macos", "win32": "windows"}  # as Python names them, and as a remedy does
UNNAMED = "nobody answers all the same, and nothing else is found in the way"
OTHERWISE = "the file is not what the plan was made for"
CHANGED = "the machine has changed since this was planned; portwise fix plans anew"
FRESH = 1.0  # seconds that a question may stand before the machine is looked at again
ONLY_HERE = "a machine is only repaired by a portwise of its own, which also has the journal to undo it; run it there"

Agree = Callable[[Move], bool]


def plan(
    target: Target,
    host: Host,
    manner: Manner = AS_USUAL,
    foreground: Foreground | None = None,
    vantage: Vantage | None = None,
    said: Testimony = NOTHING,
) -> Plan:
    """
    What would be done, and why.  Nothing is changed.  Without a *foreground* no server is started again.

    What was *said* of other clients is of now: once a step was taken, what is measured counts alone.

    Raises `NoVantage` where nobody can look from there, or what is there is another machine's.
    """
    if vantage and vantage.kind == "ssh":
        raise NoVantage(f"--vantage {vantage}: {ONLY_HERE}: ssh -t {vantage.name} portwise fix {target.raw}")
    report = diagnose_from(vantage, target, host, manner=manner) if vantage else diagnose(target, host, manner=manner)
    if said != NOTHING:
        from portwise.app.testimony import heard  # few say anything

        report = heard(report, host, said, manner)
    return made_of(report, name(host.clock()), host, foreground)


def again(before: Report, host: Host, manner: Manner) -> Report:
    """The same question from the same place; where that is gone, nothing has become better."""
    if before.vantage == OWN_PLACE:
        return diagnose(before.target, host, manner=manner)
    try:
        return diagnose_from(Vantage.of(before.vantage), before.target, host, manner=manner)
    except NoVantage:
        return before


def made_of(report: Report, id_: str, host: Host, foreground: Foreground | None = None) -> Plan:
    hands = Hands(host)

    def unfit(deed: Deed) -> str:
        if kinds()[deed.kind].stays and foreground is None:
            return NO_TERMINAL
        why = why_not(hands, host, deed, lambda whom, argv: staying(report, host, foreground, process_of(whom), argv))
        return why or elsewhere(host, report, deed)

    platform = PLATFORMS.get(host.me().platform, "linux")
    made = planned(report, id_, is_root(host), unfit, platform)
    moves = (kept(host, prevented(move, report.target))._replace(diff=diff(hands, move)) for move in made.moves)
    return made._replace(moves=tuple(move._replace(loses=lost(hands, host, move)) for move in moves))


def is_root(host: Host) -> bool:
    """Or an administrator of Windows who has said yes: nobody else may read the hive of a service account."""
    me = host.me()
    if me.platform != "win32":
        return me.uid == 0
    try:
        return bool(host.output(("reg", "query", r"HKU\S-1-5-19")))
    except OSError:
        return False


def diff(hands: Hands, move: Move) -> tuple[str, ...]:
    """The lines of a file that would change, with every secret hidden."""
    try:
        before, after = applier.contents(hands, move.deed) if move.deed else ("", "")
    except OSError:
        return ()
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    pairs = enumerate(zip(old, new, strict=False))
    same = next((n for n, (was, will) in pairs if was != will), min(len(old), len(new)))
    gone, come = ([line.strip().expandtabs() for line in lines[same:]] for lines in (old, new))
    return tuple(redact.text(f"{sign} {line}") for sign, lines in (("-", gone), ("+", come)) for line in lines)


def lost(hands: Hands, host: Host, move: Move) -> str:
    """What no undo brings back, as far as it can be told beforehand."""
    deed, kind = move.deed, kinds().get(move.deed.kind) if move.deed else None
    if deed is None or kind is None or kind.foresees is None:
        return move.loses
    try:
        before, _ = applier.expected(hands, deed)
        asked = kind.foresees(deed, before)
        return "; ".join(filter(None, (kind.foretold(before, host.output(asked)) if asked else "", move.loses)))
    except (OSError, ValueError):
        return move.loses


def name(now: float) -> str:
    """Of a plan, by its moment: ``20261120-130501-042``."""
    return time.strftime("%Y%m%d-%H%M%S", time.localtime(now)) + f"-{int(now * 1000) % 1000:03d}"


def repair(
    made: Plan,
    host: Host,
    agree: Agree,
    manner: Manner = AS_USUAL,
    only: int = 0,
    foreground: Foreground | None = None,
) -> Repair:
    """
    Step by step until the target answers.  What did not help is taken back at once.

    *agree* is asked before each; *only* leaves out all steps but the one of that number.  What comes to light when a
    blocker is gone (the same rule in the other family) is planned anew, and asked for like the rest.  Raises
    `journal.Busy` where another portwise is changing this machine: then nothing was done.
    """
    restart, revive = restarter(made.report, host, foreground)
    hands = Hands(host, ender(made.report.target, host), restart, revive, opener(foreground))
    try:
        with journal.alone(f"fix {made.report.target.raw}"):
            done, now = carried(hands, made, host, agree, manner, only, foreground)
    finally:
        hands.unexport()
    return Repair(made, done, now)


def carried(
    hands: Hands, made: Plan, host: Host, agree: Agree, manner: Manner, only: int, foreground: Foreground | None
) -> tuple[tuple[Done, ...], Report]:
    """What came of each step, and of the last look."""
    done: list[Done] = []
    now, waiting = made.report, [move for move in made.moves if move.deed]  # what is only shown is waited for by none
    while waiting:
        move = waiting.pop(0)
        if move.deed is None or (only and move.number != only):
            continue
        asked = host.now()
        if not agree(move):
            done.append(Done(move, State.DECLINED))
            continue
        if host.now() - asked > FRESH:
            was, now = now, still(now, host, manner)
            if wants(was, host, move, foreground) and not wants(now, host, move, foreground):
                done.append(Done(move, State.FAILED, CHANGED))
                break
        result, after = one(hands, made, move, host, manner, now, last=not waiting)
        unproved = after is now and not waits(result)
        now = still(now, host, manner) if unproved else after
        done.append(result)
        if answers(now) or result.state in (State.STUCK, State.ROLLED_BACK) or waits(result):
            break
        if not waiting and not only and result.state is State.APPLIED:
            waiting = further(made, done, now, host, foreground)
    return tuple(done), now


def still(before: Report, host: Host, manner: Manner) -> Report:
    """How it is now, with what was said of other clients, as long as nothing was done about that."""
    after = again(before, host, manner)
    if before.heard is None:
        return after
    from portwise.app.testimony import heard  # few say anything

    return heard(after, host, before.heard.testimony, manner)


def wants(report: Report, host: Host, move: Move, foreground: Foreground | None) -> bool:
    """Whether this very step would be planned for it."""
    return any(other.command == move.command for other in made_of(report, "", host, foreground).moves)


def waits(result: Done) -> bool:
    """Whether somebody has to start something before more can be known."""
    return result.state is State.APPLIED and result.move.deed is not None and bool(later(result.move.deed))


def later(deed: Deed) -> str:
    return "" if deed.then else kinds()[deed.kind].later


def further(made: Plan, done: list[Done], now: Report, host: Host, foreground: Foreground | None) -> list[Move]:
    """Steps that nobody has been asked for yet, numbered on."""
    known = {move.command for move in made.moves} | {result.move.command for result in done}
    highest = max((*(move.number for move in made.moves), *(result.move.number for result in done)))
    fresh = (move for move in made_of(now, made.id, host, foreground).moves if move.deed and move.command not in known)
    return [move._replace(number=highest + n) for n, move in enumerate(fresh, 1)]


def one(
    hands: Hands, made: Plan, move: Move, host: Host, manner: Manner, before: Report, last: bool = True
) -> tuple[Done, Report]:
    """One step, and the same probe again from the same place; the *last* one has to lead on."""
    target = made.report.target
    if diff(hands, move) != move.diff:
        return Done(move, State.FAILED, OTHERWISE), before
    serving = move.deed if move.deed and kinds()[move.deed.kind].serves else None
    old = running(host, target, serving) if serving else frozenset[Process]()
    try:
        state, why, entry = applier.carried_out(hands, made.id, move, target.raw)
    except OSError as error:
        return Done(move, State.FAILED, error.strerror or str(error)), before
    if entry is None:
        return Done(move, state, why), before
    if says := later(entry.deed):
        return Done(move, state, says), before
    kind = kinds()[entry.deed.kind]
    if kind.serves:
        return served(hands, entry, Done(move, state, why), host, manner, before, old)
    renews = entry.deed.renews or kind.renews
    starts = kind.restarts or renews or entry.deed.watched
    after = proved(host, manner, before, move.cause, TO_START if starts else 0)
    better = helped(before, after, move.cause) and (not renews or there(after))
    if better and (not last or entry.deed.irreversible or leads_on(after)):
        return Done(move, state, why), after
    fine, says = applier.taken_back(hands, entry)
    return Done(move, State.ROLLED_BACK if fine else State.STUCK, UNNAMED * better if fine else says), after


def leads_on(report: Report) -> bool:
    """Whether a step has led anywhere: to an answer, or to the next blocker, which hid behind the one that is gone."""
    return is_up(report) or bool(report.supported)


def proved(host: Host, manner: Manner, before: Report, cause: str, to_start: float) -> Report:
    """
    What is so once the step has had time to work: a service that is started does not listen at once.

    A server that was started by the step has *to_start* seconds until it answers: that the old one is gone is no proof.
    Any other may have to catch up with those who waited, unless something else is known to be in the way.
    """
    until = host.now() + max(PATIENCE, to_start)
    after = again(before, host, manner)
    while not (helped(before, after, cause) and arrived(before, after, cause, to_start)) and host.now() < until:
        time.sleep(PAUSE)  # nothing tells when a server elsewhere has come up but asking it
        after = again(before, host, manner)
    return after


def arrived(before: Report, after: Report, cause: str, to_start: float) -> bool:
    """Whether there is nothing more to wait for: it answers, or another blocker that was known before still stands."""
    others = {finding.cause for finding in before.supported} - {cause}
    return is_up(after) or (not to_start and any(finding.cause in others for finding in after.supported))


def is_up(report: Report) -> bool:
    """At one address at least."""
    return report.verdict in (Verdict.REACHABLE, Verdict.AMBIGUOUS)


def there(report: Report) -> bool:
    """Whether somebody is where it was asked, perhaps behind a further blocker: a server that ended clears no way."""
    rows = report.evidence.get(LISTENERS.of(HERE))
    return is_up(report) or rows is None or any(row.port == report.target.port for row in rows)


def helped(before: Report, after: Report, cause: str) -> bool:
    """The way is clear, or clear of this blocker at one address more."""
    return answers(after) or blocked(after, cause) < blocked(before, cause)


def blocked(report: Report, cause: str) -> frozenset[object]:
    """Where a cause holds; of one that is about the whole machine, at the machine."""
    found = [finding for finding in report.supported if finding.cause == cause]
    return frozenset(place for finding in found for place in (finding.addresses or (HERE,)))
