"""The counters around an attempt as they were read, for clauses that believe a gain without a calibration."""

from __future__ import annotations

from portwise.model.cause import View
from portwise.model.evidence import Unreadable
from portwise.model.facts import ATTEMPT
from portwise.model.net import Traces


def raw(view: View) -> Traces:
    """What moved, which noise may have done too.  Raises `Unreadable` where the counters could not be read."""
    question = ATTEMPT.of(view.at)
    traces = view[question].raw
    if traces is None:
        raise Unreadable(question)
    return traces
