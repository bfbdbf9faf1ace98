"""From a pasted text to a report: what it is about, what follows, which line says so."""

from hypothesis import given, settings
from hypothesis import strategies as st

from portwise.app.reading import read
from portwise.model.outcome import Outcome
from portwise.model.report import Verdict

NODE = """my app cannot reach its database

Error: connect ECONNREFUSED ::1:5432
  errno: -111, code: 'ECONNREFUSED', syscall: 'connect', address: '::1', port: 5432
"""


def test_an_error_line_gives_target_and_symptom():
    """The line is all that most people paste."""
    report = read(NODE)

    assert ("[::1]:5432", Verdict.BROKEN, Outcome.REFUSED) == (report.target.raw, report.verdict, report.symptom)


def test_every_line_is_understood_or_ignored_and_none_is_both():
    """Who reads the report can see what was not taken into account."""
    reading = read(NODE).reading
    ignored = {n for first, last in reading.ignored for n in range(first, last + 1)}
    cited = {n for n, _ in reading.quotes}

    assert (set(range(1, reading.total + 1)), set()) == (ignored | cited, ignored & cited)


def test_what_the_text_leaves_out_is_unknown_with_the_command_that_would_tell():
    """Not told is not "no"."""
    unknown = [o for o in read(NODE).observations if not hasattr(o.said, "value")]

    assert (True, set()) == (bool(unknown), {o.question.fact.name for o in unknown if not o.said.to_know})


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400))
def test_any_bytes_are_read(raw):
    """Nothing that somebody pastes makes it fail."""
    reading = read(raw).reading

    assert [] == [n for n, _ in reading.quotes if not 1 <= n <= reading.total]
