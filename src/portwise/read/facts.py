"""
What a text says of a machine, as answers to the questions that causes ask.

Only what a tool or a client printed becomes an answer: where people merely say it, it is a lead.  What clients met is
told here, and what tools show in `portwise.read.shown`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from portwise.model.evidence import Answer, Known
from portwise.model.facts import ADDRESSES, ATTEMPT, COMMAND, HTTP, SAW, Question
from portwise.model.process import Process
from portwise.model.reading import Failure, Listening, Noted, Running, Success, source
from portwise.model.target import Target
from portwise.model.testimony import Saw
from portwise.read import shown as read_of_tools
from portwise.read.met import spots
from portwise.read.modules import modules
from portwise.read.text import Text
from portwise.words.testimony import CLIENTS


def answers(text: Text, target: Target) -> Iterator[Answer]:
    """The first answer to a question stands."""
    yield from attempts(text, target)
    yield from commands(text)
    yield from sightings(text)
    for answer in shown():
        yield from answer(text, target)


@cache
def shown() -> tuple[Callable[[Text, Target], Iterable[Answer]], ...]:
    """What the output of tools makes known, by file."""
    return tuple(answer for module in modules(read_of_tools) for answer in module.ANSWERS)


def line(noted: Noted[Any]) -> str:
    return source(noted.lines[0])


def known(question: Question[Any], value: Any, noted: Noted[Any]) -> Answer:
    return Answer(question, Known(value), line(noted))


def attempts(text: Text, target: Target) -> Iterator[Answer]:
    """What the target itself met, with the answer of the server where one is missing."""
    met = spots(text, target)
    for spot, one in met.items():
        if spot.address == next(iter(met)).address:
            yield Answer(ADDRESSES.of(target.host), Known(tuple(each.address for each in met)), source(one.line))
        yield Answer(ATTEMPT.of(spot), Known(one.attempt), source(one.line))
        if one.exchange:
            yield Answer(HTTP.of(spot), Known(one.exchange), source(one.line))


def commands(text: Text) -> Iterator[Answer]:
    held = {n.sign.pid: n.sign.program for n in text.signs(Listening) if n.sign.pid is not None}
    for noted in text.signs(Running):
        if noted.sign.pid in held:
            who = Process(noted.sign.pid, 0, held[noted.sign.pid][:15])
            yield known(COMMAND.of(who), tuple(noted.sign.command.split()), noted)


def sightings(text: Text) -> Iterator[Answer]:
    """Each client once, with its failure rather than what it could do elsewhere."""
    done: set[str] = set()
    for noted in text.signs(Failure):
        sign = noted.sign
        if sign.client in CLIENTS and sign.client not in done and not sign.outcomes[0].startswith("bind-"):
            done.add(sign.client)
            saw = Saw(sign.client, CLIENTS[sign.client][0], sign.word, sign.outcomes, sign.causes)
            yield known(SAW.of(sign.client), saw, noted)
    for success in text.signs(Success):
        if success.sign.client in CLIENTS and success.sign.client not in done:
            done.add(success.sign.client)
            saw = Saw(success.sign.client, CLIENTS[success.sign.client][0], "ok", ("connected",))
            yield known(SAW.of(success.sign.client), saw, success)
