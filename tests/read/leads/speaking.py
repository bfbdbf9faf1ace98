"""Whether a lead speaks: in a text that was written for it, else in a report."""

from functools import cache

from portwise.read.readers import understood
from tests.read.settled import reports


@cache
def texts():
    """Reports by their causes."""
    found = {}
    for report in reports():
        found.setdefault(report.cause, []).append(report.text)
    return found


@cache
def text(raw):
    """Understood once, whoever asks."""
    return understood(raw)


def speaks(lead, own_text=None):
    """In *own_text* alone where there is one; else in a report of its own cause, else in any other."""
    if own_text:
        return bool(lead.holds(text(own_text)))
    own = texts().get(lead.cause, [])
    others = (raw for cause, raws in texts().items() if cause != lead.cause for raw in raws)
    return any(lead.holds(text(raw)) for raw in (*own, *others))
