"""The line for prompts and logs."""

import pytest

from portwise.app.reading import read
from portwise.model.cause import Hop
from portwise.model.evidence import Known, Observation, Unknown
from portwise.model.facts import OWNERS
from portwise.model.outcome import Outcome
from portwise.model.report import Finding, Report, Said, State, Verdict
from portwise.model.target import Target
from portwise.render.brief import render
from portwise.render.layout import Look
from portwise.render.text import render as screen


@pytest.mark.parametrize(
    "met, says",
    [
        (Outcome.TLS_ERROR, "TLS fails"),
        (Outcome.HTTP_5XX, "the server fails"),
        (Outcome.REFUSED, "refused"),
        (Outcome.TIMEOUT, "no answer"),
    ],
)
def test_terms_keep_their_capitals(met, says):
    """Behind the target a word loses its capital, and an abbreviation does not."""
    report = Report(Target.parse("https://example.org"), Verdict.BROKEN, met, (), (), (), (), 0.0)

    assert render(report, Look()).startswith(f"✗ https://example.org: {says};")


NEVER = Unknown("it is gone", "ask again")


def untested(suspect, explains=Outcome.HTTP_5XX, so=()):
    """A cause that rests on an answer that nobody had."""
    unsettled = (Said("somebody holds it", ("o1",)),)
    return Finding(
        suspect, f"It is {suspect}", Hop.HTTP, frozenset({explains}), None, (), State.UNTESTED, 0.0, so, (), (), (),
        unsettled=unsettled, suspect=suspect,
    )  # fmt: skip


def hidden(*findings, said=None, met=Outcome.HTTP_5XX):
    seen = (Observation("o1", OWNERS.of(7), said or Unknown("they do not show it", "sudo ss -ltnp"), "a test", 0.0),)
    return Report(Target.parse("http://127.0.0.1:80"), Verdict.BROKEN, met, (), findings, (), seen, 0.0)


@pytest.mark.parametrize("form", [render, screen])
def test_what_could_not_be_seen_is_no_no(form):
    """A server whose owner is hidden does not "fail by itself": what was already half so is named first."""
    half = untested("a database", so=(Said("it answers 500", ("o1",)),))
    report = hidden(untested("a model"), half, untested("a proxy"))
    says = " ".join(form(report, Look(200)).split())

    assert "what may be behind it cannot be seen without root: a database, a model or 1 more" in says
    assert "by itself" not in says


@pytest.mark.parametrize("met", [Outcome.HTTP_4XX, Outcome.EMPTY, Outcome.TIMEOUT, Outcome.DENIED])
def test_so_it_is_with_every_outcome(met):
    """No sentence that a headline ends with is a certainty where something is hidden."""
    says = " ".join(screen(hidden(untested("a limit", met), met=met), Look(200)).split())

    assert "; what may be behind it cannot be seen without root: a limit" in says
    assert "turns the request away" not in says
    assert "up to the server" not in says


def test_root_is_named_only_where_it_would_see_more():
    """What cannot be seen at all, or was seen, is not promised to root."""
    alone = hidden(untested("a model"), said=Unknown("it is gone", "ask again"))

    assert "what may be behind it cannot be seen: a model" in render(alone, Look())
    assert "fails by itself" in render(hidden(), Look())
    assert "fails by itself" in render(hidden(untested("a model", Outcome.REFUSED), said=Known(())), Look())


@pytest.mark.parametrize("met, says", [(Outcome.HANG, "the server is reached"), (Outcome.EMPTY, "cannot be seen")])
def test_a_silence_that_used_up_our_time_hides_nothing(met, says):
    """Nobody would think of TLS because the server was as silent to a handshake; what claims more is not said."""
    late = hidden(untested("TLS", met), said=Unknown("time was up before an answer came", "openssl s_client"), met=met)

    assert says in render(late, Look())
    assert "cannot be seen: a limit" in render(hidden(untested("a limit", met), met=met, said=NEVER), Look())


def test_what_would_settle_it_comes_before_asking_everything_again():
    """A cause that only another network would tell is settled from there; asking more from here would not."""
    again = "portwise why http://127.0.0.1:80 --vantage ssh:HOST, with a HOST in another network"
    says = screen(hidden(untested("a site that is down"), said=Unknown("it was tried from here", again)), Look(200))
    steps = says[says.index("  Next") :]

    assert "see whether it is a site that is down, with a HOST in another network" in steps
    assert steps.index("ssh:HOST") < steps.index("--deep")
    assert "see whether" not in screen(hidden(untested("a model")), Look(200))


@pytest.mark.parametrize(
    "title, says",
    [
        (
            f"the server {'really ' * 8}ends, and nobody knows why it does not come back {'at all ' * 9}",
            "really ends… [",
        ),
        (f"the server (vite, {'really ' * 8}pid 7, of the shop) {'ends ' * 19}", " ends… ["),
        ("x" * 300, "x… ["),
    ],
)
def test_a_sentence_that_is_too_long_ends_with_a_whole_word(title, says):
    """At a comma where there is one outside of brackets, and the id of the cause is kept whole."""
    lead = untested("a cause")._replace(title=title, state=State.SUPPORTED)
    line = render(hidden(lead), Look())

    assert line.endswith(f"{says}a cause]")
    assert len(line) <= 160


@pytest.mark.parametrize(
    "text, says",
    [
        (
            "connect ECONNREFUSED\nit does not start",
            "✗ Refused, most likely because nothing listens on the port",
        ),
        ("hello", "? Nothing in this text speaks for a cause that portwise knows"),
    ],
)
def test_a_text_without_an_address_is_told_as_its_own_page_tells_it(text, says):
    """The likeliest cause is what somebody pastes it for; there is no target to begin with."""
    line = render(read(text), Look())

    assert line.startswith(says)
    assert line in (says, f"{says} [nothing-listening]")
