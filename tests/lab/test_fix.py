"""
Broken, repaired, answering, taken back, and broken as before: each kind of step in a world of its own.

The law: every cause with a remedy that asks and has a command for Linux is proven here, or in a file that
`tests.lab.repairs` names; and so is every pair of a cause and a kind of step that can do something about it.  What is
only looked at repairs nothing.  Which pairs there are is read off the recordings of the whole lab, so that none is left
out.
"""

from pathlib import Path

import pytest

from portwise import knowledge
from portwise.fix.planner import move
from portwise.fix.steps import kinds
from portwise.fix.steps.kind import LINUX
from portwise.fix.steps.rereading import IDLE
from portwise.model.cause import Safety
from portwise_lab.case import cases
from portwise_lab.run import Vantage, parts
from tests.lab.repairs import (
    ALSO,
    APART,
    BESIDE,
    BROWSER,
    BY_COMPOSE,
    FURTHER,
    IN_VAIN,
    LINK,
    MORE,
    OF_ONE,
    PROVEN,
    THERE,
    TWO,
)

WELL = {"connected", "bound", "answered"}
ALL = [part for part in parts(cases()) if part[0].kind == "fault" and part[1] is Vantage.ROOT]
FAULTS = [part for part in ALL if not part[0].place]
WANTED = [*((cause, name) for cause, (_, name) in PROVEN.items()), TWO, THERE, *ALSO, *MORE]
CHOSEN = [part for part in ALL if (part[0].scenario, part[0].name) in WANTED]

PLAYED = {(cause, kind) for cause, (kind, _) in PROVEN.items()} | {
    (cause, kind) for (cause, _), kind in {**MORE, **ALSO}.items()
}
SETTLED = PLAYED | BESIDE.keys()
WRONG = [part for part in ALL if (part[0].scenario, part[0].name) == IN_VAIN]
OTHERWISE = [part for part in ALL if (part[0].scenario, part[0].name) == BROWSER]

each_mended = pytest.mark.parametrize("mended", CHOSEN, ids=lambda part: str(part[0]))
each_fault = pytest.mark.parametrize("part", FAULTS, ids=lambda part: f"{part[0]} [{part[1].name}]")


def kind_of(case):
    return MORE.get((case.scenario, case.name)) or PROVEN[case.scenario][0]


def asks(cause):
    """Of whom a command is asked for on Linux: a promise to carry it out."""
    mine = (remedy for remedy in cause.remedies if remedy.platform in ("linux", "any"))
    return any(remedy.safety is Safety.ASK and remedy.argv for remedy in mine)


def test_a_remedy_that_asks_is_proven():
    """Nobody is excused."""
    promised = {cause.id for cause in knowledge.causes() if asks(cause)}

    assert set() == promised - PROVEN.keys() - {cause for cause, _ in BESIDE}


def test_every_kind_of_step_is_proven():
    """In a case of the lab, or in a file of its own."""
    played = {kind for _, kind in PLAYED}
    ours = {name for name, kind in kinds().items() if LINUX in kind.platforms}

    assert APART.keys() == ours - played
    assert all((Path(__file__).parents[1] / file).is_file() for file in APART.values())


@pytest.mark.parametrize(("pair", "file"), BESIDE.items(), ids=str)
def test_a_proof_of_its_own_is_there(pair, file):
    """It plays a case of that very cause, and names the kind of its step."""
    text = (Path(__file__).parents[1] / file).read_text()

    assert [True, True] == [f'"{word}"' in text for word in pair]


def test_nothing_is_proven_twice():
    """What is played needs no file of its own."""
    assert set() == PLAYED & BESIDE.keys()


@each_fault
def test_a_step_that_can_be_done_is_proven(part, looks):
    """
    No cause has a kind of step that neither this file nor another one plays.

    Every step is asked for, also one that is only done where those before it cannot be.
    """
    usual, _ = looks[part]
    able = {(finding.cause, kind) for finding in usual.supported for kind in able_to(usual, finding)}

    assert set() == able - SETTLED


def able_to(report, finding):
    """The kinds of all steps that ours know."""
    asked = []
    move(report, finding, True, lambda deed: asked.append(deed.kind) or "the next one", LINUX)
    return asked


