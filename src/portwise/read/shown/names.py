"""A name for which a client was given no address: what it printed is the answer of its machine's resolver."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.evidence import Answer, Known
from portwise.model.facts import ADDRESSES, LOOKUP
from portwise.model.reading import Failure, Resolved, Success, source
from portwise.model.target import Target
from portwise.read.boxes import listed
from portwise.read.text import Text

BROWSERS = ("chrome", "firefox", "safari", "edge")  # which may ask another resolver than the machine's


def unresolved(text: Text, target: Target) -> Iterator[Answer]:
    """
    Where it is that of a container, for then it decides; a name that nobody has may be wrong in many ways.

    Not where anybody was given an address for it: that was elsewhere, or at another moment.
    """
    if target.host not in names(text) or found(text, target.host):
        return
    for noted in text.signs(Failure):
        sign = noted.sign
        if sign.host == target.host and sign.outcomes == ("name-failure",) and sign.client not in BROWSERS:
            yield Answer(ADDRESSES.of(target.host), Known(()), source(noted.lines[0]))
            yield Answer(LOOKUP.of(target.host), Known(sign.word), source(noted.lines[0]))
            return


def names(text: Text) -> set[str]:
    shown = listed(text)
    boxes = (box.container for box in shown.boxes) if shown else ()
    return {name for box in boxes for name in (box.ref.name, box.service)} - {""}


def found(text: Text, name: str) -> bool:
    resolved = any(noted.sign.name == name and noted.sign.addresses for noted in text.signs(Resolved))
    return resolved or any(noted.sign.host == name and not noted.sign.told for noted in text.signs(Success))


ANSWERS = (unresolved,)
