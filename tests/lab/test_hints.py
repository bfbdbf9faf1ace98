"""A hint decides nothing; it ranks, and it tells: what neither ranks nor tells in any play is idle."""

import pytest

from portwise.model.cause import Way
from portwise.model.report import State
from portwise.reason.judge import judge
from portwise_lab.case import cases
from portwise_lab.run import CAUSES, Vantage, parts, vantages

PARTS = parts(cases())
ELSEWHERE = {  # proven where a kernel of the lab cannot
    ("apparmor-snap-or-flatpak-confinement", "the log of the kernel has a line of it"): (
        "tests/knowledge/test_confined_programs.py"
    ),
}


def lessened(cause):
    """The cause without one of its hints, in every way."""
    for n, hint in enumerate(cause.hints):
        if (cause.id, hint.says) not in ELSEWHERE:
            lax = cause._replace(hints=cause.hints[:n] + cause.hints[n + 1 :])
            yield pytest.param(cause, lax, id=f"{cause.id}: {hint.says}")


def told(cause, seen):
    """Of every finding that is not refuted its odds, on which order and probability rest, and its sentences."""
    found = [each.finding for each in judge(cause, seen)] if Way.of(seen.target) in cause.ways else []
    return [(f.about, f.score, f.because) for f in found if f.state is not State.REFUTED]


def is_blamed(cause, case) -> bool:
    return cause.id in {case.scenario, *case.blamed, *(one for some in case.blamed_by.values() for one in some)}


@pytest.mark.parametrize(("cause", "lax"), [lax for cause in CAUSES for lax in lessened(cause)])
def test_no_hint_is_idle(cause, lax, plays, looks):
    """Drop any one hint, and a play in which its cause stands is ranked and told otherwise."""
    near = [part for part in PARTS if is_blamed(cause, part[0])]
    seen = (look.evidence for part in plays.built(near) for look in looks[part])

    found = any(told(cause, one) != told(lax, one) for one in seen)
    if not found and len(vantages()) < len(Vantage):
        pytest.skip("only root can play the cases in which some hints hold: sudo make test")

    assert found


def test_what_is_proven_elsewhere_is_a_hint():
    """An exception whose hint is gone goes with it."""
    assert set() == ELSEWHERE.keys() - {(cause.id, hint.says) for cause in CAUSES for hint in cause.hints}
