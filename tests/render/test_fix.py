"""What a plan promises of its way back."""

import pytest

from portwise.model.cause import Safety
from portwise.model.repair import Deed, Done, Grade, Look, Move, Plan, Repair, State
from portwise.render.fix import afterwards, step, told, undoing
from portwise.render.layout import Look as Screen

EDIT = ("sed", "-i.before", "2s|3001|3000|", "/srv/.env")
KEEPS = "the server keeps to what it read until you start it again"


@pytest.mark.parametrize(
    ("then", "grade", "says"),
    [
        ((), Grade.EXACT, "takes it back exactly as it was"),
        (("systemctl", "restart", "a.service"), Grade.EQUIVALENT, "takes it back to the same effect"),
        (("env", "-C", "/srv", "node", "server.js"), Grade.EQUIVALENT, KEEPS),
        (("export", "NO_PROXY=localhost"), Grade.EXACT, "keeps the variables until it ends"),
    ],
)
def test_no_more_is_promised_than_undo_does(then, grade, says):
    """It puts a file back; who is in somebody's foreground, or has read the file, it does not end."""
    deed = Deed("edit", EDIT, Look("file", ("/srv/.env",)), grade, then=then)

    assert says in undoing(Move(1, "a", "It is so", "edit", EDIT, Safety.ASK, False, deed, "", "", ""))


@pytest.mark.parametrize(
    ("safety", "root", "why", "says"),
    [
        (Safety.SAFE, True, "", "It is safe: --yes is enough, and it needs root."),
        (Safety.ASK, True, "", "It asks first, and it needs root."),
        (Safety.ASK, False, "", "It asks first."),
        (Safety.SHOW, True, "it needs root", "Shown only: it needs root."),
        (Safety.SHOW, True, "nobody can", "Shown only: nobody can, and it needs root."),
        (Safety.SHOW, False, "nobody can", "Shown only: nobody can."),
    ],
)
def test_what_a_step_takes_is_said_with_it(safety, root, why, says):
    """A yes, and whose; also to those who may not do it."""
    deed = None if why else Deed("edit", EDIT, Look("file", ("/srv/.env",)), Grade.EXACT)

    assert says == told(Move(1, "a", "It is so", "edit", EDIT, safety, root, deed, why, "", ""))


def test_a_step_that_only_root_may_do_is_shown_whole():
    """Its command, what proves it and its way back."""
    move = Move(1, "a", "It is so", "edit", EDIT, Safety.SHOW, True, None, "it needs root", "ask again", "put it back")
    lines = [line.strip() for line in step(move, Screen())]

    assert lines[2:] == ["sed -i.before '2s|3001|3000|' /srv/.env", "Proof: ask again", "The way back: put it back"]


def test_what_no_undo_brings_back_stands_beside_the_promise():
    """Before the yes."""
    deed = Deed("edit", EDIT, Look("file", ("/srv/.env",)), Grade.EQUIVALENT, then=("docker", "compose"))
    move = Move(1, "a", "It is so", "edit", EDIT, Safety.ASK, False, deed, "", "", "", loses="they are lost")

    assert "takes it back to the same effect; they are lost." in undoing(move)


def test_what_the_next_start_undoes_is_said():
    """By the command that makes it last, or by one line where whoever sets the network up has to know of it."""
    deed = Deed("route", ("ip", "route", "add"), Look("output", ("ip", "route")), Grade.EXACT)
    move = Move(1, "a", "It is so", "a route", deed.argv, Safety.ASK, True, deed, "", "", "")
    first = move._replace(prevents="end it", prevents_by=("portwise", "stop", "--stale"))
    moves = (
        first,
        move._replace(lasts=("netfilter-persistent", "save")),
        move._replace(holds="the machine starts again"),
    )
    plan = Plan("20261121-000000-000", None, moves)
    done = tuple(Done(one, State.APPLIED, "") for one in moves)
    said = "\n".join(afterwards(Repair(plan, done, None), Screen()))

    assert "So that it does not come back: end it.\n    portwise stop --stale" in said
    assert "So that it is so after the next start, too:\n    netfilter-persistent save" in said
    assert "That holds until the machine starts again." in said
