"""What a plan promises of its way back."""

import pytest

from portwise.model.cause import Safety
from portwise.model.repair import Deed, Grade, Look, Move
from portwise.render.fix import undoing

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


def test_what_no_undo_brings_back_stands_beside_the_promise():
    """Before the yes."""
    deed = Deed("edit", EDIT, Look("file", ("/srv/.env",)), Grade.EQUIVALENT, then=("docker", "compose"))
    move = Move(1, "a", "It is so", "edit", EDIT, Safety.ASK, False, deed, "", "", "", loses="they are lost")

    assert "takes it back to the same effect; they are lost." in undoing(move)
