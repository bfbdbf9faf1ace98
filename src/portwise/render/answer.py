"""What the evidence says to an answer, claim by claim."""

from __future__ import annotations

import json
from collections.abc import Iterator

from portwise.model.answer import SCHEMA, Answer, Judged, Worth
from portwise.model.url import abridged
from portwise.render import words
from portwise.render.layout import BOLD, DIM, GREEN, RED, YELLOW, Look, hanging, paragraph

MARKS = {Worth.SUPPORTED: ("✓", GREEN), Worth.REFUTED: ("✗", RED), Worth.UNTESTED: ("?", YELLOW)}
LONGEST = 160  # characters of a sentence that is quoted


def render(answer: Answer, look: Look) -> str:
    return "\n".join(line.rstrip() for line in lines(answer, look)) + "\n"


def lines(answer: Answer, look: Look) -> Iterator[str]:
    yield look.paint(look.clean(summary(answer)), BOLD)
    yield from paragraph(look, f"By the evidence itself: {answer.says}.", 2, DIM)
    alike: dict[tuple[object, ...], list[Judged]] = {}
    for one in answer.judged:
        alike.setdefault((one.claim.about, one.claim.denies, one.worth, one.why), []).append(one)
    for same in alike.values():
        yield from of_one(same, look)


def summary(answer: Answer) -> str:
    sentences = words.counted(answer.sentences, "sentence")
    if not answer.judged:
        return f"No claim in {sentences} that evidence of {answer.target} could settle"
    each = (f"{n} {worth.value}" for worth in Worth if (n := answer.count(worth)))
    return f"{words.counted(len(answer.judged), 'claim')} in {sentences}: {words.listed(each)}"


def of_one(same: list[Judged], look: Look) -> Iterator[str]:
    """What is said several times is answered once."""
    one, lines = same[0], [*dict.fromkeys(str(each.claim.line) for each in same)]
    mark, colour = MARKS[one.worth]
    about = f"not {one.claim.about}" if one.claim.denies else one.claim.about
    where = f"line{'s' if len(lines) > 1 else ''} {words.listed(lines)}"
    head = f"{look.paint(look.clean(mark), colour)} {look.paint(one.worth.value, colour)}"
    yield f"{head}  {look.clean(about)}  {look.paint(where, DIM)}"
    yield from paragraph(look, f"“{abridged(one.claim.says, LONGEST)}”", 4)
    for why in one.why:
        yield from hanging(look, "    ", words.sentence(why), DIM)
    if one.settle:
        yield from hanging(look, "    ", f"to settle it: {words.listed(one.settle, 'or')}", DIM)


def as_json(answer: Answer) -> str:
    return json.dumps(document(answer), indent=2) + "\n"


def document(answer: Answer) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "target": answer.target,
        "by_evidence": answer.says,
        "sentences": answer.sentences,
        "counts": {worth.value: answer.count(worth) for worth in Worth},
        "claims": [
            {
                "line": one.claim.line,
                "says": one.claim.says,
                "about": one.claim.about,
                "causes": list(one.claim.causes),
                "denies": one.claim.denies,
                "state": one.worth.value,
                "why": list(one.why),
                "to_settle": list(one.settle),
            }
            for one in answer.judged
        ],
    }
