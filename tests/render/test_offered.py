"""How many causes a reader is shown."""

from ipaddress import ip_address

import pytest

from portwise.model import testimony
from portwise.model.cause import Hop
from portwise.model.outcome import Outcome
from portwise.model.report import Finding, Report, State, Verdict
from portwise.model.target import Target
from portwise.render.doubts import hedges
from portwise.render.layout import Look
from portwise.render.offered import offered
from portwise.render.text import render

HERE = ip_address("127.0.0.1")


def finding(cause: str, state: State, *unless: str) -> Finding:
    hop, explains = Hop.LISTENER, frozenset({Outcome.REFUSED})
    return Finding(cause, f"Title {cause}", hop, explains, None, (HERE,), state, 0.0, (), (), unless, ())


def report(standing: int, doubts: int, heard: testimony.Heard | None = None) -> Report:
    """So many causes stand, and each of them would be taken back by so many of its own."""
    names = {f"s{n}": tuple(f"u{n}-{k}" for k in range(doubts)) for n in range(standing)}
    stand = [finding(cause, State.SUPPORTED, *unless) for cause, unless in names.items()]
    untested = [finding(one, State.UNTESTED) for unless in names.values() for one in unless]
    findings = (*stand, *untested)
    made = Report(Target.parse("localhost:1"), Verdict.BROKEN, Outcome.REFUSED, (), findings, (), (), 0.0)
    return made._replace(heard=heard)


def shown(said: Report, verbose: bool = False) -> set[str]:
    """The causes whose title or id a reader finds on the screen."""
    screen = " ".join(render(said, Look(120, verbose=verbose)).split()).lower()
    words = {word.strip(".,;()") for word in screen.split()}
    return {f.cause for f in said.findings if f.cause in words}


@pytest.mark.parametrize("standing", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("doubts", [0, 1, 2, 5])
def test_at_most_three_unless_more_stand(standing, doubts):
    """Every cause that stands is shown, and beside them so many open ones that there are three."""
    seen = shown(report(standing, doubts))

    assert {f"s{n}" for n in range(standing)} <= seen
    assert len(seen) <= max(3, standing)


def test_verbose_shows_all():
    """Who asks for everything gets every doubt."""
    assert {"s0", "s1", *(f"u{n}-{k}" for n in range(2) for k in range(5))} == shown(report(2, 5), verbose=True)


def test_a_doubt_that_is_not_shown_is_counted():
    """That there is one is not kept back."""
    (line,) = [line for line in hedges(report(3, 1), Look(120)) if "(s2)" in line]

    assert "one more cause (--verbose)" in line


def test_what_others_may_meet_is_counted_too():
    """What fits what was said, and what hits another client alone, come after what would take a finding back."""
    away = tuple(testimony.Elsewhere(f"e{n}", "says", "test") for n in range(4))
    heard = testimony.Heard(testimony.NOTHING, (), away, ("f0", "f1"))

    assert ("u0-0", "f0") == offered(report(1, 1, heard))
    assert ("f0", "f1", "e0") == offered(report(0, 0, heard))
    assert () == offered(report(3, 2, heard))
