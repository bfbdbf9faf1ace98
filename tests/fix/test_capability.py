"""One program may bind low ports: which commands are known, and what becomes of the file."""

import pytest

from portwise.fix.applier import carried_out, taken_back
from portwise.fix.steps.capability import KIND
from portwise.formats.filerights import BINDS_LOW
from portwise.knowledge.listener.privileged_port_without_capability import CAUSE
from portwise.model.cause import Safety, View
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import EXE, KIN, SAME_FILES, TOLD
from portwise.model.process import BY_USER, Kin, Process
from portwise.model.repair import Grade, Look, Move, State
from portwise.model.target import Endpoint, Target

GATE, OTHER = Process(41, 7, "gate"), Process(42, 9, "gate")
RIGHT = ("setcap", "cap_net_bind_service=+ep")
TARGET = Target.to_bind("0.0.0.0:80")


def seen(*files, wanting=(GATE,), same=True):
    told = [(TOLD.of(80), Known(tuple(wanting)))]
    told += [(EXE.of(who), said) for who, said in zip(wanting, files, strict=False)]
    told += [(SAME_FILES.of(who), Known(same)) for who in wanting]
    return Evidence(TARGET).plus(Answer(question, said, "") for question, said in told)


def slots(made):
    view = View(made, Endpoint(TARGET.address, 80))
    return [CAUSE.slots[name](view, 1024) for name in ("server", "interpreter", "nobody")]


@pytest.mark.parametrize(
    ("argv", "file", "known"),
    [
        ((*RIGHT, "/srv/gate"), "/srv/gate", True),
        ((*RIGHT, "/srv/gate"), "/srv/other", False),  # of nobody that was looked at
        ((*RIGHT, "/usr/bin/python3.11"), "/usr/bin/python3.11", False),
        ((*RIGHT, "/usr/bin/node"), "/usr/bin/node", False),
        ((*RIGHT, "/bin/busybox"), "/bin/busybox", False),
        ((*RIGHT, "/home/ada/bin/tmux"), "/home/ada/bin/tmux", False),
        ((*RIGHT, "/usr/bin/gate"), "/usr/bin/gate", False),
        (("setcap", "cap_sys_admin=+ep", "/srv/gate"), "/srv/gate", False),
        (("setcap", "-r", "/srv/gate"), "/srv/gate", False),
    ],
)
def test_the_right_is_for_one_program_that_wants_the_port(argv, file, known):
    """Nothing else is given, and nobody's interpreter has it."""
    deed = KIND.reads(argv, seen(Known(file)))

    assert known == (deed is not None)
    assert not deed or (deed.look, deed.grade) == (Look("capability", ("/srv/gate", "41", "7")), Grade.EXACT)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (seen(Known("/srv/gate")), ["/srv/gate", None, None]),
        (seen(Known("/usr/bin/node")), [None, "/usr/bin/node", None]),
        (seen(Known("/srv/gate"), Known("/opt/watchexec"), wanting=(GATE, OTHER)), ["/srv/gate", None, None]),
        (seen(Known("/opt/watchexec")), [None, None, "nobody"]),  # the server has ended for want of the port
        (seen(Known("/usr/sbin/gate")), [None, None, "nobody"]),
        (seen(Known("/srv/gate"), same=False), [None, None, "nobody"]),
        (seen(wanting=()), [None, None, "nobody"]),
        (seen(Known("/srv/gate (deleted)")), [None, None, "nobody"]),
        (seen(Unknown("EACCES", "")), [None, None, "nobody"]),
        (seen(Known("/srv/gate"), Known("/srv/two"), wanting=(GATE, OTHER)), [None, None, "nobody"]),
    ],
)
def test_one_of_three_ways_is_told(made, told):
    """A server of its own, an interpreter, or nobody who is seen."""
    assert told == slots(made)


class File:
    """What a program file may do, and the journal."""

    def __init__(self, digits=""):
        self.digits, self.rows = digits, []

    def look(self, _):
        return self.digits

    def mark(self, file, digits):
        self.digits = digits
        self.rows.append(digits)

    def run(self, argv, renews=False):
        self.rows.append(argv[1:])

    def note(self, entry):
        self.rows.append(entry["phase"])


def test_what_the_file_had_comes_back():
    """To the byte, by what the journal has."""
    file, deed = File(), KIND.reads((*RIGHT, "/srv/gate"), seen(Known("/srv/gate")))
    move = Move(1, "", "", "", deed.argv, Safety.ASK, True, deed, "", "", "")
    state, _, entry = carried_out(file, "1", move, ":80")
    marked = file.digits
    fine, _ = taken_back(file, entry)

    assert (State.APPLIED, BINDS_LOW) == (state, marked)
    assert (True, "") == (fine, file.digits)
    assert ["intends", BINDS_LOW, "did", "", "undid"] == file.rows


RESTART = ("systemctl", "restart", "gate.service")


def kept(*units, wanting=(GATE,)):
    """Each of them by its unit."""
    kin = zip(wanting, units, strict=True)
    more = [Answer(KIN.of(who), Known(Kin((), f"systemd unit {unit}", False, unit)), "") for who, unit in kin]
    return seen(*(Known("/srv/gate") for _ in wanting), wanting=wanting).plus(more)


@pytest.mark.parametrize(
    ("made", "unit", "unkept"),
    [
        (kept("gate.service"), "gate.service", None),
        (kept("gate.service", "gate.service", wanting=(GATE, OTHER)), "gate.service", None),
        (kept("gate.service", "other.service", wanting=(GATE, OTHER)), None, "/srv/gate"),
        (kept(""), None, "/srv/gate"),
        (kept(f"{BY_USER}gate.service"), None, "/srv/gate"),
        (
            seen(Known("/usr/bin/node")).plus([Answer(KIN.of(GATE), Known(Kin((), "", False, "gate.service")), "")]),
            None,
            None,
        ),
    ],
)
def test_the_unit_of_a_server_starts_it_again(made, unit, unkept):
    """Where all of them are of one; nobody else's server is started."""
    view = View(made, Endpoint(TARGET.address, 80))

    assert [unit, unkept] == [CAUSE.slots[name](view, 1024) for name in ("unit", "unkept")]


@pytest.mark.parametrize(
    ("then", "unit", "known"),
    [
        (RESTART, "gate.service", True),
        (RESTART, "other.service", False),
        (("systemctl", "start", "gate.service"), "gate.service", False),
        (("systemctl", "--user", "restart", "gate.service"), "gate.service", False),
    ],
)
def test_the_right_and_the_start_are_one_step(then, unit, known):
    """Of the unit whose main process wants the port."""
    deed = KIND.with_next((*RIGHT, "/srv/gate"), then, kept(unit))

    assert known == (deed is not None)
    assert not deed or (Grade.EQUIVALENT, then) == (deed.grade, deed.then)


def test_the_file_is_as_before_when_the_server_is_started_again():
    """Else it would have the right still, that is taken back."""
    file, deed = File(), KIND.with_next((*RIGHT, "/srv/gate"), RESTART, kept("gate.service"))
    move = Move(1, "", "", "", deed.argv, Safety.ASK, True, deed, "", "", "")
    _, _, entry = carried_out(file, "1", move, ":80")
    taken_back(file, entry)

    assert ["intends", BINDS_LOW, RESTART[1:], "did", "", RESTART[1:], "undid"] == file.rows
