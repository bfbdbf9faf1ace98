"""A second finding of a text, independent of the first: earlier instances that still run, and what they hold."""

from __future__ import annotations

from portwise.model.cause import Hop, Safety
from portwise.model.evidence import Evidence
from portwise.model.facts import LINE
from portwise.model.outcome import Outcome
from portwise.model.reading import Lines
from portwise.model.report import Finding, Said, State, Step
from portwise.read.instances import Instance, holders, left_over, told
from portwise.read.text import Text

LEFT_OVER = "port-held-by-stale-instance"
MOST = 12  # processes that one command names


def alongside(findings: tuple[Finding, ...], text: Text, seen: Evidence, alone: bool) -> tuple[Finding, ...]:
    """
    Behind what is named for the failure itself: it may be mended on its own, and may have nothing to do with it.

    *alone*: browsers alone fail.  Then it is not the failure, however much is said of old instances.
    """
    old = left_over(text)
    if not old:
        return findings
    first = next((f for f in findings if f.state is not State.REFUTED), None)
    if first is not None and first.cause == LEFT_OVER and not alone:
        return (with_instances(first, old, text, seen), *findings[1:])
    named = [f for f in findings if f.state is not State.REFUTED and f.cause != LEFT_OVER]
    refuted = [f for f in findings if f.state is State.REFUTED and f.cause != LEFT_OVER]
    before = next((f for f in findings if f.cause == LEFT_OVER), None)
    return (*named, with_instances(before or plainly(), old, text, seen), *refuted)


def with_instances(finding: Finding, old: tuple[Instance, ...], text: Text, seen: Evidence) -> Finding:
    ports = sorted({port for one in old for port in one.ports})
    where = f" and hold {'ports' if len(ports) > 1 else 'port'} {', '.join(map(str, ports))}" if ports else ""
    said = tuple(Said(sentence, cites(seen, lines)) for sentence, lines in (*told(text), *holders(text)))
    return finding._replace(
        title=f"Earlier instances still run beside the latest{where}",
        state=State.SUPPORTED,
        because=said,
        against=(),
        unless=(),
        unsettled=(),
        steps=steps(tuple(one.pid for one in old), ports),
    )


def cites(seen: Evidence, lines: Lines) -> tuple[str, ...]:
    return tuple(seen.observation(LINE.of(n)).id for n in lines if LINE.of(n) in seen)


def steps(pids: tuple[int, ...], ports: list[int]) -> tuple[Step, ...]:
    named = [str(pid) for pid in pids[:MOST]]
    one_each = "lsof -nP -iTCP -sTCP:LISTEN shows one process for each port" if ports else "ps shows none of them"
    return (
        Step(
            "see that they are yours",
            ("ps", "-o", "pid,stat,lstart,command", "-p", ",".join(named)),
            Safety.SAFE,
            False,
            "",
            "",
        ),
        Step(
            "end them in good order, then start once", ("kill", *named), Safety.ASK, False, one_each, "start them again"
        ),
        Step(
            "only if they are still there after ten seconds",
            ("kill", "-KILL", *named),
            Safety.ASK,
            False,
            one_each,
            "start them again",
        ),
    )


def plainly() -> Finding:
    return Finding(
        LEFT_OVER,
        "",
        Hop.LISTENER,
        frozenset({Outcome.BIND_EADDRINUSE}),
        None,
        (),
        State.SUPPORTED,
        0.0,
        (),
        (),
        (),
        (),
    )
