"""What causes behind a connection have in common: a client of the web got one."""

from __future__ import annotations

from portwise.model.cause import About, View
from portwise.model.facts import ATTEMPT
from portwise.model.outcome import Outcome


def connected(view: View) -> tuple[None, ...]:
    """Once where the request could be made; nowhere for other protocols and where no connection came about."""
    attempt = view[ATTEMPT.of(view.at)]
    return (None,) if attempt.outcome is Outcome.CONNECTED and view.target.speaks_http else ()


REQUEST: About[None] = About("the connection for an HTTP request came about", connected, trivial=True)
