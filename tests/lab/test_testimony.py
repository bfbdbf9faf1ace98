"""What people say never outweighs what was measured, in no world of the lab."""

from random import Random

import pytest

from portwise.knowledge.terms.profiles import BESIDE_A_CLEAN_ONE
from portwise.model.evidence import Answer, Known
from portwise.model.facts import CHANGES, HERE, SAW, WORKED
from portwise.model.report import State
from portwise.model.testimony import YOU_SAID, Change, Changes
from portwise.reason.inquiry import chosen
from portwise.reason.think import think
from portwise.reason.verdict import symptom
from portwise.words.errors import WORDINGS
from portwise.words.testimony import CLIENTS, met
from portwise.words.wording import said
from portwise_lab.case import cases
from portwise_lab.run import CAUSES, parts

EVERY = 24  # one world in so many: each takes a moment, and the law knows no exceptions
STATEMENTS = 4
SOME = parts(cases())[::EVERY]
SPOKEN = tuple(part for part in parts(cases()) if part[0].saw)

# What one browser met, as was said, beside what another met, as was measured: of that a cause may speak
COMPARING = {cause.id for cause in CAUSES if cause.about is BESIDE_A_CLEAN_ONE}

each_part = pytest.mark.parametrize("part", SOME, ids=lambda part: f"{part[0]} [{part[1].name}]")
# Of what is recorded nobody can measure more than was recorded, and a question may stay
each_measured = pytest.mark.parametrize(
    "part", [part for part in SOME if not part[0].machine], ids=lambda part: f"{part[0]} [{part[1].name}]"
)
each_spoken = pytest.mark.parametrize("part", SPOKEN, ids=lambda part: f"{part[0]} [{part[1].name}]")


def words(random: Random):
    """A client, and any word that it may say."""
    name = random.choice([*CLIENTS])
    column = CLIENTS[name][1] or "texts"
    known = [word for row in WORDINGS for word in said(row, column)]
    return met(name, random.choice(["ok", "502", "404", *known]))


def statement(seen, random: Random):
    """Up to three clients, and a moment after which everything changed, or nothing."""
    for saw in {one.client: one for one in (words(random) for _ in range(random.randint(1, 3)))}.values():
        yield Answer(SAW.of(saw.client), Known(saw), YOU_SAID)
    who = [o.question.key for o in seen if type(o.question.key).__name__ == "Process"]
    rows = tuple(Change(1.0, "", "process", "it started", one) for one in who if random.random() < 0.5)
    yield Answer(WORKED.of(HERE), Known(0.0), YOU_SAID)
    yield Answer(CHANGES.of(0.0), Known(Changes(rows, ())), YOU_SAID)


def states(findings):
    return {(f.cause, f.addresses, repr(f.about)): f.state for f in findings if f.cause not in COMPARING}


def lead(findings, met_here):
    """Who is first by what was measured: of those that come out level, all."""
    standing = [f for f in findings if f.state is State.SUPPORTED and f.cause not in COMPARING]
    best = min(((met_here not in f.explains, f.hop, -f.score) for f in standing), default=None)
    return {f.cause for f in standing if (met_here not in f.explains, f.hop, -f.score) == best}


@each_part
def test_testimony_decides_nothing(part, looks):
    """Whatever is said, every cause stays as measuring left it, and so does the lead; but for the comparing ones."""
    seen, random = looks[part][0].evidence, Random(str(part[0]))
    met_here = symptom(seen)
    before = think(CAUSES, seen, met_here).findings

    for _ in range(STATEMENTS):
        after = think(CAUSES, seen.plus(statement(seen, random)), met_here).findings
        standing = (f.cause for f in after if f.state is State.SUPPORTED)
        first = next((cause for cause in standing if cause not in COMPARING), None)

        assert states(before) == states(after)
        assert first in (lead(before, met_here) or {None})


@each_measured
def test_nothing_is_asked_where_everything_could_be_measured(part, looks):
    """A question is for what no look at the machine can tell."""
    report = looks[part][0]

    assert chosen(report.findings, report.evidence, report.symptom) is None


@each_spoken
def test_what_was_said_is_an_observation(part, looks):
    """With "you said" as its source, like any other that names who answered."""
    saw = {o.question.key: o.source for o in looks[part][0].observations if o.question.fact is SAW}

    assert {word.partition("=")[0]: YOU_SAID for word in part[0].saw} == saw


@each_spoken
def test_what_was_said_is_set_against_what_was_measured(part, looks):
    """Contradicted where it cannot be so, else followed by what spares the one client and hits the other."""
    heard = looks[part][0].heard
    rows = [row.cause for row in heard.elsewhere]

    match part[0].scenario:
        case "nothing-listening":
            assert ["you said that curl gets through; measured now: refused at 127.0.0.1:8000"] == [
                line.partition(". ")[0] for line in heard.contradictions
            ]
        case "localhost-is-another-machine":
            assert ((), "localhost-is-another-machine") == (heard.contradictions, rows[0])
        case "browser-cached-state" | "browser-socket-state" if not part[0].place:
            assert part[0].scenario in rows  # offered, until a clean profile was tried
        case _:  # the cause that stands explains both
            assert ((), []) == (heard.contradictions, rows)
