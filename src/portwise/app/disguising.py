"""A text that was read, before it is given away: without its secrets, and with nobody named in it."""

from __future__ import annotations

from enum import Enum
from typing import Any

from portwise.formats.identities import Found
from portwise.formats.pseudonyms import Pseudonyms
from portwise.host import redact
from portwise.model.evidence import Observation
from portwise.model.reading import Platform, Reading, Software, line_of
from portwise.read.likeness import USUAL

# Fields of signs that hold words of ours, by which causes are judged
OURS = frozenset(
    ("outcomes", "client", "causes", "by", "how", "when", "what", "verdict", "transport", "place", "state", "scheme")
)


def silenced(seen: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """What a text tells has not passed by a host, where the secrets of a machine end."""
    return tuple(o._replace(said=secretless(o.said)) if line_of(o.source) is not None else o for o in seen)


def secretless(value: Any) -> Any:
    """The same without credentials, to the last field; several words are a command line."""
    match value:
        case Enum():
            return value
        case str():
            return redact.text(value)
        case tuple() if hasattr(value, "_fields"):
            return type(value)(*map(secretless, value))
        case tuple() if len(value) > 1 and all(type(item) is str for item in value):
            return redact.command(value)
        case tuple():
            return tuple(map(secretless, value))
    return value


def nobody(found: Found) -> Found:
    """Prose stands beside names: a word that every sentence has is nobody's."""
    return found._replace(words=found.words - USUAL, people=found.people - USUAL)


def disguised(told: Reading, names: Pseudonyms) -> Reading:
    """Whose words a lead rests on is somebody's; of which cause it speaks is not."""
    return told._replace(
        quotes=tuple((number, names.text(line)) for number, line in told.quotes),
        spoken=tuple(one._replace(says=names.text(one.says)) for one in told.spoken),
        noted=tuple(one._replace(sign=sign(one.sign, names)) for one in told.noted),
    )


def sign(one: Any, names: Pseudonyms) -> Any:
    if isinstance(one, Platform | Software):
        return one
    fields = zip(one._fields, one, strict=True)
    return type(one)(*(value if name in OURS else names.value(value) for name, value in fields))