@each_mended
def test_a_look_at_the_plan_changes_nothing(mended, mends):
    """A dry run and the real one make the same plan."""
    assert [] == mends[mended].said["touched"]


@each_mended
def test_the_step_is_of_the_kind_that_is_said(mended, mends):
    """By the command of the cause's own remedy."""
    kinds = {cause: kind for cause, _, kind, _ in mends[mended].said["plan"]}
    scenario, name = mended[0].scenario, mended[0].name

    assert ALSO.get((scenario, name), kind_of(mended[0])) == kinds[scenario]


@pytest.mark.parametrize("mended", [part for part in CHOSEN if (part[0].scenario, part[0].name) == LINK], ids=str)
def test_a_file_behind_a_link_is_named_itself(mended, mends):
    """As sed does it, so that whoever types the command cuts no link."""
    assert "sed -i.before '2s|127\\.0\\.0\\.1|10.77.0.2|' /mnt/home/shop/stages/local" in mends[mended].said["screen"]


@pytest.mark.parametrize(
    "mended", [part for part in CHOSEN if (part[0].scenario, part[0].name) == BY_COMPOSE], ids=["db"]
)
def test_a_service_of_compose_is_started_by_it(mended, mends):
    """By the docker-compose that created it, and taken back by it; its project is named as the labels have it."""
    screen = " ".join(mends[mended].said["screen"].split())
    of = (
        "docker-compose --project-name shop --project-directory /mnt/home/shop --file /mnt/home/shop/docker-compose.yml"
    )

    assert f"{of} start db" in screen
    assert f"{of} start db: taken back" in screen


@each_mended
def test_it_answers_afterwards(mended, mends):
    """A client that knows nothing of portwise meets the fault before, and a server after."""
    said = mends[mended].said

    assert ["APPLIED"] * len(said["done"]) == [state for _, state, _ in said["done"]]
    assert (mended[0].scenario in OF_ONE, True) == (set(said["before"]) <= WELL, set(said["after"]) <= WELL)
    assert said["well"]


@each_mended
def test_it_says_what_keeps_it_from_coming_back(mended, mends):
    """In a sentence of the cause, once it is repaired."""
    assert "So that it does not come back: " in " ".join(mends[mended].said["screen"].split())


def test_an_open_shell_is_told_what_to_run(mends):
    """After the tick, for whoever asks there would meet what he met before; and to nobody else."""
    told = {part for part in CHOSEN if "A shell that is open still has" in mends[part].said["screen"]}

    assert {part for part in CHOSEN if "env-proxy" in part[0].scenario} == told


@each_mended
def test_undone_it_is_as_before(mended, mends):
    """The same symptom, rules, addresses, settings, files, processes, namespaces; what cannot come back stays so."""
    said = mends[mended].said
    final = all(grade == "NONE" for *_, grade in said["plan"] if grade)
    other = final and kind_of(mended[0]) == "recreation"  # another container, with other ports

    assert [] == said["changed"] or other
    assert [] == said["left"] or other
    assert (said["after"] if final else FURTHER.get(mended[0].scenario, said["before"])) == said["again"]
    assert ([] if final else [True] * len(said["done"])) == [fine for fine, _ in said["undone"]]


@pytest.mark.parametrize("mended", WRONG, ids=lambda part: str(part[0]))
def test_a_gateway_whose_new_file_is_wrong_goes_on(mended, mends):
    """By the old one: the step says so, and nothing is there that was not."""
    said = mends[mended].said

    assert [[1, "FAILED", IDLE]] == said["done"]
    assert (said["before"], [], []) == (said["after"], said["changed"], said["left"])


@pytest.mark.parametrize("mended", OTHERWISE, ids=lambda part: str(part[0]))
def test_where_a_browser_alone_fails_a_way_is_offered(mended, mends):
    """No other address helps, for it is the port; a forward does, and nothing of it is left open."""
    said = mends[mended].said

    assert [[]] == [said["done"]]
    assert [
        "open http://localhost:8080/, which works in a browser as long as this runs",
        *("portwise", "forward", "8080", "http://127.0.0.1:6000/"),
    ] == said["otherwise"]
    assert [] == said["changed"]


def test_every_choice_is_of_a_case():
    """A case that was renamed is not left out silently."""

    assert {*WANTED, BROWSER, IN_VAIN} <= {(case.scenario, case.name) for case in cases()}
