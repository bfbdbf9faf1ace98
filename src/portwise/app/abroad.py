"""``--vantage ssh:HOST``: portwise itself goes there, looks, and sends home what it saw; it is judged here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portwise.app.diagnose import diagnose
from portwise.app.errand import Errand
from portwise.app.manner import AS_USUAL, Manner
from portwise.app.vantages import SOURCE, met_here
from portwise.host.api import Host
from portwise.host.recorded import Recorded
from portwise.model.cause import Cause, Hop
from portwise.model.evidence import Answer, Known
from portwise.model.facts import COMPARED, FROM_HERE, HERE, Question
from portwise.model.report import Finding, Report, Said, State
from portwise.model.target import Target
from portwise.model.vantage import NoVantage, Vantage

ENTRY = "portwise.app.errand"


def diagnose_from(
    vantage: Vantage,
    target: Target,
    host: Host,
    causes: Iterable[Cause[Any]] | None = None,
    manner: Manner = AS_USUAL,
    given: Iterable[Answer] = (),
) -> Report:
    """Raises `NoVantage` where ssh does not get in without a question, or nobody there can look."""
    started = host.now()
    given = (*given, from_here(vantage, target, host, causes, manner))
    machine = there(vantage, host, Errand(target, manner, given))
    report = diagnose(target, machine, causes, manner, given)
    return report._replace(elapsed_ms=(host.now() - started) * 1000)


def from_here(
    vantage: Vantage, target: Target, host: Host, causes: Iterable[Cause[Any]] | None, manner: Manner
) -> Answer:
    """What it meets from here, and what explains it here: then nothing between the two has to."""
    report = diagnose(target, host, causes, manner._replace(deep=False, trace=False, capture=False))
    blamed = dict.fromkeys(finding.cause for finding in report.supported)
    doubted = dict.fromkeys(f.cause for f in report.findings if f.state is State.UNTESTED and here_alone(f, report))
    met = met_here(vantage, report.evidence)._replace(blamed=tuple(blamed), doubted=tuple(doubted))
    return Answer(FROM_HERE.of(HERE), Known(met), SOURCE.format(target.raw))


def here_alone(finding: Finding, report: Report) -> bool:
    """Whether it would explain what was met, and acts on this machine: what needs a second view is what we go for."""
    asks = {question.fact for said in finding.unsettled for question in cited(said, report)}
    return finding.hop <= Hop.FILTER and report.symptom in finding.explains and COMPARED not in asks


def cited(said: Said, report: Report) -> Iterator[Question[Any]]:
    return (o.question for o in report.observations if o.id in said.cites)


def there(vantage: Vantage, host: Host, asked: Errand) -> Host:
    """That machine, as it was when portwise was there."""
    manner = asked.manner
    patience = manner.looking + 3 * manner.timeout  # attempts, witnesses and questions have as much each
    try:
        return Recorded(host.abroad(vantage.name, ENTRY, asked.text(), patience))
    except OSError as error:
        raise NoVantage(f"--vantage {vantage}: {error.strerror}") from None
    except (ValueError, TypeError, KeyError):  # whoever answered, it was not what we had sent
        raise NoVantage(f"--vantage {vantage}: what came back is no answer of portwise") from None
