"""``--vantage ssh:HOST``: portwise itself goes there, looks, and sends home what it saw; it is judged here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portwise.app.diagnose import diagnose
from portwise.app.errand import Errand
from portwise.app.manner import AS_USUAL, Manner
from portwise.app.vantages import plainly
from portwise.host.api import Host
from portwise.host.recorded import Recorded
from portwise.model.cause import Cause
from portwise.model.evidence import Answer
from portwise.model.report import Report
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
    given = (*given, plainly(vantage, target, host, manner))
    machine = there(vantage, host, Errand(target, manner, given))
    return diagnose(target, machine, causes, manner, given)._replace(vantage=str(vantage))


def there(vantage: Vantage, host: Host, asked: Errand) -> Host:
    """That machine, as it was when portwise was there."""
    manner = asked.manner
    patience = manner.looking + 3 * manner.timeout  # attempts, witnesses and questions have as much each
    try:
        return Recorded(host.abroad(vantage.name, ENTRY, asked.text(), patience))
    except OSError as error:
        raise NoVantage(f"{vantage}: {error.strerror}") from None
    except (ValueError, TypeError, KeyError):  # whoever answered, it was not what we had sent
        raise NoVantage(f"{vantage}: what came back is no answer of portwise") from None
