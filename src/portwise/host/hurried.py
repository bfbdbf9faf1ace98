"""A host for those who ask late: what is left of the time bounds every wait for another side."""

from __future__ import annotations

import errno
from typing import Any

from portwise.host.api import Host, Relay

# Their last argument is the patience; what they look up on this machine waits for nobody
PATIENT = frozenset(
    (
        *("attempts", "datagram", "inquire", "accepted", "dial", "leave", "resolve"),
        *("converse", "segmented", "keep", "handshake", "greet", "cluster"),
    )
)
LEAST = 0.1  # seconds of what is left, below which nothing is sent any more
SHARE = 0.5  # of what is left, for one wait; those who come after it want some, too


class Hurried(Relay):
    """
    Waits no longer than half of what is left until *deadline* on the clock of *host*.

    A silence that was cut short is none of the other side's: it raises TimeoutError, and
    the fact is unknown.
    """

    def __init__(self, host: Host, deadline: float) -> None:
        self._host, self._deadline = host, deadline

    def _answer(self, method: str, *about: Any) -> Any:
        ask = getattr(self._host, method)
        if method not in PATIENT:
            return ask(*about)
        *what, patience = about
        started = self._host.now()
        left = self._deadline - started
        if left * SHARE >= patience:
            return ask(*about)
        if left < LEAST:
            raise TimeoutError(errno.ETIMEDOUT, "time was up before anybody could ask")
        answer = ask(*what, left * SHARE)
        if self._host.now() - started >= left * SHARE:
            raise TimeoutError(errno.ETIMEDOUT, "time was up before an answer came")
        return answer
