"""Who could ask a proxy for the target: what is looked at before anybody's settings are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.knowledge.terms import names
from portwise.model.cause import View
from portwise.model.evidence import some
from portwise.model.facts import HERE, LOCAL, PROXIES
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.model.settings import ProxyChoice


def in_variables(view: View) -> list[ProxyChoice]:
    """Those that variables of our environment name for it, each with its client."""
    return [row for row in view[PROXIES.of(HERE)] if row.host]


def abroad(view: View) -> tuple[Endpoint, ...]:
    """The addresses, where one is another machine's: what runs on this one is asked by its own clients."""
    if not view.endpoints:
        names.cite(view)
    return view.endpoints if some(view.endpoints, lambda spot: not view[LOCAL.of(spot.address)]) else ()
