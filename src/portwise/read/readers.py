"""All readers and all leads: finding a file is registering it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from portwise.model.reading import Lines, Noted
from portwise.read import leads, signs
from portwise.read.lead import Lead
from portwise.read.modules import modules
from portwise.read.records import spelled
from portwise.read.text import Text
from portwise.read.worth import shipped

Reader = Callable[[Text], Iterable[Noted[Any]]]


@cache
def readers() -> tuple[Reader, ...]:
    return tuple(reader for module in modules(signs) for reader in module.READERS)


@cache
def own_leads() -> tuple[Lead, ...]:
    """As they were written."""
    return tuple(lead for module in modules(leads) for lead in module.LEADS)


@cache
def all_leads() -> tuple[Lead, ...]:
    """Worth what they are beside one another."""
    worth = shipped()
    return tuple(lead._replace(weight=worth.get((lead.cause, lead.says), lead.weight)) for lead in own_leads())


def speaking(text: Text) -> list[tuple[Lead, Lines]]:
    """The leads that hold, each with the lines that show it."""
    return [(lead, lines) for lead in all_leads() if (lines := lead.holds(text))]


def understood(raw: bytes | str) -> Text:
    """The text with all its signs, in the order of their lines, each once."""
    text = Text.of(spelled(raw))
    noted = dict.fromkeys(noted for reader in readers() for noted in reader(text)) if text.lines else ()
    text.note(sorted(noted, key=lambda one: one.lines[:1]))
    return text
