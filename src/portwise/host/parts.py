"""What `Host` and `Relay` are made of beside their own file: one file for each neighbour of a machine."""

from __future__ import annotations

from typing import Protocol

from portwise.host.checkers import Checkers, HandingChecks
from portwise.host.engines import Engines, HandingOn
from portwise.host.pages import HandingPages, Pages


class Parts(Engines, Pages, Checkers, Protocol):
    """Of `Host`."""


class HandingParts(HandingOn, HandingPages, HandingChecks):
    """Of `Relay`."""
