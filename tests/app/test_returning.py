"""How long it is worth looking whether a port is taken again: by who could do it."""

import errno

import pytest

from portwise.app.returning import LOADING, UNNOTICED, USUALLY, Past, keeper, patience
from portwise.host.api import Relay
from portwise.model.process import Process

SERVER = Process(50, 500, "node")


class Paper(Relay):
    """Processes as they are written down: parent, name, state, and the command of each."""

    def __init__(self, rows):
        self.rows = rows  # pid: (parent, name, state, command)

    def _answer(self, method, *about):
        if method == "read" and (found := self.of(about[0])) is not None:
            return found
        if method == "command" and about[0] in self.rows:
            return self.rows[about[0]][3]
        raise OSError(errno.ENOENT, "nobody")

    def of(self, path):
        _, _, number, *rest = path.split("/")
        pid = int(number)
        if rest[0] == "task":
            return " ".join(str(one) for one, row in self.rows.items() if row[0] == pid)
        if pid not in self.rows:
            return None
        parent, name, state, _ = self.rows[pid]
        return f"{pid} ({name}) {state} {parent} " + " ".join(["0"] * 17) + f" {pid * 10} 0\n"


SHELL = (1, "sh", "S", ("sh", "-c", "while :; do node server.js; done"))
PERSON = (1, "bash", "S", ("-bash",))
NEXT = (40, "node", "S", ("node", "server.js"))
PAUSE = (40, "sleep", "S", ("sleep", "1"))


@pytest.mark.parametrize(
    ("rows", "ours", "seconds"),
    [
        ({1: (0, "systemd", "S", ("init",))}, (), 0.0),  # it starts nothing again
        ({1: (0, "sh", "S", ("sh", "/entry.sh"))}, (), USUALLY),  # of a container
        ({40: SHELL}, (), USUALLY),
        ({40: SHELL, 60: PAUSE}, (), LOADING),  # a loop that pauses
        ({40: PERSON}, (), USUALLY),
        ({40: PERSON, 60: NEXT}, (), LOADING),  # typed by a person, and there again
        ({40: PERSON, 60: PAUSE}, (), USUALLY),  # who does something else by now
        ({40: PERSON}, ((40, 400),), 0.0),  # it waits for portwise
        ({40: PERSON, 50: (40, "node", "Z", ())}, (), UNNOTICED),
        ({40: (1, "sh", "Z", ())}, (), 0.0),  # it has ended, too
        ({}, (), 0.0),
    ],
)
def test_who_is_above_decides(rows, ours, seconds):
    """Nobody waits for who cannot start it again."""
    line = Process(40, 400, "sh"), Process(1, 10, next((row[1] for pid, row in rows.items() if pid == 1), "init"))
    before = Past((SERVER,), (line,), frozenset((one.pid, one.started) for one in (SERVER, *line)), frozenset(ours))

    assert seconds == patience(Paper(rows), before, line)


def test_the_nearest_above_both_has_done_it():
    """By number and start time: a shell of the same number that came later is another one."""
    host = Paper({40: SHELL, 55: (40, "npm", "S", ("npm", "start")), 60: (55, "node", "S", ("node",))})
    before = Past((SERVER,), ((Process(40, 400, "sh"),),), frozenset(), frozenset())
    found = keeper(host, 60, before)

    assert (40, "shell sh", True) == (found.process.pid, found.called, found.scripted)
    assert keeper(host, 60, before._replace(families=((Process(40, 7, "sh"),),))) is None
