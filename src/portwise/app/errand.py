"""What is asked of another machine, as text: written here, read there, where the same portwise has come along."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from portwise.app.manner import Manner
from portwise.host.recorded import pack, unpack
from portwise.model import facts
from portwise.model.evidence import Answer, Known
from portwise.model.facts import Fact, Question
from portwise.model.record import NamedTuple
from portwise.model.target import Fetch, Intent, Target, Transport

FACTS = {fact.name: fact for fact in vars(facts).values() if isinstance(fact, Fact)}


class Errand(NamedTuple):
    target: Target
    manner: Manner
    given: tuple[Answer, ...]  # all of them known

    def text(self) -> str:
        *plain, intent, transport, page = self.target
        target = (*plain, intent.value, transport.value, page and tuple(page))
        return json.dumps([pack(target), pack(tuple(self.manner)), told(self.given)])

    @classmethod
    def read(cls, text: str) -> Errand:
        target, manner, given = json.loads(text)
        *plain, intent, transport, page = unpack(target)
        asked = Target._make([*plain, Intent(intent), Transport(transport), page and Fetch(*page)])
        return cls(asked, Manner(*unpack(manner)), tuple(answer_of(*row) for row in given))


def answer_of(fact: str, key: Any, value: Any, source: str) -> Answer:
    return Answer(Question(FACTS[fact], unpack(key)), Known(unpack(value)), source)


def told(given: Iterable[Answer]) -> list[Any]:
    return [
        [answer.question.fact.name, pack(answer.question.key), pack(answer.said.value), answer.source]
        for answer in given
        if isinstance(answer.said, Known)
    ]


def answer(request: str) -> str:
    """The recording of a whole diagnosis of this machine, which is made to have it recorded."""
    from portwise.app.diagnose import diagnose
    from portwise.app.here import this_machine
    from portwise.host.recorded import Recorder

    asked, machine = Errand.read(request), Recorder(this_machine())
    diagnose(asked.target, machine, manner=asked.manner, given=asked.given)
    return machine.json()
