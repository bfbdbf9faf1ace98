"""The rows of the checks, as data."""

import shlex
from ipaddress import ip_address
from string import Formatter

import pytest

from portwise import knowledge
from portwise.checklist.judge import TABLES, asks, fit, items, slots
from portwise.model.checklist import Mark, Table
from portwise.model.evidence import Answer, Evidence, Known, Observation, Unknown
from portwise.model.facts import ADDRESSES, ATTEMPT, CHANGES, HERE, WORKED
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.report import Report, Verdict
from portwise.model.target import Endpoint, Target
from portwise.model.testimony import Change, Changes
from portwise.ui.cli.why import command as why

CAUSES = {cause.id: cause for cause in knowledge.causes()}
ROWS = [(table, row) for table, rows in TABLES.items() for row in rows]
TARGETS = [
    *("http://localhost:3000", "https://web.internal/", "localhost:5432", "127.0.0.1:619009", "[::1]:80"),
    *("udp://10.0.0.1:53", "unix:/run/app.sock", "0.0.0.0:80"),
]


def report(target, observations=()):
    return Report(target, Verdict.UNKNOWN, None, (), (), (), tuple(observations), 0.0)


def settled(seen, why):
    """Whatever the rows still ask, answered with *why* not."""
    while asked := asks(report(seen.target, seen)):
        seen = seen.plus(Answer(question, why, "nowhere") for question in asked)
    return seen


def parsed(text):
    return Target.to_bind(text.removeprefix("bind ")) if text.startswith("bind ") else Target.parse(text)


each_target = pytest.mark.parametrize("text", [*TARGETS, "bind :80", "bind [::1]:8080"])


def test_eleven_steps_ten_steps_and_a_matrix():
    """The tables are as long as people know them; the matrix has what else is asked most."""
    assert {Table.CHECKLIST: 11, Table.GUIDE: 10, Table.MATRIX: 13} == {t: len(rows) for t, rows in TABLES.items()}


@pytest.mark.parametrize("table", Table)
def test_a_name_is_used_once(table):
    """Who reads the JSON finds a row by it."""
    ids = [row.id for row in TABLES[table]]

    assert sorted(set(ids)) == sorted(ids)


def test_rows_name_causes_that_exist():
    """A cause that is gone leaves no trace here."""
    assert set() == {cause for _, row in ROWS for cause in row.causes} - CAUSES.keys()


def test_every_cause_has_its_step():
    """A cause speaks against exactly one of the eleven, by its name or by its hop; a new one needs no line here."""
    rows = TABLES[Table.CHECKLIST]
    named = [cause for row in rows for cause in row.causes]
    by_hop = {hop for row in rows for hop in row.hops}

    assert sorted(set(named)) == sorted(named)
    assert [] == [id_ for id_, cause in CAUSES.items() if id_ not in named and cause.hop not in by_hop]


@each_target
def test_commands_are_filled(text):
    """No slot is left open, and what is not known stands in capitals; a machine has one command for each row."""
    target = parsed(text)
    words = slots(Evidence(target))
    argv = [typed.argv for _, row in ROWS for typed in fit(row, target)]
    used = {name for line in argv for word in line for _, name, _, _ in Formatter().parse(word) if name}
    platforms = [[typed.platform for typed in fit(row, target)] for _, row in ROWS]

    assert set() == used - words.keys()
    assert all(words.values())
    assert all(len(set(several)) == len(several) for several in platforms)


@each_target
def test_without_evidence_nothing_is_claimed(text):
    """Where nobody has asked anything, no check has failed, but for what the target itself shows."""
    target = parsed(text)
    crosses = [item.id for item in items(report(target)) if item.state is Mark.WRONG]

    assert crosses == ([] if target.port_is_valid else ["endpoint-correct"])


@each_target
def test_with_everything_hidden_nothing_is_claimed(text):
    """Where nothing can be had, every row that applies is open, and says why and how to know."""
    target, why = parsed(text), Unknown("it is hidden", "look as root")
    seen = Evidence(target, [Observation("o1", ADDRESSES.of(target.host), why, "nowhere", 0.0)])
    checks = items(report(target, settled(seen, why)))

    assert set() == {item.id for item in checks if item.state is Mark.WRONG} - {"endpoint-correct", "name-resolves"}
    assert [] == [item.id for item in checks if item.state is Mark.OPEN and not (item.observed and item.to_know)]


def test_a_hidden_owner_leaves_the_question_open():
    """A socket whose process cannot be seen is no proof that nothing runs."""
    target = Target.parse("127.0.0.1:3000")
    at = Endpoint(target.address, 3000)
    refused = Attempt(Outcome.TIMEOUT, 0, None, None, 1, 100.0)
    seen = Evidence(
        target,
        [
            Observation("o1", ADDRESSES.of(target.host), Known((target.address,)), "written", 0.0),
            Observation("o2", ATTEMPT.of(at), Known(refused), "connect(2)", 0.0),
        ],
    )
    seen = settled(seen, Unknown("it is hidden", "look as root"))
    first = items(report(target, seen))[0]

    assert (Mark.OPEN, "look as root") == (first.state, first.to_know)


def whole(command: str, target: Target) -> bool:
    """Whether a command of ours can be typed as it stands, and asks for the same."""
    words = shlex.split(command.partition(", ")[0].removesuffix(" on another machine"))[2:]
    asked = why.make_context("why", words).params
    return parsed(f"bind {asked['place']}" if asked["place"] else asked["target"]) == target


def failing(text, *answers):
    """A target that was tried and is refused, and what is known besides; the rest is hidden."""
    target = parsed(text)
    at = Endpoint(ip_address("127.0.0.1"), target.port or 0)
    refused = Attempt(Outcome.REFUSED, 111, None, None, 1, 0.1)
    known = [Answer(ADDRESSES.of(target.host), Known((at.address,)), "a"), Answer(ATTEMPT.of(at), Known(refused), "b")]
    return settled(Evidence(target).plus([*known, *answers]), Unknown("it is hidden", "sudo portwise why TARGET"))


SINCE = 1.8e9
TOLD = (
    Answer(WORKED.of(HERE), Known(SINCE), "you said"),
    Answer(CHANGES.of(SINCE), Known(Changes((Change(SINCE, "today", "file", "nginx.conf changed"),), ())), "find"),
)


@pytest.mark.parametrize("text", [*TARGETS, "bind :80", "http://localhost:3000/a;b'c"])
def test_a_command_to_know_more_can_be_typed(text):
    """It names the target and every option that it needs: what is copied is no misuse."""
    looks = [Evidence(parsed(text)), failing(text), failing(text, *TOLD)]
    told = {item.to_know for seen in looks for item in items(report(seen.target, seen))}
    ours = [command for ways in told for command in ways.split(" or ") if command.startswith("portwise why ")]

    assert ours
    assert [] == [command for command in ours if not whole(command, parsed(text))]
