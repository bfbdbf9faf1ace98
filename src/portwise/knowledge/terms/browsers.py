"""What a browser met that was sent to the target, where one was sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portwise.model.cause import View
from portwise.model.client import Client
from portwise.model.facts import BROWSED, HERE

if TYPE_CHECKING:
    from portwise.model.browse import Browsed

SPARED = frozenset(Client) - {Client.BROWSER}  # who is no browser notices nothing


def browsed(view: View) -> Iterator[Browsed]:
    """Nothing where nobody sent one: then the causes of browsers have nothing to say."""
    met = view[BROWSED.of(HERE)]
    yield from () if met is None else (met,)


def called(view: View, _: object) -> str | None:
    return next((met.browser.name for met in browsed(view)), None)


def program(view: View, _: object) -> str | None:
    return next((met.browser.path for met in browsed(view)), None)


def is_firefox(view: View) -> bool:
    return any(met.browser.kind == "firefox" for met in browsed(view))


def word(view: View, _: object) -> str | None:
    """Its own name for what it met."""
    return next((met.error for met in browsed(view) if met.error), None)
