"""A host for witnesses of one attempt, who tell what they saw when their time is up."""

from __future__ import annotations

from typing import Any

from portwise.host.api import Host, Relay

WITNESSES = frozenset(("captured", "judged", "witnessed"))  # their last argument is the patience


class Bounded(Relay):
    """
    Lets a witness wait no longer than *most* seconds.

    What was seen until then stands: a packet passes the rules when it is sent, and a capture says how long it lasted.
    """

    def __init__(self, host: Host, most: float) -> None:
        self._host, self._most = host, most

    def _answer(self, method: str, *about: Any) -> Any:
        ask = getattr(self._host, method)
        if method not in WITNESSES:
            return ask(*about)
        *what, patience = about
        return ask(*what, min(patience, self._most))
