"""``--checker URL``: the same address and port from the internet, by a service that its user named and agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portwise import collect, knowledge
from portwise.app.abroad import here_alone
from portwise.app.asking import ask
from portwise.app.manner import AS_USUAL, Manner
from portwise.formats.checkers import Checker, NotAChecker, verdict
from portwise.host.api import Host
from portwise.model.cause import Cause, Way
from portwise.model.evidence import Answer, Evidence, Known, Observation, Unknown
from portwise.model.facts import COMPARED
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.report import Report, State
from portwise.model.target import Endpoint
from portwise.model.vantage import CHECKER, KEPT_OUT, Compared, Vantage
from portwise.reason import verdict as verdicts
from portwise.reason.think import think

__all__ = ["Checker", "Consultation", "NotAChecker", "asked", "consultation", "left"]

PATIENCE = 10.0  # seconds
AGREED = "portwise why {} --checker URL --yes"
OTHERWISE = "portwise why {} --vantage ssh:HOST, with a HOST in another network"
SILENT = "nobody said yes to asking {}"


class Consultation(NamedTuple):
    """What would be asked, of whom: shown before anything is sent."""

    checker: Checker
    at: Endpoint
    here: Outcome

    @property
    def url(self) -> str:
        return self.checker.shown(str(self.at.address), self.at.port)

    def lines(self) -> Iterator[str]:
        yield f"GET {self.url}"
        yield (
            f"tells {self.checker.host} that somebody at your address asks for {self.at}, and has it connect there; "
            "nothing else goes along, no name and no report"
        )


def consultation(report: Report, checker: Checker, always: bool) -> Consultation | None:
    """
    The first address of the internet that lets nobody in, else, where *always*, the first of all.

    None where there is none: what is private or of this machine is another machine for whoever is asked.
    """
    if Way.of(report.target) is not Way.TCP:
        return None
    seen = report.evidence
    met = [(at, outcome) for at in seen.endpoints if at.address.is_global and (outcome := seen.met(at)) is not None]
    first = next((pair for pair in met if pair[1] in KEPT_OUT), met[0] if met and always else None)
    return Consultation(checker, *first) if first else None


def asked(
    report: Report,
    host: Host,
    consult: Consultation,
    manner: Manner = AS_USUAL,
    causes: Iterable[Cause[Any]] | None = None,
) -> Report:
    """The report, and what the checker says; whoever does not answer, or not to the question, leaves it unknown."""
    started = host.now()
    try:
        said = verdict(host.consulted(consult.checker.url(str(consult.at.address), consult.at.port), PATIENCE))
    except OSError as error:
        return left(report, consult, f"{consult.checker.host}: {error.strerror or error}")
    except ValueError as error:
        return left(report, consult, f"{consult.checker.host}: {error}")
    answer = compared(report, consult, said)
    seen = instead(report.evidence, answer, (report.elapsed_ms / 1000) + host.now() - started)
    causes = knowledge.causes() if causes is None else tuple(causes)
    seen = ask(host, causes, collect.ALL, seen, host.now(), manner)
    thought = think(causes, seen, verdicts.symptom(seen), manner.deep)
    return report._replace(
        verdict=verdicts.verdict(seen, thought.findings),
        findings=thought.findings,
        path=thought.path,
        observations=tuple(seen),
        elapsed_ms=report.elapsed_ms + (host.now() - started) * 1000,
    )


def compared(report: Report, consult: Consultation, said: Outcome) -> Answer:
    """Beside what was met from here stands what explains it here: then nothing between the two has to."""
    blamed = dict.fromkeys(finding.cause for finding in report.supported)
    doubted = dict.fromkeys(f.cause for f in report.findings if f.state is State.UNTESTED and here_alone(f, report))
    place = Vantage(CHECKER, consult.checker.host)
    both = Compared(place, said, consult.here, tuple(blamed), tuple(doubted))
    return Answer(COMPARED.of(consult.at), Known(both), f"GET {consult.url}")


def left(report: Report, consult: Consultation, why: str = "") -> Report:
    """Nobody was asked, or it came to nothing: the report as it is, and why."""
    to_know = (OTHERWISE if why else AGREED).format(report.target.raw)
    unknown = Unknown(why or SILENT.format(consult.checker.host), to_know)
    answer = Answer(COMPARED.of(consult.at), unknown, f"GET {consult.url}")
    return report._replace(observations=tuple(instead(report.evidence, answer, report.elapsed_ms / 1000)))


def instead(seen: Evidence, answer: Answer, at: float) -> Evidence:
    """That nobody had asked from elsewhere is no longer so; whoever cites the answer finds it under the same id."""
    if answer.question not in seen:
        return seen.plus([answer], at=round(at, 4))
    old = seen.observation(answer.question)
    new = Observation(old.id, *answer, round(at, 4))
    return Evidence(seen.target, (new if o.question == answer.question else o for o in seen))
