"""What an attempt met, as far as that alone rules causes out: each finds one thing, or none."""

from __future__ import annotations

from portwise.model.cause import View
from portwise.model.facts import ADDRESSES, ATTEMPT, LOCAL
from portwise.model.outcome import Outcome

ONCE: tuple[None, ...] = (None,)
NEVER: tuple[None, ...] = ()
UNSENT = frozenset({Outcome.UNREACHABLE, Outcome.DENIED, Outcome.INVALID})
NOT_AVAILABLE = frozenset({Outcome.ADDR_NOT_AVAIL, Outcome.BIND_EADDRNOTAVAIL})


def came_about(view: View) -> tuple[None, ...]:
    """A connection did."""
    return ONCE if view[ATTEMPT.of(view.at)].outcome is Outcome.CONNECTED else NEVER


def silent(view: View) -> tuple[None, ...]:
    """Nobody answered."""
    return ONCE if view[ATTEMPT.of(view.at)].outcome is Outcome.TIMEOUT else NEVER


def not_refused(view: View) -> tuple[None, ...]:
    """Who was refused has reached somebody."""
    return NEVER if view[ATTEMPT.of(view.at)].outcome is Outcome.REFUSED else ONCE


def silent_or_unreachable(view: View) -> tuple[None, ...]:
    """Nobody answered, or somebody on the way, or the kernel, said that it leads nowhere."""
    return ONCE if view[ATTEMPT.of(view.at)].outcome in (Outcome.TIMEOUT, Outcome.UNREACHABLE) else NEVER


def unspecified(view: View) -> tuple[None, ...]:
    """It was for 0.0.0.0 or ::, as somebody wrote it into the target; a name that leads there is another story."""
    if view.at.address.is_unspecified and view.target.address:
        return ONCE
    view.read.append(ADDRESSES.of(view.target.host))
    return NEVER


def elsewhere(view: View) -> tuple[None, ...]:
    """It left this machine, or was to."""
    return NEVER if view[LOCAL.of(view.at.address)] else ONCE


def with_tls(view: View) -> tuple[None, ...]:
    """A connection did, for a target that is spoken to over TLS."""
    return ONCE if view[ATTEMPT.of(view.at)].outcome is Outcome.CONNECTED and view.target.speaks_tls else NEVER


def not_sent(view: View) -> tuple[None, ...]:
    """The kernel took the call for one that leads nowhere, or may not be made."""
    return ONCE if view[ATTEMPT.of(view.at)].outcome in UNSENT else NEVER


def not_available(view: View) -> tuple[None, ...]:
    """The kernel has no such address to use."""
    return ONCE if view[ATTEMPT.of(view.at)].outcome in NOT_AVAILABLE else NEVER
